"""The retriever and the answers as LangChain knows them, for chains and agents built by others."""

from typing import TYPE_CHECKING

from coach.citations import MARKER, cite
from coach.turn import Turn
from index import Retriever

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage
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


def as_langchain_message(turn: Turn) -> "AIMessage":
    """A turn as a LangChain message: one text block with a citation annotation for each marker.

    `start_index` and `end_index` are those of the marker in the answer; `extras` hold where the
    quote (`cited_text`) stands in its article.
    """
    from langchain_core.messages import AIMessage
    from langchain_core.messages.content import Annotation, create_citation, create_text_block

    cited = {citation.number: citation for citation in turn.citations}
    notes: list[Annotation] = []
    for marker in MARKER.finditer(turn.answer):
        citation = cited[int(marker[1])]
        notes.append(
            create_citation(
                url=citation.url,
                title=" › ".join(citation.path) or citation.section,
                start_index=marker.start(),
                end_index=marker.end(),
                cited_text=citation.quote,
                article=citation.article,
                start=citation.start,
                end=citation.end,
            )
        )
    block = create_text_block(turn.answer, annotations=notes)
    return AIMessage(content_blocks=[block], id=turn.id)
