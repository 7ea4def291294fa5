"""Any sentence-transformers model, by name or folder.

Imports torch, so only when such a model is asked for.
"""

from collections.abc import Sequence

import numpy as np

from index.encoder import MAX_CHARACTERS, Vectors
from index.errors import EncoderUnavailable


class HubEncoder:
    """A sentence-transformers model; its own prompts for queries and passages are applied."""

    def __init__(self, name: str) -> None:
        try:
            from sentence_transformers import SentenceTransformer

            self._model = SentenceTransformer(name, device="cpu", trust_remote_code=False)
        except (
            Exception
        ) as error:  # missing model, no network, damaged files: each library its own kind
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise EncoderUnavailable(f"cannot load the encoder {name!r}: {reason}") from error
        self._name = name

    @property
    def name(self) -> str:
        """Identifies the weights."""
        return f"sentence-transformers:{self._name}"

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return int(self._model.get_embedding_dimension() or 0)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Encode texts; see `Encoder`."""
        return self._rows(self._model.encode_document, texts)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode texts; see `Encoder`."""
        return self._rows(self._model.encode_query, texts)

    def _rows(self, encode: object, texts: Sequence[str]) -> Vectors:
        cut = [text[:MAX_CHARACTERS] for text in texts]
        if not cut:
            return np.zeros((0, self.dimension), np.float32)
        rows = encode(cut, normalize_embeddings=True, show_progress_bar=False)  # type: ignore[operator]
        return np.asarray(rows, np.float32)
