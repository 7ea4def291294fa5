"""Linear classifiers on hashed word and character n-grams: they read SMS spelling, typos and slang.

Fitted with scikit-learn (liblinear); served with numpy alone.
"""

import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.analysis import LATELY, word_grams, word_ngrams, words
from index.reading import ONE_READER

BUCKETS = 1 << 18
"""N-grams are hashed into this many columns.

With some 60,000 of them one in eight shares its column.
"""

MIN_COUNT = 2
"""N-grams seen in fewer training texts say nothing."""

_PENALTY = 0.5
"""LinearSVC's C; 0.3 to 1 gave the same accuracy within half a point."""

_WORDS, _CHARACTERS, _MARKS = zlib.crc32(b"w"), zlib.crc32(b"c"), zlib.crc32(b"m")
"""Each group of n-grams is hashed apart."""


@dataclass(frozen=True, slots=True)
class HashedText:
    """A text as classifiers read it, whichever they are: the buckets that occur in it.

    Attributes:
        buckets: the distinct ones of each group: word n-grams, character n-grams and marks.
        frequencies: 1 + log of how often each occurs.
        groups: the number of each one's group.
    """

    buckets: NDArray[np.int64]
    frequencies: NDArray[np.float32]
    groups: NDArray[np.int64]

    @classmethod
    def of(cls, text: str, marks: Sequence[str] = ()) -> "HashedText":
        """Hash a text, with what it speaks of."""
        return _hashed_text(text, tuple(marks))


class LinearClassifier:
    """One linear score per class of a text: tf-idf of hashed n-grams times a weight matrix.

    Args:
        rows: `(BUCKETS,)` the row of each column's weights, -1 for a column without any.
        idf: `(n_rows,)`.
        weights: `(n_rows, n_classes)`.
        bias: `(n_classes,)`.
    """

    def __init__(
        self,
        rows: NDArray[np.int32],
        idf: NDArray[np.float32],
        weights: NDArray[np.float16],
        bias: NDArray[np.float32],
    ) -> None:
        self._rows, self._idf, self._weights, self._bias = rows, idf, weights, bias

    @property
    def n_classes(self) -> int:
        """How many scores a text gets."""
        return int(self._bias.shape[0])

    @classmethod
    def fit(
        cls,
        texts: Sequence[str],
        classes: Sequence[int],
        n_classes: int,
        min_count: int = MIN_COUNT,
        marks: Sequence[Sequence[str]] | None = None,
    ) -> "LinearClassifier":
        """Learn to tell classes apart, one against the rest.

        Args:
            texts: the training texts.
            classes: the class of each, from 0.
            n_classes: how many there are; a class without texts gets a score of -1.
            min_count: n-grams of fewer texts are left out.
            marks: what each text speaks of, see `index.marks`.
        """
        from scipy import sparse
        from sklearn.svm import LinearSVC

        marked = marks if marks is not None else [()] * len(texts)
        hashed = [HashedText.of(text, of) for text, of in zip(texts, marked, strict=True)]
        seen = Counter(bucket for text in hashed for bucket in text.buckets.tolist())
        kept = sorted(bucket for bucket, count in seen.items() if count >= min_count)
        rows = np.full(BUCKETS, -1, np.int32)
        rows[kept] = np.arange(len(kept), dtype=np.int32)
        frequencies = np.array([seen[bucket] for bucket in kept], np.float32)
        idf = (np.log((1 + len(texts)) / (1 + frequencies)) + 1).astype(np.float32)
        found = [_row(text, rows, idf) for text in hashed]
        matrix = sparse.csr_matrix(
            (
                np.concatenate([values for _, values in found]),
                np.concatenate([columns for columns, _ in found]),
                np.cumsum([0, *(len(columns) for columns, _ in found)]),
            ),
            shape=(len(texts), len(kept)),
        )
        weights = np.zeros((len(kept), n_classes), np.float32)
        bias = np.full(n_classes, -1, np.float32)
        model = LinearSVC(C=_PENALTY, random_state=0).fit(matrix, classes)
        if len(model.classes_) == 2:  # one row of weights for the second class
            present = model.classes_
            weights[:, present] = np.stack([-model.coef_[0], model.coef_[0]], axis=1)
            bias[present] = [-model.intercept_[0], model.intercept_[0]]
        else:
            weights[:, model.classes_] = model.coef_.T
            bias[model.classes_] = model.intercept_
        return cls(rows, idf, weights.astype(np.float16), bias)

    def scores(self, text: str | HashedText) -> NDArray[np.float32]:
        """Score a text, hashed already when several classifiers read it.

        Returns:
            `(n_classes,)` signed distances to each class's boundary: above 0 is inside.
        """
        hashed = HashedText.of(text) if isinstance(text, str) else text
        columns, values = _row(hashed, self._rows, self._idf)
        return values @ self._weights[columns].astype(np.float32) + self._bias

    def save(self, path: Path) -> None:
        """Write the classifier as one `.npz` file."""
        used = np.flatnonzero(self._rows >= 0).astype(np.int32)
        np.savez(path, used=used, idf=self._idf, weights=self._weights, bias=self._bias)

    @classmethod
    def load(cls, path: Path) -> "LinearClassifier":
        """Read a classifier that was saved."""
        with ONE_READER, np.load(path, allow_pickle=False) as arrays:
            used = arrays["used"]
            rows = np.full(BUCKETS, -1, np.int32)
            rows[used] = np.arange(len(used), dtype=np.int32)
            return cls(rows, arrays["idf"], arrays["weights"], arrays["bias"])


@lru_cache(LATELY)
def _hashed_text(text: str, marks: tuple[str, ...]) -> HashedText:
    counted = [*_buckets_and_counts(text), _counted(_hashed(marks, _MARKS))]
    sizes = [len(buckets) for buckets, _ in counted]
    return HashedText(
        np.concatenate([buckets for buckets, _ in counted]),
        1 + np.log(np.concatenate([counts for _, counts in counted]), dtype=np.float32),
        np.repeat(np.arange(len(sizes)), sizes),
    )


_Counted = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Distinct buckets, and how often each occurs."""


@lru_cache(LATELY)
def _buckets_and_counts(text: str) -> tuple[_Counted, _Counted]:
    """The word n-grams and the character n-grams of a text, which several classifiers read."""
    characters = [bucket for word in words(text) for bucket in _buckets_of(word)]
    return _counted(_hashed(word_ngrams(text), _WORDS)), _counted(characters)


def _counted(buckets: Sequence[int]) -> _Counted:
    return np.unique(np.array(buckets, np.int64), return_counts=True)


def _hashed(grams: Iterable[str], group: int) -> list[int]:
    return [zlib.crc32(gram.encode(), group) % BUCKETS for gram in grams]


@lru_cache(1 << 14)
def _buckets_of(word: str) -> list[int]:
    """The buckets of a word's character n-grams."""
    return _hashed(word_grams(word), _CHARACTERS)


def _row(
    text: HashedText, rows: NDArray[np.int32], idf: NDArray[np.float32]
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """The sparse tf-idf row of a text; each group of n-grams has length one."""
    found = rows[text.buckets]
    known = np.flatnonzero(found >= 0)
    columns, groups = found[known], text.groups[known]
    weighted = text.frequencies[known] * idf[columns]
    lengths = np.sqrt(np.bincount(groups, weighted * weighted))
    return columns, (weighted / lengths[groups]).astype(np.float32)
