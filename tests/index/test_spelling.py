"""Typing errors are corrected towards the words of the corpus, and nothing else is."""

import gc
import weakref

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import fold
from index.spelling import Spelling, common_words

PASSAGES = ["Le boulanger pétrit la pâte au levain.", "Un apprenti gagne un salaire."]
QUESTIONS = ["Combien gagne un boulanger ?", "Le salaire d’un apprenti ?"]


@pytest.fixture(scope="module")
def spelling() -> Spelling:
    return Spelling(PASSAGES, QUESTIONS)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("le boulangre", "le boulanger"),
        ("un sallaire", "un salaire"),
        ("un aprentii", "un apprenti"),
        ("levian", "levain"),
        ("LE BOULANNGER !", "le boulanger !"),
    ],
)
def test_a_typing_error_becomes_the_nearest_word(
    spelling: Spelling, typed: str, meant: str
) -> None:
    corrected, share = spelling.corrected(typed)
    assert corrected == meant
    assert 0 < share <= 1


@pytest.mark.parametrize(
    "typed",
    ["", "?", "Le boulanger pétrit.", "Quelle est la capitale ?", "The weather tomorrow", "bac+5"],
)
def test_what_is_spelled_right_is_left_as_typed(spelling: Spelling, typed: str) -> None:
    assert spelling.corrected(typed) == (typed, 0.0)


def test_short_words_numbers_and_words_far_from_any_are_left(spelling: Spelling) -> None:
    for typed in ("pai", "xq", "67000", "zzzzyyyxxx", "lev41n"):
        assert spelling.corrected(typed) == (typed, 0.0)


def test_the_share_counts_the_words_that_were_changed(spelling: Spelling) -> None:
    _, share = spelling.corrected("le boulangre et le sallaire")
    assert share == pytest.approx(2 / 5)


def test_punctuation_does_not_hide_an_error(spelling: Spelling) -> None:
    assert spelling.corrected("boulangre?") == ("boulanger?", 1.0)


@pytest.mark.parametrize("typed", ["un sallaire d'aprentii", "sallaire du boulangre?"])
def test_every_error_of_a_query_is_corrected(spelling: Spelling, typed: str) -> None:
    corrected, _ = spelling.corrected(typed)
    assert not {"sallaire", "aprentii", "boulangre"} & set(
        fold(corrected).replace("'", " ").replace("?", " ").split()
    )


@given(st.text(max_size=60))
@settings(deadline=None)
def test_any_text_can_be_corrected_and_its_share_is_a_share(text: str) -> None:
    _, share = Spelling(PASSAGES, QUESTIONS).corrected(text)
    assert 0 <= share <= 1


@given(st.lists(st.sampled_from(["boulangre", "levian", "pain", "sallaire", "le"]), max_size=6))
@settings(deadline=None)
def test_correcting_twice_is_correcting_once(typed: list[str]) -> None:
    spelling = Spelling(PASSAGES, QUESTIONS)
    once, _ = spelling.corrected(" ".join(typed))
    assert spelling.corrected(once)[0] == once


def test_words_at_large_hold_both_languages_folded() -> None:
    known = common_words()
    assert {"boulanger", "salaire", "weather", "tomorrow"} <= known
    assert all(fold(word) == word for word in list(known)[:2000])


def test_a_corrector_goes_with_its_index() -> None:
    spelling = Spelling(PASSAGES, QUESTIONS)
    spelling.corrected("le boulangre")
    gone = weakref.ref(spelling)
    del spelling
    gc.collect()
    assert gone() is None
