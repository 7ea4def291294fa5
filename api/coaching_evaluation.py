"""Holds conversations with people who tell of themselves, and judges what the coach made of them.

A file holds one JSON object a line: `{"id", "lang", "turns": [{"user"}], "profile": {key: value},
"profile_not": {key: wrong value}, "expect": {"met" | "gap" | "unknown": [criteria]}, "facts":
[[regular expressions]]}`. Profile and criteria are those of the last turn, `facts` must be in any
answer; an empty list, 0 or false is a stated "none".
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from api.evaluation import CONCISE, Judgement, folded, key
from coach import Coach, Conversation, Turn

TODAY = date(2026, 11, 22)
"""The day these conversations are held on: "since 2018" is counted to it."""

_CLOSE = 0.51
"""A number this near is right: half a year, as people round."""


def read_people(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """Read files of people.

    Raises:
        ValueError: a line is not JSON or has no turns; file and line are named.
    """
    people = []
    for path in paths:
        for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
            if not line.strip():
                continue
            try:
                person = json.loads(line)
                for turn in person["turns"]:
                    turn["user"]
            except (ValueError, KeyError, TypeError) as error:
                raise ValueError(f"{path}:{number}: not a person ({error})") from error
            people.append(person)
    return people


def evaluate_coaching(coach: Coach, people: Sequence[Mapping[str, Any]]) -> tuple[Judgement, ...]:
    """Talk with every person and judge profile, criteria and answers.

    Args:
        coach: made with `TODAY` as its date.
        people: see `read_people`.

    Returns:
        Verdicts on the measures `profile`, `profile_not`, `criteria`, `facts` and `concise`.
    """
    judgements: list[Judgement] = []
    for person in people:
        conversation = Conversation("eval")
        for said in person["turns"]:
            turn = coach.answer(said["user"], conversation)
            conversation = replace(conversation, turns=(*conversation.turns, turn))
        judgements += judge_person(person, conversation.turns)
    return tuple(judgements)


def judge_person(person: Mapping[str, Any], turns: Sequence[Turn]) -> list[Judgement]:
    """The verdicts on one conversation."""
    language, name = person.get("lang", ""), person.get("id", "")

    def verdict(measure: str, met: bool, note: str) -> Judgement:
        return Judgement(f"coaching {measure}", language, "coaching", met, f"{name} {note}")

    profile = turns[-1].profile or {}
    answers = "\n".join(folded(turn.answer) for turn in turns)
    statuses = _statuses(turns[-1])
    verdicts = [
        verdict("profile", is_same(value, profile.get(k)), f"{k}: {profile.get(k)!r} not {value!r}")
        for k, value in person.get("profile", {}).items()
    ]
    verdicts += [
        verdict("profile_not", profile.get(k) != value, f"{k} must not be {value!r}")
        for k, value in person.get("profile_not", {}).items()
    ]
    verdicts += [
        verdict("criteria", statuses.get(k) == status, f"{k}: {statuses.get(k)} not {status}")
        for status, keys in person.get("expect", {}).items()
        for k in keys
    ]
    verdicts += [
        verdict("facts", _holds_any(answers, group), f"missing {group[0]!r}")
        for group in person.get("facts", [])
    ]
    return [*verdicts, *(_concise(language, name, turn) for turn in turns)]


def is_same(expected: object, found: object) -> bool:
    """Whether a profile's value is the expected one: numbers near, lists hold it, texts overlap."""
    if isinstance(expected, bool):
        return found is expected
    if isinstance(expected, int | float):
        return isinstance(found, int | float) and abs(found - expected) <= _CLOSE
    if isinstance(expected, list):
        held = {key(str(item)) for item in found} if isinstance(found, list) else None
        wanted = {key(str(item)) for item in expected}
        return held is not None and (wanted <= held if wanted else not held)
    wanted_text, found_text = key(str(expected)), key(str(found or ""))
    return bool(found_text) and (wanted_text in found_text or found_text in wanted_text)


def _statuses(turn: Turn) -> dict[str, str]:
    criteria = (turn.assessment or {}).get("criteria", [])
    return {criterion["key"]: criterion["status"] for criterion in criteria}


def _holds_any(answers: str, group: Sequence[str]) -> bool:
    return any(re.search(fact, answers, re.IGNORECASE) for fact in group)


def _concise(language: str, name: str, turn: Turn) -> Judgement:
    length = len(turn.answer)
    return Judgement(
        "coaching concise", language, "coaching", length <= CONCISE, f"{name} {length}"
    )
