"""Asking for a second opinion: the landing page, the questions, sending, and what happens next."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import kept
from accounts.choices import SiteRole
from accounts.models import User
from accounts.policies import public, signed_in, site_roles, who_may
from accounts.refusals import StaleEdit
from cases.actions import request as requests
from cases.forms.request import (
    PAGES,
    Answers,
    case_values,
    filled,
    first_values,
    form_of,
    happens_now,
    is_complete,
)
from cases.models import Case, RequestDraft
from cases.queries import emergency as emergency_words
from cases.queries import facts as case_facts
from cases.queries import request as asked
from cases.queries.steps import step_rows
from cases.views import door
from cases.views.door import JourneyRequest


class Gone(Exception):
    """This draft is a journey already; `case` is it."""

    def __init__(self, case: Case) -> None:
        super().__init__("sent")
        self.case = case


@public
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What a second opinion is, what will happen, and the way in."""
    user = request.user
    drafts = asked.drafts_of(user, for_patient=False) if isinstance(user, User) else []
    is_advocate = isinstance(user, User) and user.has_site_role(SiteRole.ADVOCATE)
    context = {
        "drafts": named(drafts),
        "once": uuid4(),
        "stages": starter_stages(),
        "is_advocate": is_advocate,
    }
    return render(request, "cases/request/start.html", context)


@site_roles(SiteRole.ADVOCATE)
@require_http_methods(["GET", "HEAD", "POST"])
def new_journey(request: HttpRequest) -> HttpResponse:
    """Where an advocate opens a journey for a patient."""
    if request.method == "POST":
        return begun(request, for_patient=True)
    drafts = asked.drafts_of(person(request), for_patient=True)
    return render(request, "cases/request/new.html", {"drafts": named(drafts), "once": uuid4()})


@signed_in
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Start answering; the button pressed twice starts once."""
    return begun(request, for_patient=False)


def begun(request: HttpRequest, *, for_patient: bool) -> HttpResponse:
    """A draft under the form's own key, and its first page."""
    try:
        once = UUID(request.POST.get("once", ""))
    except ValueError:
        once = uuid4()
    requests.begin(once, by=person(request), at=timezone.now(), for_patient=for_patient)
    return redirect("cases:request-page", once, PAGES[0])


@signed_in
@require_safe
def resume(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Go on with the first question that was not answered."""
    try:
        draft = find(person(request), uuid)
    except Gone as gone:
        return redirect(journey_address(gone.case))
    unanswered = [page for page in PAGES if page not in draft.answers]
    if happens_now(draft.answers):
        return redirect("cases:request-page", uuid, "now")
    if not unanswered:
        return redirect("cases:request-check", uuid)
    return redirect("cases:request-page", uuid, unanswered[0])


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, uuid: UUID, page: str) -> HttpResponse:
    """One question of a request. What is typed is kept, right or wrong."""
    if page not in PAGES:
        raise Http404
    try:
        draft = find(person(request), uuid)
        if request.method == "POST":
            return answered(request, draft, page)
    except Gone as gone:
        messages.info(request, _("You have sent this request already. Here is your journey."))
        return redirect(journey_address(gone.case))
    first = first_values(page, person(request), for_patient=draft.for_patient)
    initial = {**first, **draft.answers.get(page, {}), **kept.initial_for(request)}
    return show_page(request, draft, page, make_form(request, draft, page, initial=initial))


def answered(request: HttpRequest, draft: RequestDraft, page: str) -> HttpResponse:
    """Keep what was typed, then go on; or stay, where something needs another look."""
    form = make_form(request, draft, page, data=request.POST)
    try:
        requests.save_answers(
            draft, by=person(request), at=timezone.now(), page=page, answers=typed_in(request, form)
        )
    except RequestDraft.DoesNotExist:
        find(person(request), draft.uuid)
        raise Http404 from None
    if "later" in request.POST:
        messages.success(request, _("Your answers are saved. You can go on whenever you like."))
        return redirect(home_of(draft))
    if not form.is_valid():
        return show_page(request, draft, page, form, status=422)
    if page == "now" and form.cleaned_data["now"] == "yes":
        return redirect("cases:request-call", draft.uuid)
    return redirect(after(request, draft, page))


def typed_in(request: HttpRequest, form: Answers) -> dict[str, str | list[str]]:
    """The fields of this form as they were sent; a list where several can be chosen, and no other keys."""
    return {
        name: request.POST.getlist(name)
        if getattr(field.widget, "allow_multiple_selected", False)
        else request.POST.get(name, "")
        for name, field in form.fields.items()
    }


def after(request: HttpRequest, draft: RequestDraft, page: str) -> str:
    """The next question, or back to the overview for those who came from there."""
    position = PAGES.index(page) + 1
    if "check" in request.GET or position == len(PAGES):
        return reverse("cases:request-check", args=[draft.uuid])
    return reverse("cases:request-page", args=[draft.uuid, PAGES[position]])


def make_form(request: HttpRequest, draft: RequestDraft, page: str, **given: Any) -> Answers:  # noqa: ANN401 -- data or initial
    """The form of one page for this draft and this day."""
    make = form_of(page, for_patient=draft.for_patient)
    return make(**given, today=timezone.localdate(), user=person(request))


def show_page(
    request: HttpRequest, draft: RequestDraft, page: str, form: Answers, *, status: int = 200
) -> HttpResponse:
    """A question with its place among the others, and a kind word about the answer before it."""
    position = PAGES.index(page)
    is_detour = "check" in request.GET
    context = {
        "form": form,
        "draft": draft,
        "page": page,
        "title": title_of(page, draft),
        "number": position + 1,
        "total": len(PAGES),
        "back": back_from(draft, position, is_detour=is_detour),
        "is_detour": is_detour,
        **notes(page, draft),
    }
    return render(request, "cases/request/page.html", context, status=status)


def back_from(draft: RequestDraft, position: int, *, is_detour: bool) -> str:
    """One question back; from the first, where requests begin."""
    if is_detour:
        return reverse("cases:request-check", args=[draft.uuid])
    return (
        reverse("cases:request-page", args=[draft.uuid, PAGES[position - 1]]) if position else home_of(draft)
    )


def notes(page: str, draft: RequestDraft) -> dict[str, Any]:
    """What a page says before it asks."""
    match page:
        case "now":
            return {"emergency": emergency_words.texts()}
        case "home":
            return {"kind_words": asked.acknowledgements(draft.answers.get("reasons", {}).get("reasons", []))}
        case "helper":
            return {"plan": asked.plan_of(draft.answers.get("insurance", {}).get("insurance_kind", ""))}
        case _:
            return {}


@signed_in
@require_safe
def call(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Nothing more is asked: call now."""
    try:
        draft = find(person(request), uuid)
    except Gone as gone:
        return redirect(journey_address(gone.case))
    context = {"draft": draft, "emergency": emergency_words.texts()}
    return render(request, "cases/request/call.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """All answers at once, and the button that sends them."""
    try:
        draft = find(person(request), uuid)
    except Gone as gone:
        return redirect("cases:welcome", gone.case.uuid)
    pages = filled(
        draft.answers, today=timezone.localdate(), user=person(request), for_patient=draft.for_patient
    )
    ready = is_complete(draft.answers, pages)
    if request.method != "POST":
        return show_check(request, draft, pages)
    return send(request, draft, pages) if ready else show_check(request, draft, pages, status=422)


def send(request: HttpRequest, draft: RequestDraft, pages: dict[str, Answers]) -> HttpResponse:
    """Open the journey; sent twice, it is the same one."""
    values = case_values(pages)
    if not draft.for_patient:
        values["language"] = person(request).language
    try:
        case = requests.submit(draft, by=person(request), at=timezone.now(), values=values)
    except RequestDraft.DoesNotExist:
        raise Http404 from None
    except StaleEdit:
        messages.warning(request, _("Your answers were changed in another window. Look at them once more."))
        return redirect("cases:request-check", draft.uuid)
    return redirect("cases:welcome", case.uuid)


def show_check(
    request: HttpRequest, draft: RequestDraft, pages: dict[str, Answers], *, status: int = 200
) -> HttpResponse:
    """The answers in words; pages that need another look come first."""
    case = Case(**{"time_zone": "", "family": "", **case_values(pages)})
    open_pages = [page for page, form in pages.items() if not form.is_valid()]
    context = {
        "draft": draft,
        "groups": asked.groups(case, for_patient=draft.for_patient),
        "titles": {page: title_of(page, draft) for page in PAGES},
        "open_pages": [{"slug": page, "title": title_of(page, draft)} for page in open_pages],
        "is_happening_now": happens_now(draft.answers),
        "was_sent": status != 200,  # noqa: PLR2004 -- anything but a plain look
    }
    return render(request, "cases/request/check.html", context, status=status)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Throw a request away that was not sent, after asking."""
    try:
        draft = find(person(request), uuid)
    except Gone as gone:
        return redirect(journey_address(gone.case))
    if request.method != "POST":
        context = {"draft": draft, "name": asked.draft_name(draft), "back": home_of(draft)}
        return render(request, "cases/request/discard.html", context)
    requests.discard(draft, by=person(request), at=timezone.now())
    messages.success(request, _("The request is gone. You can start again whenever you like."))
    return redirect(home_of(draft))


@door.journey
@require_safe
def welcome(request: JourneyRequest, case: Case) -> HttpResponse:
    """A plain account of what happens next."""
    facts = case_facts.of_case(case)
    rows = step_rows(case, facts, request.viewer)
    context = {
        "steps": rows,
        "records": asked.records_needed(case),
        "advocate_by": asked.advocate_by(case),
        "journey_address": journey_address(case),
        "plan": asked.plan_of(case.insurance_kind),
    }
    return render(request, "cases/request/welcome.html", context)


# What these pages share


def person(request: HttpRequest) -> User:
    """Whoever is signed in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def find(user: User, uuid: UUID) -> RequestDraft:
    """This person's draft. Raises Gone when it was sent, Http404 for anybody else's and for nobody's."""
    draft = asked.draft_of(user, uuid)
    if draft is None:
        case = asked.sent_from(user, uuid)
        if case is None:
            raise Http404
        raise Gone(case)
    if draft.for_patient and not user.has_site_role(SiteRole.ADVOCATE):
        raise PermissionDenied(who_may((SiteRole.ADVOCATE,)))
    return draft


def journey_address(case: Case) -> str:
    """The page of a journey."""
    return reverse("cases:journey", args=[case.uuid])


def home_of(draft: RequestDraft) -> str:
    """Where drafts of this kind are listed."""
    return reverse("cases:journey-new" if draft.for_patient else "cases:request-start")


def title_of(page: str, draft: RequestDraft) -> str:
    """The question of a page; an advocate is asked about the patient."""
    if draft.for_patient and page == "about":
        return _("Who is the patient?")
    return str(asked.TITLES[page])


def named(drafts: Any) -> list[dict[str, Any]]:  # noqa: ANN401 -- a queryset or nothing
    """Drafts with what they are about."""
    return [{"draft": draft, "name": asked.draft_name(draft)} for draft in drafts]


def starter_stages() -> list[dict[str, str]]:
    """The five stages in one sentence each."""
    return [
        {"name": _("Request"), "text": _("You tell us what you were told and what you hope for.")},
        {"name": _("Records"), "text": _("We help you gather the tests, scans and reports.")},
        {"name": _("Appointment"), "text": _("You find a doctor and prepare your questions.")},
        {"name": _("Compare"), "text": _("You put both opinions side by side.")},
        {"name": _("Decide"), "text": _("You choose what feels right, and tell your doctors.")},
    ]
