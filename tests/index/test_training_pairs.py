"""What the encoder is trained on never holds a question kept for calibration."""

from pathlib import Path

import pytest

from corpus import Corpus
from index import train_weights
from index.holdout import is_held_out
from index.training.pairs import passage_pairs, public_pairs, question_pairs


def test_a_held_out_question_is_in_no_pair(bakery: Corpus) -> None:
    pairs = question_pairs(bakery, seed=1) + passage_pairs(bakery)
    texts = {text for pair in pairs for text in pair}
    questions = [question.text for question in bakery["boulanger"].questions]
    held_out = {text for text in questions if is_held_out(text)}
    assert 0.1 < len(held_out) / len(questions) < 0.3
    assert not texts & held_out
    assert texts >= set(questions) - held_out


@pytest.mark.parametrize(
    ("one", "other"),
    [("Quel salaire ?", "quel SALAIRE"), ("À l’école !", "a l'ecole"), ("67K€ ?", "67 000 €")],
)
def test_spellings_that_fold_alike_are_held_out_together(one: str, other: str) -> None:
    assert is_held_out(one) == is_held_out(other)


def test_a_passage_is_paired_with_its_rendering_and_its_heading(bakery: Corpus) -> None:
    pairs = passage_pairs(bakery)
    assert ("Il faut le nourrir chaque jour.", "It has to be fed every day.") in pairs
    assert ("Le pain au levain", "Il faut le nourrir chaque jour.") in pairs


def test_pairs_are_the_same_for_the_same_seed(bakery: Corpus) -> None:
    assert question_pairs(bakery, seed=7) == question_pairs(bakery, seed=7)


def test_public_pairs_are_read_from_both_kinds_of_files_once(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("bread\tpain\nsalt\t\nbread\tpain\n", "utf-8")
    (tmp_path / "b.jsonl").write_text(
        '{"fr": "boulanger/boulangère", "en": "baker", "fr_alt": ["mit\u2028ron"], "en_alt": []}\n',
        "utf-8",
    )
    assert public_pairs(tmp_path) == [
        ("bread", "pain"),
        ("baker", "boulanger"),
        ("boulanger", "mit\u2028ron"),
    ]


def test_training_without_public_pairs_says_what_is_missing(bakery: Corpus, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"no .* pairs in"):
        train_weights(bakery, tmp_path, tmp_path / "out")
