"""How strange the words of a query are to the passages found and to answered questions at large."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.catalog import OFF_TOPIC, Catalog
from index.keywords import KeywordIndex

_BEST = 3
"""Passages whose words count as familiar together."""

_SMOOTHING = 0.5


@dataclass(frozen=True, slots=True)
class Holding:
    """Who holds a term of a query.

    Attributes:
        rarity: its idf among questions, as a share of that of a term no question holds.
        passages: those that hold it, or that a question holding it is tied to.
        answered: how many answered questions hold it.
        unanswered: how many unanswered questions do.
    """

    rarity: float
    passages: frozenset[int]
    answered: int
    unanswered: int


def holding(
    term: str, passages: KeywordIndex, questions: KeywordIndex, catalog: Catalog
) -> Holding:
    """Look up who holds a term."""
    answers = catalog.answers[questions.holders(term)]
    answered = answers[answers != OFF_TOPIC]
    return Holding(
        rarity=questions.rarity(term),
        passages=frozenset(passages.holders(term).tolist()).union(answered.tolist()),
        answered=len(answered),
        unanswered=len(answers) - len(answered),
    )


def strangeness(
    holdings: tuple[Holding, ...], shares: NDArray[np.float64], catalog: Catalog
) -> tuple[float, ...]:
    """Measure how strange a query is.

    Args:
        holdings: of its distinct terms.
        shares: `(n_passages,)` the passages' probabilities.
        catalog: what is searched.

    Returns:
        The share of the query, by rarity, that is strange to the best passage, to the best section
        and to the best passages together; the rarest term strange to the best passage; the greatest
        and the mean log odds of its terms to be of an unanswered question. All 0 for a query
        without terms.
    """
    if not holdings:
        return (0.0,) * 6
    best = np.argsort(-shares, kind="stable")[:_BEST].tolist()
    section = int(np.bincount(catalog.section_of, shares).argmax())
    total = sum(held.rarity for held in holdings)
    inside = np.flatnonzero(catalog.section_of == section).tolist()
    to_best = [held.rarity for held in holdings if best[0] not in held.passages]
    to_section = [held.rarity for held in holdings if held.passages.isdisjoint(inside)]
    to_all = [held.rarity for held in holdings if held.passages.isdisjoint(best)]
    unanswered_total = catalog.n_unanswered
    answered_total = len(catalog.answers) - unanswered_total
    odds = [
        math.log((held.unanswered + _SMOOTHING) / (unanswered_total + 1))
        - math.log((held.answered + _SMOOTHING) / (answered_total + 1))
        for held in holdings
    ]
    return (
        sum(to_best) / total,
        sum(to_section) / total,
        sum(to_all) / total,
        max(to_best, default=0.0),
        max(odds),
        sum(odds) / len(odds),
    )
