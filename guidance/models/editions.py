"""Which edition of the library readers have before them."""

import uuid

from django.db import models


class Edition(models.Model):
    """The tokens of all rows together name one state of the library; every change brings a new token.

    There is one row, and one more for each change that could not wait for another to be committed.
    """

    token = models.UUIDField(default=uuid.uuid4, editable=False)

    def __str__(self) -> str:
        return str(self.token)
