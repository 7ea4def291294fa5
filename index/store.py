"""Vectors in Chroma, on disk or on a server. The only module that knows Chroma.

On disk: one folder per build, opened by any number of readers and written by one process once.
Chroma is thread-safe but loses vectors when two processes write one folder, and readers elsewhere
never see later changes.
"""

import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import chromadb
import httpx
import numpy as np
from chromadb.api import ClientAPI
from chromadb.config import DEFAULT_DATABASE, DEFAULT_TENANT, Settings
from numpy.typing import NDArray

from index.copies import PrivateCopy
from index.encoder import Vectors
from index.errors import UnusableIndex
from index.exact import ExactVectors

_BATCH = 1000

_FEW = 50_000
"""Lists of so many vectors are read once and compared in memory, every one of them.

Of 22,000 vectors that takes 0.3 ms, and Chroma's search 2 ms for nine in ten of the nearest fifty.
"""

_READ_AT_ONCE = 1000
"""Vectors asked of Chroma at once: it gives them as lists of numbers, eight times their size."""

_SERVER_TIMEOUT_S = 10.0


class VectorStore:
    """Named lists of vectors, searched by cosine. Its files are let go when it is closed or goes.

    Args:
        place: where Chroma keeps them; a copy is removed with the store.

    Raises:
        UnusableIndex: its files are not Chroma's.
    """

    def __init__(self, place: Path | PrivateCopy) -> None:
        folder = place.folder if isinstance(place, PrivateCopy) else place
        settings = Settings(anonymized_telemetry=False)
        try:
            client = chromadb.PersistentClient(path=str(folder), settings=settings)
        except Exception as error:  # of chromadb's own kinds and of its Rust core
            raise UnusableIndex(f"Chroma cannot open its files: {error}") from error
        self._keep(client, place)
        if isinstance(place, PrivateCopy):  # nobody writes to it
            self._read_ahead()

    def _read_ahead(self) -> None:
        """Read the lists that are compared in memory; Chroma goes when those are all there are.

        Its own copy of the vectors would weigh more than ours.
        """
        try:
            names = [collection.name for collection in self._client.list_collections()]
            for name in names:
                self._open(name)
        except Exception as error:  # of chromadb's own kinds and of its Rust core
            raise UnusableIndex(f"the vectors cannot be read: {error}") from error
        if all(self._sizes[name] <= _FEW for name in names):
            self._let_go()

    def _keep(self, client: ClientAPI, place: Path | PrivateCopy | None, prefix: str = "") -> None:
        self._client, self._prefix = client, prefix
        self._collections: dict[str, chromadb.Collection] = {}
        self._sizes: dict[str, int] = {}
        self._few = ExactVectors()
        self._let_go = weakref.finalize(self, _let_go, client, place)

    def add(self, name: str, vectors: Vectors) -> None:
        """Store a new list of vectors.

        Args:
            name: of the list.
            vectors: `(n, dimension)`, rows of length one. A row of zeros has no direction and is
                not stored.
        """
        collection = self._client.get_or_create_collection(
            self._prefix + name,
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine"}},
        )
        rows = np.flatnonzero(np.any(vectors != 0, axis=1))
        for first in range(0, len(rows), _BATCH):
            batch = rows[first : first + _BATCH]
            collection.upsert(ids=[str(row) for row in batch], embeddings=vectors[batch])

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
        listed = self._prefix + name
        collection = self._client.get_collection(listed, embedding_function=None)
        self._sizes[name] = collection.count()
        if self._sizes[name] <= _FEW:
            self._few.keep(name, *_all_of(collection, self._sizes[name]))
        self._collections[name] = collection  # last: other threads take it as a sign

    def close(self) -> None:
        """Let go of the files; closing again does nothing."""
        self._collections.clear()
        self._few.close()
        self._let_go()


class ServerVectors(VectorStore):
    """The same on a Chroma server, or in Chroma Cloud, for a corpus beyond one machine.

    Replicas of one corpus share its lists: their names begin with what identifies the corpus, and
    writing them twice changes nothing. Lists that are no longer used are left for whoever runs the
    server to delete.

    Args:
        url: `http://host:port`, or `https://KEY@api.trychroma.com/TENANT/DATABASE`.
        corpus: identifies what the vectors are made from.

    Raises:
        UnusableIndex: the server does not answer.
    """

    def __init__(self, url: str, corpus: str) -> None:
        parts = urlsplit(url)
        tenant, _, database = parts.path.strip("/").partition("/")
        secure = parts.scheme == "https"
        host, port = parts.hostname or "localhost", parts.port or (443 if secure else 8000)
        headers = {"x-chroma-token": parts.username} if parts.username else {}
        try:
            # Chroma's client asks before its time-out can be set: this asks first.
            heartbeat = f"{parts.scheme}://{host}:{port}/api/v2/heartbeat"
            httpx.get(heartbeat, headers=headers, timeout=_SERVER_TIMEOUT_S).raise_for_status()
            client = chromadb.HttpClient(
                host=host,
                port=port,
                ssl=secure,
                headers=headers,
                tenant=tenant or DEFAULT_TENANT,
                database=database or DEFAULT_DATABASE,
                settings=Settings(anonymized_telemetry=False),
            )
        except Exception as error:  # of chromadb's own kinds; its message may hold the key
            raise UnusableIndex(f"Chroma does not answer: {type(error).__name__}") from None
        # Chroma waits for ever for an answer, and closes no connection.
        servers = (client._server, client._admin_client._server)  # type: ignore[attr-defined]
        sessions = [server._session for server in servers]
        for session in sessions:
            session.timeout = _SERVER_TIMEOUT_S
        self._keep(client, None, f"cpo-coach-{corpus[:12]}-")
        self._hang_up = weakref.finalize(self, _close_all, sessions)

    def close(self) -> None:
        """Let go of the connections; closing again does nothing."""
        super().close()
        self._hang_up()

    def add(self, name: str, vectors: Vectors) -> None:
        """Store a list of vectors, unless it is there already; see `VectorStore.add`."""
        try:
            super().add(name, vectors)
        except Exception as error:
            raise UnusableIndex(f"Chroma cannot be written: {type(error).__name__}") from None


def _all_of(collection: chromadb.Collection, size: int) -> tuple[NDArray[np.int64], Vectors]:
    """The rows of a list and their vectors."""
    rows, vectors = np.zeros(0, np.int64), []
    for offset in range(0, size, _READ_AT_ONCE):
        stored = collection.get(include=["embeddings"], limit=_READ_AT_ONCE, offset=offset)
        rows = np.append(rows, [int(row) for row in stored["ids"]])
        vectors.append(np.asarray(stored["embeddings"], np.float32))
    return rows, np.concatenate(vectors) if vectors else np.zeros((0, 0), np.float32)


def _close_all(sessions: Sequence[Any]) -> None:
    for session in sessions:
        session.close()


def _let_go(client: ClientAPI, place: Path | PrivateCopy | None) -> None:
    client.close()  # type: ignore[attr-defined]  # missing from its declared interface
    if isinstance(place, PrivateCopy):
        place.close()
