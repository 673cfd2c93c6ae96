"""The records checklist, one record, and everything that can be said of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import item_words, transitions
from cases.actions import offers as offer_actions
from cases.actions import records
from cases.choices import Asker, ItemState, Stage
from cases.forms.records import HappenedForm, ItemAddForm, ItemEditForm, OptionalWhyForm, WhyForm
from cases.models import Case, RecordItem
from cases.queries import guides as places
from cases.queries import records as lists
from cases.queries.facts import local_day
from cases.queries.offers import Offer, offers
from cases.rules.records import is_possible, is_question
from cases.rules.team import Viewer, may_check_records, may_do, may_take_offers
from cases.views import door, guides
from cases.views.door import JourneyRequest
from cases.views.forms import act, form_page

Words = str | Promise
FORM = "cases/form_page.html"
LONGEST_VERSION = 9
ABOUT_RECORDS = (places.step("gather-records"), places.stage(Stage.RECORDS))


@dataclass(frozen=True)
class Verb:
    """One thing that can be said of a record: the action, its form, and the words around it."""

    action: Callable[..., RecordItem]
    form: type[HappenedForm] | type[WhyForm]
    title: Words
    button: Words
    said: Words
    intro: Words = ""
    danger: bool = False
    for_staff: bool = False


SAID = _("Noted.")
VERBS: Mapping[str, Verb] = {
    "ask": Verb(
        records.ask,
        HappenedForm,
        _("I have asked for it"),
        _("Yes, I have asked"),
        _("Noted. The time to answer is running now, and we keep an eye on it."),
        _("From this day on, they have a set time to answer."),
    ),
    "chase": Verb(
        records.chase,
        HappenedForm,
        _("I have asked again"),
        _("Yes, I have asked again"),
        _("Noted. We look again in a few days."),
        _("A short, friendly call is enough. The legal limit stays where it is."),
    ),
    "acknowledge": Verb(
        records.acknowledge,
        HappenedForm,
        _("They have confirmed the request"),
        _("Save"),
        SAID,
        _("They said that they have the request and are working on it."),
    ),
    "fee-asked": Verb(
        records.fee_asked,
        HappenedForm,
        _("They ask for a fee"),
        _("Save"),
        SAID,
        _("Write down how much they want. Until the fee is settled, their time to answer stands still."),
    ),
    "fee-settled": Verb(
        records.fee_settled,
        HappenedForm,
        _("The fee is settled"),
        _("Save"),
        _("Noted. Their time to answer runs on from here."),
        _("It was paid, or they let it go."),
    ),
    "refused": Verb(
        records.refused,
        HappenedForm,
        _("They said no"),
        _("Save"),
        SAID,
        _("Write down what they gave as the reason. You have a right to your records, and can ask again."),
    ),
    "ask-again": Verb(
        records.ask_again,
        HappenedForm,
        _("I have asked once more"),
        _("Yes, I have asked"),
        _("Noted. Their time to answer starts over."),
    ),
    "receive": Verb(
        records.receive,
        HappenedForm,
        _("We have it on paper"),
        _("Yes, we have it"),
        _("Good. It counts as in."),
        _(
            "For papers, discs and slides that stay in your hands. If you have files, add them instead: "
            "then the whole team can read them."
        ),
    ),
    "check": Verb(
        records.check,
        HappenedForm,
        _("It is complete and easy to read"),
        _("Save"),
        _("Checked."),
        _("All pages are there, they can be read, and they are this patient’s."),
        for_staff=True,
    ),
    "send-back": Verb(
        records.send_back,
        WhyForm,
        _("It isn’t the right one, or something is missing"),
        _("Put it back on the list"),
        _("It is back on the list. The files stay."),
        _("Say what is wrong, so that the next request asks for the right thing. Its files stay here."),
    ),
    "to-consultant": Verb(
        records.to_consultant,
        HappenedForm,
        _("It went to the consulting doctor"),
        _("Save"),
        SAID,
    ),
    "returned": Verb(
        records.returned,
        HappenedForm,
        _("It went back to its holder"),
        _("Save"),
        SAID,
        _("Slides and discs often must go back. Say so here when they have."),
    ),
    "came-back": Verb(records.came_back, HappenedForm, _("It came back to us"), _("Save"), SAID),
    "cant-find": Verb(
        partial(records.excuse, to=ItemState.CANT_FIND),
        WhyForm,
        _("It can’t be found"),
        _("Save"),
        _("Noted. It is off the list; if it turns up, add it here."),
        _("That happens. Say where you looked, so that nobody has to look there again."),
    ),
    "cant-get": Verb(
        partial(records.excuse, to=ItemState.CANT_GET),
        WhyForm,
        _("I can’t get it"),
        _("Save"),
        _("Noted. It is off the list; if that changes, add it here."),
        _("That happens, and it does not stop your second opinion. Say why, so that the new doctor knows."),
    ),
    "not-applicable": Verb(
        partial(records.excuse, to=ItemState.NOT_APPLICABLE),
        WhyForm,
        _("It doesn’t apply"),
        _("Save"),
        _("Noted. It is off the list."),
        _("Such as a test that you never had."),
    ),
    "reopen": Verb(
        records.reopen,
        OptionalWhyForm,
        _("Put it back on the list"),
        _("Put it back"),
        _("It is back on the list."),
    ),
}

MAIN: Mapping[str, tuple[str, ...]] = {
    ItemState.NEEDED: ("ask",),
    ItemState.ASKED: ("chase",),
    ItemState.ACKNOWLEDGED: ("chase",),
    ItemState.FEE_ASKED: ("fee-settled",),
    ItemState.REFUSED: ("ask-again",),
    ItemState.IN: ("check", "to-consultant"),
    ItemState.CHECKED: ("to-consultant",),
    ItemState.WITH_CONSULTANT: ("returned",),
    ItemState.CANT_FIND: ("reopen",),
    ItemState.CANT_GET: ("reopen",),
    ItemState.NOT_APPLICABLE: ("reopen",),
}
"""The button that most people want first."""

EXITS = ("cant-find", "cant-get", "not-applicable")


def page_of(case: Case, item: RecordItem) -> str:
    """The address of one record."""
    return reverse("cases:item", args=[case.uuid, item.pk])


@door.journey
@require_safe
def checklist(request: JourneyRequest, case: Case) -> HttpResponse:
    """Every record: our turn, waiting, in, helpful, off the list."""
    look = lists.onlooker(case, request.viewer, at=timezone.now())
    rows = lists.rows(case, look)
    show = request.GET.get("show", "") if look.is_staff else ""
    show = show if show in lists.FILTERS else ""
    shown = [row for row in rows if lists.FILTERS[show][1](row)]
    context = {
        "groups": lists.groups(shown),
        "filters": filters(rows, show) if look.is_staff else [],
        "may_do": may_do(request.viewer) and case.is_live,
        "has_rows": bool(rows),
        "offers": offered(case, request.viewer, [row.item for row in rows], today=look.today),
        "records_address": reverse("cases:records", args=[case.uuid]),
        "guide_panel": guides.panel(
            request, case, *ABOUT_RECORDS, title=_("Guides for gathering records"), origin="records"
        ),
    }
    return render(request, "cases/records/checklist.html", context)


def offered(case: Case, viewer: Viewer, items: list[RecordItem], *, today: date) -> list[Offer]:
    """What the checklist has gained, for those who may take it over; nobody else's page asks for it."""
    return offers(case, items, on=today) if may_take_offers(viewer) and case.is_live else []


@door.journey(may=may_take_offers)
@require_POST
def offer(request: JourneyRequest, case: Case, template: int) -> HttpResponse:
    """Take over what the checklist has gained, or leave this journey as it is."""
    typed = request.POST.get("version", "")
    version = int(typed) if typed.isdecimal() and len(typed) < LONGEST_VERSION else 0
    takes = request.POST.get("answer") == "take"
    said = (
        _("Taken over. Everything else on this journey is as it was.")
        if takes
        else _("Left as it is. We won’t offer it again.")
    )
    action = offer_actions.take if takes else offer_actions.leave
    at = timezone.now()
    return act(
        request,
        lambda: action(case, template=template, version=version, by=request.user, at=at),
        then=reverse("cases:records", args=[case.uuid]),
        said=said,
    )


def filters(rows: list[lists.Row], show: str) -> list[dict[str, object]]:
    """What staff may look at alone, with how many rows each has."""
    return [
        {
            "label": label,
            "query": f"?show={key}" if key else "?",
            "count": sum(belongs(row) for row in rows),
            "current": key == show,
        }
        for key, (label, belongs) in lists.FILTERS.items()
    ]


@door.journey
@require_safe
def item(request: JourneyRequest, case: Case, pk: int) -> HttpResponse:
    """One record: what and why, the words to ask with, where it stands, its files and its history."""
    found = get_object_or_404(case.items, pk=pk)
    look = lists.onlooker(case, request.viewer, at=timezone.now())
    row = lists.Row(found, look)
    may = may_do(request.viewer) and case.is_live
    possible = possible_verbs(found, is_staff=look.is_staff) if may else []
    main = MAIN.get(found.state, ())
    context = {
        "item": found,
        "row": row,
        "sentence": item_words.sentence(found, look),
        "limit": item_words.limit_words(found, look),
        "usual_time": lists.usual_time(found),
        "is_question": is_question(found),
        "documents": lists.files(found),
        "history": lists.history(found),
        "may_do": may,
        "is_ours": row.is_ours,
        "main": [verb for verb in possible if verb["key"] in main],
        "exits": [verb for verb in possible if verb["key"] in EXITS],
        "others": [verb for verb in possible if verb["key"] not in (*main, *EXITS)],
        "guide_panel": guides.panel(
            request,
            case,
            places.record(found.key),
            *ABOUT_RECORDS,
            title=_("Guides for this record"),
            origin=f"item-{found.pk}",
        ),
    }
    return render(request, "cases/records/item.html", context)


def possible_verbs(found: RecordItem, *, is_staff: bool) -> list[dict[str, Any]]:
    """What can be said of this record now, and by this person."""
    return [
        {"key": key, "label": label_of(key, found), "name": f"cases:item-{key}"}
        for key, verb in VERBS.items()
        if is_possible(key, found) and (is_staff or not verb.for_staff)
    ]


def label_of(key: str, found: RecordItem) -> Words:
    """The words on the way to a verb; what was asked for by mistake goes back on the list by another name."""
    is_undone = key == "reopen" and found.state == ItemState.ASKED
    return _("Nobody was asked after all") if is_undone else VERBS[key].title


def tell(request: JourneyRequest, case: Case, pk: int, *, key: str) -> HttpResponse:
    """Ask for what a verb needs to know, and do it; when its moment has passed, say so on the record's page."""
    found = get_object_or_404(case.items, pk=pk)
    verb = VERBS[key]
    if request.method == "GET" and not is_possible(key, found):
        messages.info(request, str(transitions.CHANGED))
        return redirect(page_of(case, found))
    at = timezone.now()
    return form_page(
        request,
        partial(verb.form, today=local_day(at, case.zone)),
        save=lambda form: verb.action(found, by=request.user, at=at, **form.cleaned_data),
        template="cases/records/tell.html",
        then=page_of(case, found),
        said=verb.said,
        context={
            "item": found,
            "title": verb.title,
            "intro": verb.intro,
            "submit": verb.button,
            "danger": verb.danger,
            "back": page_of(case, found),
        },
    )


@door.journey(may=may_do)
@require_http_methods(["GET", "POST"])
def change(request: JourneyRequest, case: Case, pk: int, key: str) -> HttpResponse:
    """What the patient side and advocates may say of a record."""
    return tell(request, case, pk, key=key)


@door.journey(may=may_check_records)
@require_http_methods(["GET", "POST"])
def staff_change(request: JourneyRequest, case: Case, pk: int, key: str) -> HttpResponse:
    """What only staff may say of a record."""
    return tell(request, case, pk, key=key)


@door.journey(may=may_do)
@require_POST
def exists(request: JourneyRequest, case: Case, pk: int) -> HttpResponse:
    """Yes or no to "did you have this?": it becomes needed, or leaves the list."""
    found = get_object_or_404(case.items, pk=pk)
    at = timezone.now()
    back = page_of(case, found) if "from_item" in request.POST else reverse("cases:records", args=[case.uuid])
    if request.POST.get("answer") == "yes":
        said = _("Noted: “%(name)s” is needed now.") % {"name": found.name}
        return act(
            request, partial(records.confirm_exists, found, by=request.user, at=at), then=back, said=said
        )
    if request.POST.get("answer") == "no" and is_question(found):
        said = _("Noted: “%(name)s” leaves the list.") % {"name": found.name}
        excuse = partial(records.excuse, found, to=ItemState.NOT_APPLICABLE, by=request.user, at=at)
        return act(request, excuse, then=back, said=said)
    messages.error(request, str(transitions.CHANGED))
    return redirect(back)


@door.journey(may=may_do)
@require_http_methods(["GET", "POST"])
def add(request: JourneyRequest, case: Case) -> HttpResponse:
    """Add a record of one's own to the list."""
    back = reverse("cases:records", args=[case.uuid])
    asker = Asker.ADVOCATE if request.viewer.is_staff else Asker.PATIENT

    def make_form(*, initial: dict[str, Any] | None, **kwargs: Any) -> forms.Form:  # noqa: ANN401 -- passed on
        return ItemAddForm(initial={"asker": asker, **(initial or {})}, **kwargs)

    return form_page(
        request,
        make_form,
        save=lambda form: records.add_item(case, by=request.user, at=timezone.now(), **form.cleaned_data),
        template=FORM,
        then=back,
        said=_("It is on the list now."),
        context={
            "title": _("Add a record"),
            "intro": _("For anything that the list does not have and the new doctor should see."),
            "submit": _("Add it to the list"),
            "back": back,
        },
    )


@door.journey(may=may_do)
@require_http_methods(["GET", "POST"])
def edit(request: JourneyRequest, case: Case, pk: int) -> HttpResponse:
    """Correct a record's name, holder, asker and note; staff also how much it is needed."""
    found = get_object_or_404(case.items, pk=pk)
    may_set_need = may_check_records(request.viewer) or not found.key
    return form_page(
        request,
        partial(ItemEditForm, row=found, may_set_need=may_set_need),
        save=lambda form: records.edit_item(
            found,
            version=form.cleaned_data["version"],
            values=form.values(),
            by=request.user,
            at=timezone.now(),
        ),
        template=FORM,
        then=page_of(case, found),
        said=_("Saved."),
        context={"title": _("Correct this record"), "back": page_of(case, found)},
    )
