"""The coach on the article it comes with, indexed once for all tests and workers."""

import os
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from filelock import FileLock

from coach import Coach, Conversation, Turn
from corpus import Corpus, Criteria, load_corpus
from index import Retriever, ensure_index, load_encoder

Ask = Callable[..., Turn]


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """The shipped corpus."""
    return load_corpus()


@pytest.fixture(scope="session")
def criteria(corpus: Corpus) -> Criteria:
    """What its article asks of a person."""
    found = corpus["chief-product-officer"].criteria
    assert found is not None
    return found


@pytest.fixture(scope="session")
def retriever(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    """Its retriever. Building takes half a minute, so workers and later runs share the index."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:  # a worker's folder is inside the session's
        base = base.parent
    shared = base.parent / "cpo-coach-index"
    shared.mkdir(exist_ok=True)
    with FileLock(shared / "lock-of-tests"):
        opened = ensure_index(corpus, load_encoder(), shared / "index")
    with closing(opened):
        yield opened


@pytest.fixture(scope="session")
def coach(corpus: Corpus, retriever: Retriever) -> Coach:
    """The coach of the shipped article."""
    return Coach(corpus, retriever)


@pytest.fixture(scope="session")
def ask(coach: Coach) -> Ask:
    """Ask messages in turn, in one new conversation; the last turn is given back."""

    def ask_in_turn(*messages: str, language: str | None = None) -> Turn:
        conversation = Conversation("test")
        for message in messages:
            turn = coach.answer(message, conversation, language)
            conversation = Conversation("test", (*conversation.turns, turn))
        return conversation.turns[-1]

    return ask_in_turn
