"""Asks a model, once, what a message means where the embedded understanding falls short.

Nothing it says is taken on trust: a question must be made of words that were said, and a fact is a
verbatim quote of the message, which the embedded readers then read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, Field, ValidationError

from coach.turn import LANGUAGES, Conversation
from coach.writing.plain import plain
from coach.writing.prompting import understanding_prompt
from index import terms

_LONGEST_QUESTION = 300
_SAID_BEFORE = 0.6
"""The share of a rewritten question's words that were said in the conversation."""

_TURNS = 4


@dataclass(frozen=True, slots=True)
class Puzzle:
    """A message to understand.

    Attributes:
        keys: what may be told of a person: each profile key with the question that asks for it.
    """

    message: str
    conversation: Conversation
    language: str
    keys: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Hints:
    """What a model made of a message, as far as it could be verified.

    Attributes:
        question: the message as a question that stands alone, or None.
        told: profile keys, each with the words of the message that tell of it.
    """

    question: str | None = None
    told: tuple[tuple[str, str], ...] = ()


NO_HINTS = Hints()
"""What is known of a message that no model was asked about."""


class _Told(BaseModel):
    key: Annotated[str, Field(max_length=100)]
    quote: Annotated[str, Field(min_length=1, max_length=500)]


class _Reply(BaseModel):
    question: str | None = None
    facts: Annotated[list[_Told], Field(max_length=30)] = []


def prompt_of(puzzle: Puzzle) -> list[tuple[str, str]]:
    """Ask what a message means."""
    return understanding_prompt(puzzle.message, puzzle.conversation, puzzle.keys, puzzle.language)


def read_hints(reply: str, puzzle: Puzzle) -> Hints:
    """What of a model's reply is verified; nothing of a reply that is not of the form."""
    try:
        read = _Reply.model_validate_json(reply[reply.find("{") : reply.rfind("}") + 1])
    except ValidationError:
        return Hints()
    told = tuple(
        (fact.key, fact.quote)
        for fact in read.facts
        if fact.key in puzzle.keys and fact.quote.strip() and fact.quote in puzzle.message
    )
    return Hints(_verified(read.question or "", puzzle), told)


def _verified(question: str, puzzle: Puzzle) -> str | None:
    question = plain(question)
    asked = terms(question, LANGUAGES)
    if not asked or len(question) > _LONGEST_QUESTION or not puzzle.conversation.turns:
        return None
    last = puzzle.conversation.turns[-_TURNS:]
    texts = [puzzle.message, *(turn.message for turn in last), *(turn.answer for turn in last)]
    said = {term for text in texts for term in terms(text, LANGUAGES)}
    known = sum(term in said for term in asked)
    return question if known >= _SAID_BEFORE * len(asked) else None
