"""Traces go to a collector when their variables are set, and nowhere otherwise.

Each case is a process of its own: the libraries read the environment once.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.model_server import ModelServer, saying

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[3]
TYPED, WRITTEN = "canari-tapé", "canari-écrit"

MODEL_CALL = f"""
import asyncio, time
from api.chat_model import build_writer
from api.settings import read_settings
from corpus import load_corpus

async def call():
    writer = build_writer(read_settings(), load_corpus())
    until = asyncio.get_running_loop().time() + 20
    async for piece in writer.caller.stream([("human", {TYPED!r})], until):
        print(piece, end="")

asyncio.run(call())
from langchain_core.tracers.langchain import wait_for_all_tracers
wait_for_all_tracers()
from opentelemetry import trace
getattr(trace.get_tracer_provider(), "force_flush", int)()
"""

REQUESTS = f"""
import sys
from pathlib import Path
from fastapi.testclient import TestClient
from api.app import create_app
from api.settings import read_settings
from corpus import load_corpus
from tests.api.fake_coach import fake_parts

app = create_app(read_settings(), fake_parts(load_corpus(Path(sys.argv[1]))))
with TestClient(app, raise_server_exceptions=False) as client:
    turn = client.post("/api/chat", json={{"message": {TYPED!r}}}).json()
    conversation = turn["conversation_id"]
    assert client.get(f"/api/conversations/{{conversation}}").status_code == 200
    assert client.post("/api/chat", json={{"message": {TYPED!r} * 999}}).status_code == 422
    app.state.parts.coach.failure = ValueError({TYPED!r})
    assert client.post("/api/chat", json={{"message": {TYPED!r}}}).status_code == 500
print(conversation)
"""

LANGSMITH = {"LANGSMITH_TRACING": "true", "LANGSMITH_API_KEY": "key"}


class Collector:
    """Takes whatever is sent to it."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.sent = b""
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = self.headers["content-length"]
                owner.sent += self.rfile.read(int(length)) if length else self._chunks()
                self.do_GET()

            def do_GET(self) -> None:
                owner.paths.append(self.path)
                self.send_response(200)
                self.send_header("content-length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def _chunks(self) -> bytes:
                sent = b""
                while size := int(self.rfile.readline(), 16):
                    sent += self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()
                return sent

            def log_message(self, format: str, *args: Any) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"


@pytest.fixture
def collector() -> Iterator[Collector]:
    collector = Collector()
    thread = threading.Thread(target=collector.server.serve_forever, args=(0.02,))
    thread.start()
    yield collector
    collector.server.shutdown()
    thread.join()
    collector.server.server_close()


def _run(collector: Collector, folder: Path, script: str, *arguments: str, **set_: str) -> str:
    """Run a script that could send to the collector: where to is always said, whether is not."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    environment = {
        **kept,
        "PYTHONPATH": str(ROOT),
        "LANGSMITH_ENDPOINT": collector.url,
        "LANGSMITH_DISABLE_RUN_COMPRESSION": "true",  # to read what was sent
        "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
        **set_,
    }
    command = [sys.executable, "-c", script, *arguments]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _call_a_model(collector: Collector, folder: Path, **set_: str) -> None:
    with ModelServer(saying(f"Le {WRITTEN}.")) as server:
        model = {"COACH_CHAT_MODEL": "scripted", "COACH_CHAT_MODEL_URL": server.url}
        assert WRITTEN in _run(collector, folder, MODEL_CALL, **model, **set_)
        assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("mode", "where"), [("langsmith", "/runs/multipart"), ("otel", "/v1/traces")]
)
def test_a_call_of_a_model_is_traced_with_what_was_read_and_written(
    collector: Collector, tmp_path: Path, mode: str, where: str
) -> None:
    _call_a_model(collector, tmp_path, **LANGSMITH, LANGSMITH_TRACING_MODE=mode)
    assert where in collector.paths
    assert {"/info", where} >= set(collector.paths)
    for text in (TYPED, WRITTEN):
        assert text.encode() in collector.sent or ascii(text)[1:-1].encode() in collector.sent


@pytest.mark.parametrize("more", [{}, {"LANGSMITH_TRACING": "false"}, {"LANGSMITH_API_KEY": "key"}])
def test_nothing_is_sent_of_a_model_when_it_is_not_asked_for(
    collector: Collector, tmp_path: Path, more: dict[str, str]
) -> None:
    _call_a_model(collector, tmp_path, **more)
    assert collector.paths == []


def test_requests_are_traced_without_what_people_typed_and_what_opens_a_conversation(
    collector: Collector, tmp_path: Path, tiny_corpus_folder: Path
) -> None:
    conversation = _run(
        collector, tmp_path, REQUESTS, str(tiny_corpus_folder), FASTAPI_OTEL_AUTO_CONFIGURE="true"
    )
    assert "/v1/traces" in collector.paths
    assert b"/api/chat" in collector.sent
    assert b"/api/conversations" not in collector.sent
    assert conversation.strip().encode() not in collector.sent
    assert b"canari" not in collector.sent


def test_nothing_is_sent_of_requests_when_it_is_not_asked_for(
    collector: Collector, tmp_path: Path, tiny_corpus_folder: Path
) -> None:
    assert _run(collector, tmp_path, REQUESTS, str(tiny_corpus_folder))
    assert collector.paths == []
