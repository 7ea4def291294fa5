"""Does the corpus answer this query at all? A calibrated probability.

The threshold from which it is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from index.analysis import words
from index.catalog import OFF_TOPIC, Catalog
from index.evidence import SIGNALS, Evidence
from index.marks import JOB, NEIGHBOUR, PLACE
from index.strangeness import strangeness

_WORDS, _QUESTION_WORDS = SIGNALS.index("passage words"), SIGNALS.index("question words")
_VECTORS, _PASSAGE = SIGNALS.index("passage vectors"), SIGNALS.index("passage classifier")
_SECTION = SIGNALS.index("section classifier")
_GRAMS = SIGNALS.index("passage n-grams")

FALSE_REFUSALS = 0.06
"""The share of answerable questions that the conformal threshold may refuse."""

KNOWN = 0.95
"""How sure a known question makes: people err, and so do those who write questions down."""

_SAME_TERMS = 0.999

_NEIGHBOURS = 10
_RIDGE = 300.0
"""The L2 penalty; from 100 to 1,000 questions never seen were told apart as well."""

_UNPENALISED = 1e6

_OUTLYING = 4.0
"""Standard deviations beyond which a feature counts no further: its products would run away."""


def coverage_features(
    evidence: Evidence, shares: NDArray[np.float64], logit: float, catalog: Catalog
) -> NDArray[np.float64]:
    """What tells an answered query from an unanswered one.

    Args:
        evidence: the measured signals.
        shares: the passages' probabilities given that one of them answers.
        logit: the best passage's fused score.
        catalog: what was searched.
    """
    signals = evidence.signals
    sections = np.bincount(catalog.section_of, shares)
    on, off = catalog.answered, catalog.unanswered
    words_on = _greatest(evidence.question_words * on)
    words_off = _greatest(evidence.question_words * off)
    alike_on = _greatest(evidence.question_likeness * on)
    alike_off = _greatest(evidence.question_likeness * off)
    near_off = off[evidence.nearest_questions] > 0
    cosines = evidence.nearest_cosines
    cosine_on, cosine_off = _greatest(cosines[~near_off]), _greatest(cosines[near_off])
    neighbours = np.clip(cosines[:_NEIGHBOURS], 0, 1) ** 4
    off_share = float((neighbours * near_off[:_NEIGHBOURS]).sum() / (neighbours.sum() + 1e-9))
    return np.array(
        [
            logit,
            float(shares.max()),
            float(sections.max()),
            float(-(shares * np.log(shares + 1e-12)).sum()),
            words_on,
            words_off,
            words_on - words_off,
            alike_on,
            alike_off,
            alike_on - alike_off,
            cosine_on,
            cosine_off,
            cosine_on - cosine_off,
            off_share,
            _greatest(signals[:, _WORDS]),
            _greatest(signals[:, _GRAMS]),
            _greatest(signals[:, _VECTORS]),
            _greatest(signals[:, _PASSAGE]),
            _greatest(signals[:, _SECTION]),
            evidence.answerable,
            evidence.corrected,
            *(float(mark in evidence.marks) for mark in (NEIGHBOUR, PLACE, JOB)),
            *strangeness(evidence.holdings, shares, catalog),
            evidence.unknown,
            evidence.unread,
            float(np.log1p(len(evidence.terms))),
        ]
    )


def known_coverage(evidence: Evidence, catalog: Catalog) -> float | None:
    """The coverage of a query of exactly the words of a question known to be answered or not.

    In any order. Nothing is left to estimate then, unless questions of both kinds have them.
    """
    same = [
        catalog.answers[row] != OFF_TOPIC
        for row in np.flatnonzero(evidence.question_likeness >= _SAME_TERMS)
        if sorted(words(catalog.questions[row])) == sorted(evidence.words)
    ]
    if not same or any(same) != all(same):
        return None
    return KNOWN if same[0] else 1 - KNOWN


@dataclass(frozen=True)
class Coverage:
    """Logistic regression on coverage features and their products, and a threshold.

    Attributes:
        mean: `(n_features,)` of the features it was fitted on.
        spread: `(n_features,)` their standard deviations.
        weights: of each feature, then of each product of two in the order of `np.triu_indices`.
        bias: the intercept.
        threshold: the probability from which a query counts as covered.
    """

    mean: tuple[float, ...]
    spread: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float
    threshold: float

    def probability(self, features: NDArray[np.float64]) -> float:
        """The probability, 0 to 1, that the corpus answers."""
        mean, spread, weights = self._arrays
        logit = _with_products((features - mean) / spread) @ weights + self.bias
        return float(1 / (1 + np.exp(-logit)))

    @cached_property
    def _arrays(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        return np.array(self.mean), np.array(self.spread), np.array(self.weights)

    @classmethod
    def fit(cls, features: Sequence[NDArray[np.float64]], covered: Sequence[bool]) -> "Coverage":
        """Learn from queries of known coverage.

        Each half is scored by a model of the other. On these scores probabilities are calibrated
        (Platt 1999) and the threshold is split-conformal (Vovk, Gammerman & Shafer 2005): the
        probability that all but `FALSE_REFUSALS` of a half's answerable queries reach, the lower of
        the two.
        """
        table, labels = np.stack(features), np.asarray(covered, bool)
        mean, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
        terms = _with_products((table - mean) / spread)
        halves = np.arange(len(labels)) % 2 == 0
        scores = np.zeros(len(labels))
        for half in (halves, ~halves):
            weights, bias = _logistic(terms[half], labels[half], 2 / _RIDGE)  # half as many rows
            scores[~half] = terms[~half] @ weights + bias
        (slope,), shift = _logistic(scores[:, None], labels, _UNPENALISED)
        told = 1 / (1 + np.exp(-(slope * scores + shift)))
        weights, bias = _logistic(terms, labels, 1 / _RIDGE)
        thresholds = [
            _conformal_quantile(told[half & labels].tolist(), FALSE_REFUSALS)
            for half in (halves, ~halves)
        ]
        return cls(
            tuple(mean.tolist()),
            tuple(spread.tolist()),
            tuple((float(slope) * weights).tolist()),
            float(slope * bias + shift),
            min(thresholds),
        )


def _logistic(
    table: NDArray[np.float64], labels: NDArray[np.bool_], inverse_penalty: float
) -> tuple[NDArray[np.float64], float]:
    """The weights `(n_columns,)` and the intercept of a logistic regression."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=inverse_penalty, max_iter=2000).fit(table, labels)
    return model.coef_[0], float(model.intercept_[0])


def _with_products(scaled: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scaled features `(…, n)`, and the product of every two of them."""
    kept = np.clip(scaled, -_OUTLYING, _OUTLYING)
    rows, columns = _pairs(kept.shape[-1])
    return np.concatenate([kept, kept[..., rows] * kept[..., columns]], axis=-1)


@cache
def _pairs(count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return np.triu_indices(count)


def _conformal_quantile(scores: list[float], share: float) -> float:
    """The greatest value that at least `1 - share` of new exchangeable scores reach."""
    ordered = sorted(scores)
    rank = int(np.floor(share * (len(ordered) + 1)))
    return ordered[rank - 1] if rank else 0.0


def _greatest(values: NDArray[np.float32]) -> float:
    return float(values.max()) if len(values) else 0.0
