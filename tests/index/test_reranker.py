"""What a reranker may change, with rerankers to be worked out by hand."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from corpus import Corpus, load_corpus
from index import Background, Encoder, Reranker, Retriever, ensure_index
from index.catalog import Catalog
from index.reranker import RERANKED, reranked

Reopen = Callable[[Reranker], Retriever]

ASKED = ["C’est quoi, le levain ?", "What time does a baker wake up?", "le sens de la vie"]


class Fixed:
    """Gives each passage a score of its own, and remembers what it was given."""

    def __init__(self, score: float = 0.0, words: str = "") -> None:
        self._score, self._words = score, words
        self.queries: list[str] = []
        self.read: list[list[str]] = []

    def scores(self, query: str, passages: Sequence[str]) -> np.ndarray:
        self.queries.append(query)
        self.read.append(list(passages))
        return np.array([self._score if self._words in text else 0.0 for text in passages])


@pytest.fixture
def reopened(
    bakery: Corpus, shipped_encoder: Encoder, bakery_index: Path, bakery_retriever: Retriever
) -> Reopen:
    """Opens the bakery's index with a reranker; it is built by then."""

    def reopen(reranker: Reranker) -> Retriever:
        return ensure_index(bakery, shipped_encoder, bakery_index, reranker=reranker)

    return reopen


@pytest.mark.parametrize("query", ASKED)
def test_a_reranker_without_an_opinion_keeps_the_order(
    bakery_retriever: Retriever, reopened: Reopen, query: str
) -> None:
    before, after = bakery_retriever.retrieve(query), reopened(Fixed()).retrieve(query)
    assert [hit.passage for hit in after.hits] == [hit.passage for hit in before.hits]


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    """Twenty-four passages, `Phrase 0.` to `Phrase 23.`."""
    (tmp_path / "long").mkdir()
    head = "---\ntitle: Long\nlanguage: fr\n---\n\n## Phrases"
    text = "\n\n".join([head, *(f"Phrase {n}." for n in range(24))])
    (tmp_path / "long" / "article.md").write_text(text, encoding="utf-8")
    return Catalog.of(load_corpus(tmp_path))


def test_half_of_what_the_likeliest_have_goes_to_the_one_it_is_sure_of(catalog: Catalog) -> None:
    shares = np.array([0.02] * 4 + [0.046] * 20)  # the last twenty have .026 beyond the others
    chosen = catalog.places[-1].passage.plain
    changed = reranked(shares, "?", Fixed(1000.0, chosen), catalog)
    assert changed == pytest.approx([0.02] * 4 + [0.033] * 19 + [0.033 + 0.26])


@pytest.mark.parametrize("first", range(0, 24, 3))
def test_what_it_does_not_read_keeps_its_place_and_share(catalog: Catalog, first: int) -> None:
    shares = np.roll(np.arange(24, 0, -1) / 300, first)
    order = np.argsort(-shares)
    wanted = catalog.places[order[RERANKED]].passage.plain
    for reranker in (Fixed(50.0, wanted), Fixed(50.0, "1"), Fixed(-50.0, "1")):
        changed = reranked(shares, "?", reranker, catalog)
        assert list(np.argsort(-changed)[RERANKED:]) == list(order[RERANKED:])
        assert changed[order[RERANKED:]] == pytest.approx(shares[order[RERANKED:]])
        assert changed.sum() == pytest.approx(1)
        assert all(wanted not in texts for texts in reranker.read)


@pytest.mark.parametrize("query", ASKED)
def test_coverage_and_the_sum_of_all_shares_stay(
    bakery_retriever: Retriever, reopened: Reopen, query: str
) -> None:
    before = bakery_retriever.retrieve(query, k=1000)
    after = reopened(Fixed(9.0, "a")).retrieve(query, k=1000)
    assert (after.coverage, after.covered) == (before.coverage, before.covered)
    assert sum(hit.score for hit in after.hits) == pytest.approx(1)
    for hit in after.hits:
        section = sum(h.score for h in after.hits if h.section == hit.section)
        assert hit.section_score == pytest.approx(section)


def test_it_reads_the_twenty_likeliest_with_the_questions_before(
    bakery_retriever: Retriever, reopened: Reopen
) -> None:
    reranker = Fixed()
    retriever = reopened(reranker)
    query = "Et qui le nourrit ?"
    background = Background(("C’est quoi, le levain ?",))
    hits = retriever.retrieve(query, background=background).hits
    assert reranker.queries == [f"{background.text} {query}"]
    assert reranker.read == [[hit.passage.plain for hit in hits]]


def test_what_cannot_be_read_is_not_reranked(reopened: Reopen) -> None:
    reranker = Fixed()
    assert reopened(reranker).retrieve("何時ですか？ ?!").coverage == 0
    assert reranker.queries == []
