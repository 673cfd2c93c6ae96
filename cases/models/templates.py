"""What a new journey copies: steps, records, questions and comparison rows. Loaded from cases/starter."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import RevisionMixin

from cases import facts, starter_content
from cases.choices import Clock, Need, QuestionTopic, RecordFormat, Speed, Stage, Turn
from guidance.models.fields import KeysField

AT_THE_END = 1000

Choices = list[tuple[str, str]]


class FamiliesField(KeysField):
    """Families of conditions, to tick."""

    def all_choices(self) -> Choices:
        """Every family, the general one first."""
        return starter_content.all_families()


class HoldersField(KeysField):
    """Offices that keep records, to tick."""

    def all_choices(self) -> Choices:
        """Every office that the product knows."""
        return starter_content.holders()


class FormatsField(KeysField):
    """How a record comes, to tick."""

    def all_choices(self) -> Choices:
        """Every format that the product knows."""
        return [(format_.value, str(format_.label)) for format_ in RecordFormat]


class RecordsField(KeysField):
    """Records of other checklists, to tick."""

    def all_choices(self) -> Choices:
        """Every record template by its family."""
        return RecordTemplate.by_family()


class Template(RevisionMixin, models.Model):
    """What administrators edit on screen. Nothing is deleted; what is retired is no longer copied or offered."""

    is_active = models.BooleanField(
        _("in use"),
        default=True,
        help_text=_("Not ticked: new journeys go without it. It stays here and can come back."),
    )

    class Meta:
        abstract = True


class StepWords(models.Model):
    """What a step says; a journey's step copies it from its template."""

    stage = models.CharField(_("stage"), max_length=12, choices=Stage)
    position = models.PositiveIntegerField(_("place in the order"))
    title = models.CharField(_("title"), max_length=200)
    why = models.TextField(_("why it matters"), max_length=1000, blank=True)
    how = models.TextField(_("how to do it"), max_length=4000, blank=True)
    who = models.CharField(_("who does it"), max_length=10, choices=Turn, default=Turn.PATIENT)
    is_gate = models.BooleanField(_("must be done before the next stage"), default=False)
    due_days = models.PositiveIntegerField(_("days to do it in"), null=True, blank=True)
    only_if = models.CharField(_("asked only if"), max_length=40, blank=True)

    class Meta:
        abstract = True


class RowWords(models.Model):
    """What a row of the comparison says; a journey's row copies it from its template."""

    position = models.PositiveIntegerField(_("place in the order"))
    question = models.CharField(_("question"), max_length=200)
    label = models.CharField(_("short name"), max_length=100)
    hint = models.TextField(_("what to look for"), max_length=1000, blank=True)
    major_when = models.TextField(_("when a difference is major"), max_length=1000, blank=True)
    ask = models.CharField(_("what to ask the doctor"), max_length=300, blank=True)

    class Meta:
        abstract = True


class StepTemplate(Template, StepWords):
    """One step of a stage."""

    NAMED_BY = "title"

    key = models.CharField(max_length=40, unique=True, editable=False)

    class Meta:
        ordering = ("position",)
        verbose_name = _("step")
        verbose_name_plural = _("steps")

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse a condition that the product can't check."""
        super().clean()
        if self.only_if not in facts.CONDITIONS:
            raise ValidationError({"only_if": _("The product doesn’t know this condition.")})


class RecordTemplate(Template):
    """One record that a family of conditions needs (domain.md §1)."""

    NAMED_BY = "name"
    WORDS = ("name", "why", "ask_for", "tip", "only_if", "formats", "fastest", "slowest", "loinc", "clock")
    """What a journey's record shares with its template for as long as nobody changes either."""

    family = models.CharField(_("condition"), max_length=30, choices=starter_content.all_families)
    key = models.CharField(max_length=20, unique=True, editable=False)
    position = models.PositiveIntegerField(_("place in the order"), default=AT_THE_END)
    name = models.CharField(_("what it is"), max_length=200)
    why = models.TextField(_("why it matters"), max_length=1000, blank=True)
    ask_for = models.TextField(_("words to ask for it with"), max_length=1000, blank=True)
    tip = models.TextField(_("tip"), max_length=1000, blank=True)
    only_if = models.CharField(
        _("exists only if"),
        max_length=200,
        blank=True,
        help_text=_(
            "Ends the question “Do you have this?”, such as “you had a biopsy”. Empty: for everyone."
        ),
    )
    holders = HoldersField(
        _("who has it"), help_text=_("The one that was ticked first is the one that is asked.")
    )
    formats = FormatsField(_("how it comes"))
    fastest = models.CharField(_("at the fastest"), max_length=2, choices=Speed, blank=True)
    slowest = models.CharField(_("at the slowest"), max_length=2, choices=Speed, blank=True)
    need = models.CharField(_("how much it is needed"), max_length=10, choices=Need)
    loinc = models.JSONField(
        _("LOINC codes"),
        default=list,
        blank=True,
        help_text=_("Codes of the document type, with commas between them, such as 18748-4."),
    )
    clock = models.CharField(_("asked again as"), max_length=10, choices=Clock)
    replaces = RecordsField(
        _("stands in for"),
        help_text=_("Records of other lists that a journey leaves out when it has this one."),
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ("position",)
        indexes = [models.Index(fields=["family", "position"], name="record_template_by_family")]
        verbose_name = _("record")
        verbose_name_plural = _("records")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a time that is at its fastest slower than at its slowest."""
        super().clean()
        if self.fastest and self.slowest and self.fastest > self.slowest:
            raise ValidationError({"slowest": _("This is faster than the time above.")})

    def differs_in(self, other: models.Model) -> list[str]:
        """The shared fields in which another version, or a journey's copy, says something else."""
        return [name for name in self.WORDS if getattr(self, name) != getattr(other, name)]

    @classmethod
    def by_family(cls) -> Choices:
        """Every record with its condition before it, in order."""
        names = dict(starter_content.all_families())
        rows = cls.objects.order_by("family", "position").values_list("key", "name", "family")
        return [(key, f"{names.get(family, family)}: {name}") for key, name, family in rows]


class QuestionTemplate(Template):
    """One question of the bank (domain.md §5)."""

    NAMED_BY = "text"

    key = models.CharField(max_length=40, unique=True, editable=False)
    topic = models.CharField(_("topic"), max_length=12, choices=QuestionTopic)
    families = FamiliesField(_("conditions"), help_text=_("None ticked: for every condition."))
    position = models.PositiveIntegerField(_("place in the order"), default=AT_THE_END)
    text = models.CharField(_("question"), max_length=500)
    why = models.TextField(_("why ask it"), max_length=1000, blank=True)

    class Meta:
        ordering = ("position",)
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    def __str__(self) -> str:
        return self.text


class RowTemplate(Template, RowWords):
    """One row of the comparison (domain.md §6)."""

    NAMED_BY = "label"

    key = models.CharField(max_length=40, unique=True, editable=False)

    class Meta:
        ordering = ("position",)
        verbose_name = _("row of the comparison")
        verbose_name_plural = _("rows of the comparison")

    def __str__(self) -> str:
        return self.label
