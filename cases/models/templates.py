"""What a new journey copies: steps, records, questions and comparison rows. Loaded from cases/starter."""

from django.db import models

from cases.choices import Clock, Need, QuestionTopic, Stage, Turn


class StepWords(models.Model):
    """What a step says; a journey's step copies it from its template."""

    stage = models.CharField(max_length=12, choices=Stage)
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    why = models.TextField(max_length=1000, blank=True)
    how = models.TextField(max_length=4000, blank=True)
    who = models.CharField(max_length=10, choices=Turn, default=Turn.PATIENT)
    is_gate = models.BooleanField(default=False)
    due_days = models.PositiveIntegerField(null=True, blank=True)
    only_if = models.CharField(max_length=40, blank=True)

    class Meta:
        abstract = True


class RowWords(models.Model):
    """What a row of the comparison says; a journey's row copies it from its template."""

    position = models.PositiveIntegerField()
    question = models.CharField(max_length=200)
    label = models.CharField(max_length=100)
    hint = models.TextField(max_length=1000, blank=True)
    major_when = models.TextField(max_length=1000, blank=True)
    ask = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True


class StepTemplate(StepWords):
    """One step of a stage."""

    key = models.CharField(max_length=40, unique=True)

    class Meta:
        ordering = ("position",)

    def __str__(self) -> str:
        return self.title


class RecordTemplate(models.Model):
    """One record that a family of conditions needs (domain.md §1)."""

    family = models.CharField(max_length=30)
    key = models.CharField(max_length=20, unique=True)
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    why = models.TextField(max_length=1000, blank=True)
    ask_for = models.TextField(max_length=1000, blank=True)
    tip = models.TextField(max_length=1000, blank=True)
    only_if = models.CharField(max_length=200, blank=True)
    holders = models.JSONField(default=list)
    formats = models.JSONField(default=list)
    fastest = models.CharField(max_length=2, blank=True)
    slowest = models.CharField(max_length=2, blank=True)
    need = models.CharField(max_length=10, choices=Need)
    loinc = models.JSONField(default=list)
    clock = models.CharField(max_length=10, choices=Clock)
    replaces = models.JSONField(default=list)

    class Meta:
        ordering = ("position",)
        indexes = [models.Index(fields=["family", "position"], name="record_template_by_family")]

    def __str__(self) -> str:
        return self.name


class QuestionTemplate(models.Model):
    """One question of the bank (domain.md §5)."""

    key = models.CharField(max_length=40, unique=True)
    topic = models.CharField(max_length=12, choices=QuestionTopic)
    families = models.JSONField(default=list)
    position = models.PositiveIntegerField()
    text = models.CharField(max_length=500)
    why = models.TextField(max_length=1000, blank=True)

    class Meta:
        ordering = ("position",)

    def __str__(self) -> str:
        return self.text


class RowTemplate(RowWords):
    """One row of the comparison (domain.md §6)."""

    key = models.CharField(max_length=40, unique=True)

    class Meta:
        ordering = ("position",)

    def __str__(self) -> str:
        return self.label
