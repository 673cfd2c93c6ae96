"""What a body holds, leaf by leaf: the lines that people read, and the addresses outside that it links to."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.images.blocks import ImageBlock

END_OF_LINE = re.compile(r"</(?:p|li|h\d)>|<br\s*/?>")
TAG = re.compile(r"<[^>]+>")
HREF = re.compile(r'href="(https?://[^"]+)"')
PAGE = re.compile(r'<a\b(?=[^>]*\blinktype="page")[^>]*\bid="(\d{1,9})"')

Leaf = tuple[blocks.Block, Any]


def texts(stream: blocks.StreamValue) -> Iterator[str]:
    """Every line that people read, without marks."""
    for block, value in _leaves(stream.stream_block, stream):
        if isinstance(block, blocks.RichTextBlock):
            yield from _lines(value.source)
        elif isinstance(block, blocks.CharBlock | blocks.TextBlock) and block.search_index:
            yield str(value)


def links(stream: blocks.StreamValue) -> Iterator[str]:
    """Every http address outside."""
    for block, value in _leaves(stream.stream_block, stream):
        if isinstance(block, blocks.RichTextBlock):
            yield from map(unescape, HREF.findall(value.source))
        elif isinstance(block, blocks.URLBlock):
            yield str(value)


def page_ids(stream: blocks.StreamValue) -> set[int]:
    """The number of every page of the library that its rich text links to."""
    return {
        int(number)
        for block, value in _leaves(stream.stream_block, stream)
        if isinstance(block, blocks.RichTextBlock)
        for number in PAGE.findall(value.source)
    }


def _leaves(block: blocks.Block, value: Any) -> Iterator[Leaf]:  # noqa: ANN401 -- each block has its own kind of value
    if not value or isinstance(block, ImageBlock):
        return
    if isinstance(block, blocks.StreamBlock):
        for child in value:
            yield from _leaves(child.block, child.value)
    elif isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            yield from _leaves(child, value.get(name))
    elif isinstance(block, blocks.ListBlock):
        for item in value:
            yield from _leaves(block.child_block, item)
    elif isinstance(block, TypedTableBlock):
        headings = blocks.CharBlock()
        yield from ((headings, column["heading"]) for column in value.columns)
        yield from ((cell.block, cell.value) for row in value.rows for cell in row if cell.value)
    else:
        yield block, value


def _lines(html: str) -> Iterator[str]:
    for line in END_OF_LINE.split(html):
        text = unescape(TAG.sub("", line)).strip()
        if text:
            yield text
