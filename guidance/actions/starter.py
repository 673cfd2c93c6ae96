"""Loading the guides that ship with the product. What an editor has changed is never written over."""

import json
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import Locale, Revision
from wagtail.signal_handlers import disable_reference_index_auto_update

from guidance import starter_files
from guidance.actions import library
from guidance.choices import ReviewKind
from guidance.models import GlossaryTerm, Guide, StarterGuide, Topic
from guidance.starter_files import GuideFile

FIELDS = ("stages", "steps", "records", "rows", "families", "reasons", "audiences")


class Named(NamedTuple):
    """What the files of one language call by name: the pages of guides, and the words of the glossary."""

    pages: dict[str, int]
    terms: dict[str, int]


@transaction.atomic
def load() -> dict[str, int]:
    """Publish the guides that are new, renew those that nobody has touched, offer the rest to the editors.

    How many guides were new, renewed and offered. Loading the same files again changes nothing; a guide
    that was deleted here does not come back.
    """
    library.establish()
    counts = {"new": 0, "renewed": 0, "offered": 0}
    for language in starter_files.LANGUAGES:
        _terms(language)
        files = starter_files.guides(language)
        standing = {
            row.slug: row for row in StarterGuide.objects.filter(language=language).select_related("guide")
        }
        for file in files:
            if file.name not in standing:
                standing[file.name] = _add(file)
        named = _named(language)
        for file in files:
            outcome = _bring_up_to_date(standing[file.name], file, named)
            if outcome:
                counts[outcome] += 1
    return counts


def _terms(language: str) -> None:
    """Add the words of the glossary; renew those that nobody has edited here."""
    locale = Locale.objects.get(language_code=language)
    known = {term.key: term for term in GlossaryTerm.objects.filter(locale=locale)}
    originals = dict(GlossaryTerm.objects.values_list("key", "translation_key"))
    for shipped in starter_files.terms(language):
        term = known.get(shipped["key"]) or GlossaryTerm(key=shipped["key"], locale=locale)
        if term.latest_revision_id:
            continue
        if term.pk is None and term.key in originals:
            term.translation_key = originals[term.key]
        term.term, term.also, term.means = shipped["term"], shipped["also"], shipped["means"]
        term.save()


def _add(file: GuideFile) -> StarterGuide:
    """A page for a new file, still empty and unpublished, so that others can link to it."""
    shelf = Topic.objects.get(locale__language_code=file.language, slug=file.content["topic"])
    guide = Guide(title=file.content["title"], slug=file.slug, locale=shelf.locale, live=False)
    guide.audiences = file.content["audiences"]
    guide.summary = file.content["summary"]
    original = Guide.objects.filter(pk__in=_shipped("en").filter(slug=file.name).values("guide")).first()
    if original:
        guide.translation_key = original.translation_key
    with disable_reference_index_auto_update():  # it refers to nothing yet
        shelf.add_child(instance=guide)
    return StarterGuide.objects.create(language=file.language, slug=file.name, guide=guide)


def _bring_up_to_date(standing: StarterGuide, file: GuideFile, named: Named) -> str:
    """Publish or offer a file that is new or has changed; what was done with it, or nothing."""
    guide = standing.guide
    if guide is None or standing.sha256 == file.sha256:
        return ""
    is_new = not standing.sha256
    is_untouched = guide.live and not guide.locked and guide.latest_revision_id == standing.loaded_id
    standing.sha256 = file.sha256
    if is_new or is_untouched:
        standing.loaded, standing.offered = _publish(guide, file, named), None
    else:
        standing.offered = _offer(guide, file, named)
    standing.save()
    if is_new:
        return "new"
    return "renewed" if is_untouched else "offered"


def _publish(guide: Guide, file: GuideFile, named: Named) -> Revision:
    _fill(guide, file, named)
    with disable_reference_index_auto_update():  # what it refers to is noted when it is published
        revision = guide.save_revision(log_action=True)  # the history offers only what it has seen
    revision.publish()
    return revision


def _offer(guide: Guide, file: GuideFile, named: Named) -> Revision:
    """Keep the new version among the revisions, behind what the editors have made."""
    _fill(guide, file, named)
    guide.full_clean()
    return Revision.objects.create(
        content_object=guide,
        base_content_type=guide.get_base_content_type(),
        content=guide.serializable_data(),
        object_str=str(guide),
    )


def _fill(guide: Guide, file: GuideFile, named: Named) -> None:
    """Write what a file says into a guide, without saving it."""
    content = file.content
    guide.title, guide.slug, guide.summary = content["title"], file.slug, content["summary"]
    for field in FIELDS:
        setattr(guide, field, content[field])
    guide.review_kind = ReviewKind(content["kind"])
    guide.last_reviewed_on = content["checked"]
    body = starter_files.body(file, page_of=named.pages.__getitem__, term_of=named.terms.__getitem__)
    guide.body = json.dumps(body)
    guide.sources = json.dumps(starter_files.sources(file))


def _named(language: str) -> Named:
    terms = GlossaryTerm.objects.filter(locale__language_code=language)
    return Named(
        pages=dict(_shipped(language).values_list("slug", "guide_id")),
        terms=dict(terms.values_list("key", "pk")),
    )


def _shipped(language: str) -> QuerySet[StarterGuide]:
    """The guides of a language that shipped, but for those that were deleted here."""
    return StarterGuide.objects.filter(language=language, guide__isnull=False)
