"""A real server process, over loopback."""

import signal
import socket
import subprocess
import time
from pathlib import Path

import httpx
import pytest

pytestmark = pytest.mark.integration

EVENTS = {"Accept": "text/event-stream"}
STREAMS = 50


def test_a_stream_arrives_and_the_server_stops_when_asked(
    server: subprocess.Popen[str], address: str
) -> None:
    with httpx.Client(base_url=address, trust_env=False) as client:
        response = client.post("/api/chat", json={"message": "x"}, headers=EVENTS)
        assert response.text.count("event: done") == 1
        assert "server" not in response.headers
    server.send_signal(signal.SIGTERM)
    assert server.wait(10) == 0


def test_asked_to_stop_the_server_ends_every_open_stream_and_exits_in_time(
    server: subprocess.Popen[str], address: str
) -> None:
    """Promise 28."""
    host, port = address.removeprefix("http://").split(":")
    body = b'{"message": "wait"}'
    request = (
        b"POST /api/chat HTTP/1.1\r\nHost: coach\r\nContent-Type: application/json\r\n"
        b"Accept: text/event-stream\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
    )
    streams = [socket.create_connection((host, int(port)), timeout=15) for _ in range(STREAMS)]
    try:
        for stream in streams:
            stream.sendall(request)
        texts = []
        for stream in streams:
            text = b""
            while b"event: delta" not in text:
                text += stream.recv(4096)
            texts.append(text)
        began = time.monotonic()
        server.send_signal(signal.SIGTERM)
        for number, stream in enumerate(streams):
            while piece := stream.recv(4096):
                texts[number] += piece
        assert server.wait(10) == 0
        assert time.monotonic() - began < 10
    finally:
        for stream in streams:
            stream.close()
    for text in texts:
        assert text.count(b"event: error") == 1
        assert b"event: done" not in text
        assert text.endswith(b"0\r\n\r\n")  # the end of a response that is whole


def test_a_body_too_large_is_refused_while_it_is_being_sent(address: str) -> None:
    """Promise 8."""
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as stream:
        stream.sendall(
            b"POST /api/chat HTTP/1.1\r\nHost: coach\r\nContent-Type: application/json\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n"
        )
        for _ in range(70):
            stream.sendall(b"400\r\n" + b" " * 1024 + b"\r\n")
        assert stream.recv(4096).startswith(b"HTTP/1.1 413 ")


def test_nothing_that_was_said_is_in_the_log(
    server: subprocess.Popen[str], address: str, tmp_path: Path
) -> None:
    """Promise 11."""
    with httpx.Client(base_url=address, trust_env=False) as client:
        reply = client.post("/api/chat", json={"message": "canary"}).json()
        client.get(f"/nowhere?conversation={reply['conversation_id']}")
    server.send_signal(signal.SIGTERM)
    server.wait(10)
    log = (tmp_path / "log").read_text()
    assert "turn conversation=" in log
    for secret in ("canary", reply["conversation_id"], reply["turn_id"]):
        assert secret not in log
