"""Fuses the signals of each passage into one probability. The weights are learned, not guessed."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.evidence import SIGNALS

Weights = NDArray[np.float64]

_RIDGE = 1e-3
"""Keeps weights of signals that hardly vary near zero."""


def fit_fusion(signals: Sequence[NDArray[np.float32]], answers: Sequence[int]) -> Weights:
    """Learn how much each signal counts: conditional logit (McFadden 1974).

    Maximizes the mean of `log softmax(signals @ weights)[answer]`.

    Args:
        signals: one `(n_passages, n_signals)` per question.
        answers: the passage that answers each.

    Returns:
        `(n_signals,)` weights; the scale makes the softmax a probability.
    """
    from scipy.optimize import minimize

    stacked = np.stack(signals).astype(np.float64)
    chosen = stacked[np.arange(len(answers)), list(answers)]

    def loss(weights: Weights) -> tuple[float, Weights]:
        scores = stacked @ weights
        scores -= scores.max(axis=1, keepdims=True)
        probabilities = np.exp(scores)
        totals = probabilities.sum(axis=1, keepdims=True)
        probabilities /= totals
        likelihood = np.mean(
            (chosen @ weights) - (stacked @ weights).max(axis=1) - np.log(totals[:, 0])
        )
        expected = np.einsum("qp,qps->qs", probabilities, stacked)
        gradient = (expected - chosen).mean(axis=0) + 2 * _RIDGE * weights
        return -likelihood + _RIDGE * float(weights @ weights), gradient

    fitted = minimize(loss, np.zeros(stacked.shape[2]), jac=True, method="L-BFGS-B")
    weights: Weights = fitted.x
    return weights


def probabilities(signals: NDArray[np.float32], weights: Weights) -> NDArray[np.float64]:
    """The probability of each passage to be the answer, given that one of them is.

    `(n_passages,)`, sum 1.
    """
    return softmax(signals @ weights)


def softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Fused scores as shares that sum to 1."""
    exponentials = np.exp(scores - scores.max())
    shares: NDArray[np.float64] = exponentials / exponentials.sum()
    return shares


DEFAULT_WEIGHTS: Weights = np.array([9, 10, 2, 8, 0, 4.5, 0, 0, 0, 0, 0], np.float64)
"""For articles without visitor questions, whose fusion cannot be learned: keywords lead.

Learned by `fit_fusion` from the shipped article's questions asked of its text alone, and from
sentences taken out of other texts; see `tests/benchmarks/default_weights.py`.
"""

assert len(DEFAULT_WEIGHTS) == len(SIGNALS)
