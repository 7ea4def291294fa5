"""Small talk learned anew from the written examples."""

from pathlib import Path

import pytest

from coach import train_smalltalk
from coach.smalltalk import INTENTS
from index import LinearClassifier

pytestmark = pytest.mark.integration

QUESTIONS = [
    "Combien gagne un boulanger ?",
    "À quelle heure ouvre la boutique ?",
    "How long does a starter live?",
    "What does an apprentice learn?",
]


def test_small_talk_is_told_from_questions_after_training(tmp_path: Path) -> None:
    out = tmp_path / "weights" / "smalltalk.npz"
    train_smalltalk(QUESTIONS, out)
    classifier = LinearClassifier.load(out)
    assert classifier.n_classes == len(INTENTS) + 1

    def kind(message: str) -> str | None:
        best = int(classifier.scores(message).argmax())
        return INTENTS[best] if best < len(INTENTS) else None

    assert (kind("Bonjour !"), kind("thank you very much")) == ("greeting", "thanks")
    assert [kind(question) for question in QUESTIONS] == [None] * len(QUESTIONS)
