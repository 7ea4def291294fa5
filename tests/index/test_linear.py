"""The linear classifier learns what is easy and comes back from disk the same."""

from pathlib import Path

import numpy as np
import pytest

from index.linear import LinearClassifier

SUBJECTS = {
    0: ["le pain lève dans le four", "une miche de pain au four", "le four cuit le pain doré"],
    1: ["le salaire brut par an", "une paie de mille euros par an", "quel salaire pour un an"],
    2: ["un diplôme en deux ans d’école", "l’école forme un apprenti", "apprendre à l’école"],
}
TEXTS = [text for texts in SUBJECTS.values() for text in texts]
CLASSES = [subject for subject, texts in SUBJECTS.items() for _ in texts]


@pytest.fixture(scope="module")
def subjects() -> LinearClassifier:
    return LinearClassifier.fit(TEXTS, CLASSES, n_classes=4)


@pytest.mark.parametrize(("text", "subject"), list(zip(TEXTS, CLASSES, strict=True)))
def test_it_tells_what_it_learned(subjects: LinearClassifier, text: str, subject: int) -> None:
    assert int(np.argmax(subjects.scores(text))) == subject


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("LE PAIN AU FOUR", 0),
        ("kel salère par ans", 1),
        ("cmb le salaire brut ?", 1),
        ("une ecole et un diplome", 2),
    ],
)
def test_it_reads_capitals_typing_errors_and_text_without_accents(
    subjects: LinearClassifier, text: str, subject: int
) -> None:
    assert int(np.argmax(subjects.scores(text))) == subject


def test_a_class_without_texts_scores_minus_one(subjects: LinearClassifier) -> None:
    assert subjects.n_classes == 4
    assert subjects.scores("le pain")[3] == -1


def test_of_two_classes_one_is_the_contrary_of_the_other() -> None:
    classifier = LinearClassifier.fit(TEXTS[:6], CLASSES[:6], n_classes=2)
    scores = classifier.scores("le pain au four")
    assert scores[0] > 0 > scores[1]
    assert scores[0] == pytest.approx(-scores[1], abs=1e-5)


def test_two_classes_of_many_keep_their_numbers() -> None:
    classifier = LinearClassifier.fit(TEXTS[:6], [5 * c + 1 for c in CLASSES[:6]], n_classes=8)
    assert int(np.argmax(classifier.scores("le pain au four"))) == 1
    assert int(np.argmax(classifier.scores("quel salaire par an"))) == 6


@pytest.mark.parametrize("text", ["", "🥖", "日本語", "xyzzy"])
def test_a_text_of_unknown_words_gets_the_bias_alone(subjects: LinearClassifier, text: str) -> None:
    scores = subjects.scores(text)
    assert np.isfinite(scores).all()
    assert (scores < 0).all()


def test_a_saved_classifier_scores_as_before(subjects: LinearClassifier, tmp_path: Path) -> None:
    subjects.save(tmp_path / "subjects.npz")
    again = LinearClassifier.load(tmp_path / "subjects.npz")
    for text in [*TEXTS, "", "autre chose"]:
        assert again.scores(text).tolist() == subjects.scores(text).tolist()
    assert again.n_classes == 4


def test_learning_twice_gives_the_same(subjects: LinearClassifier) -> None:
    again = LinearClassifier.fit(TEXTS, CLASSES, n_classes=4)
    assert again.scores("un pain par an").tolist() == subjects.scores("un pain par an").tolist()
