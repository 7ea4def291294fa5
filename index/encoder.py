"""What turns texts into vectors. One encoder both builds an index and asks it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

SHIPPED_WEIGHTS = Path(__file__).parent / "weights"
"""The encoder that comes with the coach: see the model card in this folder."""

MAX_CHARACTERS = 2000
"""Longer texts are cut before any tokenizer sees them: tokenizing a megabyte costs a second."""


class Encoder(Protocol):
    """Turns texts into vectors of length one, so that a dot product is a cosine."""

    @property
    def name(self) -> str:
        """Identifies the weights; an index built with another name is stale."""

    @property
    def dimension(self) -> int:
        """The length of a vector."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Encode what is searched.

        `(n_texts, dimension)`, rows of length one (zero for a text without words).
        """

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode what is asked.

        `(n_texts, dimension)`, rows of length one (zero for a text without words).
        """


def load_encoder(name: str = "shipped") -> Encoder:
    """Load an encoder.

    Args:
        name: "shipped", or the name or folder of any sentence-transformers model.

    Raises:
        EncoderUnavailable: the model cannot be loaded.
    """
    if name == "shipped":
        from index.static_encoder import StaticEncoder

        return StaticEncoder.load(SHIPPED_WEIGHTS)
    from index.hub_encoder import HubEncoder

    return HubEncoder(name)


def normalized(vectors: Vectors) -> Vectors:
    """Rows scaled to length one; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Vectors = (vectors / np.where(lengths == 0, 1, lengths)).astype(np.float32)
    return scaled
