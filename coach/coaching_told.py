"""Whether a message tells of the one who wrote it, and what a bare correction ("no, six") is of."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from coach.facts_clauses import SENTENCE_ENDS, SOFT_MARKS
from coach.facts_jobs import read_role
from coach.facts_reading import Fact, Reading
from coach.facts_terms import Said
from coach.facts_text import Token
from coach.guided import read_answer
from coach.turn import Turn

_LISTED = 2
"""Facts, and clauses, from which on a message without "I" lists what its writer has done."""

_OPENING_WORDS = 3
"""A correction begins among the first of so many words."""

_CORRECTION_WORDS = 8
"""A longer message says itself what it corrects."""

_CORRECTING_PARTS = 3
"""Parts of a correction, between marks, of which one may hold what is right."""

_CORRECTED = ("years", "people", "place")
"""What kinds of value a bare number or name can correct."""


def tells_of_self(reading: Reading, facts: Sequence[Fact]) -> bool:
    """Whether a first message tells of the person: it says "I", or lists several things of a life.

    A search such as "beginner pay Paris" names a place and a grade and tells of nobody.
    """
    said = ((t, m) for t in reading.terms for m in t.meanings if isinstance(m, Said))
    lists = [t for t, meaning in said if meaning.key.reads == "list"]
    named = {n for term in lists for n in range(term.first, term.last)}  # "PSPO I"
    speaker = reading.grammar.find("subject.speaker", reading.words)
    if any(first not in named for first, _ in speaker):
        return True
    kinds = {fact.key: reading.criteria[fact.key].reads for fact in facts}
    reads = set(kinds.values()) - {"place", "grade"}
    if "years" in reads and reading.says("clauses.enough"):  # "are three years as a … enough?"
        return True
    asks = any(clause.asked for clause in reading.clauses)
    if not asks and any(fact.how == "none" for fact in facts):  # "no management experience"
        return True
    if not reading.clauses:
        return False
    opening = range(min(_OPENING_WORDS, len(reading.words)))
    if not asks and "years" in reads and any(reading.words[n].number for n in opening):
        return True  # "four years in product"
    listed = len({fact.value for fact in facts if kinds[fact.key] == "list"}) >= _LISTED
    opens = any((t.first, t.last) == (0, reading.clauses[0].last) for t in reading.terms)
    if not asks and listed and opens and len(reading.clauses) >= _LISTED:  # "PSM I, PSPO I"
        return True
    if "role" in reads and (reading.says("job.now") or reading.says("job.past")):
        return not asks
    if sum(kind not in ("place", "grade") for kind in kinds.values()) < _LISTED:
        return False
    return len(reading.clauses) >= _LISTED or ("years" in reads and "role" in reads)


def corrected(reading: Reading, last: Turn) -> tuple[Fact, ...]:
    """A correction that does not say of what ("no, six") is of what was told last."""
    words = reading.words
    begins = [n for n in reading.corrections if n <= _OPENING_WORDS]
    if not begins:
        return ()
    start = begins[-1] + reading.grammar.length_at("correction.words", words, begins[-1])
    told = sorted(
        (fact for fact in last.facts if fact.turn == last.id),
        key=lambda fact: -last.message.rfind(fact.words),
    )
    for part in _parts(words[start:])[:_CORRECTING_PARTS]:
        if len(part) <= _CORRECTION_WORDS and (found := _put_in_place(reading, part, told)):
            return found
    return ()


def _put_in_place(
    reading: Reading, part: Sequence[Token], told: Sequence[Fact]
) -> tuple[Fact, ...]:
    """The first of the facts told that a part of a correction gives a new value."""
    rest = replace(reading, words=part, terms=(), clauses=(), corrections=())
    for fact in told:
        if reading.criteria[fact.key].reads == "role" and (
            named := _job_named(reading, part, fact)
        ):
            return (named,)
        if reading.criteria[fact.key].reads not in _CORRECTED:
            continue
        found = read_answer(rest, fact.key)
        if any(new.how == "is" for new in found):
            return tuple(replace(new, how="corrects", part=fact.part) for new in found)
    return ()


def _job_named(reading: Reading, part: Sequence[Token], told: Fact) -> Fact | None:
    """The job that is all a part of a correction names ("I meant PM"), in place of the one told."""
    text = reading.message[part[0].start : part[-1].end]
    alone = Reading.of(text, reading.language, reading.criteria, reading.today)
    article = alone.grammar.length_at("subject.article", alone.words, 0)
    if not any((term.first, term.last) == (article, len(alone.words)) for term in alone.terms):
        return None
    found = read_role(alone, reading.criteria[told.key])
    return replace(found[0], how="corrects") if found else None


def _parts(words: Sequence[Token]) -> list[Sequence[Token]]:
    """The words between marks: what is put in place may stand before or after why."""
    marks = [n for n, word in enumerate(words) if word.text in SENTENCE_ENDS | SOFT_MARKS]
    bounds = pairwise([-1, *marks, len(words)])
    return [words[first + 1 : last] for first, last in bounds if last > first + 1]
