"""Guides of the library inside a journey: on its pages, to read, to send, to copy from."""

import re
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.refusals import Refused
from accounts.requests import is_looked_at
from cases.actions import guides as actions
from cases.forms.guides import SendGuideForm
from cases.models import Case
from cases.queries import guides as reading
from cases.queries import team
from cases.queries.facts import local_day
from cases.rules.team import Viewer, may_do, may_open_guide, may_send_guide
from cases.views import door
from cases.views.door import JourneyRequest
from cases.views.forms import form_page
from guidance.languages import known, reader_language
from guidance.models import Guide
from guidance.queries import choosing
from guidance.queries.choosing import Chosen, Place, Reader

Words = str | Promise
CHILD = re.compile(r"(item|step|row)-(\d{1,18})")
ROOMS: dict[str, Words] = {
    "records": gettext_lazy("Back to the records"),
    "appointment": gettext_lazy("Back to the appointment"),
    "compare": gettext_lazy("Back to the comparison"),
    "decide": gettext_lazy("Back to the decision"),
    "guides": gettext_lazy("Back to all guides"),
}
"""The pages of a journey that lead to guides, and the words of the way back."""
MOST_WAITING = 3


@door.journey
@require_safe
def room(request: JourneyRequest, case: Case) -> HttpResponse:
    """What was sent, what helps now, and everything else by stage."""
    language = reader_language(request)
    found = choosing.everything(reader_of(request, case, at=timezone.now()))
    context = {
        "sent": [sent_row(case, row) for row in reading.sent(case, language=language)],
        "shelves": [
            {
                "title": shelf.title,
                "is_now": shelf.is_now,
                "guides": [listed(case, guide, "guides", wanted=language) for guide in shelf.guides],
            }
            for shelf in reading.shelves(found, now=case.stage)
        ],
        "may_send": may_send_guide(request.viewer) and not case.has_ended,
    }
    return render(request, "cases/guides/room.html", context)


@door.journey
@require_safe
def guide(request: JourneyRequest, case: Case, slug: str) -> HttpResponse:
    """One guide, with the way back to where it was opened; the patient side opens what was sent to it."""
    language = reader_language(request)
    found = guide_at(slug, language, request.viewer)
    sent = list(reading.sent_as(case, found.translation_key))
    if is_opened_by(request) and not all(row.opened_at for row in sent):
        actions.mark_opened(case, translation_key=found.translation_key, by=request.user, at=timezone.now())
    may_copy = may_do(request.viewer) and case.is_live
    trail = trail_of(request)
    context = {
        "guide": found,
        "is_fallback": found.language != language,
        "language": language_name(found.language),
        "wanted_language": language_name(language),
        "back": way_back(case, request.GET.get("from", "")),
        "sent": sent,
        "copy_url": copy_address(case, found, trail) if may_copy else "",
        "send_url": address(case, slug, "guide-send", trail)
        if may_send_guide(request.viewer) and not case.has_ended and not found.is_for_advocates_only
        else "",
        "guides_at": reverse("cases:guides", args=[case.uuid]),
    }
    return render(request, "cases/guides/guide.html", context)


@door.journey(may=may_send_guide)
@require_http_methods(["GET", "POST"])
def send(request: JourneyRequest, case: Case, slug: str) -> HttpResponse:
    """Put a guide before the patient side, with a note; one for advocates alone they could not open."""
    found = guide_at(slug, reader_language(request), request.viewer)
    if found.is_for_advocates_only:
        raise Http404
    people = team.patient_side(case)
    here = address(case, slug, "guide", trail_of(request))

    def save(form: SendGuideForm) -> None:
        actions.send(
            case,
            translation_key=found.translation_key,
            title=found.title,
            by=request.user,
            at=timezone.now(),
            **form.cleaned_data,
        )

    return form_page(
        request,
        SendGuideForm,
        save=save,
        template="cases/form_page.html",
        then=here,
        said=_("The guide is on the journey’s page."),
        context={
            "title": _("Send “%(title)s”") % {"title": found.title},
            "intro": _("It stands on the journey’s page with your note until somebody opens it.")
            if people
            else _(
                "Nobody of the patient side signs in yet. The guide waits on the journey’s page for them."
            ),
            "submit": _("Send this guide"),
            "back": here,
        },
    )


@door.journey(may=may_do)
@require_POST
def copy(request: JourneyRequest, case: Case, slug: str) -> HttpResponse:
    """Copy a checklist into the steps of this stage, or questions into the list for the doctor."""
    found = guide_at(slug, reader_language(request), request.viewer)
    block = reading.copyable(found, request.POST.get("block", ""))
    here = address(case, slug, "guide", trail_of(request))
    if block is None or request.GET.get("seen") != reading.seen(found):
        messages.error(request, str(actions.CHANGED))
        return redirect(here)
    try:
        count = actions.copy(
            case,
            kind=block.kind,
            lines=block.lines,
            source=found.title,
            who=reading.who_does(request.viewer),
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, SAID[block.kind](count))
    return redirect(here)


def steps_copied(count: int) -> str:
    """Where the things to do are."""
    if not count:
        return _("These are on the list already, on the journey’s page.")
    return ngettext(
        "%(count)d thing to do is now on the journey’s page, under the steps of this stage.",
        "%(count)d things to do are now on the journey’s page, under the steps of this stage.",
        count,
    ) % {"count": count}


def questions_copied(count: int) -> str:
    """Where the questions are."""
    if not count:
        return _("These are on the list of questions already, under Appointment.")
    return ngettext(
        "%(count)d question is now on the list for the doctor, under Appointment.",
        "%(count)d questions are now on the list for the doctor, under Appointment.",
        count,
    ) % {"count": count}


SAID: dict[str, Callable[[int], str]] = {"checklist": steps_copied, "questions": questions_copied}


# Guides on other pages


def panel(
    request: JourneyRequest,
    case: Case,
    *places: Place,
    title: Words,
    origin: str = "stage",
    besides: Collection[UUID] = (),
) -> dict[str, object]:
    """What a page shows of the guides for its places, the particular before the general; one query.

    `origin` says where the way back leads: `stage`, a room, or a record, step or row such as `item-12`;
    `besides` are the guides that stand on the page already.
    """
    reader = reader_of(request, case, at=timezone.now())
    found = choosing.choose(places, reader, besides=besides) if places else []
    rows = [listed(case, guide, origin, wanted=reader.language) for guide in found]
    return {"title": title, "guides": rows}


def reader_of(request: JourneyRequest, case: Case, *, at: datetime) -> Reader:
    """Whom guides are chosen for on this page."""
    return reading.reader(
        case, request.viewer, language=reader_language(request), on=local_day(at, case.zone)
    )


def listed(case: Case, guide: Chosen, origin: str, *, wanted: str) -> dict[str, object]:
    """A guide as a line of a list; a fallback says in which language it is, and in which it is missing."""
    return {
        "guide": guide,
        "url": address(case, guide.slug, "guide", {"from": origin}),
        "send_url": ""
        if guide.is_for_advocates_only
        else address(case, guide.slug, "guide-send", {"from": origin}),
        "language": language_name(guide.language),
        "wanted": language_name(wanted),
    }


def language_name(code: str) -> Words:
    """What a language is called."""
    return dict(settings.LANGUAGES)[code]


# Guides that were sent


def sent_row(case: Case, sent: Any, origin: str = "guides") -> dict[str, Any]:  # noqa: ANN401 -- an annotated row
    """A guide that was sent, as a line of a list; without an address when it is no longer available."""
    return {
        "sent": sent,
        "title": sent.title_now or sent.title,
        "url": address(case, sent.slug, "guide", {"from": origin}) if sent.slug else "",
    }


def waiting_rows(request: JourneyRequest, case: Case) -> list[dict[str, Any]]:
    """What was sent and waits to be opened, for the page of the journey; nothing for staff. One query."""
    if not request.viewer.is_patient_side:
        return []
    found = reading.waiting(case, language=reader_language(request))[:MOST_WAITING]
    return [sent_row(case, sent, "stage") for sent in found]


# Addresses


def guide_at(slug: str, language: str, viewer: Viewer) -> Guide:
    """The published guide at this address for this reader. Raises Http404 where there is nothing to read."""
    found = reading.readable(slug, language, viewer)
    if found is None:
        raise Http404
    return found


def is_opened_by(request: JourneyRequest) -> bool:
    """Whether somebody of the patient side looks at the page."""
    return may_open_guide(request.viewer) and is_looked_at(request)


def address(case: Case, slug: str, name: str, trail: dict[str, str]) -> str:
    """The address of a guide inside this journey, or of what can be done with it."""
    return f"{reverse(f'cases:{name}', args=[case.uuid, slug])}?{urlencode(trail)}"


def copy_address(case: Case, found: Guide, trail: dict[str, str]) -> str:
    """Where a block is copied from, with the version of the guide that the reader has before them."""
    return address(case, found.slug, "guide-copy", {**trail, "seen": reading.seen(found)})


def trail_of(request: JourneyRequest) -> dict[str, str]:
    """Where the reader came from and which language they asked for, to be carried along."""
    given = {name: request.GET.get(name, "") for name in ("from", "language")}
    return {
        "from": given["from"] if given["from"] in ROOMS or CHILD.fullmatch(given["from"]) else "stage",
        **({"language": known(given["language"])} if known(given["language"]) else {}),
    }


def way_back(case: Case, origin: str) -> dict[str, object]:
    """The way back to the page that a guide was opened from; to the journey’s own page from anywhere else."""
    if origin in ROOMS:
        return {"url": reverse(f"cases:{origin}", args=[case.uuid]), "label": ROOMS[origin]}
    child = CHILD.fullmatch(origin)
    if child:
        kind, number = child[1], int(child[2])
        name = NAMES[kind](case).filter(pk=number).first()
        if name:
            label = _("Back to %(name)s") % {"name": name}
            return {"url": reverse(f"cases:{kind}", args=[case.uuid, number]), "label": label}
    return {"url": reverse("cases:journey", args=[case.uuid]), "label": _("Back to the journey")}


NAMES: dict[str, Callable[[Case], QuerySet[Any, str]]] = {
    "item": lambda case: case.items.values_list("name", flat=True),
    "step": lambda case: case.steps.values_list("title", flat=True),
    "row": lambda case: case.rows.values_list("question", flat=True),
}
"""The records, steps and rows of a journey by the words that people know them by."""
