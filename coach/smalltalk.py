"""Recognizes messages made of nothing but greetings, thanks and questions about the coach itself."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from coach.phrases import smalltalk_phrases
from index import words

_FILLER = "filler"
_PRIORITY = ("identity", "abilities", "goodbye", "thanks", "wellbeing", "greeting")
"""Of the intents found in one message, the first of these is answered."""

_LONGEST = 12
"""Small talk is short; a longer message is a question, whatever its words."""

_ELONGATED = re.compile(r"(\w)\1{2,}")


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """What a message of small talk is after, and the languages whose phrases it is made of."""

    intent: str
    languages: frozenset[str]


def recognize_smalltalk(message: str) -> SmallTalk | None:
    """Say what kind of small talk a message is.

    Returns:
        None when any part of it is something else, such as a question after a greeting.
    """
    if not message.strip():
        return None
    typed = words(_ELONGATED.sub(r"\1", message))
    if not typed:
        return SmallTalk("greeting", frozenset())  # an emoji, a "?"
    if len(typed) > _LONGEST:
        return None
    intents, languages = _parse(typed)
    found = [intent for intent in _PRIORITY if intent in intents]
    return SmallTalk(found[0], languages) if found else None


def without_greeting(message: str) -> str:
    """A message without the greeting it begins with, when something is left."""
    rest = message
    for piece in re.split(r"(?<=[,.!…:;])\s+", message):
        if recognize_smalltalk(piece) is None:
            break
        rest = rest[len(piece) :].lstrip()
    return rest or message


def _parse(typed: list[str]) -> tuple[set[str], frozenset[str]]:
    """Read the words as a row of known phrases, longest first; nothing when a word is left over."""
    intents: set[str] = set()
    votes: dict[str, int] = {}
    lexicon, longest = _lexicon()
    position = 0
    while position < len(typed):
        for length in range(min(longest, len(typed) - position), 0, -1):
            phrase = tuple(typed[position : position + length])
            if phrase in lexicon:
                for language, intent in lexicon[phrase]:
                    votes[language] = votes.get(language, 0) + length
                    if intent != _FILLER:
                        intents.add(intent)
                position += length
                break
        else:
            return set(), frozenset()
    best = max(votes.values(), default=0)
    return intents, frozenset(language for language, count in votes.items() if count == best)


@cache
def _lexicon() -> tuple[dict[tuple[str, ...], list[tuple[str, str]]], int]:
    lexicon: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for language, intents in smalltalk_phrases().items():
        for intent, phrases in intents.items():
            for phrase in _folded(phrases):
                lexicon.setdefault(phrase, []).append((language, intent))
    return lexicon, max(len(phrase) for phrase in lexicon)


def _folded(phrases: Iterable[str]) -> Iterable[tuple[str, ...]]:
    return (tuple(words(_ELONGATED.sub(r"\1", phrase))) for phrase in phrases)
