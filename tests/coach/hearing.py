"""What the coach hears of a person, in a fixed year."""

from datetime import date
from typing import Any

from coach.facts import read_facts
from coach.profile import Profile
from corpus import Criteria

TODAY = date(2026, 11, 22)


def heard(criteria: Criteria, language: str, message: str) -> dict[str, Any]:
    """The profile that one message makes, without what stays unknown."""
    facts = read_facts(message, language, criteria, TODAY)
    values = Profile(criteria).told(facts).as_mapping(language)
    return {key: value for key, value in values.items() if value is not None}
