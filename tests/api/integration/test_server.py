"""A real server process, over loopback."""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import httpx
import pytest

from tests.api.integration.open_streams import assert_ended_once, open_streams

pytestmark = pytest.mark.integration

EVENTS = {"Accept": "text/event-stream"}
STREAMS = 50
LISTENS = "0A"
"""The state of a socket that listens, in the kernel's tables."""


def test_a_stream_arrives_and_the_server_stops_when_asked(
    server: subprocess.Popen[str], address: str
) -> None:
    with httpx.Client(base_url=address, trust_env=False) as client:
        response = client.post("/api/chat", json={"message": "x"}, headers=EVENTS)
        assert response.text.count("event: done") == 1
        assert "server" not in response.headers
    server.send_signal(signal.SIGTERM)
    assert server.wait(10) == 0


@pytest.mark.promise(17)
def test_one_socket_listens_and_it_is_of_this_machine(
    server: subprocess.Popen[str], address: str
) -> None:
    """Promise 17."""
    own = {
        os.readlink(link).removeprefix("socket:[").removesuffix("]")
        for link in Path(f"/proc/{server.pid}/fd").iterdir()
    }
    listening = []
    for family in ("tcp", "tcp6"):
        for line in Path(f"/proc/{server.pid}/net/{family}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == LISTENS and fields[9] in own:
                listening.append(fields[1])
    port = int(address.rpartition(":")[2])
    assert listening == [f"0100007F:{port:04X}"]  # 127.0.0.1, as the kernel writes it


@pytest.mark.promise(22, 28)
def test_asked_to_stop_the_server_ends_every_open_stream_and_exits_in_time(
    server: subprocess.Popen[str], address: str
) -> None:
    """Promises 22 and 28."""
    with open_streams(address, "wait", STREAMS) as streams:
        for stream in streams:
            stream.read_until(b"event: delta")
        began = time.monotonic()
        server.send_signal(signal.SIGTERM)
        for stream in streams:
            stream.read_to_end()
        assert server.wait(10) == 0
        assert time.monotonic() - began < 10
        for stream in streams:
            assert_ended_once(stream, b"error")


@pytest.mark.promise(8)
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


@pytest.mark.promise(11)
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
