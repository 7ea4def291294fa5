"""The values of a conversation: what was asked, what was answered, and what proves it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from coach.facts_reading import Fact

Kind = Literal["answer", "partial", "not_covered", "coaching", "smalltalk"]

LANGUAGES = ("fr", "en")
"""The languages the coach answers in, the first by default."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A passage that proves a sentence of an answer.

    Attributes:
        number: its marker `[number]` in the answer, from 1.
        article: the article's slug.
        section: the exact heading of the section, or "intro".
        path: the headings down to the section.
        quote: exactly `text[start:end]` of the article.
        translation: the quote in the person's language when it is not the article's, else None.
        url: the article's page with a text fragment, or None when the article has no page.
    """

    number: int
    article: str
    section: str
    path: tuple[str, ...]
    quote: str
    start: int
    end: int
    translation: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a person and the coach's whole answer to it.

    Attributes:
        id: unguessable.
        message: what the person wrote.
        answer: Markdown with `[n]` markers, each of which has its citation.
        suggestions: at most three questions the coach can answer.
        confidence: calibrated probability, 0 to 1, that the article answers the message.
        degraded: a part that should have served (chat model, storage) did not.
        model: the chat model that wrote the answer, or None for the embedded mode.
        facts: what the person told of themself so far, as it stands after this message.
        asked: the profile key the answer asks for, or None.
        check: the profile keys a guided check under way has asked for; empty when none is.
    """

    id: str
    message: str
    kind: Kind
    language: str
    answer: str
    citations: tuple[Citation, ...] = ()
    suggestions: tuple[str, ...] = ()
    confidence: float = 0.0
    profile: Mapping[str, Any] | None = None
    assessment: Mapping[str, Any] | None = None
    degraded: bool = False
    model: str | None = None
    facts: tuple[Fact, ...] = ()
    asked: str | None = None
    check: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conversation:
    """The turns of one person with the coach, oldest first. Its id is the secret that opens it."""

    id: str
    turns: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class TurnBegan:
    """The first event of a streamed turn."""

    turn_id: str
    language: str


@dataclass(frozen=True, slots=True)
class TextDelta:
    """A piece of a streamed answer; the pieces in order are the answer."""

    text: str


TurnEvent = TurnBegan | TextDelta | Citation | Turn
"""What a streamed turn is made of: one `TurnBegan`, then deltas and citations, then one `Turn`."""
