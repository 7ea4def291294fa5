"""What `compose.yaml` describes, as processes: two coaches behind nginx, with PostgreSQL."""

import re
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from tests.api.integration.conftest import ROOT, address_of, serving
from tests.api.storage.postgres import empty_database, postgres_server
from tests.conftest import counts

pytestmark = [pytest.mark.integration, pytest.mark.xdist_group("postgres")]

REQUESTS = counts(400, 5000)


class Replicas:
    """Two coaches on ports of their own, each of which can be restarted."""

    def __init__(self, stack: ExitStack, articles: Path, folder: Path, database: str) -> None:
        self._stack, self._articles, self._folder, self._database = (
            stack,
            articles,
            folder,
            database,
        )
        self.ports = [free_port(), free_port()]
        self.running = [self._start(number) for number in range(2)]

    def restart(self, number: int) -> None:
        """Stop one as a deployment does, and start it again where it was."""
        self.running[number].send_signal(signal.SIGTERM)
        assert self.running[number].wait(15) == 0
        self.running[number] = self._start(number)

    def _start(self, number: int) -> subprocess.Popen[str]:
        folder = self._folder / f"coach-{number}"
        folder.mkdir(exist_ok=True)
        settings = {
            "COACH_PORT": str(self.ports[number]),
            "COACH_DATABASE_URL": self._database,
            "COACH_RATE_LIMIT": "100000/minute",
            "COACH_TRUSTED_PROXIES": "127.0.0.1",
        }
        coach = self._stack.enter_context(serving(self._articles, folder, **settings))
        address_of(coach)  # it is ready
        return coach


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def nginx(folder: Path, ports: list[int]) -> Iterator[str]:
    """Our own configuration, with the addresses of this machine."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        pytest.skip("nginx is not installed (Debian: nginx-light)")
    port = free_port()
    text = (ROOT / "api" / "deploy" / "nginx.conf").read_text("utf-8")
    for number, backend in enumerate(ports, 1):
        text = text.replace(f"coach-{number}:8000", f"127.0.0.1:{backend}")
    text = text.replace("listen 8080", f"listen 127.0.0.1:{port}").replace("/tmp/", f"{folder}/")
    text = re.sub("worker_processes auto", "worker_processes 1", text)
    configuration = folder / "nginx.conf"
    configuration.write_text(text, "utf-8")
    arguments = [program, "-e", "stderr", "-p", str(folder), "-c", str(configuration)]
    subprocess.run([*arguments, "-t", "-q"], check=True)
    proxy = subprocess.Popen([*arguments, "-g", "daemon off;"])
    try:
        until = time.monotonic() + 10
        while not answers(port):
            assert time.monotonic() < until
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        proxy.terminate()
        proxy.wait(10)


@pytest.fixture
def replicas(tiny_corpus_folder: Path, tmp_path: Path) -> Iterator[Replicas]:
    with postgres_server() as server, ExitStack() as stack:
        yield Replicas(stack, tiny_corpus_folder, tmp_path, empty_database(server))


@pytest.fixture
def address(replicas: Replicas, tmp_path: Path) -> Iterator[str]:
    with nginx(tmp_path, replicas.ports) as address:
        yield address


def test_a_conversation_goes_on_whichever_replica_answers(replicas: Replicas, address: str) -> None:
    conversation_id = None
    with httpx.Client(base_url=address, trust_env=False) as client:
        for number in range(6):
            body = {"message": "x", "conversation_id": conversation_id}
            reply = client.post("/api/chat", json=body)
            assert reply.status_code == 200
            conversation_id = reply.json()["conversation_id"]
            assert reply.json()["answer"] == f"{number} avant [1]"
        assert client.get("/metrics").status_code == 404, "inside only"
    for port in replicas.ports:
        counted = httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False).text
        assert "coach_turns_total{" in counted, "both answered"


def test_a_stream_arrives_piece_by_piece_through_the_proxy(address: str) -> None:
    headers = {"Accept": "text/event-stream"}
    body = {"message": "wait"}
    with (
        httpx.Client(base_url=address, trust_env=False) as client,
        client.stream("POST", "/api/chat", json=body, headers=headers, timeout=10) as stream,
    ):
        text = ""
        for piece in stream.iter_text():  # it never ends: what is read has not been held back
            text += piece
            if "event: delta" in text:
                break
    assert "event: meta" in text


@pytest.mark.promise(28)
def test_a_rolling_restart_loses_no_request(
    replicas: Replicas, address: str, figure: Callable[[str], None]
) -> None:
    """Promise 28, of two replicas behind a proxy."""
    statuses: Counter[int | str] = Counter()
    restarted = threading.Event()

    def ask() -> None:
        with httpx.Client(base_url=address, trust_env=False, timeout=30) as client:
            while not restarted.is_set() or statuses.total() < REQUESTS:
                try:
                    reply = client.post("/api/chat", json={"message": "x"})
                    statuses[reply.status_code] += 1
                except httpx.HTTPError as error:
                    statuses[type(error).__name__] += 1

    clients = [threading.Thread(target=ask) for _ in range(4)]
    for client in clients:
        client.start()
    try:
        for number in range(2):
            time.sleep(0.5)
            replicas.restart(number)
            time.sleep(2.5)  # nginx tries it again
    finally:
        restarted.set()
        for client in clients:
            client.join()
    figure(f"{statuses.total() - statuses[200]} of {statuses.total()} requests lost")
    assert dict(statuses) == {200: statuses.total()}
