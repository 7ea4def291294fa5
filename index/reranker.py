"""A second opinion on the likeliest passages, for whoever can spend time on a cross-encoder.

It reorders them; it never says whether they answer.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.catalog import Catalog
from index.fusion import softmax

RERANKED = 20
"""How many of the likeliest passages are read again; those below keep their place."""

_WEIGHT = 0.5
"""How much the reranker counts beside the retriever: as much. Nothing was tuned."""


class Reranker(Protocol):
    """Reads a query and passages together."""

    def scores(self, query: str, passages: Sequence[str]) -> NDArray[np.float64]:
        """How well each passage answers.

        `(n_passages,)` finite logits: only their differences count.
        """


def load_reranker(name: str) -> Reranker:
    """Load a reranker.

    Args:
        name: of any sentence-transformers cross-encoder that gives one score, or its folder.

    Raises:
        RerankerUnavailable: the model cannot be loaded, or gives other than one score.
    """
    from index.hub_reranker import HubReranker

    return HubReranker(name)


def reranked(
    shares: NDArray[np.float64], query: str, reranker: Reranker, catalog: Catalog
) -> NDArray[np.float64]:
    """The passages' shares once the likeliest were read again.

    What each of the likeliest has beyond the first of the others is put half together, and this
    half is shared out by the softmax of the scores. So the likeliest stay above the others, whose
    shares stay as they are, and all still adds up to 1.

    Args:
        shares: `(n_passages,)` adding up to 1.
        query: as it is read with each passage.
        reranker: what reads.
        catalog: what is searched.
    """
    order = np.argsort(-shares, kind="stable")
    best, others = order[:RERANKED], order[RERANKED:]
    least = shares[others[0]] if len(others) else 0.0
    beyond = shares[best] - least
    read = softmax(reranker.scores(query, [catalog.places[row].passage.plain for row in best]))
    changed = shares.copy()
    changed[best] = least + (1 - _WEIGHT) * beyond + _WEIGHT * beyond.sum() * read
    return changed
