"""The forms of follow-ups: what words alone say of a message that goes on from an answer.

The forms themselves are in the texts of each language, tables `followups`.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Literal

from coach.phrases import phrases
from coach.turn import LANGUAGES
from index import words

Intent = Literal["question", "more", "why", "repeat", "shorter"]

_MARKERS: tuple[Intent, ...] = ("shorter", "repeat", "why", "more")
"""What a message without a subject of its own may ask for; of two, the first one counts."""

_INTERJECTION_WORDS = 3
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")

_Form = tuple[str, ...]


def marker_intent(message: str) -> Intent | None:
    """What a message made only of markers and courtesies wants of the answer before it."""
    typed = words(message)
    if tuple(typed) in forms("repeat_alone"):
        return "repeat"
    generic = forms("generic")
    known: dict[_Form, Intent | None] = dict.fromkeys(generic | forms("filler"))
    for marker in reversed(_MARKERS):
        known |= dict.fromkeys(forms(marker), marker)
    longest = max(map(len, known))
    found: list[Intent] = []
    judges = False
    position = 0
    while position < len(typed):
        for length in range(min(longest, len(typed) - position), 0, -1):
            form = tuple(typed[position : position + length])
            if form in known:
                break
        else:
            return None
        wanted = known[form]
        found += [wanted] if wanted else []
        judges |= wanted is None and form not in forms("filler")
        position += length
    intent = min(found, key=_MARKERS.index, default=None)
    # "why is it important?" asks for the reason; "is more of it important?" is a question
    return None if judges and intent != "why" else intent


def without_correction(message: str) -> tuple[str, bool]:
    """A message without "ok", "no, I meant" and what it rejects, and whether it corrects."""
    typed = message.split()
    folded = [words(word) for word in typed]
    start, corrects = _before_question(folded)
    rejecting = form_length(folded[start:], "rejected")
    if rejecting:
        kept = _instead(typed, folded, start + rejecting)
        if kept:
            return " ".join(typed[kept:]), True
    return " ".join(typed[start:]), corrects


def _before_question(folded: Sequence[list[str]]) -> tuple[int, bool]:
    """How many of the first items only take note or correct, and whether any corrects."""
    start, corrects = 0, False
    while True:
        correcting = form_length(folded[start:], "correction")
        length = correcting or form_length(folded[start:], "acknowledged")
        if not length or start + length >= len(folded):
            return start, corrects
        start, corrects = start + length, corrects or bool(correcting)


def without_interjection(message: str) -> str:
    """A question without the few words that react to the answer before ("Too bad! And Scrum?")."""
    pieces = _SENTENCE_END.split(message.strip())
    if not pieces[-1].endswith("?"):
        return message
    kept = [p for p in pieces[:-1] if len(words(p)) > _INTERJECTION_WORDS or p.endswith("?")]
    return " ".join([*kept, pieces[-1]])


def without_request(message: str) -> str:
    """A question without what only asks for it ("an example of", "tell me more about")."""
    typed = message.split()
    folded = [words(word) for word in typed]
    start = form_length(folded, "connector")
    asking = form_length(folded[start:], "about")
    kept = typed[start + asking :]
    return " ".join(kept) if asking and words(" ".join(kept)) else message


def asked_language(message: str) -> str | None:
    """The language a message asks the answer to be in, when that is all it asks."""
    for language in LANGUAGES:
        if holds(message, "this_language", (language,)) and marker_intent(message):
            return language
    return None


def holds(message: str, table: str, languages: Sequence[str] = LANGUAGES) -> bool:
    """Whether a message has any form of a table in it."""
    typed = f" {' '.join(words(message))} "
    found = [form for language in languages for form in phrases(language).all("followups", table)]
    return any(f" {' '.join(words(form))} " in typed for form in found)


def form_length(folded: Sequence[list[str]], table: str) -> int:
    """How many of the first items are the longest form of a table that they begin with."""
    flat = [(word, number) for number, group in enumerate(folded) for word in group]
    known = forms(table)
    for length in range(min(max(map(len, known)), len(flat)), 0, -1):
        if tuple(word for word, _ in flat[:length]) in known:
            ended = flat[length - 1][1] + 1
            return ended if length == len(flat) or flat[length][1] >= ended else 0
    return 0


def _instead(typed: Sequence[str], folded: Sequence[list[str]], start: int) -> int:
    """Where what is meant begins in "X, Y" or "X but Y", or 0."""
    starts = {form[0] for form in forms("instead")}
    for position in range(start, len(typed) - 1):
        if folded[position] and folded[position][0] in starts:
            return position + 1
        if typed[position].endswith((",", ";", ":")):
            follows = folded[position + 1]
            return position + (2 if follows and follows[0] in starts else 1)
    return 0


@cache
def forms(key: str) -> frozenset[_Form]:
    """The forms of one table in every language, as words."""
    texts = [text for language in LANGUAGES for text in phrases(language).all("followups", key)]
    return frozenset(tuple(words(text)) for text in texts)
