"""From the messages of a request to the events of a turn. Nothing is kept."""

import time
from collections.abc import AsyncGenerator
from contextlib import aclosing

import anyio.to_thread
from fastapi.exceptions import RequestValidationError

from api.bodies import MAX_MESSAGE_CHARACTERS
from api.errors import ServerStopping, TurnFailed
from api.logs import log_failure, log_turn
from api.stopping import Stopping
from api.v1.bodies import CompletionRequest
from api.v1.chores import chore_answer
from api.wiring import Parts
from coach import Conversation, TextDelta, Turn, TurnEvent, new_id

_MOST_RECALLED = 20
"""Earlier messages that are read again: some milliseconds each."""


async def answered(
    body: CompletionRequest, parts: Parts, stopping: Stopping
) -> AsyncGenerator[TurnEvent]:
    """Answer the last message of a request after those before it.

    Raises:
        RequestValidationError: the last message is not a person's, is blank or too long.
        ServerStopping: the server stopped first.
        TurnFailed: the coach failed.
    """
    chore = chore_answer(body.messages, parts.corpus)
    if chore is not None:
        yield TextDelta(chore)
        yield Turn(new_id(), "", "smalltalk", "en", chore)
        return
    message, earlier = _messages(body)
    began, id_of_log = time.perf_counter(), new_id()
    try:
        async with stopping.watched():
            conversation = await _recalled(parts, earlier)
        async with aclosing(parts.coach.stream(message, conversation)) as events:
            while True:
                async with stopping.watched():
                    event = await anext(events, None)
                if event is None:
                    raise TurnFailed
                if isinstance(event, Turn):
                    log_turn(id_of_log, event, time.perf_counter() - began)
                    yield event
                    return
                yield event
    except (ServerStopping, TurnFailed):
        raise
    except Exception as error:
        log_failure(id_of_log, error)
        raise TurnFailed from None


async def _recalled(parts: Parts, earlier: list[str]) -> Conversation:
    if not earlier:
        return Conversation(new_id())
    return await anyio.to_thread.run_sync(parts.coach.recall, earlier)


def _messages(body: CompletionRequest) -> tuple[str, list[str]]:
    """The message to answer, and the person's messages before it.

    What the assistant said is not taken from the client: it is worked out again, so that nobody can
    put words in the coach's mouth. Instructions ("system") are not the person's.
    """
    said = [message.text.strip() for message in body.messages if message.role == "user"]
    last = said[-1] if said else ""
    if not last:
        raise _invalid("blank")
    if len(last) > MAX_MESSAGE_CHARACTERS:
        raise _invalid("string_too_long", max_length=MAX_MESSAGE_CHARACTERS)
    earlier = [text[:MAX_MESSAGE_CHARACTERS] for text in said[:-1] if text]
    return last, earlier[-_MOST_RECALLED:]


def _invalid(kind: str, **context: int) -> RequestValidationError:
    return RequestValidationError([{"type": kind, "loc": ("body", "messages"), "ctx": context}])
