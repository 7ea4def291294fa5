"""What a model is given: rules of ours, and everything else fenced as material to read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template
from typing import Any

from coach.turn import Conversation
from coach.writing.evidence import Source, passage_in

_FOLDER = Path(__file__).parent.parent / "texts" / "prompts"

_TURNS = 4
"""Earlier exchanges that are given."""

_MESSAGE, _EARLIER, _PROFILE, _PASSAGE = 2000, 350, 800, 600
"""Characters given of a message, of each side of an earlier exchange, of a profile, of a passage:
with ten passages some 3,500 tokens at most."""

_FENCES = str.maketrans({"<": "‹", ">": "›"})
_MARKER = re.compile(r"\s*\[\d+\]")

Prompt = list[tuple[str, str]]
"""Roles ("system", "human") and texts, as LangChain takes them."""


@dataclass(frozen=True, slots=True)
class Material:
    """What an answer is written from.

    Attributes:
        question: what the person wrote.
        sources: the passages, numbered from 1 in this order.
        conversation: the turns before.
        profile: what is known of the person, or None.
    """

    question: str
    sources: tuple[Source, ...]
    conversation: Conversation
    language: str
    profile: Mapping[str, Any] | None = None


def writing_prompt(material: Material) -> Prompt:
    """Ask for an answer."""
    passages = "\n".join(
        f"[{number}] {fenced(_passage(source, material.language), _PASSAGE)}"
        for number, source in enumerate(material.sources, 1)
    )
    data = Template(_text("material")).substitute(
        passages=passages,
        earlier=earlier(material.conversation),
        profile=fenced(_profile(material.profile), _PROFILE),
        message=fenced(material.question, _MESSAGE),
    )
    return [("system", _text(f"writing.{material.language}")), ("human", data)]


def understanding_prompt(
    message: str, conversation: Conversation, keys: Mapping[str, str], language: str
) -> Prompt:
    """Ask what a message means."""
    data = Template(_text("understanding.material")).substitute(
        keys="\n".join(f"{key}: {fenced(asks, _EARLIER)}" for key, asks in keys.items()),
        earlier=earlier(conversation),
        message=fenced(message, _MESSAGE),
    )
    return [("system", _text(f"understanding.{language}")), ("human", data)]


def earlier(conversation: Conversation) -> str:
    """The last exchanges, without markers: numbers of theirs would be taken for passages."""
    said = []
    for turn in conversation.turns[-_TURNS:]:
        said.append(f"- {fenced(turn.message, _EARLIER)}")
        said.append(f"  → {fenced(_MARKER.sub('', turn.answer), _EARLIER)}")
    return "\n".join(said)


def fenced(text: str, longest: int) -> str:
    """A text on one line, cut, that cannot close the tag it stands in."""
    return " ".join(text[: longest + 1].split())[:longest].translate(_FENCES)


def _passage(source: Source, language: str) -> str:
    """A passage, after the line that leads to it."""
    article, passage = source
    leads = [] if passage.lead is None else [article.passages[passage.lead]]
    return " ".join(passage_in(article, one, language) for one in (*leads, passage))


def _profile(profile: Mapping[str, Any] | None) -> str:
    known = {key: value for key, value in (profile or {}).items() if value is not None}
    return "; ".join(f"{key}: {value}" for key, value in known.items())


@cache
def _text(name: str) -> str:
    return (_FOLDER / f"{name}.txt").read_text("utf-8")
