"""A guide as plain data: blocks of words, without marks of any page."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from rest_framework import serializers
from wagtail.blocks import StreamValue

from guidance import prose
from guidance.choices import Tone
from guidance.models import Guide
from guidance.prose import Mark
from guidance.queries import article

KINDS = (
    "text",
    "heading",
    "steps",
    "do_dont",
    "callout",
    "emergency",
    "questions",
    "checklist",
    "script",
    "figure",
    "table",
    "rule",
    "term",
    "picture",
    "video",
)
ROLES = ("step", "do", "dont", "sign", "question", "to_do", "you", "they", "caveat", "source")
Told = dict[str, Any]
Lines = list[Told]


class ItemAnswer(serializers.Serializer[Any]):
    """One line of a block, and what it is there."""

    role = serializers.ChoiceField(choices=ROLES)
    title = serializers.CharField(help_text="May be empty.")
    text = serializers.CharField(help_text="May be empty.")


class LinkAnswer(serializers.Serializer[Any]):
    """Where words of a block lead: to an address outside, or to another guide."""

    text = serializers.CharField()
    url = serializers.CharField(help_text="Empty for a guide.")
    guide = serializers.CharField(help_text="The address of a guide in the library; else empty.")


class BlockAnswer(serializers.Serializer[Any]):
    """One block of a guide. What a kind of block does not have is empty."""

    id = serializers.CharField(help_text="Names a checklist or questions when they are copied.")
    kind = serializers.ChoiceField(choices=KINDS)
    title = serializers.CharField()
    text = serializers.CharField(
        help_text="Plain words: an empty line between paragraphs, a dash or a number before each line of a list."
    )
    tone = serializers.ChoiceField(choices=[*Tone.choices, ("", "None")], help_text="Of a callout.")
    items = ItemAnswer(many=True)
    columns = serializers.ListField(child=serializers.CharField(), help_text="The headings of a table.")
    rows = serializers.ListField(child=serializers.ListField(child=serializers.CharField()))
    links = LinkAnswer(many=True)
    checked_on = serializers.DateField(allow_null=True, help_text="When somebody checked what a rule says.")


def told_blocks(guide: Guide) -> list[Told]:
    """The blocks of a guide in their order."""
    reading = article.reading(guide)
    return [block_told(block, reading.slugs) for block, _level in reading.blocks]


def block_told(block: StreamValue.StreamChild, slugs: Mapping[int, str]) -> Told:
    """One block."""
    empty: Told = {
        "id": str(block.id or ""),
        "kind": block.block_type,
        "title": "",
        "text": "",
        "tone": "",
        "items": [],
        "columns": [],
        "rows": [],
        "links": [],
        "checked_on": None,
    }
    return {**empty, **TELL[block.block_type](block.value, slugs)}


def item(role: str, text: object, title: object = "") -> Told:
    """One line."""
    return {"role": role, "title": str(title), "text": str(text)}


def items(role: str, lines: Any) -> Lines:  # noqa: ANN401 -- a list of words
    """Several lines of one role."""
    return [item(role, line) for line in lines]


def outside(text: object, url: str) -> Lines:
    """A link to an address, if there is one."""
    return [{"text": str(text), "url": str(url), "guide": ""}] if url else []


# The kinds of block


def text(value: Any, slugs: Mapping[int, str]) -> Told:  # noqa: ANN401 -- a rich text
    """Paragraphs and lists."""
    tree = prose.parse(value.source)
    return {
        "text": plain(tree),
        "links": [link for link in links(tree, slugs) if link["url"] or link["guide"]],
    }


def steps(value: Any, _slugs: Mapping[int, str]) -> Told:  # noqa: ANN401 -- a block's value
    """What to do, one after the other."""
    return {
        "title": value["title"],
        "items": [item("step", step["text"], step["title"]) for step in value["items"]],
    }


def do_dont(value: Any, _slugs: Mapping[int, str]) -> Told:  # noqa: ANN401 -- a block's value
    """What helps and what does not."""
    return {"items": [*items("do", value["do"]), *items("dont", value["dont"])]}


def callout(value: Any, slugs: Mapping[int, str]) -> Told:  # noqa: ANN401 -- a block's value
    """A few words set apart."""
    return {"title": value["title"], "tone": value["tone"], **text(value["html"], slugs)}


def emergency(value: Any, _slugs: Mapping[int, str]) -> Told:  # noqa: ANN401 -- a block's value
    """What cannot wait."""
    return {"title": value["title"], "text": value["action"], "items": items("sign", value["signs"])}


def questions(value: Any, _slugs: Mapping[int, str]) -> Told:  # noqa: ANN401 -- a block's value
    """Questions to ask."""
    return {"title": value["title"], "items": items("question", value["items"])}


def checklist(value: Any, _slugs: Mapping[int, str]) -> Told:  # noqa: ANN401 -- a block's value
    """Things to do."""
    return {"title": value["title"], "items": items("to_do", value["items"])}


def script(value: Any, _slugs: Mapping[int, str]) -> Told:  # noqa: ANN401 -- a block's value
    """Words to say."""
    replies = [
        item(role, line)
        for reply in value["replies"]
        for role, line in (("they", reply["they"]), ("you", reply["you"]))
    ]
    return {"title": value["title"], "items": [*items("you", value["say"]), *replies]}


def figure(value: Any, _slugs: Mapping[int, str]) -> Told:  # noqa: ANN401 -- a block's value
    """A number with its caveat."""
    notes = [item("caveat", value["caveat"]), item("source", value["source"])]
    return {"title": value["value"], "text": value["means"], "items": notes}


def table(value: Any, _slugs: Mapping[int, str]) -> Told:  # noqa: ANN401 -- a table
    """Rows under headings."""
    return {
        "title": str(value.caption or ""),
        "columns": [str(column["heading"]) for column in value.columns],
        "rows": [[str(cell.value or "") for cell in row] for row in value.rows],
    }


def rule(value: Any, _slugs: Mapping[int, str]) -> Told:  # noqa: ANN401 -- a block's value
    """What a law or a plan says."""
    return {
        "title": value["name"],
        "text": value["says"],
        "links": outside(value["name"], value["url"]),
        "checked_on": value["as_of"].isoformat() if value["as_of"] else None,
    }


def term(value: Any, _slugs: Mapping[int, str]) -> Told:  # noqa: ANN401 -- a block's value
    """A word and what it means."""
    word = value["term"]
    return {"title": word.term, "text": word.means} if word else {}


def picture(value: Any, _slugs: Mapping[int, str]) -> Told:  # noqa: ANN401 -- a block's value
    """The words that stand for a picture."""
    image = value["image"]
    says = "" if image.decorative else image.contextual_alt_text or image.default_alt_text
    return {"title": value["caption"] or "", "text": says or ""}


def video(value: Any, _slugs: Mapping[int, str]) -> Told:  # noqa: ANN401 -- a block's value
    """A film elsewhere, in words."""
    return {"title": value["title"], "text": value["says"], "links": outside(value["title"], value["url"])}


TELL: dict[str, Callable[[Any, Mapping[int, str]], Told]] = {
    "text": text,
    "heading": lambda value, _slugs: {"title": value["text"]},
    "steps": steps,
    "do_dont": do_dont,
    "callout": callout,
    "emergency": emergency,
    "questions": questions,
    "checklist": checklist,
    "script": script,
    "figure": figure,
    "table": table,
    "rule": rule,
    "term": term,
    "picture": picture,
    "video": video,
}


# Rich text


def plain(tree: Mark) -> str:
    """The words of a rich text: paragraphs apart, a dash or a number before each line of a list."""
    parts = [part.strip() for part in map(part_of, tree.holds)]
    return "\n\n".join(part for part in parts if part)


def part_of(held: Mark | str) -> str:
    """A paragraph, or a list with a line for each of its items."""
    if isinstance(held, Mark) and held.name in ("ul", "ol"):
        lines = [words(one).strip() for one in held.holds if isinstance(one, Mark)]
        return "\n".join(
            f"{number}. {line}" if held.name == "ol" else f"- {line}"
            for number, line in enumerate(lines, start=1)
        )
    return words(held)


def words(held: Mark | str) -> str:
    """The words inside a mark."""
    if isinstance(held, str):
        return held
    if held.name == "br":
        return "\n"
    if held.name in ("ul", "ol"):
        return "\n" + part_of(held)
    return "".join(map(words, held.holds))


def links(tree: Mark, slugs: Mapping[int, str]) -> Iterator[Told]:
    """Where a rich text leads."""
    for held in tree.holds:
        if isinstance(held, str):
            continue
        if held.name == "a":
            yield {"text": words(held), "url": held.href, "guide": slugs.get(held.page or 0, "")}
        yield from links(held, slugs)
