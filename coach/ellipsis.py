"""Fills an ellipsis in: "How much in France?", "and in Paris?" are "How much in Paris?" together.

What was asked before keeps its words, and the piece that answers to the new one gives way to it.
The wording may be clumsy; what it speaks of is what matters to a search.
"""

import re
from functools import cache

from coach.phrases import phrases
from coach.turn import LANGUAGES
from index import words

SLOTS = ("place", "company", "purpose", "thing")
"""Kinds of pieces that a question is made of, told by the word that begins them."""

_LONGEST_PIECE = 4
"""Words of a piece of the question before that gives way."""

_LONGEST_ELLIPSIS = 6
"""A message of more words says what it asks; it is put after the question before."""

_TOKEN = re.compile(r"\w+['’]|[\w%+-]+")
_END = " ?!.…,;:"


def filled_in(message: str, before: str, language: str) -> str:
    """A message with what it leaves out taken from the question before it.

    Args:
        message: goes on from the question before.
        before: a question that stands alone.
        language: of the message.
    """
    said = _without_connector(message, language)
    new, old = _TOKEN.findall(said), _TOKEN.findall(before)
    if not new or not old:
        return before or message
    slots = [_slot(token, language) for token in old]
    kind = _slot(new[0], language)
    if kind and len(new) <= _LONGEST_ELLIPSIS and kind in slots:
        start = len(slots) - 1 - slots[::-1].index(kind)
        end = start + 1
        end += slots[end : end + 1] == ["thing"]  # "with the CMO" is one piece
        while end < len(old) and not slots[end] and end - start < _LONGEST_PIECE:
            end += 1
        return " ".join([*old[:start], *new, *old[end:]])
    return f"{before.strip(_END)}, {said}"


def _without_connector(message: str, language: str) -> str:
    """A message without the words that only tie it to the one before."""
    said = message.strip(_END)
    forms = _forms("opening", language)
    typed = [words(token) for token in said.split()]
    length = 0
    while length < len(typed) - 1:
        for size in (3, 2, 1):
            flat = tuple(word for token in typed[length : length + size] for word in token)
            if flat in forms and length + size < len(typed):
                length += size
                break
        else:
            break
    return " ".join(said.split()[length:])


def _slot(token: str, language: str) -> str | None:
    """The kind of piece that a word begins."""
    typed = tuple(words(token))
    return next((slot for slot in SLOTS if typed in _forms(slot, language)), None)


@cache
def _forms(key: str, language: str) -> frozenset[tuple[str, ...]]:
    known = language if language in LANGUAGES else LANGUAGES[0]
    return frozenset(tuple(words(text)) for text in phrases(known).all("ellipsis", key))
