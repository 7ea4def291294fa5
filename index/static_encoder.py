"""The shipped encoder: a table of token vectors.

A text's vector is the mean of its tokens' (StaticEmbedding).

Serving it takes tokenizers and numpy only; it is trained by `index.training`.
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from index.encoder import MAX_CHARACTERS, Vectors, normalized
from index.errors import EncoderUnavailable

TABLE_FILE = "table.safetensors"
TOKENIZER_FILE = "tokenizer.json"


class StaticEncoder:
    """A table of token vectors and the tokenizer that reads it.

    Args:
        tokenizer: gives token ids without special tokens.
        table: `(n_tokens, dimension)`, any float type.
        name: identifies the weights.
    """

    def __init__(self, tokenizer: Tokenizer, table: np.ndarray, name: str) -> None:
        self._tokenizer, self._table, self._name = tokenizer, table, name

    @classmethod
    def load(cls, folder: Path) -> "StaticEncoder":
        """Load the weights of a folder.

        Raises:
            EncoderUnavailable: a file is missing or cannot be read.
        """
        try:
            digest = hashlib.sha256()
            for file in (TOKENIZER_FILE, TABLE_FILE):
                digest.update((folder / file).read_bytes())
            tokenizer = Tokenizer.from_str((folder / TOKENIZER_FILE).read_text("utf-8"))
            table = load_file(folder / TABLE_FILE)["table"]
        except Exception as error:  # safetensors and tokenizers raise their own kinds
            raise EncoderUnavailable(f"no usable encoder in {str(folder)!r}: {error}") from error
        return cls(tokenizer, table, f"static-{digest.hexdigest()[:16]}")

    @property
    def name(self) -> str:
        """Identifies the weights."""
        return self._name

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return int(self._table.shape[1])

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Encode texts; see `Encoder`."""
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        cut = [text[:MAX_CHARACTERS] for text in texts]
        for row, encoding in enumerate(
            self._tokenizer.encode_batch_fast(cut, add_special_tokens=False)
        ):
            if encoding.ids:
                vectors[row] = self._table[encoding.ids].astype(np.float32).mean(axis=0)
        return normalized(vectors)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode texts; passages and queries are read alike."""
        return self.encode_passages(texts)


def save_static_encoder(folder: Path, tokenizer_json: str, table: np.ndarray) -> None:
    """Write the files that `StaticEncoder.load` reads; the table is kept in half precision."""
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    compact = json.dumps(json.loads(tokenizer_json), ensure_ascii=False, separators=(",", ":"))
    (folder / TOKENIZER_FILE).write_text(compact, "utf-8")
    save_file({"table": table.astype(np.float16)}, folder / TABLE_FILE)
