"""Keyword search.

BM25 over lists of terms, scored on a scale that does not depend on the query's length.
"""

import logging
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

from index.reading import ONE_READER

logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets itself to DEBUG when imported

Scores = NDArray[np.float32]

K1 = 1.2
B = 0.5
"""Passages are short and of like length: less length normalisation than the usual 0.75."""

_ARRAYS = ("data", "indices", "indptr")


class KeywordIndex:
    """BM25 (Robertson) over a list of texts already cut into terms.

    Lucene's variant: `idf(t) · tf / (tf + k1 · (1 - b + b · len / mean_len))`,
    `idf(t) = ln(1 + (N - df + 0.5) / (df + 0.5))` (Kamphuis et al. 2020, "Which BM25 do you
    mean?").
    """

    def __init__(self, bm25: bm25s.BM25 | None, size: int) -> None:
        self._bm25, self._size = bm25, size  # bm25s cannot index no texts at all
        self._unseen_idf = float(np.log(1 + (size + 0.5) / 0.5))

    @classmethod
    def build(cls, texts: Sequence[list[str]], k1: float = K1, b: float = B) -> "KeywordIndex":
        """Index texts; a text may have no terms."""
        if not texts:
            return cls(None, 0)
        bm25 = bm25s.BM25(method="lucene", k1=k1, b=b)
        corpus = [list(text) for text in texts] if any(texts) else [["\0"] for _ in texts]
        bm25.index(corpus, show_progress=False, leave_progress=False)
        return cls(bm25, len(texts))

    def __len__(self) -> int:
        return self._size

    def knows(self, term: str) -> bool:
        """Whether any text holds the term."""
        return self._bm25 is not None and term in self._bm25.vocab_dict

    def likeness(self, query: Sequence[str]) -> Scores:
        """How alike each text and a query are, words neither shares counting against it.

        Returns:
            `(n_texts,)` in [0, 1]: the Jaccard index of their sets of terms, terms weighed by idf;
            1 for a text of exactly the query's terms.
        """
        overlap = np.zeros(self._size)
        of_query = 0.0
        for term in dict.fromkeys(query):
            weight = self.rarity(term)
            of_query += weight
            overlap[self.holders(term)] += weight
        union = of_query + self._weights - overlap
        return (overlap / np.maximum(union, 1e-9)).astype(np.float32)

    @cached_property
    def _weights(self) -> NDArray[np.float64]:
        """The summed rarity of the distinct terms of each text: `(n_texts,)`."""
        if self._bm25 is None:
            return np.zeros(self._size)
        each = np.repeat(self._idf / self._unseen_idf, np.diff(self._bm25.scores["indptr"]))
        summed: NDArray[np.float64] = np.bincount(
            self._bm25.scores["indices"], each, minlength=self._size
        ).astype(np.float64)
        return summed

    def holders(self, term: str) -> NDArray[np.int32]:
        """The texts that hold a term, in no order."""
        if self._bm25 is None or not self.knows(term):
            return np.zeros(0, np.int32)
        column = self._bm25.vocab_dict[term]
        first, last = self._bounds[column : column + 2]
        texts: NDArray[np.int32] = self._bm25.scores["indices"][first:last]
        return texts

    @cached_property
    def _bounds(self) -> list[int]:
        """Where each term's texts begin, and where the last one's end."""
        assert self._bm25 is not None
        bounds: list[int] = self._bm25.scores["indptr"].tolist()
        return bounds

    def rarity(self, term: str) -> float:
        """The idf of a term as a share of that of a term no text holds: 1 for such a term."""
        if self._bm25 is None or not self.knows(term):
            return 1.0
        return float(self._idf[self._bm25.vocab_dict[term]]) / self._unseen_idf

    def scores(self, query: Sequence[str]) -> Scores:
        """Score every text for a query.

        Returns:
            `(n_texts,)`, each in [0, 1): the BM25 score divided by the sum of the idf of the
            query's distinct terms, those no text holds included, so that a score says how much of
            the query was found.
        """
        distinct = dict.fromkeys(query)
        known = self._bm25.get_tokens_ids(distinct) if self._bm25 is not None else []
        if not known or self._bm25 is None:
            return np.zeros(self._size, np.float32)
        unseen = len(distinct) - len(known)
        # as `BM25.get_scores` adds them, but of all terms at once
        slices = [slice(self._bounds[column], self._bounds[column + 1]) for column in known]
        texts, scored = self._bm25.scores["indices"], self._bm25.scores["data"]
        raw = np.bincount(
            np.concatenate([texts[where] for where in slices]),
            np.concatenate([scored[where] for where in slices]),
            minlength=self._size,
        )
        weight = float(self._idf[known].sum()) + unseen * self._unseen_idf
        return (raw / weight).astype(np.float32)

    @cached_property
    def _idf(self) -> NDArray[np.float64]:
        """Of each term: `(n_terms,)`."""
        assert self._bm25 is not None
        counts = np.diff(self._bm25.scores["indptr"]).astype(np.float64)
        idf: NDArray[np.float64] = np.log(1 + (self._size - counts + 0.5) / (counts + 0.5))
        return idf

    def save(self, folder: Path) -> None:
        """Write the index into a folder, which is made."""
        folder.mkdir(parents=True, exist_ok=True)
        if self._bm25 is not None:
            self._bm25.save(folder, show_progress=False)

    @classmethod
    def load(cls, folder: Path) -> "KeywordIndex":
        """Read an index that was saved."""
        if not any(folder.iterdir()):
            return cls(None, 0)
        with ONE_READER:
            bm25 = bm25s.BM25.load(folder, load_corpus=False)
        if not all(isinstance(bm25.scores[name], np.ndarray) for name in _ARRAYS):
            raise ValueError("an index of keywords holds something else than arrays")
        return cls(bm25, int(bm25.scores["num_docs"]))
