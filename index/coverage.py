"""Does the corpus answer this query at all? A calibrated probability.

The threshold from which it is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.catalog import Catalog
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

_SAME_WORDS = 0.999

_NEIGHBOURS = 10
_RIDGE = 1e-2


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

    Nothing is left to estimate then, unless questions of both kinds have these words.
    """
    same = catalog.unanswered[evidence.question_likeness >= _SAME_WORDS]
    answered, unanswered = bool((same == 0).any()), bool((same == 1).any())
    if answered == unanswered:
        return None
    return KNOWN if answered else 1 - KNOWN


@dataclass(frozen=True, slots=True)
class Coverage:
    """Logistic regression on coverage features, and a threshold.

    Attributes:
        mean: `(n_features,)` of the features it was fitted on.
        spread: `(n_features,)` their standard deviations.
        weights: `(n_features,)`.
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
        scaled = (features - np.array(self.mean)) / np.array(self.spread)
        return float(1 / (1 + np.exp(-(scaled @ np.array(self.weights) + self.bias))))

    @classmethod
    def fit(cls, features: Sequence[NDArray[np.float64]], covered: Sequence[bool]) -> "Coverage":
        """Learn from queries of known coverage.

        The threshold is split-conformal (Vovk, Gammerman & Shafer 2005): fitted on one half, it is
        the probability that all but `FALSE_REFUSALS` of the answerable queries of the other half
        reach; both halves serve in turn and the lower threshold is kept.
        """
        table, labels = np.stack(features), np.asarray(covered, bool)
        halves = np.arange(len(labels)) % 2 == 0
        thresholds = []
        for half in (halves, ~halves):
            model = cls._fit(table[half], labels[half])
            reached = [model.probability(row) for row in table[~half & labels]]
            thresholds.append(_conformal_quantile(reached, FALSE_REFUSALS))
        final = cls._fit(table, labels)
        return cls(final.mean, final.spread, final.weights, final.bias, min(thresholds))

    @classmethod
    def _fit(cls, table: NDArray[np.float64], labels: NDArray[np.bool_]) -> "Coverage":
        from sklearn.linear_model import LogisticRegression

        mean, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
        model = LogisticRegression(C=1 / _RIDGE, max_iter=2000).fit((table - mean) / spread, labels)
        return cls(
            tuple(mean.tolist()),
            tuple(spread.tolist()),
            tuple(model.coef_[0].tolist()),
            float(model.intercept_[0]),
            0.5,
        )


def _conformal_quantile(scores: list[float], share: float) -> float:
    """The greatest value that at least `1 - share` of new exchangeable scores reach."""
    ordered = sorted(scores)
    rank = int(np.floor(share * (len(ordered) + 1)))
    return ordered[rank - 1] if rank else 0.0


def _greatest(values: NDArray[np.float32]) -> float:
    return float(values.max()) if len(values) else 0.0
