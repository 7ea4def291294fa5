"""Finds durations in a message: counted in years and months, or told by dates."""

from collections.abc import Sequence
from dataclasses import replace

from coach.facts_dates import Span, dated
from coach.facts_reading import Reading

_LONGEST_YEARS = 50
_MONTHS = 12
_DASHES = ("-", "–", "/")


def durations(reading: Reading) -> list[Span]:
    """Every duration of a message, in order."""
    spans: list[Span] = []
    place = 0
    while place < len(reading.words):
        ended = next((span.ended for span in reversed(spans) if span.ended), None)
        span = (
            dated(reading, place, ended)
            or _counted(reading, place)
            or _half(reading, place, spans)
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
        return _year_and_half(reading, place)
    number, end = _amount(reading, place)
    if length := cues.length_at("time.decades", words, end):
        return _placed(reading, number * 10, place, end + length)
    if (length := cues.length_at("adding.out_of", words, end)) and end + length < len(words):
        whole = _counted(reading, end + length)
        return whole and replace(whole, years=number, first=place, share=True)
    if length := cues.length_at("time.more_half", words, end):
        number, end = number + 0.5, end + length
        if cues.has("time.years", words, end - length, end):
            return _placed(reading, number, place, end)
    end += cues.length_at("time.of", words, end)
    end += cues.length_at("time.and_bit", words, end)
    unit = _unit(reading, end)
    if not unit:
        return None
    end += 1
    end += cues.length_at("time.and_bit", words, end)
    if months := _months_beside(reading, end) if unit == 1 else None:
        return _placed(reading, number + months[0] / _MONTHS, place, months[1])
    if length := cues.length_at("time.more_half", words, end):
        number, end = number + 0.5, end + length
    return _placed(reading, number * unit, place, end)


def _year_and_half(reading: Reading, place: int) -> Span | None:
    """Such as "A year and a half", where no word is a number."""
    words, cues = reading.words, reading.grammar
    end = place + cues.length_at("team.one", words, place)
    if end == place or not (unit := _unit(reading, end)):
        return None
    half = cues.length_at("time.more_half", words, end + 1)
    return _placed(reading, 1.5 * unit, place, end + 1 + half) if half else None


def _amount(reading: Reading, place: int) -> tuple[float, int]:
    """A number, or the middle of a range ("5-6", "four to five"), and the token after it."""
    words, cues = reading.words, reading.grammar
    low = words[place].number or 0.0
    high, end = low, place + words[place].length
    between = cues.ends_at("time.from", words, place) > 0  # "between 4 and 5"
    joins = end + 1 < len(words) and (
        words[end].text in _DASHES
        or cues.length_at("time.or", words, end) > 0
        or (between and cues.length_at("time.until", words, end) > 0)
    )
    if joins and words[end + 1].number is not None:
        high, end = words[end + 1].number or low, end + 1 + words[end + 1].length
    elif end < len(words) and words[end].number == low + 1:
        high, end = low + 1, end + 1
    if end < len(words) and words[end].text == "+":
        end += 1
    return (low + high) / 2, end


def _months_beside(reading: Reading, place: int) -> tuple[float, int] | None:
    """The months of "two years and three months", and the token after them."""
    words, cues = reading.words, reading.grammar
    place += cues.length_at("time.until", words, place)
    number = words[place].number if place < len(words) else None
    if number is None or not cues.length_at("time.months", words, place + words[place].length):
        return None
    return number, place + words[place].length + 1


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


def _half(reading: Reading, place: int, spans: Sequence[Span]) -> Span | None:
    """Such as "Of which half", said of the duration before it."""
    cues, words = reading.grammar, reading.words
    part = cues.length_at("adding.part", words, place)
    half = cues.length_at("adding.half", words, place + part) if part else 0
    if not half or not spans:
        return None
    return Span(spans[-1].years / 2, place, place + part + half, part=True)


def _bare(reading: Reading, place: int, spans: Sequence[Span]) -> Span | None:
    """A number after a duration that leaves its unit out: "then four as a PM", "dont deux …"."""
    words, cues = reading.words, reading.grammar
    number = words[place].number
    if number is None or not spans or number > _LONGEST_YEARS:
        return None
    if cues.length_at("team.one", words, place) and not _opens(reading, place):
        return None
    end = place + words[place].length
    if half := cues.length_at("time.more_half", words, end):
        number, end = number + 0.5, end + half
    opening = place - cues.ends_at("time.the", words, place)  # "dont les trois derniers"
    is_part = cues.ends_at("adding.part", words, opening) > 0
    end += cues.length_at("time.latest", words, end) if is_part or opening < place else 0
    following = cues.length_at("adding.part", words, end)
    linked = cues.length_at("time.as", words, end + following) > 0
    linked = linked or _leads_to_activity(reading, end)
    linked = linked or cues.ends_at("time.during", words, place) > 0
    linked = linked or (opening < place and end > place + words[place].length)
    then = cues.ends_at("adding.words", words, place) > 0
    linked = linked or (then and cues.length_at("time.at", words, end) > 0)
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
