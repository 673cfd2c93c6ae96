"""The worklist of advocates and leads."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.choices import SiteRole
from accounts.policies import site_roles
from cases.choices import STAGES, Stage
from cases.forms.caseload import FindForm
from cases.queries import caseload as queries
from cases.queries.caseload import Counts, Reader

NOON, EVENING = 12, 18


class KnownLength(Paginator):
    """Pages of a list whose length has been counted already."""

    def __init__(self, rows: Any, per_page: int, *, length: int | None) -> None:  # noqa: ANN401 -- a queryset of dicts
        super().__init__(rows, per_page)
        if length is not None:
            self.count = length


@require_safe
@site_roles(SiteRole.ADVOCATE, SiteRole.LEAD)
def caseload(request: HttpRequest) -> HttpResponse:
    """Which journeys need somebody now, which wait for whom, and one found by name or reference."""
    at = timezone.localtime(timezone.now())
    reader = _reader(request, at)
    form = FindForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    show, stage = _show(request, reader), _stage(request)
    counted = queries.counts(reader)
    page = _page(request, reader, counted, show=show, stage=stage, words=words)
    context = {
        "form": form,
        "words": words,
        "reader": reader,
        "greeting": _greeting(request, at),
        "counts": counted,
        "live": counted.shows[queries.EVERY_LIVE],
        "late": counted.shows["late"],
        "chips": _chips(reader, counted, show="" if words or stage else show),
        "stages": _stages(reader, counted, stage="" if words else stage),
        "advocates": queries.advocates() if reader.is_lead else [],
        "page": page,
        "rows": queries.rows(list(page), reader),
        "rest_of_address": urlencode({"whose": reader.whose, "show": show, "stage": stage, "q": words}),
        "is_found_by_words": bool(words),
        "show": show,
    }
    is_fragment = request.htmx and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    template = "cases/caseload/rows.html" if is_fragment else "cases/caseload/caseload.html"
    response = render(request, template, context, status=200 if form.is_valid() else 422)
    response["Vary"] = "HX-Request"
    return response


def _reader(request: HttpRequest, at: datetime) -> Reader:
    """Whose journeys are looked at; only leads may choose."""
    reader = Reader(user=request.user, today=at.date())  # type: ignore[arg-type]
    if not reader.is_lead:
        return reader
    own = "mine" if SiteRole.ADVOCATE in reader.user.site_roles else "all"
    whose = request.GET.get("whose") or own
    if whose in ("mine", "all"):
        return Reader(user=reader.user, today=reader.today, whose=whose)
    if whose not in {str(advocate_id) for advocate_id in dict(queries.advocates())}:
        raise Http404
    return Reader(user=reader.user, today=reader.today, whose=whose, advocate_id=int(whose))


def _show(request: HttpRequest, reader: Reader) -> str:
    """Which cut of the list: what needs the reader unless the address says otherwise."""
    show = request.GET.get("show") or queries.NEEDS_ME
    if show not in queries.BY_KEY:
        raise Http404
    return show


def _stage(request: HttpRequest) -> str:
    stage = request.GET.get("stage", "")
    if stage and stage not in STAGES:
        raise Http404
    return stage


def _page(
    request: HttpRequest, reader: Reader, counted: Counts, *, show: str, stage: str, words: str
) -> Page[Any]:
    known = None
    if not words and not stage:
        known = counted.shows[show]
    elif not words and show == queries.EVERY_LIVE:
        known = counted.stages[stage]
    found = queries.find(reader, show=show, stage=stage, words=words)
    return KnownLength(found, queries.PER_PAGE, length=known).get_page(request.GET.get("page"))


def _chips(reader: Reader, counted: Counts, *, show: str) -> list[dict[str, object]]:
    """The cuts with how many each holds."""
    chips: list[dict[str, object]] = []
    for cut in queries.SHOWS:
        number = counted.shows[cut.key]
        is_empty = cut.hides_when_empty and not number and cut.key != show
        if is_empty or (cut.for_leads and not reader.is_lead):
            continue
        label = (
            _("Needs an advocate’s move") if cut.key == queries.NEEDS_ME and reader.sees_all else cut.label
        )
        address = "?" + urlencode({"whose": reader.whose, "show": cut.key})
        chips.append({"label": label, "number": number, "url": address, "current": cut.key == show})
    return chips


def _stages(reader: Reader, counted: Counts, *, stage: str) -> list[dict[str, object]]:
    """The stages with how many live journeys are in each."""
    return [
        {
            "label": Stage(key).label,
            "number": counted.stages[key],
            "url": "?" + urlencode({"whose": reader.whose, "show": queries.EVERY_LIVE, "stage": key}),
            "current": key == stage,
        }
        for key in STAGES
    ]


def _greeting(request: HttpRequest, at: datetime) -> str:
    """A greeting for the time of day where the reader is."""
    name = request.user.get_short_name()  # type: ignore[union-attr]
    if at.hour < NOON:
        return _("Good morning, %(name)s") % {"name": name}
    if at.hour < EVENING:
        return _("Good afternoon, %(name)s") % {"name": name}
    return _("Good evening, %(name)s") % {"name": name}
