"""What readers say about a guide."""

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guidance.actions import votes
from guidance.forms.votes import VoteForm
from guidance.languages import reader_language
from guidance.queries import library as shelves
from guidance.rules import may_read_for_advocates
from guidance.views.doors import readers
from guidance.views.library import VOTES, guide_page

AT_MOST = {"guide_vote": "60/h/ip"}
"""Answers from one address: enough for a waiting room. Beyond that neither a vote nor a session is kept."""


@readers
@require_POST
def vote(request: HttpRequest, slug: str) -> HttpResponse:
    """Count a yes or a no, once for each guide and session; a second answer replaces the first."""
    language = reader_language(request)
    guide = shelves.in_language(shelves.by_slug(slug), language)
    if guide is None or (guide.is_for_advocates_only and not may_read_for_advocates(request.user)):
        raise Http404
    form = VoteForm(request.POST)
    if not form.is_valid():
        return guide_page(request, slug, form, status=422)
    there = HttpResponseRedirect(f"{guide.library_path()}?language={language}")
    if form.is_by_robot:
        return there
    too_many = ratelimit.consume_or_429(request, action="guide_vote", config=AT_MOST)
    if too_many:
        return too_many
    given = request.session.get(VOTES, {})
    kept = votes.give(guide, **form.answer, at=timezone.now(), earlier=given.get(str(guide.pk)))
    request.session[VOTES] = given | {str(guide.pk): kept.pk}
    with translation.override(language):
        messages.success(request, _("Thank you. Your answer helps us make this guide better."))
    return there
