"""A coach whose answers can be worked out by hand, and a server process that uses it."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Sequence
from functools import partial
from pathlib import Path

from fastapi import FastAPI

from api.app import create_app
from api.errors import SettingsError
from api.logs import configure_logging
from api.server import bind, run_server
from api.settings import read_settings
from api.wiring import Parts, storage_of
from api.workers import Workers
from coach import (
    Citation,
    Conversation,
    MemoryConversations,
    TextDelta,
    Turn,
    TurnBegan,
    TurnEvent,
    new_id,
)
from corpus import Corpus, load_corpus


class FakeCoach:
    """Answers every message with how many turns came before it and the article's first sentence.

    Attributes:
        conversations: the conversations it was given, in order.
        closed: how many of its streams have ended, in whatever way.
        failure: raised in the middle of the next answers.
        gate: waited for in the middle of the next answers.
        unfinished: whether the next answers end without a turn.
    """

    def __init__(self, corpus: Corpus) -> None:
        self._article = corpus.articles[0]
        self.conversations: list[Conversation] = []
        self.messages: list[str] = []
        self.closed = 0
        self.failure: Exception | None = None
        self.gate: asyncio.Event | None = None
        self.unfinished = False

    def recall(self, messages: Sequence[str]) -> Conversation:
        turns = tuple(Turn(new_id(), message, "answer", "fr", "avant") for message in messages)
        return Conversation("recalled", turns)

    async def reply(
        self, message: str, conversation: Conversation, language: str | None = None
    ) -> Turn:
        async for event in self.stream(message, conversation, language):
            if isinstance(event, Turn):
                return event
        raise AssertionError("unfinished")

    async def stream(
        self, message: str, conversation: Conversation, language: str | None = None
    ) -> AsyncIterator[TurnEvent]:
        self.messages.append(message)
        self.conversations.append(conversation)
        first = self._article.passages[0]
        citation = Citation(
            number=1,
            article=self._article.slug,
            section="intro",
            path=(),
            quote=first.text,
            start=first.start,
            end=first.end,
        )
        turn = Turn(
            id=new_id(),
            message=message,
            kind="answer",
            language=language or "fr",
            answer=f"{len(conversation.turns)} avant [1]",
            citations=(citation,),
            suggestions=("Et le levain ?",),
            confidence=0.875,
        )
        try:
            yield TurnBegan(turn.id, turn.language)
            yield TextDelta(f"{len(conversation.turns)} avant")
            if self.gate is not None:
                await self.gate.wait()
            if self.failure is not None:
                raise self.failure
            yield TextDelta(" [1]")
            yield citation
            if not self.unfinished:
                yield turn
        finally:
            self.closed += 1


def fake_parts(corpus: Corpus) -> Parts:
    """Parts around a fake coach."""
    return Parts(corpus, FakeCoach(corpus), MemoryConversations())


class WaitingCoach(FakeCoach):
    """Never answers the message "wait", takes a thread for two seconds to answer "think"."""

    async def stream(
        self, message: str, conversation: Conversation, language: str | None = None
    ) -> AsyncIterator[TurnEvent]:
        if message == "think":
            await asyncio.to_thread(time.sleep, 2)
        async for event in super().stream(message, conversation, language):
            yield event
            if message == "wait" and isinstance(event, TextDelta):
                await asyncio.Event().wait()


def fake_app(folder: Path) -> FastAPI:
    """The application around a coach that may be told to wait."""
    configure_logging()
    corpus, settings = load_corpus(folder), read_settings()
    storage = storage_of(settings) if settings.database_url else None
    kept = storage or MemoryConversations()
    return create_app(settings, Parts(corpus, WaitingCoach(corpus), kept, storage=storage))


def failing_app() -> FastAPI:
    """An application that cannot be made."""
    raise SettingsError("canary of the worker")


def serve_fake(folder: Path, workers: str = "1", only: str = "") -> int:
    """Serve on a free port, or that of the settings, and print it."""
    settings = read_settings()
    port = settings.port if "port" in settings.model_fields_set else 0
    listener = bind("127.0.0.1", port)
    port = listener.getsockname()[1]

    def say_port() -> None:
        print(port, flush=True)  # noqa: T201

    if only == "failing":
        return Workers(failing_app, listener, int(workers), say_port).run()
    if int(workers) > 1:
        return Workers(partial(fake_app, folder), listener, int(workers), say_port).run()
    run_server(fake_app(folder), listener, say_port)
    return 0


if __name__ == "__main__":
    sys.exit(serve_fake(Path(sys.argv[1]), *sys.argv[2:]))
