"""Keyword search held against BM25 written out slowly."""

from collections.abc import Sequence
from math import log
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.keywords import K1, B, KeywordIndex

TERMS = st.sampled_from(["pain", "levain", "sel", "eau", "four", "prix"])
TEXTS = st.lists(st.lists(TERMS, max_size=8), min_size=1, max_size=8)
QUERIES = st.lists(TERMS | st.sampled_from(["lune", "mars"]), max_size=6)


def slow_bm25(texts: Sequence[list[str]], query: Sequence[str]) -> list[float]:
    """Lucene's BM25 of each text, divided by the sum of the idf of the query's distinct terms."""
    mean_length = sum(len(text) for text in texts) / len(texts)

    def idf(term: str) -> float:
        holding = sum(term in text for text in texts)
        return log(1 + (len(texts) - holding + 0.5) / (holding + 0.5))

    distinct = set(query)
    if not distinct:
        return [0.0] * len(texts)
    scores = []
    for text in texts:
        score = 0.0
        for term in distinct:
            often = text.count(term)
            if often:
                length = K1 * (1 - B + B * len(text) / mean_length)
                score += idf(term) * often / (often + length)
        scores.append(score / sum(idf(term) for term in distinct))
    return scores


@given(TEXTS, QUERIES)
@settings(deadline=None)
def test_scores_are_those_of_bm25_written_out(texts: list[list[str]], query: list[str]) -> None:
    scores = KeywordIndex.build(texts).scores(query)
    np.testing.assert_allclose(scores, slow_bm25(texts, query), atol=1e-5)


@given(TEXTS, QUERIES)
@settings(deadline=None)
def test_scores_are_from_zero_to_less_than_one(texts: list[list[str]], query: list[str]) -> None:
    scores = KeywordIndex.build(texts).scores(query)
    assert scores.shape == (len(texts),)
    assert (scores >= 0).all()
    assert (scores < 1).all()


def test_a_term_nothing_holds_lowers_the_score_of_every_text() -> None:
    index = KeywordIndex.build([["pain", "sel"], ["eau"]])
    assert index.scores(["pain", "lune"])[0] < index.scores(["pain"])[0]
    assert index.scores(["lune"]).tolist() == [0, 0]


def test_repeating_a_term_or_changing_their_order_changes_nothing() -> None:
    index = KeywordIndex.build([["pain", "sel"], ["eau", "sel"]])
    once = index.scores(["pain", "sel"])
    assert index.scores(["sel", "pain", "pain"]).tolist() == once.tolist()


def test_it_knows_the_terms_of_its_texts() -> None:
    index = KeywordIndex.build([["pain"], []])
    assert index.knows("pain")
    assert not index.knows("lune")
    assert len(index) == 2


@pytest.mark.parametrize("texts", [[], [[]], [[], []]])
def test_texts_without_terms_can_be_kept_and_searched(
    texts: list[list[str]], tmp_path: Path
) -> None:
    built = KeywordIndex.build(texts)
    built.save(tmp_path / "keywords")
    for index in (built, KeywordIndex.load(tmp_path / "keywords")):
        assert len(index) == len(texts)
        assert not index.knows("pain")
        assert index.scores(["pain"]).tolist() == [0] * len(texts)
        assert index.scores([]).tolist() == [0] * len(texts)


def test_a_saved_index_scores_as_before(tmp_path: Path) -> None:
    texts = [["pain", "sel"], [], ["eau", "sel", "sel"]]
    index = KeywordIndex.build(texts)
    index.save(tmp_path / "keywords")
    again = KeywordIndex.load(tmp_path / "keywords")
    assert len(again) == 3
    for query in (["sel"], ["pain", "lune"], []):
        assert again.scores(query).tolist() == index.scores(query).tolist()
    assert again.knows("eau")
