"""Reads where a person is: a place they say to live or work in."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from coach.facts_reading import Fact, Reading
from coach.facts_text import tokens
from corpus import ProfileKey

_PLACES = Path(__file__).parent / "texts" / "places.txt"
_LONGEST = 4


def read_place(reading: Reading, key: ProfileKey) -> list[Fact]:
    """Read the place a person is in: the last one told, else the last one they aim for."""
    facts, plain = [], []
    place = 0
    while place < len(reading.words):
        found = _place_at(reading, place)
        if found and (told := _told(reading, *found)):
            stated = reading.stated(found[0]) is not None
            fact = Fact(key.key, _shown(told), told, how="is" if stated else "adds")
            facts.append(fact)
            if _is_plain(reading, *found):
                plain.append(fact)
        place = found[1] if found else place + 1
    for told_so in (plain, facts):
        if stated_facts := [fact for fact in told_so if fact.how == "is"]:
            return [_precise(stated_facts[-1], facts)]
    return facts[-1:]


def place_asked(reading: Reading, key: ProfileKey) -> Fact | None:
    """The place a question asks of ("how much could I earn in Paris?"), which may be another."""
    cues, words = reading.grammar, reading.words
    for place in range(1, len(words)):
        clause, found = reading.clause_at(place), _place_at(reading, place)
        if not clause or not clause.asked or not found:
            continue
        if cues.length_at("place.ordinary", words, place) and not _has_capital(reading, place):
            continue
        named = place - cues.ends_at("place.articles", words, place)
        if any(cues.ends_at(cue, words, named) for cue in ("place.weak", "place.strong")):
            told = reading.text(*found)
            return Fact(key.key, _shown(told), told)
    return None


def _precise(fact: Fact, facts: Sequence[Fact]) -> Fact:
    """A place, or where it is a country the city that was told in it."""
    inside = [
        other
        for other in facts
        if is_country(fact.words)
        and not is_country(other.words)
        and country_of(other.words) == country_of(fact.words)
    ]
    return inside[-1] if inside else fact


def country_of(place: str) -> str | None:
    """The code of a known place's country (ISO 3166), or None."""
    return places().get(_folded(place))


def is_country(place: str) -> bool:
    """Whether a known place is a whole country."""
    return _folded(place) in _countries()


def place_named(text: str) -> tuple[str, int, int] | None:
    """A known place in a text, with its offsets."""
    words = tokens(text)
    for first in range(len(words)):
        for last in range(min(first + _LONGEST, len(words)), first, -1):
            if tuple(w.text for w in words[first:last]) in places():
                start, end = words[first].start, words[last - 1].end
                return _shown(text[start:end]), start, end
    return None


@cache
def places() -> Mapping[tuple[str, ...], str]:
    """Every known place by its words, and the code of its country; "never" is not "Nevers"."""
    found: dict[tuple[str, ...], str] = {}
    for line in _PLACES.read_text("utf-8").splitlines():
        code, names = line.lstrip("=").split("\t")
        for name in names.split("|"):
            found.setdefault(_folded(name), code)
    return found


@cache
def _first_words() -> frozenset[str]:
    return frozenset(name[0] for name in places() if name)


def _folded(place: str) -> tuple[str, ...]:
    return tuple(token.text for token in tokens(place))


@cache
def _countries() -> frozenset[tuple[str, ...]]:
    lines = _PLACES.read_text("utf-8").splitlines()
    names = (line.split("\t")[1].split("|") for line in lines if line.startswith("="))
    return frozenset(_folded(name) for listed in names for name in listed)


def _place_at(reading: Reading, first: int) -> tuple[int, int] | None:
    words = reading.words
    if words[first].text in _first_words():
        for last in range(min(first + _LONGEST, len(words)), first, -1):
            if tuple(token.text for token in words[first:last]) in places():
                return first, last
    return _unknown_place(reading, first)


def _unknown_place(reading: Reading, first: int) -> tuple[int, int] | None:
    """A name with a capital after words that only a place follows ("based in Trifouilly")."""
    cues, words = reading.grammar, reading.words
    if not cues.ends_at("place.strong", words, first) or not words[first].is_word:
        return None
    last = first
    while last < len(words) and last < first + _LONGEST and _has_capital(reading, last):
        last += 1
    if last == first or any(t.first < last and first < t.last for t in reading.terms):
        return None
    return first, last


def _has_capital(reading: Reading, place: int) -> bool:
    token = reading.words[place]
    return token.is_word and reading.message[token.start].isupper()


def _told(reading: Reading, first: int, last: int) -> str | None:
    """The words of a place, when they tell where the person is."""
    clause = reading.stated(first, wishes=True)
    if clause is None or clause.asked or reading.denied(clause, first, last):
        return None
    cues, words = reading.grammar, reading.words
    if cues.length_at("place.ordinary", words, first) and not _has_capital(reading, first):
        return None
    named = first - cues.ends_at("place.articles", words, first)
    if _is_plain(reading, first, last):
        return reading.text(first, last)
    weak = cues.ends_at("place.weak", words, named) > 0 or _named_after_job(reading, named)
    moved = cues.has("place.moved", words, clause.first, first)
    weak = weak or (moved and cues.ends_at("place.moved_to", words, named) > 0)
    alone = clause.first == first and last == clause.last
    if _is_of_studies(reading, clause.first, first):
        return None
    likely = weak or alone or _by_workplace(reading, first, last)
    return reading.text(first, last) if likely else None


def _is_of_studies(reading: Reading, first: int, last: int) -> bool:
    """Whether a place may be one of studies or birth; the "master" of a job is none."""
    jobs = [term for term in reading.terms_in(first, last) if term.jobs()]
    begin = max((term.last for term in jobs), default=first)  # "a diploma, a PM in Denver"
    return reading.has("place.elsewhere", begin, last)


def _named_after_job(reading: Reading, place: int) -> bool:
    """Whether a job and "from" stand before a place ("a product manager from Glasgow")."""
    length = reading.grammar.ends_at("place.after_job", reading.words, place)
    return length > 0 and any(t.last == place - length and t.jobs() for t in reading.terms)


def _is_plain(reading: Reading, first: int, last: int) -> bool:
    """Whether words that only a home or a workplace follows stand beside a place ("I live in")."""
    cues, words = reading.grammar, reading.words
    named = first - cues.ends_at("place.articles", words, first)
    return (
        cues.ends_at("place.strong", words, named) > 0
        or cues.length_at("place.strong", words, last) > 0
    )


def _by_workplace(reading: Reading, first: int, last: int) -> bool:
    """Whether a place is said of where one works ("une boîte de Lille", "a London startup")."""
    cues, words = reading.grammar, reading.words
    if cues.length_at("place.workplace", words, last):
        return True
    if (
        cues.ends_at("place.employer", words, first)  # "at a Dublin insurer"
        and last < len(words)
        and words[last].is_word
        and not _has_capital(reading, last)
        and not cues.length_at("place.employer_ends", words, last)
    ):
        return True
    return words[first - 1].text == "de" and cues.ends_at("place.workplace", words, first - 1) > 0


def _shown(words: str) -> str:
    """A place with its capitals ("a lille" → "Lille")."""
    return words if any(c.isupper() for c in words) else words.title()
