"""Reads Markdown into headings, paragraphs.

List items and table rows that know where they stand in the text.

The parsing is markdown-it's; this module only turns its line numbers into character offsets.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

BlockKind = Literal["heading", "paragraph", "item", "row"]

_PARSER = MarkdownIt("commonmark").enable("table")


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph, list item or table row of a Markdown text.

    Attributes:
        start: offset of its first character of content (a heading's: of its line).
        end: offset after its last character of content.
        group: the same number for the items of one list and the rows of one table.
        plain: its text without inline marks; of a row, its cells joined by " | ".
        level: a heading's level, else 0.
        cells: a row's `(column name, cell)` pairs, else empty.
    """

    kind: BlockKind
    start: int
    end: int
    group: int
    plain: str
    level: int = 0
    cells: tuple[tuple[str, str], ...] = ()


def blocks(text: str) -> list[Block]:
    """Parse a Markdown text (without front matter) into blocks that hold text, in reading order.

    Code blocks, raw HTML and a table's heading row hold no prose to quote and give no block.
    """
    return [block for block in _Walk(text).blocks() if block.start < block.end]


def line_of(text: str, offset: int) -> int:
    """The line of an offset, counted from 1."""
    return text.count("\n", 0, offset) + 1


def plain_text(markdown: str) -> str:
    """One line of Markdown without its inline marks."""
    return _plain(_PARSER.parseInline(markdown)[0])


class _Walk:
    def __init__(self, text: str) -> None:
        self.text = text
        self.line_starts = [0]
        for line in text.split("\n")[:-1]:
            self.line_starts.append(self.line_starts[-1] + len(line) + 1)
        self.line_starts.append(len(text))
        self.tokens = _PARSER.parse(text)

    def blocks(self) -> Iterator[Block]:
        group, lists, columns = 0, 0, ()  # type: int, int, tuple[str, ...]
        for position, token in enumerate(self.tokens):
            match token.type:
                case "bullet_list_open" | "ordered_list_open":
                    lists += 1
                    group += lists == 1
                case "bullet_list_close" | "ordered_list_close":
                    lists -= 1
                case "table_open":
                    group, columns = group + 1, ()
                case "heading_open" | "paragraph_open":
                    inline = self.tokens[position + 1]
                    kind: BlockKind = "item" if lists else "paragraph"
                    if token.type == "heading_open":
                        kind = "heading"
                    group += not lists
                    level = int(token.tag[1]) if kind == "heading" else 0
                    start, end = self._content_span(inline)
                    yield Block(kind, start, end, group, _plain(inline), level)
                case "tr_open":
                    cells = self._cells(position)
                    if not columns:
                        columns = cells
                    else:
                        yield self._row(token, group, columns, cells)

    def _cells(self, position: int) -> tuple[str, ...]:
        cells = []
        for token in self.tokens[position:]:
            if token.type == "tr_close":
                break
            if token.type == "inline":
                cells.append(_plain(token))
        return tuple(cells)

    def _row(
        self, token: Token, group: int, columns: tuple[str, ...], cells: tuple[str, ...]
    ) -> Block:
        start, end = self._lines(token)
        row = self.text[start:end]
        start += len(row) - len(row.lstrip(" \t|>"))
        end -= len(row) - len(row.rstrip(" \t|\n"))
        pairs = tuple((column, cell) for column, cell in zip(columns, cells, strict=False) if cell)
        return Block("row", start, end, group, " | ".join(c for c in cells if c), cells=pairs)

    def _content_span(self, inline: Token) -> tuple[int, int]:
        """Find an inline token's source: markdown-it gives its lines, not its characters."""
        start, end = self._lines(inline)
        content = inline.content.split("\n")
        first_line = self.text[start:end].partition("\n")[0]
        first = start + first_line.rfind(content[0])  # the last: an item "1. 1" begins by its mark
        last = self.text.rfind(content[-1], start, end) if len(content) > 1 else first
        if first < start or last < 0:  # an escape or entity: take the lines whole
            return start, start + len(self.text[start:end].rstrip())
        return first, last + len(content[-1])

    def _lines(self, token: Token) -> tuple[int, int]:
        first, last = token.map or (0, 0)
        return self.line_starts[first], self.line_starts[last]


def _plain(inline: Token) -> str:
    pieces = []
    for child in inline.children or []:
        if child.type in ("softbreak", "hardbreak"):
            pieces.append(" ")
        elif child.type in ("text", "code_inline", "image"):
            pieces.append(child.content)
    return "".join(pieces).strip()


def line_start(text: str, offset: int) -> int:
    """The offset at which the line of `offset` begins."""
    return text.rfind("\n", 0, offset) + 1


__all__ = ["Block", "BlockKind", "blocks", "line_of", "line_start", "plain_text"]
