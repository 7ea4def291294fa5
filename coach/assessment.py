"""Holds a profile against what the article asks: met, a gap, or unknown, and what to do next."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from coach.citations import cite
from coach.phrases import phrases
from coach.profile import Profile, named
from corpus import Article, Condition, Criteria, Criterion, ProfileKey, Rule, Status

_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Judged:
    """A criterion, whether it is met, and why, in the person's own facts."""

    criterion: Criterion
    status: Status
    reason: str


def assess(profile: Profile, language: str) -> tuple[Judged, ...]:
    """Judge every criterion. A gap only where something said shows it."""
    return tuple(_judged(criterion, profile, language) for criterion in profile.criteria.criteria)


def as_mapping(article: Article, judged: Sequence[Judged], language: str) -> Mapping[str, Any]:
    """An assessment as DESIGN.md section 5 fixes it: its citations are numbered on their own."""
    numbers: dict[int, int] = {}

    def numbered(passages: Sequence[int]) -> list[int]:
        return [numbers.setdefault(passage, len(numbers) + 1) for passage in passages]

    criteria = [
        {
            "key": one.criterion.key,
            "label": one.criterion.label[language],
            "status": one.status,
            "reason": _sentence(one.reason),
            "citations": numbered(one.criterion.passages),
        }
        for one in judged
    ]
    steps = [
        {"text": _sentence(step.text[language]), "citations": numbered(step.passages)}
        for one in judged
        if one.status == "gap"
        for step in one.criterion.steps
    ]
    passages = article.passages
    cited = [
        asdict(cite(article, passages[passage], number, language))
        for passage, number in numbers.items()
    ]
    return {"criteria": criteria, "next_steps": steps, "citations": cited}


def most_useful_unknown(
    profile: Profile, judged: Sequence[Judged], passed: Sequence[str] = ()
) -> ProfileKey | None:
    """The profile key to ask for next: the first that would decide a criterion.

    Args:
        profile: what is known.
        judged: its assessment.
        passed: keys not to ask for again.
    """
    useful = {n for one in judged if one.status == "unknown" for n in one.criterion.asks}
    for key in profile.criteria.keys:
        if key.key in useful and key.key not in passed and _makes_sense(profile, key):
            return key
    return None


def told(criteria: Criteria, profile: Profile, key: str, language: str) -> str:
    """The value of a profile key as it is said in a sentence: "7 years", "PSPO, PSM"."""
    profile_key, value = criteria[key], profile.value(key)
    say = phrases(f"coaching.{language}").say
    if profile_key.reads == "years":
        return _years(float(value), language)
    if profile_key.reads == "people":
        return say("units", "person" if value == 1 else "people").format(number=value)
    if isinstance(value, bool):
        return say("units", "yes" if value else "no")
    names = named(profile_key, value, language)
    return ", ".join(names) if isinstance(names, list) else str(names)


def _judged(criterion: Criterion, profile: Profile, language: str) -> Judged:
    for rule in criterion.rules:
        if all(_holds(condition, profile) for condition in rule.conditions):
            return Judged(criterion, rule.status, _reason(rule, profile, language))
    return Judged(criterion, "unknown", criterion.unknown[language])


def _reason(rule: Rule, profile: Profile, language: str) -> str:
    keys = {condition.key for condition in rule.conditions}
    facts = {key: told(profile.criteria, profile, key, language) for key in keys}
    return rule.reason[language].format_map(facts)


def _holds(condition: Condition, profile: Profile) -> bool:
    value = profile.value(condition.key)
    if value is None:
        return False
    bound = condition.bound
    match condition.operator:
        case "is":
            return bool(value == bound)
        case "at_least":
            return _rank(profile, condition.key, value) >= _rank(profile, condition.key, bound)
        case "below":
            return _rank(profile, condition.key, value) < _rank(profile, condition.key, bound)
        case "any_of":
            wanted = bound if isinstance(bound, tuple) else (bound,)
            return bool(set(wanted) & set(value if isinstance(value, tuple) else (value,)))
        case "count":
            return len(value) >= float(str(bound))
        case "empty":
            return (len(value) == 0) == bool(bound)


def _rank(profile: Profile, key: str, value: object) -> float:
    """A number as it is, a value of a level by its place among the level's values."""
    if isinstance(value, int | float):
        return float(value)
    return float([known.id for known in profile.criteria[key].values].index(str(value)))


def _makes_sense(profile: Profile, key: ProfileKey) -> bool:
    if key.ask is None or (profile.value(key.key) is not None and key.reads != "team"):
        return False
    return key.needs is None or bool(profile.value(key.needs))


def _years(years: float, language: str) -> str:
    say = phrases(f"coaching.{language}").say
    if 0 < years < 2 and years != 1:
        return say("units", "months").format(number=round(years * _MONTHS))
    number = f"{years:g}".replace(".", "," if language == "fr" else ".")
    return say("units", "year" if years <= 1 else "years").format(number=number)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
