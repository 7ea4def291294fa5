"""Facts that a model points to: it quotes the words and names the key, the readers read them."""

from collections.abc import Iterator, Sequence
from datetime import date

from coach.facts import facts_of
from coach.facts_reading import Fact, Reading
from coach.guided import read_answer
from corpus import Criteria

_LEAST_WORDS = 5
"""A shorter message that tells of somebody was read without a model, or tells nothing."""


def may_tell(reading: Reading) -> bool:
    """Whether somebody states something of themself: worth a second reading."""
    speaks = bool(reading.grammar.find("subject.speaker", reading.words))
    states = any(clause.own and not clause.asked for clause in reading.clauses)
    return speaks and states and len(reading.words) >= _LEAST_WORDS


def quoted_facts(
    told: Sequence[tuple[str, str]],
    read: Sequence[Fact],
    language: str,
    criteria: Criteria,
    today: date,
) -> Iterator[Fact]:
    """Read each quote as an answer to the question that asks for its key.

    Args:
        told: profile keys with quotes of the message.
        read: what was read of the message already; its keys are left alone.
        language: of the message.
        criteria: what there is to know of a person.
        today: see `facts_of`.
    """
    known = {fact.key for fact in read}
    for key, quote in told:
        if key in known or all(key != one.key for one in criteria.keys):
            continue
        reading = Reading.of(quote, language, criteria, today)
        found = [fact for fact in facts_of(reading) if fact.key == key]
        yield from found or (fact for fact in read_answer(reading, key) if fact.key == key)
