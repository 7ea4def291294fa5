"""Finds durations told by dates: since one, from one to another, from a change that was dated."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from coach.facts_grammar import grammar
from coach.facts_reading import Reading

_FIRST_YEAR = 1960
_MONTHS = 12
_DASHES = ("-", "–", "—", "/")
_TAKEN_UP = 8
"""Words between a job and its date when no word says that it began, at most."""

_CHANGE = 10
"""Words between a change ("became", "joined") and its date, at most."""


@dataclass(frozen=True, slots=True)
class Span:
    """A duration in a message.

    Attributes:
        years: how long.
        part: it is included in the one before it ("of which two").
        bare: it has no unit ("then four as a PM").
        share: it is a share of a whole, whose rest was spent elsewhere ("three of my ten years").
        ended: the date it ended on, where it was told by dates.
        changed: the token after the word for the change it began with ("became"), or -1.
    """

    years: float
    first: int
    last: int
    part: bool = False
    bare: bool = False
    share: bool = False
    ended: date | None = None
    changed: int = -1


def dated(reading: Reading, place: int, ended: date | None) -> Span | None:
    """The duration that dates tell at a place, or None.

    Args:
        reading: the message.
        place: number of a token.
        ended: when the duration before it ended, from which "since then" counts.
    """
    word = reading.words[place]
    if word.number is None and word.stem not in _dating_words(reading.language):
        return None
    return (
        _period(reading, place)
        or _since(reading, place, ended)
        or _until(reading, place, ended)
        or _change(reading, place)
        or _then(reading, place, ended)
    )


@cache
def _dating_words(language: str) -> frozenset[str]:
    """The first words of everything that can tell a date, so that others are passed by."""
    cues = grammar(language)
    said = ("since", "began", "up_to", "from", "of_year", "ago_before", "last_year")
    first = (word for cue in said for word in cues.cues[f"time.{cue}"].beginning)
    return frozenset((*first, *cues.cues["adding.then"].beginning, *cues.months))


def _since(reading: Reading, place: int, ended: date | None) -> Span | None:
    """Such as "Since 2018", "depuis mars 2021", "ever since"."""
    words, cues = reading.words, reading.grammar
    since = cues.length_at("time.since", words, place)
    length = since or cues.length_at("time.began", words, place)
    if not length:
        return None
    start = _date(reading, place + length)
    if start:
        return _between(start[0], _today(reading), place, start[1])
    after = place + length
    alone = after >= len(words) or not words[after].text.isalnum()
    if ended is None:  # "a teacher until 2020, a PM since"
        before = (_date(reading, other) for other in range(place - 1, -1, -1))
        ended = next((found[0] for found in before if found), None)
    going_on = ended is not None and ended < _today(reading)
    if not since or not going_on or not (alone or cues.length_at("subject.first", words, after)):
        return None
    return _between(ended or _today(reading), _today(reading), place, after)


def _until(reading: Reading, place: int, ended: date | None) -> Span | None:
    """Such as "Until 2019", after another date."""
    length = reading.grammar.length_at("time.up_to", reading.words, place)
    end = _date(reading, place + length) if length and ended else None
    return _between(ended, end[0], place, end[1]) if ended and end else None


def _period(reading: Reading, place: int) -> Span | None:
    """Such as "From 2016 to 2020", "2016-2020", "2019 to present"."""
    words, cues = reading.words, reading.grammar
    opened = cues.length_at("time.from", words, place)
    start = _date(reading, place + opened)
    if start is None:
        return None
    began, middle = start
    length = cues.length_at("time.until", words, middle)
    if not length and middle < len(words) and words[middle].text in _DASHES:
        length = 1
    if today := cues.length_at("time.today", words, middle + length):
        return _between(began, _today(reading), place, middle + length + today)
    end = _date(reading, middle + length) if length or not opened else None
    return _between(began, end[0], place, end[1]) if end else None


def _change(reading: Reading, place: int) -> Span | None:
    """Such as "In 2018 I moved into product", "devenu PO en 2020": up to the next date, or now."""
    words, cues = reading.words, reading.grammar
    start = _ago(reading, place) or _date(reading, place)
    opened = cues.ends_at("time.became_in", words, place)
    clause = reading.clause_at(place)
    if start is None or clause is None or not (opened or _ago(reading, place)):
        return None
    begin, end = max(clause.first, place - _CHANGE), min(clause.last, place + _CHANGE)
    changes = list(cues.find("time.became", words, begin, end))
    taken_up = -1 if changes else _taken_up(reading, place, begin, end)
    if not changes and taken_up < 0:
        return None
    changed = taken_up
    if changes:
        changed = min(changes, key=lambda change: abs(change[0] - place))[1]
    others = (n for n in range(start[1], len(words)) if not _is_of_training(reading, n))
    later = (_ago(reading, other) or _date(reading, other) for other in others)
    until = next((found[0] for found in later if found), _today(reading))
    return _between(start[0], until, place - opened, start[1], changed)


def _then(reading: Reading, place: int, ended: date | None) -> Span | None:
    """Such as "A designer from 2012 to 2018, then product management, where I still am"."""
    words, cues = reading.words, reading.grammar
    length = cues.length_at("adding.then", words, place)
    clause = reading.stated(place)
    if not length or clause is None or ended is None or ended >= _today(reading):
        return None
    last = max(c.last for c in reading.clauses if c.sentence == clause.sentence)
    rest = range(place + length, last)
    if any(words[n].number is not None for n in rest) or reading.has(
        "adding.then", place + length, last
    ):
        return None
    return _between(ended, _today(reading), place, place + length, place + length)


def _taken_up(reading: Reading, place: int, first: int, last: int) -> int:
    """The job a dated clause tells to have been taken up, whatever its verb; -1 for none.

    Such as "I slid into a PM job in 2019"; a job that was left, or led, began at another time.
    """
    clause = reading.stated(place)
    told_self = clause and any(
        other.told_self for other in reading.clauses if other.sentence == clause.sentence
    )
    ended = clause and any(
        reading.has(cue, clause.first, clause.last) for cue in ("time.left", "job.past")
    )
    if clause is None or ended or not told_self:
        return -1
    terms = [
        term
        for term in reading.terms_in(first, last)
        if term.jobs()
        and reading.stated(term.first)
        and not reading.denied(clause, term.first, term.last)
        and not any(
            reading.has(cue, clause.first, term.first) for cue in ("team.lead", "team.member")
        )
        and not reading.grammar.ends_at("subject.definite", reading.words, term.first)
        and abs(term.first - place) <= _TAKEN_UP
    ]
    return min(terms, key=lambda term: abs(term.first - place)).first if terms else -1


def _is_of_training(reading: Reading, place: int) -> bool:
    """Whether a date may be that of a diploma or certificate, which ends no job."""
    clause = reading.clause_at(place)
    terms = list(reading.terms_in(clause.first, clause.last)) if clause else []
    return bool(terms) and not any(term.jobs() or term.is_field() for term in terms)


def _between(began: date, ended: date, first: int, last: int, changed: int = -1) -> Span | None:
    years = ended.year - began.year + (ended.month - began.month) / _MONTHS
    if years <= 0 and began.year != ended.year:
        return None
    return Span(max(0.0, round(years, 2)), first, last, ended=ended, changed=changed)


def _today(reading: Reading) -> date:
    return reading.today.replace(day=1)


def _ago(reading: Reading, place: int) -> tuple[date, int] | None:
    """Such as "Five years ago", "il y a cinq ans", and the token after it."""
    words, cues = reading.words, reading.grammar
    if length := cues.length_at("time.last_year", words, place):
        return _today(reading).replace(year=reading.today.year - 1), place + length
    before = cues.length_at("time.ago_before", words, place)
    count = place + before
    number = words[count].number if count < len(words) else None
    if number is None:
        return None
    unit = count + words[count].length
    after = cues.length_at("time.ago_after", words, unit + 1)
    if not cues.length_at("time.years", words, unit) or not (before or after):
        return None
    today = _today(reading)
    return today.replace(year=today.year - int(number)), unit + 1 + after


def _date(reading: Reading, place: int) -> tuple[date, int] | None:
    """A year, perhaps after its month or season, and the token after it.

    A year alone counts from the month of today, so that whole years are counted.
    """
    words, cues = reading.words, reading.grammar
    month = reading.today.month
    place += cues.length_at("time.of_year", words, place)
    if place < len(words) and words[place].stem in cues.months:
        month = cues.months[words[place].stem]
        place += 1
        place += cues.length_at("time.of_year", words, place)
    elif place + 2 < len(words) and words[place + 1].text == "/":  # 03/2019
        month = int(words[place].number or 0)
        if not 1 <= month <= _MONTHS:
            return None
        place += 2
    number = words[place].number if place < len(words) else None
    if number is None or not _FIRST_YEAR <= number <= reading.today.year:
        return None
    return date(int(number), month, 1), place + 1
