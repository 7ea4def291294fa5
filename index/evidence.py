"""What is measured about one query: a value of each signal for each passage, and more."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.strangeness import Holding

SIGNALS = (
    "passage words",
    "passage n-grams",
    "heading words",
    "section words",
    "question words",
    "passage vectors",
    "question vectors",
    "question vectors, mean of three",
    "passage classifier",
    "section classifier",
    "asked often",
)
"""The columns of `Evidence.signals`."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything measured about one query.

    Attributes:
        words: the query's words, their spelling corrected.
        terms: the query's terms.
        signals: `(n_passages, len(SIGNALS))`, most in [0, 1], classifier margins about [-2, 1].
        question_words: `(n_questions,)` how much of the query each question holds, [0, 1).
        question_likeness: `(n_questions,)` how alike they are in words, [0, 1].
        nearest_questions: rows of the questions nearest by vector, nearest first.
        nearest_cosines: their cosines.
        answerable: the margin of the classifier of answered against unanswered questions (0 without
            one).
        corrected: share of the query's words whose spelling was corrected.
        marks: what the query speaks of, see `index.marks`.
        holdings: who holds each of its distinct terms; empty without questions to compare with.
        unknown: share of the terms that no passage, heading or question holds.
        unread: share of the terms that no passage or heading holds.
    """

    words: tuple[str, ...]
    terms: tuple[str, ...]
    signals: NDArray[np.float32]
    question_words: NDArray[np.float32]
    question_likeness: NDArray[np.float32]
    nearest_questions: NDArray[np.int64]
    nearest_cosines: NDArray[np.float32]
    answerable: float
    corrected: float
    marks: tuple[str, ...]
    holdings: tuple[Holding, ...]
    unknown: float
    unread: float
