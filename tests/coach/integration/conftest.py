"""A coach that writes with a model behind a real server on loopback."""

from collections.abc import Callable, Iterator

import pytest
from langchain_openai import ChatOpenAI

from coach import Coach, DailyTokens, ModelCaller, SentenceChecker, Writer
from corpus import Corpus
from index import Retriever, load_encoder
from tests.model_server import ModelServer


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer() as running:
        yield running


@pytest.fixture(scope="session")
def checker(corpus: Corpus) -> SentenceChecker:
    return SentenceChecker(corpus, load_encoder())


@pytest.fixture
def written_by(
    corpus: Corpus, retriever: Retriever, checker: SentenceChecker
) -> Callable[..., Coach]:
    """A coach that writes with the model at an address."""

    def make(url: str, deadline_s: float = 30.0, daily_tokens: int | None = None) -> Coach:
        model = ChatOpenAI(
            model="scripted",
            base_url=url,
            api_key="sk-SECRET",
            timeout=deadline_s,
            max_retries=0,
            stream_usage=True,
        )
        caller = ModelCaller(model, "openai:scripted", DailyTokens(daily_tokens))
        return Coach(corpus, retriever, writer=Writer(caller, checker, deadline_s))

    return make
