"""The retriever and the answers as LangChain knows them."""

from collections.abc import Callable

import pytest

from coach import Turn, as_langchain_message, as_langchain_retriever
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


def test_an_answer_is_a_message_with_its_citations(ask: Callable[..., Turn]) -> None:
    turn = ask("Combien gagne un CPO débutant à Paris ?")
    message = as_langchain_message(turn)
    assert message.text == turn.answer
    (block,) = message.content_blocks
    assert block["type"] == "text"
    notes = [dict(note) for note in block["annotations"]]
    assert [note["cited_text"] for note in notes] == [c.quote for c in turn.citations]
    for note, citation in zip(notes, turn.citations, strict=True):
        assert turn.answer[note["start_index"] : note["end_index"]] == f"[{citation.number}]"
        assert note["extras"] == {
            "article": citation.article,
            "start": citation.start,
            "end": citation.end,
        }
