"""Reads that a person leads nobody: it is said, denied, or taken back."""

from collections.abc import Sequence

from coach.facts_led import Led, is_inside, is_title, refuses
from coach.facts_reading import Fact, Reading
from coach.facts_wishes import Clause
from corpus import ProfileKey


def leads_nobody(reading: Reading, key: ProfileKey) -> list[Fact]:
    """Such as "Never managed anyone", "je n’encadre personne", "no direct reports"."""
    cues, words = reading.grammar, reading.words
    for first, last in cues.find("team.lead", words):
        clause = reading.stated(first)
        if clause is None or is_title(reading, first, last):
            continue
        if is_inside(reading, "team.member", first, clause) or _leads_field(reading, last):
            continue
        refused = refuses(reading, clause, first, last)
        none = _names_nobody(reading, last, clause)
        if refused or none:
            return [Fact(key.key, 0.0, reading.text(first, last), how="none")]
    return []


def _leads_field(reading: Reading, place: int) -> bool:
    """Whether what is led is the field itself ("never managed a product"), no team of it."""
    return any(
        term.is_field() and not reading.has("team.lead", term.first, term.last)
        for term in reading.terms
        if place <= term.first <= place + 1
    )


def said_none(reading: Reading) -> str | None:
    """The words for leading nobody at all ("individual contributor")."""
    for first, last in reading.grammar.find("team.none", reading.words):
        if reading.stated(first):
            return reading.text(first, last)
    return None


def takes_back(reading: Reading, parts: Sequence[Led]) -> str | None:
    """The words that take a team back ("… a team of seven, but I don’t manage them")."""
    cues, words = reading.grammar, reading.words
    begin = min((led.first + 1 for led in parts), default=len(words))
    for first, last in cues.find("team.lead", words, begin):
        clause = reading.stated(first)
        them = cues.length_at("team.them", words, last) or cues.ends_at("team.them", words, first)
        if clause and them and reading.denied(clause, first, last):
            return reading.text(first, last)
    return None


def _names_nobody(reading: Reading, place: int, clause: Clause) -> bool:
    if reading.grammar.length_at("team.no", reading.words, place):  # "manage no designers"
        return True
    for start in range(place, min(place + 2, clause.last)):
        if reading.grammar.length_at("team.nobody", reading.words, start):
            return True
        if reading.words[start].number is not None:
            return False
    return False
