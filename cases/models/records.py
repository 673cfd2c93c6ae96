"""The records checklist: what is needed, who holds it, where it stands, and its files."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.choices import ITEM_WITH_HOLDER, Asker, Clock, ItemState, Need, ScanState
from cases.models.base import Addressed, CreatedOnce, Versioned
from cases.models.journey import Case


class RecordItem(Versioned, CreatedOnce, Addressed):
    """One line of a journey's checklist, copied from its template or added by hand (no key)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="items")
    key = models.CharField(max_length=20, blank=True)
    family = models.CharField(max_length=30, blank=True)
    position = models.PositiveIntegerField(default=1000)
    name = models.CharField(_("what"), max_length=200)
    why = models.TextField(max_length=1000, blank=True)
    ask_for = models.TextField(max_length=1000, blank=True)
    tip = models.TextField(max_length=1000, blank=True)
    only_if = models.CharField(max_length=200, blank=True)
    formats = models.JSONField(default=list, blank=True)
    fastest = models.CharField(max_length=2, blank=True)
    slowest = models.CharField(max_length=2, blank=True)
    loinc = models.JSONField(default=list, blank=True)
    clock = models.CharField(max_length=10, choices=Clock, default=Clock.DOCUMENTS)
    need = models.CharField(max_length=10, choices=Need, default=Need.REQUIRED)
    template_version = models.PositiveIntegerField(default=1, editable=False)

    holder_code = models.CharField(max_length=10, blank=True)
    holder = models.CharField(_("who has it"), max_length=150, blank=True)
    is_at_home = models.BooleanField(default=False)
    asker = models.CharField(_("who asks for it"), max_length=10, choices=Asker, default=Asker.PATIENT)
    note = models.TextField(_("note"), max_length=1000, blank=True)

    state = models.CharField(max_length=16, choices=ItemState, default=ItemState.NEEDED)
    state_on = models.DateField(null=True, blank=True)
    asked_on = models.DateField(null=True, blank=True)
    last_asked_on = models.DateField(null=True, blank=True)
    paused_on = models.DateField(null=True, blank=True)
    limit_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("position", "pk")
        constraints = [
            models.UniqueConstraint(fields=["case", "key"], condition=~Q(key=""), name="item_once_per_case"),
            models.CheckConstraint(
                condition=~Q(state__in=ITEM_WITH_HOLDER)
                | Q(asked_on__isnull=False, last_asked_on__isnull=False),
                name="item_with_holder_was_asked",
            ),
        ]
        indexes = [models.Index(fields=["state", "limit_on"], name="item_by_limit")]

    def __str__(self) -> str:
        return self.name


class ItemChange(models.Model):
    """When a record came into a state, and who said so."""

    item = models.ForeignKey(RecordItem, on_delete=models.PROTECT, related_name="changes")
    state = models.CharField(max_length=16, choices=ItemState)
    on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.TextField(max_length=1000, blank=True)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.state} {self.on}"


def storage_name() -> str:
    """A name on disk that says nothing: a random one in one of 256 folders."""
    name = uuid.uuid4().hex
    return f"{name[:2]}/{name}"


class Document(CreatedOnce):
    """One file of a journey. `name` is what people called it; `path` is where it lies under MEDIA_ROOT."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="documents")
    item = models.ForeignKey(RecordItem, on_delete=models.PROTECT, related_name="documents", null=True)
    path = models.CharField(max_length=40, default=storage_name, unique=True, editable=False)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField(null=True, blank=True)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="replaced_by", null=True, blank=True
    )
    scan = models.CharField(max_length=12, choices=ScanState, default=ScanState.NOT_SCANNED)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        ordering = ("uploaded_at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="document_removed_at_and_by_together",
            ),
        ]

    def __str__(self) -> str:
        return f"document {self.pk}"


class Upload(models.Model):
    """A large file on its way in, in parts; `received` bytes lie under MEDIA_ROOT/uploads."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="uploads")
    item = models.ForeignKey(RecordItem, on_delete=models.PROTECT, related_name="uploads")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    started_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["started_at"], name="upload_by_age")]

    def __str__(self) -> str:
        return f"upload {self.pk}"
