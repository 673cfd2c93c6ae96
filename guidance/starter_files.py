"""What ships with the library as files: read, never written."""

import hashlib
import re
import tomllib
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "starter"
LANGUAGES = ("en", "es")
GUIDE_LINK = re.compile(r'<a href="guide:([a-z0-9-]+)">')
BLOCKS = uuid.UUID("7d1f4c52-5a55-4d1c-9d2e-6a8f0b6a7c11")

Table = dict[str, Any]


@dataclass(frozen=True)
class GuideFile:
    """One guide as it ships. `name` is the English address, in which its translations share."""

    language: str
    name: str
    sha256: str
    content: Table

    @property
    def slug(self) -> str:
        """The guide's address in its language."""
        return self.content.get("slug", self.name)


def guides(language: str) -> list[GuideFile]:
    """Every guide that ships in this language, in the order of the shelves.

    A translation takes its places from the English file.
    """
    paths = (FOLDER / language / f"{name}.toml" for topic in topics() for name in topic["guides"])
    return [_guide(language, path) for path in paths if path.exists()]


def _guide(language: str, path: Path) -> GuideFile:
    text = path.read_bytes()
    content = tomllib.loads(text.decode())
    if language != "en":
        original = (FOLDER / "en" / path.name).read_bytes()
        content = tomllib.loads(original.decode()) | content
    return GuideFile(language, path.stem, hashlib.sha256(text).hexdigest(), content)


@lru_cache(maxsize=8)
def read(name: str) -> Table:
    """Another file of starter content as it stands; callers do not change it."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def topics() -> list[Table]:
    """The shelves of the library, in order, with their words in each language."""
    return read("topics")["topics"]


def terms(language: str) -> list[Table]:
    """The words of the glossary in this language."""
    return read(f"{language}/glossary/terms")["terms"]


# A file's blocks in the form that a body is stored in


def body(file: GuideFile, *, page_of: Callable[[str], int], term_of: Callable[[str], int]) -> list[Table]:
    """The blocks of a guide; `page_of` finds the page of another guide, `term_of` a word of the glossary."""
    return [
        {
            "type": block["type"],
            "value": _value(block, page_of=page_of, term_of=term_of),
            "id": str(uuid.uuid5(BLOCKS, f"{file.language}/{file.name}/{position}")),
        }
        for position, block in enumerate(file.content["body"])
    ]


def sources(file: GuideFile) -> list[Table]:
    """The sources of a guide in the form that they are stored in."""
    return [{"type": "source", "value": source} for source in file.content["sources"]]


def _value(block: Table, *, page_of: Callable[[str], int], term_of: Callable[[str], int]) -> Any:  # noqa: ANN401 -- each block has its own
    fields = {name: value for name, value in block.items() if name != "type"}
    if "html" in fields:
        fields["html"] = GUIDE_LINK.sub(
            lambda link: f'<a linktype="page" id="{page_of(link[1])}">', fields["html"]
        )
    match block["type"]:
        case "text":
            return fields["html"]
        case "term":
            return {"term": term_of(fields["key"])}
        case "table":
            return _table(fields)
        case "rule":
            return fields | {"as_of": fields["as_of"].isoformat()}
        case _:
            return fields


def _table(fields: Table) -> Table:
    return {
        "caption": fields["caption"],
        "columns": [{"type": "text", "heading": heading} for heading in fields["columns"]],
        "rows": [{"values": row} for row in fields["rows"]],
    }


def links(content: Table) -> Iterator[str]:
    """The names of the guides that a file links to."""
    for block in content["body"]:
        yield from GUIDE_LINK.findall(block.get("html", ""))
