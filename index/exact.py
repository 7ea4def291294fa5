"""Vectors in memory, every one of which is compared with a query.

First in eight bits, with simsimd, and those that come out near in full: numpy has to read four
times as much, and waits for it.
"""

from dataclasses import dataclass

import numpy as np
import simsimd
from numpy.typing import NDArray

from index.encoder import Vectors

_FINEST = 127
"""The greatest number of eight bits with a sign."""

_MARGIN = 2
"""So many times more are compared in full than are wanted: the rounding moves none that far."""

_COLUMN = 64
"""Scores of which only the greatest is looked at to tell where the great ones begin."""


@dataclass(frozen=True, slots=True)
class _List:
    """Vectors `(n, dimension)`, the row number of each, and all of them rounded to eight bits."""

    rows: NDArray[np.int64]
    vectors: Vectors
    rounded: NDArray[np.int8]


class ExactVectors:
    """Named lists of vectors in memory; see `index.store.VectorStore`."""

    def __init__(self) -> None:
        self._lists: dict[str, _List] = {}

    def add(self, name: str, vectors: Vectors) -> None:
        """Store a new list of vectors; see `VectorStore.add`."""
        rows = np.flatnonzero(np.any(vectors != 0, axis=1))
        self.keep(name, rows, vectors[rows])

    def keep(self, name: str, rows: NDArray[np.int64], vectors: Vectors) -> None:
        """Store some rows of a list: `(n,)` and `(n, dimension)`."""
        self._lists[name] = _List(rows, vectors, _rounded(vectors))

    def nearest(self, name: str, query: Vectors, k: int) -> tuple[NDArray[np.int64], Vectors]:
        """Find the vectors of a list nearest to one query; see `VectorStore.nearest`."""
        stored = self._lists[name]
        if not query.any() or not len(stored.rows):
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        rows, vectors = stored.rows, stored.vectors
        if len(rows) > _COLUMN * _MARGIN * k:
            about = simsimd.cdist(_rounded(query)[None, :], stored.rounded, metric="dot")
            likely = _rows_of_greatest(np.asarray(about)[0], _MARGIN * k)
            rows, vectors = rows[likely], vectors[likely]
        cosines = vectors @ query
        best = np.argsort(-cosines, kind="stable")[:k]
        return rows[best], cosines[best].astype(np.float32)

    def close(self) -> None:
        """Let go of the vectors."""
        self._lists.clear()


def _rounded(vectors: Vectors) -> NDArray[np.int8]:
    """Vectors in eight bits, on a scale of their own."""
    greatest = float(np.abs(vectors).max(initial=0.0))
    return np.round(vectors * (_FINEST / (greatest or 1.0))).astype(np.int8)


def _rows_of_greatest(scores: NDArray[np.float64], k: int) -> NDArray[np.int64]:
    """The rows of the `k` greatest scores, and of some more.

    At least `k` scores are as great as the `k`th greatest of the columns' greatest.
    """
    n_columns = len(scores) // _COLUMN
    greatest = scores[: n_columns * _COLUMN].reshape(_COLUMN, n_columns).max(axis=0)
    return np.flatnonzero(scores >= np.partition(greatest, -k)[-k])
