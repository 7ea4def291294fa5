"""Learns, from development conversations, the constants that follow-ups are understood by.

They are written by hand where they are used, in `coach.followups` and `index.background`:
`cpo-coach train` does not touch them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from coach.coach import Coach
from coach.followup_forms import without_correction
from coach.followups import Understood, dependence_features, subject_words, understand
from coach.turn import Conversation
from corpus import Corpus
from index import Background, Retriever, fit_log_odds

STAND_ALONE = ("complete", "change", "after chitchat")
"""The styles of later turns that need no history."""

_WITHOUT_WORDS = ("more", "repeat", "why")
"""The styles of turns that are recognized by their form."""

_WEIGHTS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0)
_CITED_WEIGHTS = (0.0, 0.5, 1.0, 1.5, 2.0)


@dataclass(frozen=True, slots=True)
class LearnedFollowups:
    """What was learned.

    Attributes:
        dependence: for `coach.followups.DEPENDENCE`.
        coverage: for `index.background.FOLLOW_UP_COVERAGE`.
        sections: by question weight and cited weight, the share of answerable follow-ups whose
            right section is the most probable.
    """

    dependence: tuple[float, ...]
    coverage: tuple[float, ...]
    sections: Mapping[tuple[float, float], float]


def learn_followups(
    coach: Coach,
    corpus: Corpus,
    retriever: Retriever,
    conversations: Sequence[Mapping[str, Any]],
    questions: Sequence[str],
) -> LearnedFollowups:
    """Learn from conversations held with the coach as it is.

    Args:
        coach: answers each turn, as the next turn's history.
        corpus: what it answers from.
        retriever: measures the follow-ups.
        conversations: those of the development half; see `api.conversation_evaluation`.
        questions: first questions, all of which stand alone.
    """
    named = subject_words(corpus)
    leaning: list[tuple[tuple[float, ...], bool]] = [
        (dependence_features(question, named), False) for question in questions
    ]
    covered: list[tuple[tuple[float, ...], bool]] = []
    answered: list[tuple[Understood, frozenset[str]]] = []
    for turn, understood in _later_turns(coach, conversations, named):
        style = turn["style"]
        if style not in _WITHOUT_WORDS:
            message, _ = without_correction(turn["user"])
            leaning.append((dependence_features(message, named), style not in STAND_ALONE))
        if (
            understood.intent != "question"
            or understood.background is None
            or not understood.background.questions
        ):
            continue
        features = retriever.follow_up_features(understood.question, understood.background)
        covered.append((features, turn["kind"] == "answerable"))
        if turn["kind"] == "answerable":
            answered.append((understood, frozenset(turn["sections"])))
    return LearnedFollowups(
        dependence=fit_log_odds(*zip(*leaning, strict=True)),
        coverage=fit_log_odds(*zip(*covered, strict=True)),
        sections={
            (weight, cited): _right_sections(retriever, answered, weight, cited)
            for weight in _WEIGHTS
            for cited in _CITED_WEIGHTS
        },
    )


def _later_turns(
    coach: Coach, conversations: Sequence[Mapping[str, Any]], named: frozenset[str]
) -> Iterator[tuple[Mapping[str, Any], Understood]]:
    for asked in conversations:
        conversation = Conversation("training")
        for number, turn in enumerate(asked["turns"]):
            if number and turn["kind"] != "chitchat":
                yield turn, understand(turn["user"], conversation, named)
            answer = coach.answer(turn["user"], conversation)
            conversation = replace(conversation, turns=(*conversation.turns, answer))


def _right_sections(
    retriever: Retriever,
    answered: Sequence[tuple[Understood, frozenset[str]]],
    question_weight: float,
    cited_weight: float,
) -> float:
    right = 0
    for understood, sections in answered:
        before = understood.background or Background(())
        background = replace(before, question_weight=question_weight, cited_weight=cited_weight)
        hits = retriever.retrieve(understood.question, background=background).hits
        right += max(hits, key=lambda hit: hit.section_score).section.heading in sections
    return right / max(1, len(answered))
