"""Recognizes what no article answers: somebody in distress, an insult, a wish to be forgotten."""

from collections.abc import Iterator
from functools import cache

from coach.phrases import phrases
from coach.turn import LANGUAGES
from index import words

_INSULT_WORDS = 5
"""A longer message says what it is about; what it complains of is worth an answer."""

_ERASURE_WORDS = 10


def aside_of(message: str) -> str | None:
    """Say what a message tells the coach that the article is not needed for.

    Every language is listened to: who is upset may well write in another one than before.

    Returns:
        "distress", "insult" or "erasure": the key of the reply; None for any other message.
    """
    typed = tuple(words(message))
    if any(
        after not in _forms("elsewhere")
        for form in _forms("distress")
        for after in _following(typed, form)
    ):
        return "distress"
    if len(typed) <= _INSULT_WORDS and (typed in _forms("insult_alone") or _has(typed, "insult")):
        return "insult"
    return "erasure" if len(typed) <= _ERASURE_WORDS and _has(typed, "erasure") else None


def _has(typed: tuple[str, ...], kind: str) -> bool:
    return any(True for form in _forms(kind) for _ in _following(typed, form))


def _following(typed: tuple[str, ...], form: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The word after each place where a form is said; nothing at the end."""
    for start in range(len(typed) - len(form) + 1):
        end = start + len(form)
        if typed[start:end] == form:
            yield typed[end : end + 1]


@cache
def _forms(kind: str) -> frozenset[tuple[str, ...]]:
    """The forms of every language, as words."""
    texts = (text for language in LANGUAGES for text in phrases(language).all("asides", kind))
    return frozenset(tuple(words(text)) for text in texts)
