"""Reads whom a person leads: how many people, of which disciplines."""

from collections.abc import Sequence

from coach.facts_alone import leads_nobody, said_none, takes_back
from coach.facts_led import (
    Led,
    is_duration,
    is_team_word,
    is_team_word_at,
    led_parts,
    people_at,
)
from coach.facts_reading import Fact, Reading
from coach.facts_terms import Term
from corpus import ProfileKey

_MOST = 5000
_NEAR = 3
"""Words between a number and the discipline it counts, at most."""


def read_people(reading: Reading, key: ProfileKey) -> list[Fact]:
    """Read how many people a person leads: a total, or the sum of those who are counted."""
    parts = led_parts(reading)
    if refusal := takes_back(reading, parts) or said_none(reading):
        return [Fact(key.key, 0.0, refusal, how="none")]
    counts = (_total(reading, led) or _sum(reading, led) for led in parts)
    counted = _in_all(reading, parts) or next((count for count in counts if count), None)
    if counted:
        number, first, last = _corrected(reading, *counted)
        return [Fact(key.key, number, reading.text(first, last))]
    return leads_nobody(reading, key)


def read_team(reading: Reading, key: ProfileKey) -> list[Fact]:
    """Read the disciplines of the people a person leads."""
    facts: dict[str, Fact] = {}
    for led in led_parts(reading):
        for term in reading.terms_in(led.first, led.last):
            discipline = _discipline(term, key)
            clause = reading.clause_at(term.first)
            if discipline and clause and not reading.denied(clause, term.first, term.last):
                words = reading.text(term.first, term.last)
                facts.setdefault(discipline, Fact(key.key, discipline, words))
    return list(facts.values())


def people_counted(reading: Reading) -> tuple[float, str] | None:
    """How many people a message that answers a question on a team counts, and in which words."""
    if not reading.clauses:
        return None
    led = Led(0, len(reading.words), reading.clauses[0])
    counted = _total(reading, led) or _sum(reading, led)
    return (counted[0], reading.text(*counted[1:])) if counted else None


def discipline_facts(reading: Reading, key: ProfileKey) -> list[Fact]:
    """The disciplines a message names, when it is known to speak of the person's team."""
    return [
        Fact(key.key, discipline, reading.text(term.first, term.last))
        for term in reading.terms
        if (discipline := _discipline(term, key))
    ]


def _discipline(term: Term, key: ProfileKey) -> str | None:
    said = term.said(key.key)
    if said:
        return said[0].value.id
    jobs = term.jobs()
    known = {value.id for value in key.values}
    return jobs[0].discipline if jobs and jobs[0].discipline in known else None


def _total(reading: Reading, led: Led) -> tuple[float, int, int] | None:
    """A number of people, or the size of a team."""
    words, cues = reading.words, reading.grammar
    for place in range(led.first, led.last):
        number = words[place].number
        if number is None or not 0 <= number <= _MOST or is_duration(reading, place):
            continue
        end = people_at(reading, place)
        if _is_workplace(reading, place, end):
            continue
        if end is not None:
            return number * _teams(reading, place), place, end
        if not number:
            continue
        after = place + words[place].length
        is_article = cues.length_at("team.one", words, place) > 0
        follows_cue = cues.ends_at("team.lead", words, place) > 0 or (
            cues.ends_at("team.about", words, place)
            and cues.has("team.lead", words, led.first, place)
        )
        counted = any(words[other].number for other in range(after + 1, led.last))
        direct = cues.ends_at("team.lead", words, place) > 0 and not counted
        ends = after >= led.last or direct or words[after].text == words[after].stem
        if cues.length_at("team.teams_of", words, after):
            continue
        leads = any(cues.length_at(cue, words, after) for cue in ("team.lead", "team.in_all"))
        if is_article:
            continue
        if leads or (follows_cue and ends and not is_team_word_at(reading, after)):
            return number, place, after
    return None


def _is_workplace(reading: Reading, place: int, end: int | None) -> bool:
    """Whether a number counts those of a whole company ("a startup of 60 people")."""
    cues, words = reading.grammar, reading.words
    before = place - cues.ends_at("team.about", words, place)
    return cues.ends_at("place.workplace", words, before) > 0 or (
        end is not None and cues.length_at("place.workplace", words, end) > 0
    )


def _in_all(reading: Reading, parts: Sequence[Led]) -> tuple[float, int, int] | None:
    """Such as "Nine people altogether", where whom the person leads was told before."""
    words, cues = reading.words, reading.grammar
    begins = [led.first for led in parts[:1]] or list(reading.corrections[:1]) or [len(words)]
    for place in range(begins[0], len(words)):
        end = people_at(reading, place) if words[place].number is not None else None
        if end and cues.length_at("team.in_all", words, end) and reading.stated(place):
            return words[place].number or 0.0, place, end
    return None


def _corrected(reading: Reading, number: float, first: int, last: int) -> tuple[float, int, int]:
    """The number a person puts in place of the one they just said ("five. Sorry, six")."""
    for begin in reading.corrections:
        start = begin + reading.grammar.length_at("correction.words", reading.words, begin)
        for place in range(start, min(start + _NEAR, len(reading.words)) if begin >= last else 0):
            said = reading.words[place].number
            if said is not None and not is_duration(reading, place):
                return said, place, place + reading.words[place].length
    return number, first, last


def _teams(reading: Reading, place: int) -> float:
    """How many teams of a size there are ("two teams of five people")."""
    words, cues = reading.words, reading.grammar
    teams = place - cues.ends_at("team.teams_of", words, place)
    if teams == place or not teams:
        return 1.0
    return words[teams - 1].number or 1.0


def _sum(reading: Reading, led: Led) -> tuple[float, int, int] | None:
    """The sum of those who are counted by discipline; None when one is not counted."""
    words = reading.words
    total, first, last = 0.0, -1, -1
    counted_terms: list[Term] = []
    for term in reading.terms_in(led.first, led.last):
        counted = _count_of(reading, term, led)
        if not term.meanings or not is_team_word(term):
            continue
        if counted is None and any(_names_same(term, one) for one in counted_terms):
            continue
        if counted is None:
            return None
        counted_terms.append(term)
        number, place = counted
        total, last = total + number, term.last
        first = place if first < 0 else first
    for place in range(led.first, led.last):  # others, of no known discipline ("8 comptables")
        after = place + words[place].length
        if _counts_others(reading, place, led, begun=total > 0):
            total += words[place].number or 0.0
            first = place if first < 0 else min(first, place)
            last = max(last, after + 1)
    return (total, first, last) if total else None


def _counts_others(reading: Reading, place: int, led: Led, *, begun: bool) -> bool:
    """Whether a number counts people led by a word that is no known discipline."""
    words, cues = reading.words, reading.grammar
    after = place + words[place].length
    if words[place].number is None or is_duration(reading, place) or after >= led.last:
        return False
    plural = words[after].is_word and words[after].text != words[after].stem
    named = any(
        is_team_word(t) and t.first < min(after + _NEAR, led.last) and t.first >= after
        for t in reading.terms
    )
    listed = begun and place > led.first and cues.length_at("job.heads", words, after) > 0
    direct = cues.ends_at("team.lead", words, place) > 0
    return plural and (direct or listed) and not named


def _names_same(term: Term, other: Term) -> bool:
    return bool(set(map(_identity, term.meanings)) & set(map(_identity, other.meanings)))


def _identity(meaning: object) -> object:
    return getattr(getattr(meaning, "value", None), "id", None) or id(meaning)


def _count_of(reading: Reading, term: Term, led: Led) -> tuple[float, int] | None:
    for place in range(term.first - 1, max(led.first, term.first - _NEAR) - 1, -1):
        number = reading.words[place].number
        if number is not None and place + reading.words[place].length <= term.first:
            return number, place
        if not reading.words[place].is_word:
            return None
        if reading.grammar.length_at("team.one", reading.words, place):
            return 1.0, place
    return None
