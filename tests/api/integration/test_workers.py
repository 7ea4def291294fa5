"""Several server processes behind one address."""

import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.api.integration.conftest import address_of, serving
from tests.api.integration.open_streams import assert_ended_once, open_streams

pytestmark = pytest.mark.integration

WORKERS = 2
STREAMS = 50


@pytest.fixture
def server(tiny_corpus_folder: Path, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    with serving(tiny_corpus_folder, tmp_path, str(WORKERS)) as process:
        yield process


def workers_of(process: subprocess.Popen[str]) -> set[int]:
    """The server processes among the children (one child of `spawn` tracks resources)."""
    found = set()
    for child in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split():
        if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
            found.add(int(child))
    return found


def wait_until(holds: Callable[[], bool], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.mark.promise(22, 28)
def test_asked_to_stop_every_worker_ends_its_streams_and_the_process_exits_with_0(
    server: subprocess.Popen[str], address: str
) -> None:
    """Promises 22 and 28, with two workers."""
    workers = workers_of(server)
    assert len(workers) == WORKERS
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
    assert not [worker for worker in workers if Path(f"/proc/{worker}").exists()]


def test_a_worker_that_is_killed_is_replaced_and_the_others_go_on_answering(
    server: subprocess.Popen[str], address: str
) -> None:
    before = workers_of(server)
    os.kill(min(before), signal.SIGKILL)
    answered = 0
    until = time.monotonic() + 20
    while (now := workers_of(server)) == before or len(now) < WORKERS:
        assert time.monotonic() < until
        with httpx.Client(base_url=address, trust_env=False) as client:  # a new connection
            answered += client.post("/api/chat", json={"message": "x"}).status_code == 200
    assert answered
    assert len(now & before) == WORKERS - 1
    server.send_signal(signal.SIGTERM)
    assert server.wait(15) == 0


def test_workers_stop_when_the_process_that_looks_after_them_is_killed(
    server: subprocess.Popen[str], address: str
) -> None:
    workers = workers_of(server)
    server.kill()
    server.wait()
    wait_until(lambda: not [w for w in workers if Path(f"/proc/{w}/cwd").exists()], 15)


def test_workers_that_cannot_start_stop_the_server_with_their_own_exit_code(
    tiny_corpus_folder: Path, tmp_path: Path
) -> None:
    with serving(tiny_corpus_folder, tmp_path, str(WORKERS), "failing") as server:
        assert server.wait(30) == 78
        assert server.stdout is not None
        assert server.stdout.read() == "", "it was never ready"
    assert "cpo-coach: canary of the worker" in (tmp_path / "log").read_text()


def test_the_counts_of_all_workers_are_added_up(address: str) -> None:
    for _ in range(20):
        with httpx.Client(base_url=address, trust_env=False) as client:  # whichever accepts
            client.post("/api/chat", json={"message": "x"})
    texts = {httpx.get(f"{address}/metrics", trust_env=False).text for _ in range(6)}
    counted = {
        line
        for text in texts
        for line in text.splitlines()
        if line.startswith("coach_turns_total{")
    }
    assert len(counted) == 1
    assert counted.pop().endswith(" 20.0")


@pytest.mark.promise(9)
def test_two_workers_let_through_as_many_messages_as_one(
    tiny_corpus_folder: Path, tmp_path: Path, figure: Callable[[str], None]
) -> None:
    """Promise 9: to one more or less."""
    settings = {
        "COACH_RATE_LIMIT": "20/hour",
        "COACH_DATABASE_URL": f"sqlite:///{tmp_path / 'coach.sqlite3'}",
    }
    with serving(tiny_corpus_folder, tmp_path, str(WORKERS), **settings) as server:
        address = address_of(server)
        statuses = Counter(
            httpx.post(f"{address}/api/chat", json={"message": "x"}, trust_env=False).status_code
            for _ in range(40)
        )
        server.send_signal(signal.SIGTERM)
        assert server.wait(15) == 0
    figure(f"{statuses[200]} of 20 allowed over {WORKERS} workers")
    assert abs(statuses[200] - 20) <= 1
    assert statuses[200] + statuses[429] == 40
