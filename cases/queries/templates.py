"""The templates in use, and what a change of one means for journeys under way."""

from datetime import date

from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cases.choices import Status
from cases.models import (
    Case,
    ComparisonRow,
    QuestionTemplate,
    RecordItem,
    RecordTemplate,
    RowTemplate,
    Step,
    StepTemplate,
)
from cases.rules.records import families_of

AnyTemplate = StepTemplate | RecordTemplate | QuestionTemplate | RowTemplate
Words = str | Promise


def records_for(case: Case, *, on: date) -> list[RecordTemplate]:
    """The general list, the condition's, and for a child the children's, without what one of them replaces."""
    families = families_of(case, on=on)
    found = list(RecordTemplate.objects.filter(is_active=True, family__in=families).order_by("position"))
    replaced = {key for template in found for key in template.replaces}
    return [template for template in found if template.key not in replaced]


def newest_record() -> int:
    """The number of the youngest record template; what comes later is new to a journey that copies now."""
    return RecordTemplate.objects.aggregate(newest=Max("pk"))["newest"] or 0


# What a change means


def effects(template: AnyTemplate) -> list[Words]:
    """What saving this template does, and what it leaves alone, in sentences with today's numbers."""
    if isinstance(template, RecordTemplate):
        return _effects_of_record(template)
    if isinstance(template, QuestionTemplate):
        return _effects_of_question(template)
    copies = (Step if isinstance(template, StepTemplate) else ComparisonRow).objects.filter(key=template.key)
    return [
        keeping(copies.filter(case__status=Status.LIVE).count() if template.pk else 0),
        _("New journeys start with what you save here."),
        _("Nothing changes for journeys that have begun."),
    ]


def _effects_of_record(template: RecordTemplate) -> list[Words]:
    starts = _("New journeys start with what you save here.")
    if not template.pk:
        return [
            starts,
            _("The advocates of live journeys with this condition are offered it as an addition."),
        ]
    copies = RecordItem.objects.filter(key=template.key, case__status=Status.LIVE)
    waiting = copies.filter(template_version__lt=template.version).count()
    said: list[Words] = [
        keeping(copies.count()),
        starts,
        _("When its words change, the advocates of journeys that copied it are offered the new words."),
    ]
    if waiting:
        said.append(
            ngettext(
                "On %(count)d journey, nobody has answered the last offer yet.",
                "On %(count)d journeys, nobody has answered the last offer yet.",
                waiting,
            )
            % {"count": waiting}
        )
    return said


def _effects_of_question(template: QuestionTemplate) -> list[Words]:
    live = Case.objects.filter(status=Status.LIVE)
    picked = live.filter(questions__key=template.key).distinct().count() if template.pk else 0
    return [
        ngettext(
            "%(count)d live journey has this question on its list, and keeps its words.",
            "%(count)d live journeys have this question on their lists, and keep its words.",
            picked,
        )
        % {"count": picked},
        _("The question bank of every journey shows at once what you save here."),
    ]


def keeping(count: int) -> str:
    """How many live journeys keep what they copied."""
    return ngettext(
        "%(count)d live journey keeps what it copied.",
        "%(count)d live journeys keep what they copied.",
        count,
    ) % {"count": count}
