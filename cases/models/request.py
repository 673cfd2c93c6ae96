"""A request for a second opinion while it is being written."""

import uuid

from django.db import models

from accounts.models import User


class RequestDraft(models.Model):
    """Answers saved page by page; gone once the journey is opened from them."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="request_drafts")
    for_patient = models.BooleanField(default=False)
    answers = models.JSONField(default=dict)
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ("-updated_at",)

    def __str__(self) -> str:
        return f"draft {self.pk}"
