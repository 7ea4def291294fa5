"""Recognizes what no article answers: somebody in distress, an insult, a wish to be forgotten."""

from collections.abc import Iterator, Mapping
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
    if any(after not in _forms("elsewhere") for after in _following(typed, "distress")):
        return "distress"
    if len(typed) <= _INSULT_WORDS and (typed in _forms("insult_alone") or _has(typed, "insult")):
        return "insult"
    return "erasure" if len(typed) <= _ERASURE_WORDS and _has(typed, "erasure") else None


def _has(typed: tuple[str, ...], kind: str) -> bool:
    return any(True for _ in _following(typed, kind))


def _following(typed: tuple[str, ...], kind: str) -> Iterator[tuple[str, ...]]:
    """The word after each place where a form of a kind is said; nothing at the end."""
    for start, word in enumerate(typed):
        for form in _by_first_word(kind).get(word, ()):
            end = start + len(form)
            if typed[start:end] == form:
                yield typed[end : end + 1]


@cache
def _by_first_word(kind: str) -> Mapping[str, list[tuple[str, ...]]]:
    begun: dict[str, list[tuple[str, ...]]] = {}
    for form in _forms(kind):
        begun.setdefault(form[0], []).append(form)
    return begun


@cache
def _forms(kind: str) -> frozenset[tuple[str, ...]]:
    """The forms of every language, as words."""
    texts = (text for language in LANGUAGES for text in phrases(language).all("asides", kind))
    return frozenset(tuple(words(text)) for text in texts)
