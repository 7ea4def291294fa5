"""A query that goes on from another: the subject of a conversation as a second source of evidence.

The query and its background are scored apart and added, so that a word of the background never
weighs as much as a word of the query.
"""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.catalog import Catalog

QUESTION_WEIGHT = 0.5
"""How much the fused scores of the questions before count.

With `CITED_WEIGHT`, the best values `learn_followups` found: the right section comes first for 96
in 100 answerable follow-ups of the development conversations.
"""

CITED_WEIGHT = 1.5
"""Added to the fused score of each passage whose section was cited just before."""

_LEAST = 1e-3

_TITLE_END = re.compile(r"\s*[:–—|]\s+")


@dataclass(frozen=True, slots=True)
class Background:
    """What a conversation is about.

    Attributes:
        questions: those that lead to the query, oldest first.
        cited: `(article, start)` of the passages that the last answer cited.
        question_weight: how much the fused scores of the questions count.
        cited_weight: added to the fused score of each passage of a section that was cited.
        filled: the query with what it leaves out filled in from the question before.
    """

    questions: tuple[str, ...]
    cited: frozenset[tuple[str, int]] = frozenset()
    question_weight: float = QUESTION_WEIGHT
    cited_weight: float = CITED_WEIGHT
    filled: str = ""

    @property
    def text(self) -> str:
        """The questions as one text."""
        return " ".join(self.questions)


def subject_of(title: str) -> str:
    """What an article is about: its title up to the first colon or dash.

    What that names, a person who goes on from an answer leaves out or calls "it".
    """
    return _TITLE_END.split(title)[0].strip()


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
    nearby = np.isin(catalog.section_of, cited)
    scores: NDArray[np.float64] = background.question_weight * fused
    return scores + background.cited_weight * nearby


FOLLOW_UP_COVERAGE = (0.39, -0.33, -1.71, -2.91, 1.58, 0.18, -1.06, 0.39, 0.82)
"""Weights of `follow_up_features` and the intercept.

Learned from 287 answerable and 238 unanswerable follow-ups, both halves of the development
conversations but for `cv-201` to `cv-260`.
"""

FOLLOW_UP_THRESHOLD = 0.45
"""The probability from which a follow-up counts as covered.

Cross-validated on what the weights were learned from, 94 in 100 answerable follow-ups reach it, and
14 in 100 unanswerable ones (AUC .971); on the sixty kept apart, 85 and 32 in 100 (AUC .866).
"""


def follow_up_features(
    named: float,
    before: float,
    unread: float,
    neighbour: bool,
    answerable: float,
    section: float,
    strange: float,
    filled: float,
) -> tuple[float, ...]:
    """What tells an answered follow-up from an unanswered one.

    Args:
        named: the coverage of the query with the article's subject named before it.
        before: the coverage of the background by itself.
        unread: how rare the rarest word of the query is that no passage holds, 0 to 1.
        neighbour: whether the query names a neighbour of the subject, another job or tool, and has
            a word strange to the likeliest passage ("and the CFO?" may well be answered).
        answerable: the margin of the classifier of answered questions, for the query.
        section: the share of the likeliest section, 0 to 1.
        strange: the share of the query, by rarity, that is strange to the likeliest passage.
        filled: the coverage of the query with what it leaves out filled in ("How much in London?"
            for "and in London?").
    """
    odds = (_logit(named), _logit(before))
    told = (unread, float(neighbour), answerable, _logit(section), strange)
    return (*odds, *told, _logit(filled))


def follow_up_coverage(features: tuple[float, ...]) -> float:
    """The probability, 0 to 1, that the corpus answers a follow-up of these features."""
    log_odds = float(np.dot((*features, 1.0), FOLLOW_UP_COVERAGE))
    return float(1 / (1 + np.exp(-log_odds)))


def _logit(probability: float) -> float:
    bounded = min(max(probability, _LEAST), 1 - _LEAST)
    return float(np.log(bounded / (1 - bounded)))
