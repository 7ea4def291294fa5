"""Which sites' pages may talk to the server (CORS): exact origins, and by default only our own."""

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from pydantic_core import PydanticCustomError
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d{1,5})?|https?://\[[0-9a-f:]+\](:\d{1,5})?")
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}

_SHARED = ("/api/", "/widget/")
"""What the widget asks for. Everything else answers pages of our own origin only."""

_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, DELETE",
    "Access-Control-Allow-Headers": "Content-Type",
    "Access-Control-Max-Age": "600",
}
_READABLE = "Retry-After"


def read_origins(value: object) -> tuple[str, ...]:
    """Read origins separated by commas, each written as a browser sends it.

    Raises:
        PydanticCustomError: one is no exact origin. The message does not repeat it.
    """
    given = value.split(",") if isinstance(value, str) else value
    if not isinstance(given, list | tuple):
        raise PydanticCustomError("origin", "must be origins separated by commas")
    written = [str(part).strip().lower().removesuffix("/") for part in given]
    origins = [origin for origin in written if origin]
    if not all(_ORIGIN.fullmatch(origin) for origin in origins):
        raise PydanticCustomError(
            "origin", "each must be an exact origin, such as https://blog.example.com"
        )
    return tuple(origin.removesuffix(_DEFAULT_PORTS[urlsplit(origin).scheme]) for origin in origins)


class CrossOrigin:
    """Lets pages of the allowed origins read answers, and says nothing to all others.

    No cookie is ever involved: credentials are never allowed.
    """

    def __init__(self, app: ASGIApp, allowed: Collection[str] = ()) -> None:
        self.app, self._allowed = app, frozenset(allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a preflight of an allowed origin, and complete the response to a request of it."""
        if scope["type"] != "http" or not self._allowed or not scope["path"].startswith(_SHARED):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origins = headers.getlist("origin")
        origin = origins[0] if len(origins) == 1 and origins[0] in self._allowed else None
        if origin and scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            granted = {"Access-Control-Allow-Origin": origin, "Vary": "Origin", **_PREFLIGHT}
            await Response(status_code=204, headers=granted)(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                answered = MutableHeaders(scope=message)
                answered.add_vary_header("Origin")  # a cache must not give one site another's
                if origin:
                    answered["Access-Control-Allow-Origin"] = origin
                    answered["Access-Control-Expose-Headers"] = _READABLE
            await send(message)

        await self.app(scope, receive, send_with_headers)
