"""Vectors on disk, in Chroma. The only module that knows Chroma.

One folder per build, opened by any number of readers and written by one process once: Chroma is
thread-safe but loses vectors when two processes write one folder, and readers elsewhere never see
later changes.
"""

import weakref
from collections.abc import Sequence
from pathlib import Path

import chromadb
import numpy as np
from chromadb.api import ClientAPI
from chromadb.config import Settings
from numpy.typing import NDArray

from index.copies import PrivateCopy
from index.encoder import Vectors
from index.errors import UnusableIndex

_BATCH = 1000

_FEW = 4000
"""Lists of so many vectors are read once and compared in memory.

Chroma takes 0.7 ms for the nearest of 228 vectors, most of it spent around the search; numpy 0.01.
"""


class VectorStore:
    """Named lists of vectors, searched by cosine. Its files are let go when it is closed or goes.

    Args:
        place: where Chroma keeps them; a copy is removed with the store.
    """

    def __init__(self, place: Path | PrivateCopy) -> None:
        folder = place.folder if isinstance(place, PrivateCopy) else place
        settings = Settings(anonymized_telemetry=False)
        self._client = chromadb.PersistentClient(path=str(folder), settings=settings)
        self._collections: dict[str, chromadb.Collection] = {}
        self._sizes: dict[str, int] = {}
        self._few = ExactVectors()
        self._let_go = weakref.finalize(self, _let_go, self._client, place)

    def add(self, name: str, vectors: Vectors) -> None:
        """Store a new list of vectors.

        Args:
            name: of the list.
            vectors: `(n, dimension)`, rows of length one. A row of zeros has no direction and is
                not stored.
        """
        collection = self._client.create_collection(
            name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )
        rows = np.flatnonzero(np.any(vectors != 0, axis=1))
        for first in range(0, len(rows), _BATCH):
            batch = rows[first : first + _BATCH]
            collection.add(ids=[str(row) for row in batch], embeddings=vectors[batch])

    def nearest(self, name: str, query: Vectors, k: int) -> tuple[NDArray[np.int64], Vectors]:
        """Find the vectors of a list nearest to one query.

        Args:
            name: of the list.
            query: `(dimension,)` of length one.
            k: how many at most.

        Returns:
            `(rows, cosines)`, both `(min(k, n),)`, the nearest first.

        Raises:
            UnusableIndex: Chroma cannot read its files.
        """
        try:
            if name not in self._collections:
                self._open(name)
            if self._sizes[name] <= _FEW:
                return self._few.nearest(name, query, k)
            k = min(k, self._sizes[name])
            if not k or not query.any():
                return np.zeros(0, np.int64), np.zeros(0, np.float32)
            found = self._collections[name].query(
                query_embeddings=query[None, :], n_results=k, include=["distances"]
            )
        except Exception as error:  # chromadb raises kinds of its own and of its Rust core
            raise UnusableIndex(f"the vectors {name!r} cannot be read: {error}") from error
        rows = np.array([int(row) for row in found["ids"][0]], np.int64)
        distances: Sequence[float] = (found["distances"] or [[]])[0]
        return rows, (1 - np.asarray(distances, np.float32))

    def _open(self, name: str) -> None:
        collection = self._client.get_collection(name, embedding_function=None)
        self._sizes[name] = collection.count()
        if self._sizes[name] <= _FEW:
            stored = collection.get(include=["embeddings"])
            rows = np.array([int(row) for row in stored["ids"]], np.int64)
            self._few.keep(name, rows, np.asarray(stored["embeddings"], np.float32))
        self._collections[name] = collection  # last: other threads take it as a sign

    def close(self) -> None:
        """Let go of the files; closing again does nothing."""
        self._collections.clear()
        self._let_go()


def _let_go(client: ClientAPI, place: Path | PrivateCopy) -> None:
    client.close()  # type: ignore[attr-defined]  # missing from its declared interface
    if isinstance(place, PrivateCopy):
        place.close()


class ExactVectors:
    """The same in memory, by comparing with every vector.

    For lists that live for one computation.
    """

    def __init__(self) -> None:
        self._lists: dict[str, tuple[NDArray[np.int64], Vectors]] = {}

    def add(self, name: str, vectors: Vectors) -> None:
        """Store a new list of vectors; see `VectorStore.add`."""
        rows = np.flatnonzero(np.any(vectors != 0, axis=1))
        self.keep(name, rows, vectors[rows])

    def keep(self, name: str, rows: NDArray[np.int64], vectors: Vectors) -> None:
        """Store some rows of a list: `(n,)` and `(n, dimension)`."""
        self._lists[name] = (rows, vectors)

    def nearest(self, name: str, query: Vectors, k: int) -> tuple[NDArray[np.int64], Vectors]:
        """Find the vectors of a list nearest to one query; see `VectorStore.nearest`."""
        stored, vectors = self._lists[name]
        if not query.any() or not len(vectors):
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        cosines = vectors @ query
        k = min(k, len(cosines))
        best = np.argpartition(-cosines, k - 1)[:k]
        best = best[np.argsort(-cosines[best], kind="stable")]
        return stored[best], cosines[best].astype(np.float32)

    def close(self) -> None:
        """Let go of the vectors."""
        self._lists.clear()
