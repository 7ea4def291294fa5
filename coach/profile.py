"""What is known of a person: the facts told over a conversation, folded into values."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from coach.facts_reading import Fact
from corpus import Criteria, ProfileKey

_MOST_FACTS = 12
"""Facts kept of one key; more parts of a career than that are not told apart."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The facts that stand, and the values they give.

    Attributes:
        facts: those that stand, of one key in the order they were told.
    """

    criteria: Criteria = field(repr=False)
    facts: tuple[Fact, ...] = ()

    def told(self, facts: Iterable[Fact]) -> "Profile":
        """The profile once more is told: what is new adds to, or replaces, what was told."""
        standing = {key.key: list(self.of(key.key)) for key in self.criteria.keys}
        for fact in facts:
            key = self.criteria[fact.key]
            folded = _FOLDS.get(key.reads, _latest)(standing[fact.key], fact)
            standing[fact.key] = folded[-_MOST_FACTS:]
        return Profile(self.criteria, tuple(f for kept in standing.values() for f in kept))

    def of(self, key: str) -> tuple[Fact, ...]:
        """The facts that stand for a key."""
        return tuple(fact for fact in self.facts if fact.key == key)

    def value(self, key: str) -> Any:  # noqa: ANN401 - each key has its own type
        """The value of a key in ids of the criteria; None when it is unknown."""
        facts = self.of(key)
        return _value(self.criteria[key], facts) if facts else None

    def as_mapping(self, language: str) -> Mapping[str, Any]:
        """Every key with its value as it is shown in a language; None when it is unknown."""
        return {key.key: shown(key, self.value(key.key), language) for key in self.criteria.keys}


def shown(key: ProfileKey, value: Any, language: str) -> Any:  # noqa: ANN401 - as `Profile.value`
    """A value as it is told to programs: by ids, disciplines by their names in a language."""
    if key.reads == "team":
        return [_name(key, one, language) for one in value or ()] if value is not None else None
    return list(value) if isinstance(value, tuple) else value


def named(key: ProfileKey, value: Any, language: str) -> Any:  # noqa: ANN401 - as `Profile.value`
    """A value as it is told to people: ids of the criteria by their names in a language."""
    if isinstance(value, tuple):
        return [_name(key, one, language) for one in value]
    return _name(key, value, language) if isinstance(value, str) else value


def _name(key: ProfileKey, value: str, language: str) -> str:
    for known in key.values:
        if known.id == value:
            return known.names.get(language) or known.names.get("") or value
    return value


def _value(key: ProfileKey, facts: Sequence[Fact]) -> Any:  # noqa: ANN401 - as `Profile.value`
    if key.reads == "years":
        return _years(facts)
    if key.reads in ("list", "team"):
        return tuple(str(fact.value) for fact in facts if fact.how != "none")
    value = facts[-1].value
    if key.reads == "people":
        return int(value)
    return value


def _years(facts: Sequence[Fact]) -> float | int:
    """The whole, or the sum of the jobs told where that is more, and what was added to it."""
    whole = max((float(f.value) for f in facts if not f.part and f.how != "adds"), default=0.0)
    parts = sum(float(f.value) for f in facts if f.part and f.how != "adds")
    years = round(max(whole, parts) + sum(float(f.value) for f in facts if f.how == "adds"), 1)
    return int(years) if years == int(years) else years


def _latest(_standing: list[Fact], fact: Fact) -> list[Fact]:
    return [fact]


def _told_of_today(standing: list[Fact], fact: Fact) -> list[Fact]:
    """A job or place of today stays until another is told; one only mentioned gives way."""
    if fact.how == "adds" and any(known.how != "adds" for known in standing):
        return standing
    return [fact]


def _years_told(standing: list[Fact], fact: Fact) -> list[Fact]:
    """A correction or "none" replaces all; a job's years replace those of the same job."""
    if fact.how in ("corrects", "none"):
        return [fact]
    if fact.how == "adds":
        return standing if _same(standing, fact) else [*standing, fact]
    kept = [f for f in standing if f.part != fact.part or f.how == "adds"]
    return [*(f for f in kept if f.how != "none"), fact]


def _same(standing: Sequence[Fact], fact: Fact) -> bool:
    """Whether the same was added before in other words of the same turn or a later one."""
    return any((f.part, f.value, f.how) == (fact.part, fact.value, fact.how) for f in standing)


def _listed(standing: list[Fact], fact: Fact) -> list[Fact]:
    """Fold a list: "none" clears it, a denied value leaves it, a told one joins it."""
    if fact.how == "none":
        return [fact]
    others = [f for f in standing if f.value != fact.value]
    if fact.how == "denies":
        return others
    return [*(f for f in others if f.how != "none"), fact]


_FOLDS: Mapping[str, Callable[[list[Fact], Fact], list[Fact]]] = {
    "role": _told_of_today,
    "place": _told_of_today,
    "years": _years_told,
    "list": _listed,
    "team": _listed,
}
