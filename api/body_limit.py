"""Refuses a request body that is too large before anything reads it.

FastAPI's own limit answers in plain text where a length is declared; ours is a problem like others.
"""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.negotiation import preferred_language
from api.problems import problem_of, problem_response
from api.v1.errors import speaks_openai, v1_error_response

MAX_BODY_BYTES = 64 * 1024


class BodyLimit:
    """Answers 413 to a body that says it is too large, and to one that turns out to be."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, counting what is read of it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        declared = headers.get("content-length", "")
        if declared.isdecimal() and int(declared[:20]) > MAX_BODY_BYTES:
            language = preferred_language(headers.get("accept-language", ""))
            problem = problem_of(HTTPException(413), language)
            respond = v1_error_response if speaks_openai(scope["path"]) else problem_response
            refusal = respond(problem)
            await refusal(scope, receive, send)
            return
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > MAX_BODY_BYTES:  # a chunked body declares nothing
                raise HTTPException(413)
            return message

        await self.app(scope, counted, send)
