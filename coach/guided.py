"""The guided check: what is unknown is asked for, one question at a time.

It holds no state: a turn carries the key it asked for and the keys its check has asked for so far.
"""

from collections.abc import Sequence

from coach.facts_dates import Span
from coach.facts_durations import durations
from coach.facts_places import place_named
from coach.facts_reading import Fact, Reading
from coach.facts_team import discipline_facts, people_counted
from coach.facts_terms import Grammar
from corpus import ProfileKey

_LONGEST_ANSWER = 14
"""Words. A longer message is read like any other."""

_OPENING_WORDS = 4
"""A number counts as the answer when it is among these first words ("yes, about 12")."""

_LONGEST_NAME = 6


def read_answer(reading: Reading, asked: str, read: Sequence[Fact] = ()) -> tuple[Fact, ...]:
    """Read a bare answer ("8", "no", "Bac+3") to the question that was just asked.

    Args:
        reading: what the person wrote, made ready.
        asked: the profile key the question was about, none of which was read.
        read: what was read without the question; a number or a "no" is no answer beside it.

    Returns:
        What was read, with the answer.
    """
    if not reading.words or len(reading.words) > _LONGEST_ANSWER:
        return tuple(read)
    if any(clause.asked for clause in reading.clauses) and "?" in reading.message:
        return tuple(read)
    key = reading.criteria[asked]
    if key.reads == "team" and (facts := discipline_facts(reading, key)):
        return tuple(facts)
    own_career = any(reading.criteria[fact.key].reads == "years" for fact in read) and (
        reading.says("job.past") or reading.says("job.now")
    )  # "a developer for ten years and a product owner for 2" counts nobody
    if key.reads == "people" and not own_career and (counted := people_counted(reading)):
        team = next((one for one in reading.criteria.keys if one.reads == "team"), None)
        disciplines = discipline_facts(reading, team) if team else []
        others = [f for f in read if reading.criteria[f.key].reads != "role"]  # "4 designers"
        return (*others, Fact(key.key, counted[0], counted[1]), *disciplines)
    if read and key.reads == "years" and (span := _opening_duration(reading)):
        return (*read, Fact(key.key, span.years, reading.text(span.first, span.last)))
    if read:
        said = _said(reading, key) if key.reads in ("level", "choice", "list", "grade") else []
        return (*read, *said)
    return tuple(_answered(reading, key))


def _answered(reading: Reading, key: ProfileKey) -> list[Fact]:
    cues, words = reading.grammar, reading.words
    if cues.has("answers.unsure", words, 0, len(words)):
        return []
    refused = _begins(cues, "answers.no", reading)
    number = _number(reading, key)
    if number is not None:
        return [Fact(key.key, number, reading.message.strip())]
    if key.reads in ("level", "choice", "list", "grade") and (facts := _said(reading, key)):
        return facts
    if refused and key.none is not None:
        value = "" if key.reads == "list" else _zero(key)
        return [Fact(key.key, value, reading.message.strip(), how="none")]
    if key.reads == "flag" and _begins(cues, "answers.yes", reading):
        return [Fact(key.key, True, reading.message.strip())]
    if key.reads == "place" and (found := place_named(reading.message)):
        return [Fact(key.key, found[0], reading.message[found[1] : found[2]])]
    if key.reads == "role" and len(words) <= _LONGEST_NAME and not refused:
        return [Fact(key.key, reading.message.strip().lower(), reading.message.strip())]
    return []


def _opening_duration(reading: Reading) -> Span | None:
    """The one duration an answer begins with, when no job of another field is named with it."""
    spans = durations(reading)
    others = any(not job.field for term in reading.terms for job in term.jobs())
    return spans[0] if len(spans) == 1 and spans[0].first <= 1 and not others else None


def _number(reading: Reading, key: ProfileKey) -> float | None:
    """The duration or the number an answer begins with, or None."""
    if key.reads == "years" and (spans := durations(reading)):
        return spans[0].years
    if key.reads not in ("years", "people"):
        return None
    for place, word in enumerate(reading.words[:_OPENING_WORDS]):
        is_article = place > 0 and reading.grammar.length_at("team.one", reading.words, place)
        if word.number is not None and not is_article:
            return word.number
    return None


def _begins(cues: Grammar, cue: str, reading: Reading) -> bool:
    return cues.length_at(cue, reading.words, 0) > 0


def _zero(key: ProfileKey) -> str | float | bool:
    return key.none if isinstance(key.none, bool | str) else float(key.none or 0)


def _said(reading: Reading, key: ProfileKey) -> list[Fact]:
    """The values named in an answer, whoever they are said of."""
    facts: dict[str, Fact] = {}
    for term in reading.terms:
        clause = reading.clause_at(term.first)
        if clause and not reading.denied(clause, term.first, term.last):
            for said in term.said(key.key)[:1]:
                words = reading.text(term.first, term.last)
                facts[said.value.id] = Fact(key.key, said.value.id, words)
    return list(facts.values()) if key.reads == "list" else list(facts.values())[-1:]
