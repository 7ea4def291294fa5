"""Any sentence-transformers cross-encoder, by name or folder.

Imports torch, so only when such a model is asked for.
"""

from collections.abc import Sequence
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from index.encoder import MAX_CHARACTERS
from index.errors import RerankerUnavailable


class HubReranker:
    """A cross-encoder with one output. Thread-safe: one call at a time."""

    def __init__(self, name: str) -> None:
        try:
            from sentence_transformers import CrossEncoder
            from torch.nn import Identity

            self._logits = Identity()  # a sigmoid would flatten what is very likely
            self._model = CrossEncoder(name, device="cpu", trust_remote_code=False)
            probe = np.asarray(self._predict([("a", "b"), ("a", "c")]))
        except (
            Exception
        ) as error:  # missing model, no network, damaged files: each library its own kind
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise RerankerUnavailable(f"cannot load the reranker {name!r}: {reason}") from error
        if probe.shape != (2,) or not np.isfinite(probe).all():
            raise RerankerUnavailable(f"the reranker {name!r} does not give one score a pair")
        self._one_at_a_time = Lock()  # fast tokenizers refuse two threads

    def scores(self, query: str, passages: Sequence[str]) -> NDArray[np.float64]:
        """Score passages; see `Reranker`."""
        pairs = [(query[:MAX_CHARACTERS], passage[:MAX_CHARACTERS]) for passage in passages]
        with self._one_at_a_time:
            return np.asarray(self._predict(pairs), np.float64)

    def _predict(self, pairs: list[tuple[str, str]]) -> object:
        return self._model.predict(pairs, activation_fn=self._logits, show_progress_bar=False)
