"""Whether the corpus answers at all: a probability, and a threshold that keeps its word."""

import numpy as np
import pytest

from index.coverage import FALSE_REFUSALS, Coverage


def _draw(seed: int, count: int) -> tuple[list[np.ndarray], list[bool]]:
    """Answerable and unanswerable queries in turn, told apart by two features, with overlap."""
    generator = np.random.default_rng(seed)
    covered = [bool(number % 4 < 2) for number in range(count)]
    features = [
        generator.normal([1.0, 0.5, 0.0] if known else [-1.0, -0.5, 0.0]) for known in covered
    ]
    return features, covered


def _refused(coverage: Coverage, features: list[np.ndarray], covered: list[bool]) -> float:
    reached = [
        coverage.probability(row) >= coverage.threshold
        for row, known in zip(features, covered, strict=True)
        if known
    ]
    return 1 - sum(reached) / len(reached)


def test_of_exchangeable_queries_no_more_than_the_stated_share_is_refused() -> None:
    """The mean over ten draws; one draw of 200 may be a little above."""
    shares = []
    for seed in range(10):
        coverage = Coverage.fit(*_draw(seed, 400))
        shares.append(_refused(coverage, *_draw(1000 + seed, 4000)))
    assert np.mean(shares) <= FALSE_REFUSALS + 0.005
    assert max(shares) <= 3 * FALSE_REFUSALS


def test_the_threshold_still_refuses_what_is_plainly_not_covered() -> None:
    coverage = Coverage.fit(*_draw(0, 2000))
    assert coverage.probability(np.array([3.0, 2.0, 0.0])) > 0.95
    assert coverage.probability(np.array([-3.0, -2.0, 0.0])) < 0.05
    assert coverage.probability(np.array([-3.0, -2.0, 0.0])) < coverage.threshold < 1


def test_probabilities_are_calibrated_on_what_was_learned() -> None:
    features, covered = _draw(3, 4000)
    coverage = Coverage.fit(features, covered)
    told = np.array([coverage.probability(row) for row in features])
    for low in (0.0, 0.2, 0.4, 0.6, 0.8):
        inside = (told >= low) & (told < low + 0.2)
        assert np.asarray(covered)[inside].mean() == pytest.approx(told[inside].mean(), abs=0.08)


def test_a_feature_that_never_varies_does_no_harm() -> None:
    features, covered = _draw(4, 200)
    coverage = Coverage.fit([np.append(row, 7.0) for row in features], covered)
    assert np.isfinite(coverage.probability(np.array([1.0, 0.5, 0.0, 7.0])))


def test_with_too_few_answerable_queries_for_the_share_none_is_refused() -> None:
    coverage = Coverage.fit(*_draw(5, 40))
    assert coverage.threshold == 0
