"""A query that goes on from another: the subject of a conversation as a second source of evidence.

The query and its background are scored apart and added, so that a word of the background never
weighs as much as a word of the query.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.catalog import Catalog
from index.signals import Evidence

QUESTION_WEIGHT = 0.4
"""How much the fused scores of the questions before count."""

CITED_WEIGHT = 1.0
"""Added to the fused score of each passage whose section was cited just before."""

_LEAST = 1e-3


@dataclass(frozen=True, slots=True)
class Background:
    """What a conversation is about.

    Attributes:
        questions: those that lead to the query, oldest first.
        cited: `(article, start)` of the passages that the last answer cited.
    """

    questions: tuple[str, ...]
    cited: frozenset[tuple[str, int]] = frozenset()

    @property
    def text(self) -> str:
        """The questions as one text."""
        return " ".join(self.questions)


def background_scores(
    fused: NDArray[np.float64], background: Background, catalog: Catalog
) -> NDArray[np.float64]:
    """What a background adds to the fused score of each passage.

    Args:
        fused: `(n_passages,)` the fused scores of the background's questions.
        background: its cited passages make their sections more probable.
        catalog: what is searched.
    """
    cited = [
        number
        for place, number in zip(catalog.places, catalog.section_of, strict=True)
        if (place.article.slug, place.passage.start) in background.cited
    ]
    return QUESTION_WEIGHT * fused + CITED_WEIGHT * np.isin(catalog.section_of, cited)


FOLLOW_UP_COVERAGE = (1.0, 0.5, -1.0, 0.0, 0.0)
"""Weights of `follow_up_features` and the intercept."""


def follow_up_features(
    alone: float, together: float, evidence: Evidence, section: float
) -> tuple[float, ...]:
    """What tells an answered follow-up from an unanswered one.

    Args:
        alone: the coverage of the query by itself.
        together: the coverage of the query after its background, as one text.
        evidence: of the query by itself; words of its own that no passage holds speak against it.
        section: the share of the most probable section, by query and background.
    """
    return (_logit(alone), _logit(together), evidence.unread * bool(evidence.terms), section)


def follow_up_coverage(features: tuple[float, ...]) -> float:
    """The probability, 0 to 1, that the corpus answers a follow-up of these features."""
    log_odds = float(np.dot((*features, 1.0), FOLLOW_UP_COVERAGE))
    return float(1 / (1 + np.exp(-log_odds)))


def _logit(probability: float) -> float:
    bounded = min(max(probability, _LEAST), 1 - _LEAST)
    return float(np.log(bounded / (1 - bounded)))
