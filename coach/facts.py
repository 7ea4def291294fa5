"""Reads what a person tells about themself in one message.

Nothing here knows a profession: the keys, their words and their values are an article's criteria,
the grammar of speaking of oneself is in `coach/texts/coaching.grammar.*.toml`.
"""

from collections.abc import Callable, Mapping
from datetime import date

from coach.facts_jobs import read_role
from coach.facts_places import read_place
from coach.facts_reading import Fact, Reading
from coach.facts_team import read_people, read_team
from coach.facts_values import read_values
from coach.facts_years import read_years
from corpus import Criteria, ProfileKey

_READERS: Mapping[str, Callable[[Reading, ProfileKey], list[Fact]]] = {
    "role": read_role,
    "years": read_years,
    "level": read_values,
    "choice": read_values,
    "list": read_values,
    "grade": read_values,
    "flag": read_values,
    "people": read_people,
    "team": read_team,
    "place": read_place,
}


def read_facts(message: str, language: str, criteria: Criteria, today: date) -> tuple[Fact, ...]:
    """Read what a message tells about the person who wrote it.

    Questions, wishes and what is said of others tell nothing.

    Args:
        message: what the person wrote.
        language: the language it is in, one the coach speaks.
        criteria: what there is to know, and in which words.
        today: what "since 2018" is counted to.

    Returns:
        The facts, each with the words it was read from; of one key, in the order to apply them.
    """
    return facts_of(Reading.of(message, language, criteria, today))


def facts_of(reading: Reading) -> tuple[Fact, ...]:
    """Read the facts of a message made ready."""
    criteria = reading.criteria
    return tuple(fact for key in criteria.keys for fact in _READERS[key.reads](reading, key))
