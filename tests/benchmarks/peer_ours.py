"""This project behind the same two calls as the frameworks of `peer_frameworks.py`.

Runs in the project's own virtual environment.
"""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from peer_frameworks import Frozen

from corpus import Corpus, load_corpus
from index import ensure_index, load_encoder
from index.store import VectorStore


class VectorsOnly:
    """The same parts as the frameworks: frozen vectors in `index.store`, and nothing else."""

    def __init__(self, frozen: Frozen) -> None:
        self._frozen = {text: np.array(vector, np.float32) for text, vector in frozen.items()}
        self._scratch = tempfile.TemporaryDirectory()
        self._store = VectorStore(Path(self._scratch.name))
        self._ids: list[str] = []

    def add(self, texts: Sequence[tuple[str, str]]) -> None:
        """See `Framework`."""
        self._ids = [name for name, _ in texts]
        self._store.add("passages", np.stack([self._frozen[text] for _, text in texts]))

    def search(self, query: str, k: int) -> list[str]:
        """See `Framework`."""
        rows, _ = self._store.nearest("passages", self._frozen[query], k)
        return [self._ids[row] for row in rows]


class WholeRetriever:
    """The retriever as it serves: it encodes, and fuses keywords, vectors and questions.

    Args:
        folder: where its index is, or is built.
        questions: whether it may read the visitor questions.
    """

    def __init__(self, folder: Path, questions: bool = True) -> None:
        corpus = load_corpus()
        if not questions:
            bare = [replace(a, questions=(), off_topic=()) for a in corpus.articles]
            corpus = Corpus(tuple(bare))
        self._retriever = ensure_index(corpus, load_encoder(), folder)

    def add(self, texts: Sequence[tuple[str, str]]) -> None:
        """It has read its corpus."""

    def search(self, query: str, k: int) -> list[str]:
        """The sections' headings, by falling score; `k` passages at most."""
        best: dict[str, float] = {}
        for hit in self._retriever.retrieve(query, k=k).hits:
            best.setdefault(hit.section.heading, hit.section_score)
        return sorted(best, key=lambda heading: -best[heading])


OURS_FROZEN: Mapping[str, Callable[[Frozen, Path], VectorsOnly | WholeRetriever]] = {
    "ours, vectors only": lambda frozen, _folder: VectorsOnly(frozen),
    "ours, whole retriever": lambda _frozen, folder: WholeRetriever(folder),
}

OURS_DEFAULT: Mapping[str, Callable[[Path], WholeRetriever]] = {
    "ours, no visitor questions": lambda folder: WholeRetriever(folder / "bare", questions=False),
    "ours, as shipped": lambda folder: WholeRetriever(folder / "whole"),
}
