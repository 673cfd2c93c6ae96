"""The library as readers see it."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from accounts import organisation
from guidance import places
from guidance.actions import searches
from guidance.forms.votes import VoteForm
from guidance.languages import known, reader_language
from guidance.models import Guide
from guidance.places import PlaceKind
from guidance.queries import editions, glossary, search
from guidance.queries import library as shelves
from guidance.rules import may_read_for_advocates
from guidance.search_words import MOST_TYPED
from guidance.views.doors import readers

MOST_ON_SHELF = 6
"""On the first page; the rest of a shelf is one step away."""
MOST_ON_PHONES = 3
"""On a narrow screen guides.css leaves out the others."""
ON_A_PAGE = 50
VOTES = "guide_votes"
"""In the session: which answer this reader gave for which guide."""


@readers
@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """The library by shelf, one shelf or one stage of it, or what a search finds."""
    language = reader_language(request)
    text = request.GET.get("q", "").strip()[:MOST_TYPED]
    with translation.override(language):
        context = _frame(request, language) | (_results if text else _shelves)(request, language)
        return render(request, "guidance/library.html", context)


@readers
@require_safe
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """One guide in the reader's language, or openly in another."""
    return guide_page(request, slug, VoteForm())


def guide_page(request: HttpRequest, slug: str, form: VoteForm, *, status: int = 200) -> HttpResponse:
    """The page of a guide with the form in which readers say whether it helped."""
    language = reader_language(request)
    edition = editions.current()
    translations = shelves.translations(edition, slug, language=language)
    shown = shelves.in_language(translations, language)
    if shown is None:
        return _moved(request)
    for_advocates = may_read_for_advocates(request.user)
    if shown.is_for_advocates_only and not for_advocates:
        return _only_for_advocates(request)
    frame = _frame(request, language)
    context = {
        "guide": shown,
        "article": edition.keep(_article, shown.pk, language, frame["guides_query"]),
        "translations": [other for other in translations if other.pk != shown.pk],
        "address": f"{settings.BASE_URL}{shown.address}",
        "related": shelves.related(edition, shown, language=language, with_advocates=for_advocates),
        "form": form,
        "has_voted": str(shown.pk) in request.session.get(VOTES, {}),
    }
    with translation.override(language):
        return render(request, "guidance/guide.html", frame | context, status=status)


def _article(pk: int, language: str, guides_query: str) -> SafeString:
    """The text of a guide as a page in this language shows it, with links that end in this query."""
    guide = get_object_or_404(Guide.objects.live().select_related("locale"), pk=pk)
    with translation.override(language):
        return render_to_string("guidance/article.html", {"guide": guide, "guides_query": guides_query})


@readers
@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """Every word of the glossary."""
    language = reader_language(request)
    with translation.override(language):
        context = _frame(request, language) | {"entries": glossary.entries(language)}
        return render(request, "guidance/words.html", context)


# What the pages share


def _frame(request: HttpRequest, language: str) -> dict[str, Any]:
    """The reader's language, how links keep it, and whether others may find the page."""
    asked = known(request.GET.get("language", ""))
    return {
        "language": language,
        "guides_query": f"?language={asked}" if asked else "",
        "asked_language": asked,
        "own_names": _own_names(),
        "may_be_found": organisation.current().library_is_public,
    }


def _own_names() -> dict[str, str]:
    """Each language of the library by its own name."""
    codes = [code for code, _name in settings.LANGUAGES]
    return {code: translation.get_language_info(code)["name_local"].capitalize() for code in codes}


# The library


def _results(request: HttpRequest, language: str) -> dict[str, Any]:
    text = request.GET["q"].strip()[:MOST_TYPED]
    found = search.find(text, language=language, with_advocates=may_read_for_advocates(request.user))
    if not found.guides:
        searches.miss(text, language=language, on=timezone.localdate())
    return {"text": text, "found": found}


def _shelves(request: HttpRequest, language: str) -> dict[str, Any]:
    for_advocates = may_read_for_advocates(request.user)
    shown = shelves.catalogue(editions.current(), language=language, with_advocates=for_advocates)
    stages = dict(places.choices(PlaceKind.STAGE))
    stage, topic = request.GET.get("stage"), request.GET.get("topic")
    one = next((shelf for shelf in shown.shelves if shelf.key == topic), None)
    of_stage = sorted((card for card in shown.cards if stage in card.stages), key=_breadth)
    chosen = one.guides if one else of_stage
    context: dict[str, Any] = {
        "shelves": shown.shelves,
        "shelf": one,
        "stage": stages.get(stage or ""),
        "most": MOST_ON_SHELF,
        "most_on_phones": MOST_ON_PHONES,
    }
    if one or (stage in stages and chosen):
        context["page"] = Paginator(chosen, ON_A_PAGE).get_page(request.GET.get("page"))
        kept = {name: value for name in ("topic", "stage", "language") if (value := request.GET.get(name))}
        context["query"] = urlencode(kept)
    return context


def _breadth(card: shelves.Card) -> tuple[bool, int]:
    """What the reader can read first, and then what is about few stages."""
    return card.is_fallback, len(card.stages)


# A guide that is not to be shown


def _moved(request: HttpRequest) -> HttpResponse:
    """Follow an old address to where the guide is now."""
    address = shelves.moved_to(request.path)
    if address is None or address == request.path:
        raise Http404
    return HttpResponsePermanentRedirect(address)


def _only_for_advocates(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        raise Http404
    return redirect_to_login(request.get_full_path())
