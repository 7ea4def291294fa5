"""The retriever as LangChain knows one, for chains and agents built by others."""

from typing import TYPE_CHECKING

from coach.citations import cite
from index import Retriever

if TYPE_CHECKING:
    from langchain_core.retrievers import BaseRetriever


def as_langchain_retriever(retriever: Retriever, k: int = 4) -> "BaseRetriever":
    """Offer a retriever as a LangChain `BaseRetriever`.

    Args:
        retriever: finds passages.
        k: how many at most.

    Returns:
        A retriever whose documents hold a passage each; their metadata holds its citation
        (`article`, `section`, `path`, `start`, `end`), its `score` and the query's `coverage`.
    """
    # imported here: it takes half a second, and only users of LangChain need it
    from langchain_core.callbacks import CallbackManagerForRetrieverRun
    from langchain_core.documents import Document
    from langchain_core.retrievers import BaseRetriever

    class PassageRetriever(BaseRetriever):
        def _get_relevant_documents(
            self, query: str, *, run_manager: CallbackManagerForRetrieverRun
        ) -> list[Document]:
            retrieval = retriever.retrieve(query, k)
            found = []
            for number, hit in enumerate(retrieval.hits, 1):
                citation = cite(hit.article, hit.passage, number, hit.article.language)
                metadata = {
                    "article": citation.article,
                    "section": citation.section,
                    "path": list(citation.path),
                    "start": citation.start,
                    "end": citation.end,
                    "score": hit.score,
                    "coverage": retrieval.coverage,
                }
                found.append(Document(page_content=hit.passage.text, metadata=metadata))
            return found

    return PassageRetriever()
