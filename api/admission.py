"""Who may send a message now: decided before anything of it is read.

A worker answers so many messages at once, and lets one client send so many at once and so many a
minute. What is too much is refused at once, and told when to come back.
"""

from contextlib import AbstractContextManager, nullcontext

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.allowances import Limits, client_of
from api.errors import Overloaded, TooManyMessages
from api.negotiation import preferred_language
from api.problems import problem_of, problem_response
from api.v1.errors import speaks_openai, v1_error_response

_CHATS = ("/api/chat", "/v1/chat/completions")
_COUNTED = (*_CHATS, "/api/feedback")


class Admission:
    """Lets messages in, or answers 429 or 503."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self.app, self._limits = app, limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        is_post = scope["type"] == "http" and scope["method"] == "POST"
        if not is_post or scope["path"] not in _COUNTED:
            await self.app(scope, receive, send)
            return
        client = client_of(scope)
        admitted = False
        try:
            # The rate comes last: counting may take a transaction, and a flood must cost none.
            with self._room(scope["path"], client):
                await self._limits.check_rate("client", client, client)
                admitted = True
                await self.app(scope, receive, send)
        except (TooManyMessages, Overloaded) as refusal:
            if admitted:
                raise
            language = preferred_language(Headers(scope=scope).get("accept-language", ""))
            problem = problem_of(refusal, language)
            respond = v1_error_response if speaks_openai(scope["path"]) else problem_response
            await respond(problem, refusal.headers)(scope, receive, send)

    def _room(self, path: str, client: str) -> AbstractContextManager[None]:
        return self._limits.in_flight(client) if path in _CHATS else nullcontext()
