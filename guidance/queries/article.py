"""What a guide needs beside its own text to be read: where its links lead, and what its words mean."""

from collections.abc import Iterator
from dataclasses import dataclass

from wagtail.blocks import StreamValue

from guidance import words
from guidance.explaining import Glossary
from guidance.models import Guide
from guidance.queries import glossary

SECTIONS_WORTH_A_LIST = 3


@dataclass(frozen=True)
class Section:
    """A heading of the guide; `anchor` is its place on the page."""

    anchor: str
    title: str


@dataclass(frozen=True)
class Reading:
    """One way through a guide.

    `blocks` come with the tag of the titles inside each: no level of headings is left out. `slugs` are the
    addresses of the published guides that it links to, by page.
    """

    blocks: list[tuple[StreamValue.StreamChild, str]]
    glossary: Glossary
    slugs: dict[int, str]
    sections: list[Section]


def reading(guide: Guide) -> Reading:
    """A new way through this guide."""
    linked = words.page_ids(guide.body)
    live = Guide.objects.live().filter(pk__in=linked) if linked else Guide.objects.none()
    return Reading(
        blocks=list(_with_levels(guide)),
        glossary=Glossary(glossary.entries(guide.language), explained=_explained_in_blocks(guide)),
        slugs=dict(live.values_list("pk", "slug")),
        sections=_sections(guide),
    )


def _explained_in_blocks(guide: Guide) -> set[str]:
    """The words that have a block of their own in this guide."""
    terms = [block.value["term"] for block in guide.body if block.block_type == "term"]
    return {term.key for term in terms if term}


def _with_levels(guide: Guide) -> Iterator[tuple[StreamValue.StreamChild, str]]:
    """Each block with the tag of the titles inside it: one level below what stands above it."""
    tag = "h2"
    for block in guide.body:
        if block.block_type == "heading":
            tag = "h3"
        yield block, tag


def _sections(guide: Guide) -> list[Section]:
    headings = [block for block in guide.body if block.block_type == "heading"]
    if len(headings) < SECTIONS_WORTH_A_LIST:
        return []
    return [Section(f"part-{block.id}", block.value["text"]) for block in headings]
