"""Cuts an article's text into sections and passages, each with its exact offsets."""

import re
import unicodedata
from dataclasses import replace

from corpus.article import INTRODUCTION, Passage, PassageKind, Section
from corpus.markdown import Block, blocks, line_start, plain_text
from corpus.sentences import sentence_spans


def split_sections(text: str, language: str = "fr") -> tuple[Section, ...]:
    """Cut a Markdown text (without front matter) into sections.

    The sections tile the text: each begins where the one before it ends. The passages of a section
        are in
    order, do not overlap, and hold all of its prose: what lies between them is headings, list and
        table
    marks, code and white space. Text before the first heading is the introduction; it gives no
    section when it holds no passage.
    """
    parts: list[list[Block]] = [[]]
    for block in blocks(text):
        if block.kind == "heading":
            parts.append([])
        parts[-1].append(block)
    sections: list[Section] = []
    trail: list[tuple[int, str]] = []
    next_passage = 0
    for part in parts:
        heading = part[0] if part and part[0].kind == "heading" else None
        passages = _passages(text, part, len(sections), next_passage, language)
        if heading is None:
            if passages:
                sections.append(
                    Section(INTRODUCTION, INTRODUCTION, (), 0, 0, len(text), tuple(passages))
                )
                next_passage += len(passages)
            continue
        trail = [*((lvl, name) for lvl, name in trail if lvl < heading.level)]
        trail.append((heading.level, heading.plain))
        start = line_start(text, heading.start) if sections else 0
        if sections:
            sections[-1] = replace(sections[-1], end=start)
        sections.append(
            Section(
                id=_unique(slugify(heading.plain), {section.id for section in sections}),
                heading=heading.plain,
                path=tuple(name for _, name in trail),
                level=heading.level,
                start=start,
                end=len(text),
                passages=tuple(passages),
            )
        )
        next_passage += len(passages)
    return tuple(sections)


def slugify(heading: str) -> str:
    """A URL-safe name: lower case, without accents, words joined by hyphens."""
    spelled = heading.lower().replace("œ", "oe").replace("æ", "ae")
    folded = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", folded).strip("-") or "section"


def _unique(name: str, taken: set[str]) -> str:
    number = 2
    candidate = name
    while candidate in taken or candidate == INTRODUCTION:
        candidate = f"{name}-{number}"
        number += 1
    return candidate


def _passages(
    text: str, part: list[Block], section: int, first_number: int, language: str
) -> list[Passage]:
    passages: list[Passage] = []
    lead: int | None = None
    for block in part:
        if block.kind == "heading":
            continue
        for start, end, plain in _pieces(text[block.start : block.end], block, language):
            passages.append(
                Passage(
                    number=first_number + len(passages),
                    kind=_KINDS[block.kind],
                    section=section,
                    block=block.group,
                    start=block.start + start,
                    end=block.start + end,
                    text=text[block.start + start : block.start + end],
                    plain=plain,
                    lead=None if block.kind == "paragraph" else lead,
                    cells=tuple(cell for _, cell in block.cells),
                )
            )
        if block.kind == "paragraph" and passages:
            lead = passages[-1].number if passages[-1].plain.endswith(":") else None
    return passages


def _pieces(verbatim: str, block: Block, language: str) -> list[tuple[int, int, str]]:
    """The passages of a block: where each begins and ends in it, and its plain words."""
    if block.kind == "row":
        return [(0, len(verbatim), readable_row(block, language))]
    spans = sentence_spans(verbatim) if block.kind == "paragraph" else [(0, len(verbatim))]
    if len(spans) == 1:
        return [(*spans[0], block.plain)]
    # read from the whole paragraph, where marks that span sentences are known for what they are
    plain = [block.plain[start:end] for start, end in sentence_spans(block.plain)]
    if len(plain) != len(spans):
        plain = [plain_text(verbatim[start:end]) for start, end in spans]
    return [(*span, words) for span, words in zip(spans, plain, strict=True)]


_KINDS: dict[str, PassageKind] = {"paragraph": "sentence", "item": "item", "row": "row"}


def readable_row(block: Block, language: str) -> str:
    """A table row that can be read alone.

    Its first cell, then each other cell after its column's name.
    """
    colon, semicolon = (" : ", " ; ") if language == "fr" else (": ", "; ")
    (_, subject), *rest = block.cells or (("", block.plain),)
    if not rest:
        return subject
    return f"{subject} — " + semicolon.join(f"{column}{colon}{cell}" for column, cell in rest)
