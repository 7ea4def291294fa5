"""`POST /v1/chat/completions` and `GET /v1/models`."""

import json
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from api.access import TheParts
from api.chat import EventStream
from api.leaving import unless_client_leaves
from api.metrics import Metrics
from api.negotiation import preferred_language
from api.problems import problem_of
from api.settings import Settings
from api.v1.answering import answered
from api.v1.bodies import (
    MODEL,
    AnswerMessage,
    Choice,
    Chunk,
    Completion,
    CompletionRequest,
    Model,
    Models,
    Usage,
)
from api.v1.citing import annotations
from api.v1.errors import error_body, error_responses
from coach import Citation, TextDelta, Turn, TurnEvent, new_id

_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_CHARACTERS_PER_TOKEN = 4
_CREATED = 1735689600  # 2025-01-01: the protocol wants a date, and the coach has no other


router = APIRouter(prefix="/v1", tags=["openai"])


@router.get("/models", responses=error_responses(401))
async def models() -> Models:
    """The one model there is."""
    return Models(data=[Model(created=_CREATED)])


@router.get("/models/{name}", responses=error_responses(401, 404))
async def model(name: str) -> Model:
    """The one model there is, by its name."""
    if name != MODEL:
        raise HTTPException(404)
    return Model(created=_CREATED)


@router.post(
    "/chat/completions",
    response_model=Completion,
    responses=error_responses(400, 401, 413, 429, 500, 503),
)
async def chat_completions(
    request: Request, body: CompletionRequest, parts: TheParts
) -> Response | Completion:
    """Answer the last message. With `stream` the answer arrives piece by piece, ending `[DONE]`."""
    metrics: Metrics = request.app.state.metrics
    events = metrics.counting(answered(body, parts, request.app.state.stopping))
    page = _page(request)
    if body.stream:
        language = preferred_language(request.headers.get("accept-language", ""))
        # Begun here: what is wrong with the request is still answered with a status.
        first = await anext(events)
        return EventStream(_chunks(first, events, body, page, language), headers=_HEADERS)
    turn = await unless_client_leaves(request, _turn(events))
    if turn is None:
        return Response(status_code=499)  # nginx's, for its log: nobody is there to read it
    return _completion(turn, body, page)


async def _turn(events: AsyncGenerator[TurnEvent]) -> Turn:
    async with aclosing(events):
        async for event in events:
            if isinstance(event, Turn):
                return event
    raise HTTPException(500)


def _completion(turn: Turn, body: CompletionRequest, page: str) -> Completion:
    citations = {citation.number: citation for citation in turn.citations}
    message = AnswerMessage(
        content=turn.answer, annotations=annotations(turn.answer, citations, page)
    )
    return Completion(
        id=f"chatcmpl-{new_id()}",
        created=int(time.time()),
        choices=[Choice(message=message)],
        usage=_usage(body, turn.answer),
    )


async def _chunks(
    first: TurnEvent,
    events: AsyncGenerator[TurnEvent],
    body: CompletionRequest,
    page: str,
    language: str,
) -> AsyncGenerator[bytes]:
    """The answer in chunks, each annotation after the marker it is of."""
    name, created = f"chatcmpl-{new_id()}", int(time.time())

    def chunk(delta: dict[str, Any], finish: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return _data(_chunk(name, created, [choice], body))

    answer = ""
    try:
        async with aclosing(events):
            yield chunk({"role": "assistant", "content": ""})
            event = first
            while not isinstance(event, Turn):
                if isinstance(event, TextDelta):
                    answer += event.text
                    yield chunk({"content": event.text})
                elif isinstance(event, Citation):
                    begin = answer.rfind(f"[{event.number}]")
                    noted = annotations(answer[begin:], {event.number: event}, page, begin)
                    yield chunk({"annotations": [note.model_dump() for note in noted]})
                event = await anext(events)
            yield chunk({}, "stop")
            if body.with_usage:
                usage = _usage(body, event.answer).model_dump()
                yield _data({**_chunk(name, created, [], body), "usage": usage})
    except Exception as error:
        yield _data(error_body(problem_of(error, language)))
    yield b"data: [DONE]\n\n"


def _chunk(
    name: str, created: int, choices: list[dict[str, Any]], body: CompletionRequest
) -> Chunk:
    chunk: Chunk = {
        "id": name,
        "object": "chat.completion.chunk",
        "created": created,
        "model": MODEL,
        "choices": choices,
    }
    return {**chunk, "usage": None} if body.with_usage else chunk


def _data(chunk: Chunk) -> bytes:
    return f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n".encode()


def _usage(body: CompletionRequest, answer: str) -> Usage:
    asked = sum(len(message.text) for message in body.messages) // _CHARACTERS_PER_TOKEN + 1
    said = len(answer) // _CHARACTERS_PER_TOKEN + 1
    return Usage(prompt_tokens=asked, completion_tokens=said, total_tokens=asked + said)


def _page(request: Request) -> str:
    settings: Settings = request.app.state.settings
    return str(settings.public_url or request.base_url)
