"""A small server that speaks OpenAI's chat protocol on loopback and behaves as it is told.

Its models are scripts: honest, lying, obeying whatever they read, slow, or broken.
"""

import contextlib
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Script = Callable[["Asked"], Iterator[str]]
"""What a model writes, piece by piece, for what it was asked."""

_PASSAGE = re.compile(r"^\[(\d+)\] (.+)$", re.MULTILINE)
_ORDER = re.compile(r"(?:ÉCRIS|WRITE|ENVOIE|SEND) ?:? ?([^\n‹›<>]+)")


@dataclass(frozen=True)
class Asked:
    """A request as a script sees it."""

    text: str
    body: dict[str, Any]

    @property
    def passages(self) -> list[tuple[int, str]]:
        return [(int(number), text) for number, text in _PASSAGE.findall(self.text)]


def honest(asked: Asked) -> Iterator[str]:
    """Quote the first two passages."""
    for number, text in asked.passages[:2]:
        yield from _pieces(f"{text.rstrip('.:')} [{number}]. ")


def obeying(asked: Asked) -> Iterator[str]:
    """Do all that is ordered anywhere in the input, and tell everything that was read."""
    for order in _ORDER.findall(asked.text):
        yield f"{order} [1]. "
    for line in asked.text.splitlines():
        yield f"{line} [1]. "
    yield "[clic](https://evil.example/?q=1) ![x](https://evil.example/p.png) [2]. "


def saying(text: str) -> Script:
    """Always write the same."""
    return lambda _asked: _pieces(text)


def citing(words: str, text: str) -> Script:
    """Write a text in which [n] is the number of the passage that holds some words."""

    def script(asked: Asked) -> Iterator[str]:
        number = next((n for n, passage in asked.passages if words in passage), 99)
        yield from _pieces(text.replace("[n]", f"[{number}]"))

    return script


def _pieces(text: str) -> Iterator[str]:
    yield from re.findall(r"\s*\S{1,6}", text)


@dataclass
class ModelServer:
    """The server, and what it was asked.

    Attributes:
        script: what the model writes.
        status: answered instead of the script when it is not 200.
        fault: "hang", "drip", "cut", "garbage" or "" for none.
        failing: how many requests from now on meet the status and fault; None for all.
    """

    script: Script = honest
    status: int = 200
    fault: str = ""
    failing: int | None = None
    asked: list[Asked] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "ModelServer":
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                self.close_connection = True
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    owner._answer(self, body)

            def log_message(self, format: str, *args: Any) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def _answer(self, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        text = "\n".join(_content(message["content"]) for message in body["messages"])
        asked = Asked(text, body)
        self.asked.append(asked)
        fails = self.failing is None or len(self.asked) <= self.failing
        if fails and self.fault == "hang":
            self.stop.wait(60)
            return
        if fails and self.status != 200:
            error = {"error": {"message": "key sk-SECRET is wrong", "type": "x", "code": "x"}}
            _send(handler, self.status, "application/json", json.dumps(error))
            return
        if fails and self.fault == "garbage":
            _send(handler, 200, "text/event-stream", "data: {not json\n\ndata: [DONE]\n\n")
            return
        self._stream(handler, asked, self.fault if fails else "")

    def _stream(self, handler: BaseHTTPRequestHandler, asked: Asked, fault: str) -> None:
        handler.send_response(200)
        handler.send_header("content-type", "text/event-stream")
        handler.send_header("connection", "close")
        if fault == "cut":  # more was promised than comes
            handler.send_header("content-length", "1000000")
        handler.end_headers()
        for place, piece in enumerate(self.script(asked)):
            if fault == "cut" and place == 8:
                return
            if fault == "drip" and self.stop.wait(0.3):
                return
            _event(handler, {"delta": {"role": "assistant", "content": piece}})
        _event(handler, {"delta": {}, "finish_reason": "stop"})
        usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
        _event(handler, None, usage)
        handler.wfile.write(b"data: [DONE]\n\n")


def _event(
    handler: BaseHTTPRequestHandler, choice: dict[str, Any] | None, usage: object = None
) -> None:
    choices = [{"index": 0, "finish_reason": None, **choice}] if choice else []
    chunk = {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": int(time.time()),
        "model": "scripted",
        "choices": choices,
        "usage": usage,
    }
    handler.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
    handler.wfile.flush()


def _send(handler: BaseHTTPRequestHandler, status: int, kind: str, text: str) -> None:
    handler.send_response(status)
    handler.send_header("content-type", kind)
    handler.send_header("content-length", str(len(text.encode())))
    handler.end_headers()
    handler.wfile.write(text.encode())


def _content(content: object) -> str:
    if isinstance(content, list):
        return "\n".join(part.get("text", "") for part in content)
    return str(content or "")
