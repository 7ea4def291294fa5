"""Any sentence-transformers model, by name or folder.

Imports torch, so only when such a model is asked for.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.encoder import MAX_CHARACTERS, Vectors
from index.errors import EncoderUnavailable

_MODEL_FILES = ("*.safetensors", "*.bin", "*.json", "*.txt", "*.model")
"""Weights, settings and vocabularies."""


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
        self._name = f"sentence-transformers:{name}"
        if Path(name).is_dir():
            self._name += f"@{_digest(Path(name))}"

    @property
    def name(self) -> str:
        """Identifies the weights: those of a folder by what it holds."""
        return self._name

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


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for kind in _MODEL_FILES for path in folder.rglob(kind)):
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:16]
