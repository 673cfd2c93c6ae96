"""Rules on screen: the list with what saving set off, and a preview that saves nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.views import saving, shelves
from notifications import examples, kinds, subjects, words
from notifications.channels import Line, Outgoing
from notifications.channels.mail import written
from notifications.choices import Audience
from notifications.forms.rules import RuleForm
from notifications.kinds import Kind, Words
from notifications.models import Replanning, Rule
from notifications.planned import RuleFact
from notifications.queries import status
from notifications.queries.outbox import WHYS
from notifications.queries.rules import COLUMNS
from notifications.views.replanning import PlansAnew
from notifications.wording import render

NOBODYS = UUID(int=0)


@dataclass(frozen=True)
class InLanguage:
    """The words as somebody would read them."""

    language: str
    title: str
    body: str


@dataclass(frozen=True)
class Preview:
    """What a rule as it was typed would do."""

    timing: str
    moment: str
    times: tuple[str, ...]
    readings: tuple[InLanguage, ...]
    mail: EmailMultiAlternatives | None


class Previewing:
    """A form with a second button, which shows what saving would mean."""

    preview: Preview | None = None

    def form_valid(self, form: RuleForm) -> HttpResponseBase:
        """Show the preview above the form, or save."""
        if "preview" not in self.request.POST:  # type: ignore[attr-defined]
            return super().form_valid(form)  # type: ignore[misc]
        self.form = form
        kind = form.about()
        self.preview = preview_of(form, kind, today=timezone.localdate()) if kind else None
        return self.render_to_response(self.get_context_data(form=form))  # type: ignore[attr-defined]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 -- the signature is Django's
        """With the preview, if it was asked for."""
        return super().get_context_data(**kwargs) | {"preview": self.preview}  # type: ignore[misc]


class CreateView(Previewing, PlansAnew, saving.CreateView):
    """A new rule for a kind that exists."""


class EditView(Previewing, PlansAnew, shelves.EditView):
    """A rule and its words."""


class Listing(shelves.Listing):
    """The rules, and how far planning has come since one of them changed."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 -- the signature is Django's
        """With the planning that is under way."""
        return super().get_context_data(**kwargs) | {"runs": runs()}


def effects(rule: Rule) -> Iterator[Words]:
    """What saving a rule does and leaves alone, and why its readers get it."""
    yield _(
        "Saving plans the reminders of all open journeys anew, in the background. The list shows how far it is."
    )
    yield _("What has gone out, was skipped or put off stays as it is.")
    if rule.pk and rule.kind in {kind.key for kind in kinds.planned()}:
        kind = kinds.get(rule.kind)
        yield _("Everybody who gets it reads why: “%(reason)s”") % {"reason": kind.reason}
        if rule.escalate_after:
            yield _("Leads read: “%(reason)s”") % {"reason": kind.reason_for(Audience.LEAD)}
        if kind.ends_when:
            yield _("What makes it unnecessary: %(end)s") % {"end": kind.ends_when}
        if kind.is_urgent:
            yield _("It is urgent, so it waits for nobody’s usual hours, and comes on days off too.")
        if kind.kept_because:
            yield _("Nobody can switch it off for themselves: “%(why)s”") % {"why": kind.kept_because}


def runs() -> list[tuple[Replanning, Words]]:
    """Planning that is under way, with what is planned."""
    several = {subject.key: subject.several for subject in subjects.registered()}
    return [(run, several.get(run.subject, run.subject)) for run in status.runs()]


# What a rule would do


def preview_of(form: RuleForm, kind: Kind, *, today: date) -> Preview:
    """What a valid form, not saved, would mean on a made-up journey."""
    rule: Rule = form.instance
    fact = fact_of(rule)
    example = examples.of(fact, today=today, zone=ZoneInfo(settings.TIME_ZONE))
    return Preview(
        timing=words.timing(fact, by_mail=rule.by_mail),
        moment=date_format(example.moment, "DATETIME_FORMAT"),
        times=tuple(words.time_of(occasion) for occasion in example.occasions),
        readings=tuple(_readings(form, kind)),
        mail=written(_letter(kind)) if rule.by_mail else None,
    )


def timing(rule: Rule) -> str:
    """When a rule reminds whom, in words."""
    return words.timing(fact_of(rule), by_mail=rule.by_mail)


def fact_of(rule: Rule) -> RuleFact:
    """What planning needs to know of a rule, saved or not."""
    is_urgent = any(kind.is_urgent for kind in kinds.planned() if kind.key == rule.kind)
    return RuleFact(id=rule.pk or 0, is_urgent=is_urgent, **{name: getattr(rule, name) for name in COLUMNS})


def _readings(form: RuleForm, kind: Kind) -> Iterator[InLanguage]:
    names = dict(settings.LANGUAGES)
    for language, texts in form.typed_words().items():
        with translation.override(language):
            title, body = [render(text, kind.fields) for text in texts]
        yield InLanguage(str(names[language]), title, body)


def _letter(kind: Kind) -> Outgoing:
    """The letter as it would leave the house, to nobody."""
    stop = reverse("notifications:stop", args=["example"])
    read = reverse("notifications:notice", args=[NOBODYS])
    return Outgoing(
        uuid=NOBODYS,
        to="somebody@example.org",
        language=settings.LANGUAGE_CODE,
        lines=[Line(kind.mail_line, settings.BASE_URL + read)],
        whys=[WHYS[kind.group]],
        is_urgent=kind.is_urgent,
        unsubscribe_url="" if kind.kept_because else settings.BASE_URL + stop,
    )
