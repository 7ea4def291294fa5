"""Verdicts on conversations and people's stories, and the figures made of them."""

import json
from pathlib import Path
from typing import Any

import pytest

from api.coaching_evaluation import is_same, judge_person, read_people
from api.conversation_evaluation import conversation_figures, read_conversations
from api.evaluation import Judgement, figures_of
from api.evaluation_report import fallen_figures
from coach import Turn

PERSON: dict[str, Any] = {
    "id": "p-1",
    "lang": "en",
    "turns": [{"user": "I'm a PM."}],
    "profile": {"role": "product manager", "years_product": 3},
    "profile_not": {"team_size": 12},
    "expect": {"met": ["education"], "gap": ["leadership"]},
    "facts": [["5 to 10"], ["nowhere"]],
}


def test_a_persons_verdicts_are_one_a_fact() -> None:
    assessment = {"criteria": [{"key": "education", "status": "met"}]}
    profile = {"role": "product manager", "years_product": 3.4, "team_size": 12}
    turn = Turn("t", "…", "coaching", "en", "At least 5 to 10 years.", (), (), 1.0, profile)
    told = Turn(**{**_fields(turn), "assessment": assessment})
    met = [(v.measure, v.met) for v in judge_person(PERSON, [told])]
    assert met == [
        ("coaching profile", True),
        ("coaching profile", True),
        ("coaching profile_not", False),
        ("coaching criteria", True),
        ("coaching criteria", False),
        ("coaching facts", True),
        ("coaching facts", False),
        ("coaching concise", True),
    ]


@pytest.mark.parametrize(
    ("expected", "found", "same"),
    [
        (5, 5.5, True),
        (5, 5.6, False),
        (0, None, False),
        (False, None, False),
        ([], None, False),
        ([], [], True),
        (["PSPO"], ["pspo", "PSM"], True),
        ("product manager", "Senior product manager", True),
        ("Paris", "Lyon", False),
    ],
)
def test_a_value_is_the_expected_one(expected: object, found: object, same: bool) -> None:
    assert is_same(expected, found) is same


def test_follow_ups_are_told_by_their_kind() -> None:
    verdicts = [
        Judgement("later right", "fr", "pronoun", True, ""),
        Judgement("later right", "fr", "ellipsis", False, ""),
        Judgement("first right", "fr", "first", True, ""),
    ]
    assert conversation_figures(verdicts) == {
        "fr.first right": 1.0,
        "fr.later right": 0.5,
        "fr.later right.ellipsis": 0.0,
        "fr.later right.pronoun": 1.0,
    }
    assert "fr.later right.pronoun" not in figures_of(verdicts)


def test_a_figure_may_fall_a_little_and_a_single_style_freely() -> None:
    baseline = {"fr.later right": 0.9, "fr.later right.pronoun": 0.9, "en.coaching profile": 1.0}
    now = {"fr.later right": 0.89, "fr.later right.pronoun": 0.1, "en.coaching profile": 0.9}
    assert fallen_figures(now, baseline) == ["en.coaching profile 0.900 < 1.000"]


@pytest.mark.parametrize("read", [read_people, read_conversations])
def test_a_line_that_is_none_is_named(read: Any, tmp_path: Path) -> None:
    path = tmp_path / "some.jsonl"
    path.write_text(json.dumps({"id": 1}) + "\n", "utf-8")
    with pytest.raises(ValueError, match=r"some\.jsonl:1"):
        read([path])


def _fields(turn: Turn) -> dict[str, Any]:
    return {name: getattr(turn, name) for name in Turn.__slots__}
