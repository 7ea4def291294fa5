"""Many clients at once, and clients that leave."""

import os
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.api.integration.open_streams import assert_ended_once, open_streams
from tests.conftest import counts

pytestmark = pytest.mark.integration

SLOW_CHATS = 200


def sockets_of(server: subprocess.Popen[str]) -> int:
    count = 0
    for link in Path(f"/proc/{server.pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            count += os.readlink(link).startswith("socket:")
    return count


@pytest.mark.promise(22, 27)
def test_the_server_is_alive_at_once_while_many_chats_are_slow(
    server: subprocess.Popen[str], address: str, figure: Callable[[str], None]
) -> None:
    """Promise 27, and 22: each of them ends with one `done`."""
    limit_ms = counts(1000, 100)  # other tests run beside
    with open_streams(address, "think", counts(24, SLOW_CHATS)) as thinking:
        with open_streams(address, "wait", SLOW_CHATS - len(thinking)):
            took = []
            with httpx.Client(base_url=address, trust_env=False) as client:
                for _ in range(200):
                    began = time.perf_counter()
                    assert client.get("/live").status_code == 200
                    took.append(time.perf_counter() - began)
            p99_ms = sorted(took)[-2] * 1000  # of 200
            figure(f"p99 {p99_ms:.0f} ms with {SLOW_CHATS} chats in flight")
            assert p99_ms <= limit_ms
        for stream in thinking:
            stream.read_until(b"0\r\n\r\n")
            assert_ended_once(stream, b"done")


@pytest.mark.promise(29)
@pytest.mark.parametrize("accept", ["text/event-stream", "application/json"])
def test_clients_that_leave_free_their_sockets_in_two_seconds(
    server: subprocess.Popen[str], address: str, accept: str
) -> None:
    """Promise 29."""
    httpx.get(f"{address}/live", trust_env=False)
    time.sleep(0.5)  # that connection is gone
    before = sockets_of(server)
    limit_s = counts(6, 2)  # other tests run beside
    with open_streams(address, "wait", 50, accept) as streams:
        until = time.monotonic() + 10
        while sockets_of(server) < before + len(streams):
            assert time.monotonic() < until
            time.sleep(0.01)
    until = time.monotonic() + limit_s
    while sockets_of(server) > before:
        assert time.monotonic() < until
        time.sleep(0.05)
