"""A small Slack on loopback: refuses what Slack refuses, and can be slow, limited or broken."""

import asyncio
import itertools
import json
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

TOKEN, APP_TOKEN, SIGNING_SECRET = "xoxb-canary-bot", "xapp-canary-app", "canary-signing-secret"
CHANNELS = ("C0TEAM", "D0DIRECT")

BLOCKS = {
    "actions",
    "context",
    "context_actions",
    "divider",
    "header",
    "markdown",
    "section",
}
MOST_MARKDOWN, MOST_SECTION, MOST_BLOCKS = 12_000, 3_000, 50

Answer = Callable[[web.Request], Any]


@dataclass
class Call:
    """One call of a method, as it was made."""

    method: str
    arguments: dict[str, Any]
    refused: str | None = None


@dataclass
class Shown:
    """A message people see."""

    channel: str
    thread: str | None
    text: str = ""
    blocks: list[dict[str, Any]] = field(default_factory=list)
    streaming: bool = False

    @property
    def whole(self) -> str:
        """All that is read in it."""
        return self.text + json.dumps(self.blocks, ensure_ascii=False)


class FakeSlack:
    """Keeps what it is told.

    Attributes:
        calls: every call, in order.
        messages: what people see, by timestamp.
        next: what the next calls of a method answer, instead of what they should.
        delay_s: how long each call takes.
    """

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.messages: dict[str, Shown] = {}
        self.statuses: dict[str, str] = {}
        self.whispers: list[dict[str, Any]] = []
        self.homes: dict[str, dict[str, Any]] = {}
        self.next: dict[str, deque[Answer]] = {}
        self.delay_s = 0.0
        self.streams = True
        self.scopes = "app_mentions:read,assistant:write,chat:write,commands,im:history"
        self.url = ""
        self.sockets: list[web.WebSocketResponse] = []
        self.acknowledged: list[str] = []
        self._numbers = itertools.count(1)

    def will(self, method: str, *answers: Answer) -> None:
        """Answer the next calls of a method so."""
        self.next.setdefault(method, deque()).extend(answers)

    def called(self, method: str) -> list[Call]:
        """The calls of a method."""
        return [call for call in self.calls if call.method == method]

    @property
    def replies(self) -> list[Shown]:
        """The messages in threads."""
        return [message for message in self.messages.values() if message.thread]

    async def method(self, request: web.Request) -> web.StreamResponse:
        """Answer a call of the Web API."""
        name = request.match_info["method"]
        call = Call(name, await _arguments(request))
        self.calls.append(call)
        await asyncio.sleep(self.delay_s)
        if self.next.get(name):
            return await _awaited(self.next[name].popleft()(request))
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        wanted = APP_TOKEN if name == "apps.connections.open" else TOKEN
        if token != wanted:
            return self._refuse(call, "invalid_auth")
        refusal = self._refusal(call)
        if refusal:
            return self._refuse(call, refusal)
        return web.json_response(
            {"ok": True, **self.do(call)}, headers={"x-oauth-scopes": self.scopes}
        )

    def do(self, call: Call) -> dict[str, Any]:
        """Do what a call asks for."""
        told: dict[str, Any] = getattr(self, "_" + call.method.replace(".", "_"), lambda _: {})(
            call.arguments
        )
        return told

    def _refuse(self, call: Call, error: str) -> web.Response:
        call.refused = error
        return web.json_response({"ok": False, "error": error})

    def _refusal(self, call: Call) -> str | None:
        arguments = call.arguments
        channel = arguments.get("channel", arguments.get("channel_id"))
        if channel is not None and channel not in CHANNELS:
            return "channel_not_found"
        if not self.streams and call.method.endswith("Stream"):
            return "not_allowed_token_type"
        shown = self.messages.get(arguments.get("ts", ""))
        if call.method in ("chat.appendStream", "chat.stopStream") and not (
            shown and shown.streaming
        ):
            return "message_not_in_streaming_state"
        if call.method == "chat.update" and shown and shown.streaming:
            return "streaming_state_conflict"
        view = arguments.get("view") or {}
        return refused_blocks(arguments.get("blocks") or view.get("blocks") or [])

    def _auth_test(self, _: dict[str, Any]) -> dict[str, Any]:
        return {
            "user_id": "U0COACH",
            "user": "coach",
            "bot_id": "B0COACH",
            "team_id": "T0TEAM",
            "team": "Équipe",
        }

    def _apps_connections_open(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"url": self.url.replace("http", "ws") + "socket"}

    def _chat_postMessage(self, arguments: dict[str, Any]) -> dict[str, Any]:
        assert arguments["unfurl_links"] is False
        assert arguments["unfurl_media"] is False
        shown = Shown(arguments["channel"], arguments.get("thread_ts"), arguments.get("text", ""))
        shown.blocks = arguments.get("blocks") or []
        return self._kept(shown)

    def _chat_startStream(self, arguments: dict[str, Any]) -> dict[str, Any]:
        assert arguments["recipient_user_id"]
        assert arguments["recipient_team_id"]
        shown = Shown(arguments["channel"], arguments["thread_ts"], streaming=True)
        shown.text = _streamed(arguments)
        return self._kept(shown)

    def _chat_appendStream(self, arguments: dict[str, Any]) -> dict[str, Any]:
        shown = self.messages[arguments["ts"]]
        assert shown.streaming
        shown.text += _streamed(arguments)
        return {"ts": arguments["ts"]}

    def _chat_stopStream(self, arguments: dict[str, Any]) -> dict[str, Any]:
        shown = self.messages[arguments["ts"]]
        assert shown.streaming
        shown.text += _streamed(arguments)
        shown.blocks, shown.streaming = arguments.get("blocks") or [], False
        return {"ts": arguments["ts"]}

    def _chat_update(self, arguments: dict[str, Any]) -> dict[str, Any]:
        shown = self.messages[arguments["ts"]]
        shown.text, shown.blocks = arguments.get("text", ""), arguments.get("blocks") or []
        shown.streaming = False
        return {"ts": arguments["ts"]}

    def _chat_delete(self, arguments: dict[str, Any]) -> dict[str, Any]:
        del self.messages[arguments["ts"]]
        return {}

    def _views_publish(self, arguments: dict[str, Any]) -> dict[str, Any]:
        self.homes[arguments["user_id"]] = arguments["view"]
        return {}

    def _assistant_threads_setStatus(self, arguments: dict[str, Any]) -> dict[str, Any]:
        self.statuses[arguments["thread_ts"]] = arguments["status"]
        return {}

    def _kept(self, shown: Shown) -> dict[str, Any]:
        timestamp = f"1795500000.{next(self._numbers):06}"
        self.messages[timestamp] = shown
        return {"ts": timestamp, "channel": shown.channel}

    async def hook(self, request: web.Request) -> web.StreamResponse:
        """Take what is sent to a `response_url`."""
        if self.next.get("response_url"):
            return await _awaited(self.next["response_url"].popleft()(request))
        message = await request.json()
        if refused_blocks(message.get("blocks") or []):
            return web.Response(status=400, text="invalid_blocks")
        self.whispers.append(message)
        return web.Response(text="ok")

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        """Hold a socket open and note what is acknowledged."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1})
        self.sockets.append(socket)
        async for message in socket:
            if message.type == WSMsgType.TEXT:
                self.acknowledged.append(json.loads(message.data)["envelope_id"])
        return socket


def refused_blocks(blocks: list[dict[str, Any]]) -> str | None:
    """What Slack says of blocks it does not take."""
    if len(blocks) > MOST_BLOCKS or any(block.get("type") not in BLOCKS for block in blocks):
        return "invalid_blocks"
    markdown = [block["text"] for block in blocks if block["type"] == "markdown"]
    if any(not text for text in markdown):
        return "invalid_blocks"
    if sum(map(len, markdown)) > MOST_MARKDOWN:
        return "msg_blocks_too_long"
    for block in blocks:
        elements = block.get("elements", [])
        if block["type"] == "section" and len(block["text"]["text"]) > MOST_SECTION:
            return "invalid_blocks"
        if block["type"] == "context" and not 1 <= len(elements) <= 10:
            return "invalid_blocks"
        if block["type"] == "actions" and any(_bad_button(one) for one in elements):
            return "invalid_blocks"
    return None


def _bad_button(element: dict[str, Any]) -> bool:
    text, value = element["text"]["text"], element.get("value", "")
    return not 1 <= len(text) <= 75 or len(value) > 2000


def failing(status: int, headers: dict[str, str] | None = None, error: str = "") -> Answer:
    """An answer that is none: a status, and Slack's name of an error if it gives one."""
    body = {"ok": False, "error": error} if error else {}
    return lambda _: web.json_response(body, status=status, headers=headers)


def hanging(for_s: float) -> Answer:
    """An answer that comes too late."""

    async def hang(_: web.Request) -> web.Response:
        await asyncio.sleep(for_s)
        return web.json_response({"ok": False, "error": "internal_error"})

    return hang


@asynccontextmanager
async def running(slack: FakeSlack) -> AsyncIterator[FakeSlack]:
    """Serve on a free port."""
    application = web.Application(client_max_size=4 << 20)
    application.router.add_post("/api/{method}", slack.method)
    application.router.add_get("/api/socket", slack.socket)
    application.router.add_post("/hook", slack.hook)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    assert site._server is not None
    port = site._server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
    slack.url = f"http://127.0.0.1:{port}/api/"
    try:
        yield slack
    finally:
        await runner.cleanup()


async def _arguments(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        told: dict[str, Any] = await request.json()
        return told
    return {**request.query, **await request.post()}


async def _awaited(answer: Any) -> web.StreamResponse:
    response: web.StreamResponse = await answer if asyncio.iscoroutine(answer) else answer
    return response


def _streamed(arguments: dict[str, Any]) -> str:
    pieces = [chunk["text"] for chunk in arguments.get("chunks") or []]
    return "".join((arguments.get("markdown_text") or "", *pieces))
