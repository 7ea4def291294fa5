"""The nouns of what the coach has read.

Articles, their sections and passages, and what was written around them.

All offsets are Python string indices (Unicode code points) into `Article.text`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from corpus.criterion import Criteria

PassageKind = Literal["sentence", "item", "row"]

INTRODUCTION = "intro"
"""The heading given to the text before the first heading."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence, list item or table row: what is embedded and quoted.

    Attributes:
        number: its position among the passages of its article, from 0.
        section: the position of its section among the sections of its article.
        block: the position of its paragraph, list or table; passages of one block belong together.
        start: offset of its first character.
        end: offset after its last character.
        text: the verbatim text, `article.text[start:end]`.
        plain: the same without Markdown marks and readable alone: a row names its columns.
        lead: the number of the sentence that introduces it ("…, namely:"), or None.
        cells: the plain text of a row's cells that hold any; empty for others.
    """

    number: int
    kind: PassageKind
    section: int
    block: int
    start: int
    end: int
    text: str
    plain: str
    lead: int | None = None
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """The text under one heading, up to the next heading of any level.

    Attributes:
        id: a URL-safe name, unique in its article.
        heading: the exact heading, or `INTRODUCTION`.
        path: the headings from the top level down to this one; empty for the introduction.
        level: 0 for the introduction, else the heading's level (1 to 6).
        start: offset of the heading line (of the text, for the introduction).
        end: offset after the section's last character.
        passages: its passages in reading order.
    """

    id: str
    heading: str
    path: tuple[str, ...]
    level: int
    start: int
    end: int
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Rendering:
    """An article in another language, aligned with it passage by passage.

    Attributes:
        headings: one per section, in order; the introduction's is `INTRODUCTION`.
        passages: one plain text per passage, in order.
    """

    language: str
    title: str
    headings: tuple[str, ...]
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VisitorQuestion:
    """A question a visitor may ask, and the number of the passage that answers it."""

    text: str
    language: str
    passage: int


@dataclass(frozen=True, slots=True)
class OffTopicQuestion:
    """A question the article does not answer; `near` when its subject is close to the article's."""

    text: str
    language: str
    near: bool


@dataclass(frozen=True, slots=True)
class Term:
    """Words that mean the same.

    Any of `forms` (by language; acronyms under "") may stand for another.
    """

    name: str
    forms: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Glossary:
    """Equivalents the article uses.

    Neighbours (`distinct`) that must never be taken for one of them.
    """

    terms: tuple[Term, ...] = ()
    distinct: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """One article: its text in sections and passages, and all that was written around it.

    Attributes:
        slug: the name of its folder.
        language: the language it is written in (ISO 639-1).
        url: the page where readers find it, or an empty string.
        text: the file without its front matter, verbatim.
        renderings: by language, never its own.
        criteria: what it asks of a person, or None when nobody is coached from it.
        passages: every passage, in reading order; `passages[n].number == n`.
    """

    slug: str
    title: str
    language: str
    url: str
    text: str
    sections: tuple[Section, ...]
    renderings: Mapping[str, Rendering] = field(default_factory=dict)
    questions: tuple[VisitorQuestion, ...] = ()
    off_topic: tuple[OffTopicQuestion, ...] = ()
    glossary: Glossary = Glossary()
    criteria: Criteria | None = None
    passages: tuple[Passage, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """List the passages once: they are looked up many times a question."""
        listed = tuple(passage for section in self.sections for passage in section.passages)
        object.__setattr__(self, "passages", listed)
