"""Recognizes small talk: greetings, thanks, goodbyes and questions about the coach itself."""

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from coach.phrases import phrases
from coach.turn import LANGUAGES
from index import LinearClassifier, words

INTENTS = ("greeting", "thanks", "identity", "abilities", "goodbye", "wellbeing")
_SUBJECT = len(INTENTS)
"""The class of everything that is not small talk."""

_ABOUT_COACH = ("identity", "abilities")
_COACH = frozenset(
    word for language in LANGUAGES for word in phrases(language).all("followups", "coach")
)
"""What names the coach: "you"."""

_EXAMPLES = Path(__file__).parent / "texts"
_WEIGHTS = Path(__file__).parent / "weights" / "smalltalk.npz"

_LONGEST = 25
"""Words. Small talk is short; a longer message has a subject, whatever its words."""

_ELONGATED = re.compile(r"(\w)\1{2,}")
_PIECE = re.compile(r"(?<=[,.!…:;])\s+")


def smalltalk_intent(message: str) -> str | None:
    """Say what kind of small talk a message is.

    Returns:
        One of `INTENTS`; None when the message has a subject, such as a question after a greeting.
    """
    typed = words(message)
    if not typed:
        wordless = not any(character.isalpha() for character in message)  # an emoji, a lone "?"
        return INTENTS[0] if message.strip() and wordless else None
    if len(typed) > _LONGEST:
        return None
    best = int(_classifier().scores(_shortened(message)).argmax())
    return None if best == _SUBJECT else INTENTS[best]


def smalltalk_after(message: str, leans: bool) -> str | None:
    """Say what kind of small talk a message is in a conversation.

    Args:
        message: what the person wrote.
        leans: it needs the turns before it; what then names nobody is not about the coach ("what
            do they do?").
    """
    intent = smalltalk_intent(message)
    if leans and intent in _ABOUT_COACH and _COACH.isdisjoint(words(message)):
        return None
    return intent


def without_smalltalk(message: str) -> str:
    """A message without the greeting or thanks it begins with, when something is left."""
    pieces = _PIECE.split(message.strip())
    while len(pieces) > 1 and smalltalk_intent(pieces[0]):
        pieces.pop(0)
    return " ".join(pieces)


def train_smalltalk(questions: Iterable[str], out: Path = _WEIGHTS) -> None:
    """Learn small talk from the written examples, and what is not from them and from questions.

    Args:
        questions: visitors' questions, none of which is small talk.
        out: the file to write.
    """
    texts: list[str] = []
    classes: list[int] = []
    for row in _rows("smalltalk.jsonl"):
        texts.append(_shortened(row["message"]))
        classes.append(INTENTS.index(row["intent"]))
    for text in (*(row["message"] for row in _rows("not_smalltalk.jsonl")), *questions):
        texts.append(_shortened(text))
        classes.append(_SUBJECT)
    out.parent.mkdir(parents=True, exist_ok=True)
    LinearClassifier.fit(texts, classes, len(INTENTS) + 1).save(out)


def _shortened(message: str) -> str:
    """A message with letters typed three times or more ("merciiii") typed once."""
    return _ELONGATED.sub(r"\1", message)


def _rows(name: str) -> list[dict[str, str]]:
    lines = (_EXAMPLES / name).read_text("utf-8").split("\n")
    return [json.loads(line) for line in lines if line]


@cache
def _classifier() -> LinearClassifier:
    return LinearClassifier.load(_WEIGHTS)
