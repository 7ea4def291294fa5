"""Finds durations in a message: counted, since a date, from a date to another."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from coach.facts_reading import Reading

_FIRST_YEAR = 1960
_LONGEST_YEARS = 50
_MONTHS = 12
_DASHES = ("-", "–", "/")


@dataclass(frozen=True, slots=True)
class Span:
    """A duration in a message.

    Attributes:
        years: how long.
        part: it is included in the one before it ("of which two").
        bare: it has no unit ("then four as a PM").
        share: it is a share of a whole, whose rest was spent elsewhere ("three of my ten years").
    """

    years: float
    first: int
    last: int
    part: bool = False
    bare: bool = False
    share: bool = False


def durations(reading: Reading) -> list[Span]:
    """Every duration of a message, in order."""
    spans: list[Span] = []
    place = 0
    while place < len(reading.words):
        span = (
            _period(reading, place)
            or _since(reading, place)
            or _counted(reading, place)
            or _bare(reading, place, spans)
        )
        if span:
            spans.append(span)
        place = span.last if span else place + 1
    return spans


def _counted(reading: Reading, place: int) -> Span | None:
    """A number with its unit ("18 months", "5+ ans")."""
    words, cues = reading.words, reading.grammar
    if length := cues.length_at("time.decades", words, place):
        return _placed(reading, 10.0, place, place + length)
    if words[place].number is None:
        return None
    number, end = _amount(reading, place)
    if (length := cues.length_at("adding.out_of", words, end)) and end + length < len(words):
        whole = _counted(reading, end + length)
        return whole and replace(whole, years=number, first=place, share=True)
    if length := cues.length_at("time.more_half", words, end):
        number, end = number + 0.5, end + length
        if cues.has("time.years", words, end - length, end):
            return _placed(reading, number, place, end)
    end += cues.length_at("time.of", words, end)
    unit = _unit(reading, end)
    if not unit:
        return None
    end += 1
    if length := cues.length_at("time.more_half", words, end):
        number, end = number + 0.5, end + length
    return _placed(reading, number * unit, place, end)


def _amount(reading: Reading, place: int) -> tuple[float, int]:
    """A number, or the middle of a range ("5-6", "four to five"), and the token after it."""
    words, cues = reading.words, reading.grammar
    low = words[place].number or 0.0
    high, end = low, place + words[place].length
    joins = end + 1 < len(words) and (
        words[end].text in _DASHES or cues.length_at("time.or", words, end) > 0
    )
    if joins and words[end + 1].number is not None:
        high, end = words[end + 1].number or low, end + 1 + words[end + 1].length
    elif end < len(words) and words[end].number == low + 1:
        high, end = low + 1, end + 1
    if end < len(words) and words[end].text == "+":
        end += 1
    return (low + high) / 2, end


def _unit(reading: Reading, place: int) -> float:
    """The unit said at a place, in years; one letter counts only close to its number ("5y")."""
    words, cues = reading.words, reading.grammar
    if place < len(words) and len(words[place].text) == 1 and _spaced(reading, place):
        return 0.0
    if cues.length_at("time.years", words, place):
        return 1.0
    return 1 / _MONTHS if cues.length_at("time.months", words, place) else 0.0


def _spaced(reading: Reading, place: int) -> bool:
    return reading.words[place - 1].end != reading.words[place].start


def _placed(reading: Reading, years: float, first: int, last: int) -> Span | None:
    if years > _LONGEST_YEARS:
        return None
    cues, words = reading.grammar, reading.words
    first -= cues.ends_at("team.one", words, first)  # "une dizaine", "a decade"
    half = cues.ends_at("adding.half", words, first)
    if not half and first:
        half = cues.ends_at("adding.half", words, first - 1)  # "half of my ten years"
        half += bool(half)
    if half:
        return Span(years / 2, first - half, last, share=True)
    is_part = cues.ends_at("adding.part", words, first) > 0
    is_part = is_part or cues.length_at("adding.part", words, last) > 0
    return Span(years, first, last, part=is_part)


def _bare(reading: Reading, place: int, spans: Sequence[Span]) -> Span | None:
    """A number after a duration that leaves its unit out: "then four as a PM", "dont deux …"."""
    words, cues = reading.words, reading.grammar
    number = words[place].number
    if number is None or not spans or number > _LONGEST_YEARS:
        return None
    if cues.length_at("team.one", words, place) and not _opens(reading, place):
        return None
    end = place + words[place].length
    is_part = cues.ends_at("adding.part", words, place) > 0
    following = cues.length_at("adding.part", words, end)
    linked = cues.length_at("time.as", words, end + following) > 0
    linked = linked or _leads_to_activity(reading, end)
    linked = linked or cues.ends_at("time.during", words, place) > 0
    ends_clause = end >= len(words) or not (words[end].is_word or words[end].text == "+")
    corrects = any(place - 4 <= c < place for c in reading.corrections) and ends_clause
    if not (is_part or following or linked or corrects):
        return None
    return Span(number, place, end, part=is_part or following > 0, bare=True)


def _opens(reading: Reading, place: int) -> bool:
    """Whether "one" counts what follows ("and now one as …") rather than standing for it."""
    cues, words = reading.grammar, reading.words
    return not words[place - 1].is_word or any(
        cues.ends_at(cue, words, place) for cue in ("adding.words", "job.now", "time.during")
    )


def _leads_to_activity(reading: Reading, place: int) -> bool:
    """Whether "in", "of" and the like link a place to a job or to the field."""
    cues, words = reading.grammar, reading.words
    first = place
    while length := cues.length_at("time.links", words, place):
        place += length
    return place > first and any(
        term.first == place and (term.jobs() or term.is_field()) for term in reading.terms
    )


def _since(reading: Reading, place: int) -> Span | None:
    """Such as "Since 2018", "depuis mars 2021"."""
    words, cues = reading.words, reading.grammar
    length = cues.length_at("time.since", words, place)
    length = length or cues.length_at("time.began", words, place)
    start = _date(reading, place + length) if length else None
    if start is None:
        return None
    began, last = start
    years = reading.today.year - began.year + (reading.today.month - began.month) / _MONTHS
    return Span(max(0.0, round(years, 2)), place, last)


def _period(reading: Reading, place: int) -> Span | None:
    """Such as "From 2016 to 2020", "2016-2020"."""
    words, cues = reading.words, reading.grammar
    opened = cues.length_at("time.from", words, place)
    start = _date(reading, place + opened)
    if start is None:
        return None
    began, middle = start
    length = cues.length_at("time.until", words, middle)
    if not length and middle < len(words) and words[middle].text in _DASHES:
        length = 1
    end = _date(reading, middle + length) if length or not opened else None
    if end is None or end[0] <= began:
        return None
    years = end[0].year - began.year + (end[0].month - began.month) / _MONTHS
    return Span(round(years, 2), place, end[1])


def _date(reading: Reading, place: int) -> tuple[date, int] | None:
    """A year, perhaps after its month, and the token after it.

    A year alone counts from the month of today, so that whole years are counted.
    """
    words = reading.words
    month = reading.today.month
    if place < len(words) and reading.grammar.length_at("time.months_of_year", words, place):
        month = 1 + reading.grammar.months.index(words[place].stem)
        place += 1
    number = words[place].number if place < len(words) else None
    if number is None or not _FIRST_YEAR <= number <= reading.today.year:
        return None
    return date(int(number), month, 1), place + 1
