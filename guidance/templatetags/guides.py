"""How the text of a guide becomes a page: only marks that we write ourselves, links that lead somewhere."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.rich_text import RichText

from guidance import prose
from guidance.explaining import Explained, Glossary
from guidance.models import Guide
from guidance.prose import Mark
from guidance.queries import article

register = template.Library()

MARKUP = {
    "": "{}",
    "p": "<p>{}</p>",
    "ul": "<ul>{}</ul>",
    "ol": "<ol>{}</ol>",
    "li": "<li>{}</li>",
    "b": "<strong>{}</strong>",
    "i": "<em>{}</em>",
    "br": "<br>{}",
}
OUTSIDE = '<a href="{}" rel="noopener noreferrer">{}<span class="visually-hidden"> {}</span></a>'
TERM = (
    '<span class="term"><button type="button" class="term-word" aria-describedby="word-{key}">{word}</button>'
    '<span class="term-means" role="tooltip" id="word-{key}"><strong>{term}:</strong> {means}</span></span>'
)
NOTHING_EXPLAINED = Glossary([])


@register.simple_tag
def reading_of(guide: Guide) -> article.Reading:
    """A new way through a guide: put it into the context as `reading` before its blocks are printed."""
    return article.reading(guide)


@register.simple_tag(takes_context=True)
def prose_of(context: template.Context, text: RichText) -> SafeString:
    """A rich text, with links that lead somewhere and words of the glossary explained where they come first."""
    return _written(prose.parse(text.source), context)


@register.simple_tag(takes_context=True)
def explain(context: template.Context, text: Any) -> SafeString:  # noqa: ANN401 -- whatever a template prints
    """A plain text with the words of the glossary explained where they come first."""
    return _explained(str(text), context)


def _written(mark: Mark, context: template.Context) -> SafeString:
    if mark.name in ("a", "h3"):
        inner = format_html_join("", "{}", ((_without_explaining(held),) for held in mark.holds))
        return _linked(mark, inner, context) if mark.name == "a" else _titled(inner, context)
    inner = format_html_join(
        "",
        "{}",
        (
            (_explained(held, context) if isinstance(held, str) else _written(held, context),)
            for held in mark.holds
        ),
    )
    return format_html(MARKUP[mark.name], inner)


def _titled(inner: SafeString, context: template.Context) -> SafeString:
    """A title inside a text, at the level of the titles of its block."""
    return format_html(
        '<{tag} class="text-title">{inner}</{tag}>', tag=context.get("title_tag", "h3"), inner=inner
    )


def _without_explaining(held: Mark | str) -> str:
    """Words inside a link or a heading stay plain."""
    if isinstance(held, str):
        return held
    inner = format_html_join("", "{}", ((_without_explaining(part),) for part in held.holds))
    return format_html(MARKUP.get(held.name, "{}"), inner)


def _linked(mark: Mark, inner: SafeString, context: template.Context) -> SafeString:
    """A link; its words alone where it would lead to nothing."""
    if mark.leads_outside:
        return format_html(OUTSIDE, mark.href, inner, _("(leaves this site)"))
    if mark.href:
        return format_html('<a href="{}">{}</a>', mark.href, inner)
    reading = context.get("reading")
    slug = reading.slugs.get(mark.page) if reading else None
    if slug is None:
        return inner
    shelf = context.get("guides_at") or reverse("guidance:library")
    return format_html('<a href="{}{}/{}">{}</a>', shelf, slug, context.get("guides_query", ""), inner)


def _explained(text: str, context: template.Context) -> SafeString:
    reading = context.get("reading")
    glossary = reading.glossary if reading else NOTHING_EXPLAINED
    return format_html_join("", "{}", ((_piece(piece),) for piece in glossary.pieces(text)))


def _piece(piece: str | Explained) -> str:
    if isinstance(piece, str):
        return piece
    entry = piece.entry
    return format_html(TERM, key=entry.key, word=piece.word, term=entry.term, means=entry.means)
