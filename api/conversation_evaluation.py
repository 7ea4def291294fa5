"""Holds whole conversations with the coach and judges every turn after the first.

A file holds one JSON object a line: `{"id", "lang", "turns": [{"user", "kind", "style"}]}`. The
`style` of a turn is the kind of follow-up it is, its own `lang` says that it changes language, and
the rest is as in a question file; see `api.evaluation`.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from api.evaluation import Judgement, figures_of, judge
from coach import Coach, Conversation

FIRST, LATER = "first", "later"
"""What measures of first and of later turns begin with."""

_BY_STYLE = ("right", "refused")


def read_conversations(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """Read conversation files.

    Raises:
        ValueError: a line is not JSON or has no turns; file and line are named.
    """
    conversations = []
    for path in paths:
        for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
            if not line.strip():
                continue
            try:
                conversation = json.loads(line)
                for turn in conversation["turns"]:
                    turn["user"], turn["kind"]
            except (ValueError, KeyError, TypeError) as error:
                raise ValueError(f"{path}:{number}: not a conversation ({error})") from error
            conversations.append(conversation)
    return conversations


def evaluate_conversations(
    coach: Coach, conversations: Sequence[Mapping[str, Any]]
) -> tuple[Judgement, ...]:
    """Hold every conversation, its turns in order, and judge the answers.

    Measures are those of `api.evaluation.judge` after "first" or "later".
    """
    judgements: list[Judgement] = []
    for asked in conversations:
        conversation = Conversation("eval")
        for number, expected in enumerate(asked["turns"], 1):
            turn = coach.answer(expected["user"], conversation)
            conversation = replace(conversation, turns=(*conversation.turns, turn))
            language = expected.get("lang", asked.get("lang", turn.language))
            question = {
                **expected,
                "id": f"{asked.get('id', '')}.{number}",
                "question": expected["user"],
                "lang": language,
            }
            place = LATER if number > 1 else FIRST
            judgements += [
                replace(verdict, measure=f"{place} {verdict.measure}")
                for verdict in judge(question, turn)
            ]
    return tuple(judgements)


def conversation_figures(judgements: Iterable[Judgement]) -> dict[str, float]:
    """Every measure as `language.measure`, and those of later turns by kind of follow-up too.

    A share, 0 to 1.
    """
    return figures_of(judgements, [f"{LATER} {measure}" for measure in _BY_STYLE])
