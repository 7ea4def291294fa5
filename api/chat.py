"""`POST /api/chat`: a message in, a turn out, as one JSON body or as a stream of events."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import cast

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from fastapi.sse import format_sse_event
from pydantic import BaseModel
from starlette.types import Send

from api.access import TheTurns
from api.allowances import Limits, client_of
from api.bodies import ChatReply, ChatRequest, CitationBody, DeltaBody, MetaBody
from api.leaving import unless_client_leaves
from api.negotiation import EVENTS, preferred_language, wants_events
from api.problems import problem_of, problem_responses
from api.turns import Turns
from coach import Citation, TextDelta, Turn, TurnBegan, TurnEvent

router = APIRouter(prefix="/api", tags=["chat"])

_NOT_STORED = {"Cache-Control": "no-store"}
_UNBUFFERED = {**_NOT_STORED, "X-Accel-Buffering": "no"}  # the second is nginx's

_STREAM_DESCRIPTION = (
    "`meta`, then `delta` and `citation` events, then exactly one `done` (the JSON body) or "
    "`error` (problem details)."
)


class EventStream(StreamingResponse):
    """Sends events, and closes their source at once when the client goes away."""

    media_type = EVENTS

    async def stream_response(self, send: Send) -> None:
        """Send all events, or what there is time for."""
        async with aclosing(cast("AsyncGenerator[bytes, None]", self.body_iterator)):
            await super().stream_response(send)


@router.post(
    "/chat",
    response_model=ChatReply,
    responses={
        200: {
            "description": _STREAM_DESCRIPTION,
            "content": {EVENTS: {"schema": {"type": "string"}}},
        },
        **problem_responses(404, 413, 422, 429, 500, 503),
    },
)
async def chat(request: Request, body: ChatRequest, turns: TheTurns) -> Response:
    """Answer a message. With `Accept: text/event-stream` the answer arrives piece by piece."""
    if body.language:
        request.state.language = body.language
    if body.conversation_id:
        limits: Limits = request.app.state.limits
        client = client_of(request.scope)
        await limits.check_rate("conversation", body.conversation_id, client)
    streams = wants_events(request.headers.get("accept", ""))
    conversation = await turns.open(body.conversation_id, shown=streams)
    if streams:
        language = body.language or preferred_language(request.headers.get("accept-language", ""))
        return EventStream(_events(turns, body, conversation.id, language), headers=_UNBUFFERED)
    replying = turns.reply(body.message, conversation.id, body.language)
    turn = await unless_client_leaves(request, replying)
    if turn is None:
        return Response(status_code=499)  # nginx's, for its log: nobody is there to read it
    reply = ChatReply.of(conversation.id, turn)
    return Response(reply.model_dump_json(), media_type="application/json", headers=_NOT_STORED)


async def _events(
    turns: Turns, body: ChatRequest, conversation_id: str, language: str
) -> AsyncGenerator[bytes, None]:
    """The events of a turn. `language` is that of an error's sentence."""
    ended = False
    try:
        async with aclosing(turns.stream(body.message, conversation_id, body.language)) as stream:
            async for event in stream:
                piece = _event(event, conversation_id)
                ended = isinstance(event, Turn)
                yield piece
    except Exception as error:
        # The status is sent: an event is all that is left to say it with.
        if not ended:
            yield _named("error", problem_of(error, language))


def _event(event: TurnEvent, conversation_id: str) -> bytes:
    match event:
        case TurnBegan(turn_id, language):
            meta = MetaBody(conversation_id=conversation_id, turn_id=turn_id, language=language)
            return _named("meta", meta)
        case TextDelta(text):
            return _named("delta", DeltaBody(text=text))
        case Citation():
            return _named("citation", CitationBody.of(event))
        case turn:
            return _named("done", ChatReply.of(conversation_id, turn))


def _named(name: str, body: BaseModel) -> bytes:
    return format_sse_event(event=name, data_str=body.model_dump_json())
