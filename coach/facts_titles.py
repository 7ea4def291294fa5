"""Finds the titles of jobs the criteria do not know, by the words that name one ("nurse")."""

from coach.facts_led import closes_at, refuses
from coach.facts_reading import Reading, is_of_another
from coach.facts_wishes import Clause

_LONGEST_TITLE = 6
_MODIFIERS = 3
"""Words before the head of an English title ("senior regional sales director")."""


def title_at(reading: Reading, place: int) -> tuple[int, int] | None:
    """The title that begins at a place, known or not ("to become *a baker*")."""
    known = next((term for term in reading.terms if term.first == place and term.jobs()), None)
    if known:
        return known.first, known.last
    clause = reading.clause_at(place)
    if clause is None:
        return None
    for first, last in reading.grammar.find("job.heads", reading.words, place, clause.last):
        return (place, last) if first - place <= _MODIFIERS - 1 else None
    return None


def other_title(reading: Reading, clause: Clause) -> tuple[int, int] | None:
    """The tokens of a title the criteria do not know."""
    cues, words = reading.grammar, reading.words
    for first, last in cues.find("job.heads", words, clause.first, clause.last):
        named = clause.first
        said = [e for _, e in cues.find("job.as", words, clause.first, first)]
        if said:
            named = said[-1]
        elif first - clause.first > _MODIFIERS:
            continue
        if _is_no_title(reading, first, last):
            continue
        if reading.denied(clause, first, last) or is_in_team(reading, first, clause):
            continue
        title = _title_around(reading, clause, (first, last), named)
        if title and not is_of_another(reading, title[0]):
            return title
    return None


def _title_around(
    reading: Reading, clause: Clause, head: tuple[int, int], named: int
) -> tuple[int, int] | None:
    """The title a head is of: its modifiers stand before it in English and after it in French."""
    first, last = head
    if reading.language != "en":
        return None if first > named + 1 else (first, _french_end(reading, last, clause))
    start = max(named, last - 1 - _MODIFIERS)
    while start < first and (_determines(reading, start) or not reading.words[start].is_word):
        start += 1
    if any(_determines(reading, place) for place in range(start, first)):
        return None
    return start, _english_end(reading, last, clause)


def _english_end(reading: Reading, place: int, clause: Clause) -> int:
    """The end of a title that goes on after its head ("head of customer support")."""
    link = reading.grammar.length_at("job.tail_links", reading.words, place)
    end = place + link
    limit = min(clause.last, end + _MODIFIERS)
    while link and end < limit and reading.words[end].is_word and not _determines(reading, end):
        end += 1
    return end if end > place + link else place


def _is_no_title(reading: Reading, first: int, last: int) -> bool:
    """Whether a head is a part of a known job, a verb ("I lead"), or a training."""
    cues, words = reading.grammar, reading.words
    known = any(t.first <= first < t.last for t in reading.terms if t.jobs())
    return (
        known
        or cues.length_at("team.lead", words, first) > 1
        or cues.ends_at("subject.first", words, first) > 0
        or cues.length_at("job.trained", words, last) > 0
    )


def _determines(reading: Reading, place: int) -> bool:
    """Whether a word cannot be in a title."""
    return reading.grammar.length_at("job.outside", reading.words, place) > 0


def _french_end(reading: Reading, place: int, clause: Clause) -> int:
    """The end of a title whose head comes first ("responsable des achats groupe")."""
    cues, words = reading.grammar, reading.words
    end = place
    limit = min(clause.last, place + _LONGEST_TITLE)
    while end < limit and words[end].is_word and words[end].number is None:
        if cues.length_at("job.tail_ends", words, end):
            break
        end += 1
    while end > place and cues.length_at("job.tail_links", words, end - 1):
        end -= 1
    return end


def is_in_team(reading: Reading, place: int, clause: Clause) -> bool:
    """Whether the job is that of people the person leads or works with."""
    sentence = [c.first for c in reading.clauses if c.sentence == clause.sentence]
    begin = min(sentence)
    cues, words = reading.grammar, reading.words
    leads = [
        last
        for start, last in cues.find("team.lead", words, begin, place)
        if not ((said := reading.clause_at(start)) and refuses(reading, said, start, last))
    ]
    members = [last for _, last in cues.find("team.member", words, begin, place)]
    cue = max([*leads, *members], default=-1)
    if cue < 0 or closes_at(reading, cue, place) < place:
        return False
    return not cues.has("team.stop", words, cue, place) and not cues.has(
        "job.as", words, cue, place
    )
