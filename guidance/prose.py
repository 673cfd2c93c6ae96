"""Rich text as a tree of the few marks that guides may hold, whatever was stored."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

MARKS = {
    "p": "p",
    "h2": "h3",
    "h3": "h3",
    "h4": "h3",
    "ul": "ul",
    "ol": "ol",
    "li": "li",
    "b": "b",
    "strong": "b",
    "i": "i",
    "em": "i",
    "br": "br",
    "a": "a",
}
"""How each mark is written here; others are dropped and their words kept."""

SILENT = {"script", "style", "template", "iframe", "object", "svg", "math"}
"""What these hold is no text of ours."""

OUTSIDE = ("https://", "http://")
ADDRESSES = (*OUTSIDE, "mailto:", "tel:")


@dataclass
class Mark:
    """A mark and what it holds. A link has an address, or the number of the page that it leads to."""

    name: str
    href: str = ""
    page: int | None = None
    holds: list["Mark | str"] = field(default_factory=list)

    @property
    def leads_outside(self) -> bool:
        """Whether a link leaves this site."""
        return self.href.startswith(OUTSIDE)


def parse(html: str) -> Mark:
    """The tree of a rich text, under a mark without a name."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader.open[0]


class Reader(HTMLParser):
    """Builds the tree while it reads; marks left open end with the text."""

    def __init__(self) -> None:
        super().__init__()
        self.open = [Mark("")]
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT
        name = MARKS.get(tag)
        if name is None or self.silent:
            return
        mark = _link(dict(attrs)) if name == "a" else Mark(name)
        self.open[-1].holds.append(mark)
        if name != "br":
            self.open.append(mark)

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
            return
        names = [mark.name for mark in self.open]
        name = MARKS.get(tag)
        if name and name in names:
            del self.open[len(names) - names[::-1].index(name) - 1 :]

    def handle_data(self, data: str) -> None:
        if data and not self.silent:
            self.open[-1].holds.append(data)


def _link(attributes: dict[str, str | None]) -> Mark:
    """A link to a page or an address; an address of any other kind leads nowhere."""
    page = attributes.get("id") or ""
    if attributes.get("linktype") == "page" and page.isascii() and page.isdigit():
        return Mark("a", page=int(page))
    href = (attributes.get("href") or "").strip()
    is_ours = href.startswith("/") and not href.startswith(("//", "/\\"))
    return Mark("a", href=href if is_ours or href.lower().startswith(ADDRESSES) else "")
