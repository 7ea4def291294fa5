"""Signals fused into probabilities."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from index.evidence import SIGNALS
from index.fusion import DEFAULT_WEIGHTS, fit_fusion, probabilities

SIGNAL = st.floats(-2, 2, width=32)
EVIDENCE = st.tuples(st.integers(1, 12), st.integers(1, 5)).flatmap(
    lambda shape: st.tuples(
        arrays(np.float32, shape, elements=SIGNAL),
        arrays(np.float64, shape[1], elements=st.floats(-20, 20)),
    )
)


@given(EVIDENCE)
@settings(deadline=None)
def test_probabilities_keep_every_passage_and_sum_to_one(
    evidence: tuple[np.ndarray, np.ndarray],
) -> None:
    signals, weights = evidence
    shares = probabilities(signals, weights)
    assert shares.shape == (len(signals),)
    assert ((shares >= 0) & (shares <= 1)).all()
    assert abs(shares.sum() - 1) < 1e-9


@given(EVIDENCE, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_passages_changes_nothing_but_the_order(
    evidence: tuple[np.ndarray, np.ndarray], chance: object
) -> None:
    signals, weights = evidence
    order = list(range(len(signals)))
    chance.shuffle(order)  # type: ignore[attr-defined]
    shares = probabilities(signals, weights)
    np.testing.assert_allclose(probabilities(signals[order], weights), shares[order], atol=1e-9)


@given(EVIDENCE)
@settings(deadline=None)
def test_a_passage_with_a_greater_fused_score_is_not_less_probable(
    evidence: tuple[np.ndarray, np.ndarray],
) -> None:
    signals, weights = evidence
    shares = probabilities(signals, weights)
    ranked = shares[np.argsort(signals @ weights, kind="stable")]
    assert (np.diff(ranked) >= -1e-12).all()


def _asked(n_questions: int = 40) -> tuple[list[np.ndarray], list[int]]:
    """Five passages; signal 0 marks the answer, 1 marks another passage, 2 is the same for all."""
    signals, answers = [], []
    for question in range(n_questions):
        answer, wrong = question % 5, (question * 3 + 1) % 5
        table = np.zeros((5, 3), np.float32)
        table[:, 2] = 0.7
        table[answer, 0] = 0.9
        table[wrong if wrong != answer else (answer + 1) % 5, 1] = 0.9
        signals.append(table)
        answers.append(answer)
    return signals, answers


def test_a_signal_that_marks_the_answer_counts_and_one_that_misleads_counts_against() -> None:
    helpful, misleading, constant = fit_fusion(*_asked())
    assert helpful > 1
    assert misleading < 0
    assert abs(constant) < 1e-3


def test_learned_weights_find_the_answer() -> None:
    signals, answers = _asked()
    weights = fit_fusion(signals, answers)
    assert [int(np.argmax(probabilities(table, weights))) for table in signals] == answers


def test_learned_weights_are_where_the_likelihood_is_greatest() -> None:
    """Held against the loss written out: no small step in any direction does better."""
    signals, answers = _asked()
    weights = fit_fusion(signals, answers)

    def loss(tried: np.ndarray) -> float:
        likelihood = [
            np.log(probabilities(table, tried)[answer])
            for table, answer in zip(signals, answers, strict=True)
        ]
        return float(-np.mean(likelihood) + 1e-3 * (tried @ tried))

    for column in range(3):
        for step in (-0.05, 0.05):
            tried = weights.copy()
            tried[column] += step
            assert loss(weights) <= loss(tried) + 1e-6


def test_articles_without_questions_have_a_weight_for_every_signal() -> None:
    assert DEFAULT_WEIGHTS.shape == (len(SIGNALS),)
    assert (DEFAULT_WEIGHTS >= 0).all()
    assert DEFAULT_WEIGHTS[SIGNALS.index("passage words")] > 0
