"""Finds where a message tells whom a person leads, and the people it counts there."""

from dataclasses import dataclass

from coach.facts_reading import Reading
from coach.facts_terms import Said, Term
from coach.facts_wishes import Clause

_NEAR = 3
"""Words between a number and the people it counts, at most."""


@dataclass(frozen=True, slots=True)
class Led:
    """The part of a message that tells whom the person leads."""

    first: int
    last: int
    clause: Clause


def led_parts(reading: Reading) -> list[Led]:
    """Where a message tells whom the person leads: from the word that says so to its end."""
    found = _counted_alone(reading) + _had(reading)
    for first, last in reading.grammar.find("team.lead", reading.words):
        clause = reading.stated(first)
        if clause is None or (found and first < found[-1].last):
            continue
        if is_inside(reading, "team.member", first, clause) or is_title(reading, first, last):
            continue
        if refuses(reading, clause, first, last):
            continue
        begin = _counted_before(reading, first, clause)
        found.append(Led(begin, _end(reading, last, clause), clause))
    return found


def refuses(reading: Reading, clause: Clause, first: int, last: int) -> bool:
    """Whether to lead is denied; "never led more than four" is not."""
    if reading.grammar.length_at("team.at_most", reading.words, last):
        return False
    return reading.denied(clause, first, last)


def _had(reading: Reading) -> list[Led]:
    """People a person says to have ("I have 15 devs")."""
    found = []
    for _, place in reading.grammar.find("team.have", reading.words):
        number = reading.words[place].number if place < len(reading.words) else None
        clause = reading.stated(place) if number and number > 1 else None
        if clause and is_team_word_at(reading, place + reading.words[place].length):
            found.append(Led(place, _end(reading, place + 1, clause), clause))
    return found


def _counted_alone(reading: Reading) -> list[Led]:
    """People counted in a clause of their own, without a verb ("PM, 40 people (designers…)")."""
    found = []
    for clause in reading.clauses:
        number = reading.words[clause.first].number
        end = people_at(reading, clause.first) if number is not None else None
        among = end and reading.grammar.length_at("team.among", reading.words, end) > 0
        if end and (end == clause.last or among) and reading.stated(clause.first):
            found.append(Led(clause.first, _end(reading, end, clause), clause))
    return found


def _counted_before(reading: Reading, first: int, clause: Clause) -> int:
    """A number right before ("a five-person team", "twelve people under me") belongs to it."""
    for place in range(first - 1, max(clause.first, first - 7) - 1, -1):
        if reading.words[place].number is None:
            continue
        after = place + reading.words[place].length
        if people_at(reading, place) is not None or is_team_word_at(reading, after):
            return place
        if after == first and not is_duration(reading, place):
            return place
    return first


def _end(reading: Reading, place: int, clause: Clause) -> int:
    """Up to the end of the sentence, or to where the person goes on to something else."""
    clauses = [c for c in reading.clauses if c.sentence == clause.sentence and c.last > place]
    end = clauses[-1].last if clauses else clause.last
    end = closes_at(reading, place, end)
    stop = next(reading.grammar.find("team.stop", reading.words, place, end), None)
    asked = [c.first for c in clauses if c.asked and c.first > place and c is not clause]
    return min([end, *([stop[0]] if stop else []), *asked])


def closes_at(reading: Reading, first: int, last: int) -> int:
    """Where the parenthesis a place is in ends; `last` when it is in none."""
    depth = 0
    for place in range(first, last):
        depth += {"(": 1, ")": -1}.get(reading.words[place].text, 0)
        if depth < 0:
            return place
    return last


def is_inside(reading: Reading, cue: str, place: int, clause: Clause) -> bool:
    """Whether a word is a part of a cue of its clause."""
    spans = reading.grammar.find(cue, reading.words, clause.first, min(clause.last, place + 4))
    return any(first <= place < last for first, last in spans)


def is_title(reading: Reading, first: int, last: int) -> bool:
    """Whether the word is a part of a job or value ("lead PM", "product lead")."""
    named = [term for term in reading.terms if term.jobs() or not term.is_field()]
    if names_field(reading, first, last):
        return True
    following = reading.words[last : last + 1]
    singular = any(word.text == word.stem for word in following)
    if singular and reading.grammar.length_at("job.heads", reading.words, last):
        return True  # "managing director"
    return any(term.first <= first and last <= term.last for term in named) or any(
        term.first == last and reading.grammar.ends_at("job.as", reading.words, first)
        for term in reading.terms
        if term.jobs()
    )


def names_field(reading: Reading, first: int, last: int) -> bool:
    """Whether the word only says that the field is practised ("… management"), with no team."""
    doing = reading.grammar.length_at("team.doing", reading.words, first) > 0
    return doing and any(
        term.first <= first and last <= term.last and term.last - term.first > last - first
        for term in reading.terms
        if term.is_field()
    )


def people_at(reading: Reading, place: int) -> int | None:
    """The token after the people a number counts ("eight people", "une dizaine de personnes")."""
    words, cues = reading.words, reading.grammar
    start = place + words[place].length
    if start < len(words) and words[start].number is not None:
        return None
    for end in range(start, min(start + _NEAR, len(words))):
        if words[end].number is not None and end > start:
            return None
        if length := cues.length_at("team.people", words, end):
            return end + length
        if cues.length_at("time.years", words, end) or cues.length_at("time.months", words, end):
            return None
        if not words[end].is_word:
            return None
    return None


def is_team_word(term: Term) -> bool:
    """Whether a term names a profession."""
    said = (meaning for meaning in term.meanings if isinstance(meaning, Said))
    return bool(term.jobs()) or any(meaning.key.reads == "team" for meaning in said)


def is_team_word_at(reading: Reading, place: int) -> bool:
    """Whether a profession is named at a place."""
    return any(term.first == place and is_team_word(term) for term in reading.terms)


def is_duration(reading: Reading, place: int) -> bool:
    """Whether a number counts years or months, or is a year."""
    words, cues = reading.words, reading.grammar
    after = place + words[place].length
    unit = cues.length_at("time.years", words, after) or cues.length_at("time.months", words, after)
    return bool(unit) or (words[place].number or 0) > 1900
