"""What several rows of a journey share."""

import uuid

from django.db import models


class CreatedOnce(models.Model):
    """A row that a form creates: the form's own key makes a double click create it once."""

    once = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class Addressed(models.Model):
    """A row that has an address of its own in the API; its number stays ours."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class Versioned(models.Model):
    """A row that people edit: the version tells a form that it was opened on older words."""

    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True
