"""From a message to a stored turn, whatever the channel it came by."""

import asyncio
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, contextmanager
from weakref import WeakValueDictionary

from api.errors import ServerStopping, StorageUnavailable, TurnFailed, UnknownConversation
from api.logs import log_failure, log_turn
from api.metrics import Metrics
from api.stopping import Stopping
from api.wiring import Parts
from coach import Conversation, Turn, TurnEvent


class Turns:
    """Answers messages and keeps the turns."""

    def __init__(self, parts: Parts, stopping: Stopping, metrics: Metrics) -> None:
        self._coach, self._conversations = parts.coach, parts.conversations
        self._stopping, self._metrics = stopping, metrics
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def answer_with(self, parts: Parts) -> None:
        """Answer the messages that come from now on with other parts."""
        self._coach = parts.coach

    async def open(
        self, conversation_id: str | None, owner: str = "", *, shown: bool = True
    ) -> Conversation:
        """Find the conversation of an id, or begin one; an owner's opens for them only.

        Args:
            conversation_id: None to begin one.
            owner: whose it is.
            shown: whether a new one's id is told before its first turn is answered.

        Raises:
            UnknownConversation: there is none of that id.
        """
        if conversation_id is None:
            return await self._conversations.create(owner, shown=shown)
        try:
            conversation = await self._conversations.get(conversation_id, owner)
        except StorageUnavailable:  # answers go on, in a conversation of which the client is told
            return await self._conversations.create(owner)
        if conversation is None:
            raise UnknownConversation
        return conversation

    async def reply(self, message: str, conversation_id: str, language: str | None) -> Turn:
        """Answer one message; what it raises is what `stream` raises."""
        async with self._metrics.answering():
            with self._told(conversation_id):
                async with self._stopping.watched(), self._turn_of(conversation_id):
                    began = time.perf_counter()
                    conversation = await self._conversation(conversation_id)
                    turn = await self._coach.reply(message, conversation, language)
                    return await self._kept(conversation_id, turn, began)

    async def stream(
        self, message: str, conversation_id: str, language: str | None, owner: str = ""
    ) -> AsyncGenerator[TurnEvent, None]:
        """Answer one message piece by piece. The last event is the `Turn`, stored by then.

        Raises:
            UnknownConversation: the conversation was erased in the meantime.
            StorageUnavailable: whether it was cannot be told.
            ServerStopping: the server stopped first.
            TurnFailed: the coach failed, or ended without a turn.
        """
        events = self._events(message, conversation_id, language, owner)
        async with self._metrics.answering(), aclosing(events):
            while True:
                with self._told(conversation_id):
                    async with self._stopping.watched():
                        event = await anext(events, None)
                if event is None:
                    raise TurnFailed
                yield event
                if isinstance(event, Turn):
                    return

    async def _events(
        self, message: str, conversation_id: str, language: str | None, owner: str
    ) -> AsyncGenerator[TurnEvent, None]:
        async with self._turn_of(conversation_id):
            began = time.perf_counter()
            conversation = await self._conversation(conversation_id, owner)
            answering = self._coach.stream(message, conversation, language)
            # Left half-way it is closed at once, with what it holds, not when memory is collected.
            async with aclosing(answering) as events:
                async for event in events:
                    if isinstance(event, Turn):
                        event = await self._kept(conversation_id, event, began)
                    yield event

    def _turn_of(self, conversation_id: str) -> asyncio.Lock:
        # The store's append alone loses no turn. The lock is for the answer: a message sent while
        # another is being answered is read as its follow-up. A lock lasts while someone holds it.
        return self._locks.setdefault(conversation_id, asyncio.Lock())

    async def _conversation(self, conversation_id: str, owner: str = "") -> Conversation:
        conversation = await self._conversations.get(conversation_id, owner)
        if conversation is None:
            raise UnknownConversation
        return conversation

    async def _kept(self, conversation_id: str, turn: Turn, began: float) -> Turn:
        """Store a turn, and say that it was answered."""
        turn = await self._conversations.append(conversation_id, turn)
        elapsed_s = time.perf_counter() - began
        log_turn(conversation_id, turn, elapsed_s)
        self._metrics.turn(turn, elapsed_s)
        return turn

    @contextmanager
    def _told(self, conversation_id: str) -> Iterator[None]:
        """Count and log what fails, and let no word of it out."""
        try:
            yield
        except (UnknownConversation, ServerStopping, StorageUnavailable) as error:
            self._metrics.failure(type(error).__name__)
            raise
        except Exception as error:
            log_failure(conversation_id, error)
            self._metrics.failure("TurnFailed")
            # Without its cause: a server that prints the chain would print the message.
            raise TurnFailed from None
