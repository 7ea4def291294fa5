"""The retriever as LangChain knows one."""

import pytest

from coach import as_langchain_retriever
from corpus import Corpus
from index import Retriever

# LangChain imports what it deprecates
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def test_a_document_is_a_passage_with_its_citation(retriever: Retriever, corpus: Corpus) -> None:
    documents = as_langchain_retriever(retriever, k=3).invoke("Combien gagne un CPO à Paris ?")
    hits = retriever.retrieve("Combien gagne un CPO à Paris ?", 3).hits
    assert [document.page_content for document in documents] == [h.passage.text for h in hits]
    for document, hit in zip(documents, hits, strict=True):
        told = document.metadata
        text = corpus[told["article"]].text
        assert text[told["start"] : told["end"]] == document.page_content
        assert told["section"] == hit.section.heading
        assert told["score"] == pytest.approx(hit.score)
        assert 0 <= told["coverage"] <= 1
