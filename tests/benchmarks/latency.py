"""A running coach: how soon it is ready, what it weighs, how fast it answers.

    .venv/bin/python tests/benchmarks/latency.py [--data FOLDER] [--questions 500] [--seconds 10]

Starts `cpo-coach serve` on a free port, with the index of FOLDER built first and off the clock; one
client asks a shuffled mix of the development questions, each in a conversation of its own, then
eight clients ask as fast as they can, of one worker and of two. Where `serve` has no `--workers`,
two workers are two processes on two ports. Client and server share the machine.
"""

import argparse
import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from measuring import DEV_QUESTIONS, machine, memory_mb, peak_memory_mb, quantile, say, table

COACH = Path(sys.executable).parent / "cpo-coach"
_CLIENTS = 8
_WARM_UP = 30
_FORBIDDEN = ("torch", "sklearn", "sentence_transformers")
"""What serving with the shipped encoder must not load."""


class Serving:
    """Processes of `cpo-coach serve` that are ready.

    Args:
        ports: where they listen.
        processes: what was started; their children serve too.
        ready_s: from the start of the first to the last one's readiness.
    """

    def __init__(
        self, ports: list[int], processes: list[subprocess.Popen[bytes]], ready_s: float
    ) -> None:
        self.ports, self.ready_s = ports, ready_s
        self._processes = processes

    def workers(self) -> list[int]:
        """The processes that hold an index: the started ones or, of several, their children."""
        found = [pid for process in self._processes for pid in _with_children(process.pid)]
        largest = max(memory_mb(pid)[1] for pid in found)
        return [pid for pid in found if memory_mb(pid)[1] > largest / 2]


def main() -> None:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, metavar="FOLDER")
    parser.add_argument("--questions", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=10, help="of eight clients asking")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        data = given.data or Path(scratch)
        environment = {**os.environ, "COACH_DATA": str(data), "COACH_RATE_LIMIT": "off"}
        subprocess.run([COACH, "index"], env=environment, check=True)
        questions = mixed_questions(given.questions)
        say(machine())
        rows = []
        for workers in (1, 2):
            with serving(workers, environment) as coach:
                alone = ask_alone(coach.ports[0], questions) if workers == 1 else []
                rate, together = ask_together(coach.ports, questions, given.seconds)
                rows.append(row(workers, coach, alone, rate, together))
        say(table(HEADER, rows))
        say(machine())


HEADER = (
    "workers",
    "ready s",
    "RSS / PSS / peak MB a worker",
    "1 client p50 / p95 / p99 ms",
    f"{_CLIENTS} clients: answers/s",
    "p50 / p95 / p99 ms",
    "must not be loaded",
)


def row(
    workers: int, coach: Serving, alone: list[float], rate: float, together: list[float]
) -> tuple[str, ...]:
    """One row of the table."""
    weights = []
    loaded: set[str] = set()
    for pid in coach.workers():
        rss, pss = memory_mb(pid)
        weights.append(f"{rss:.0f} / {pss:.0f} / {peak_memory_mb(pid):.0f}")
        maps = Path(f"/proc/{pid}/maps").read_text("utf-8")
        loaded |= {name for name in _FORBIDDEN if f"/{name}/" in maps}
    return (
        f"{workers}",
        f"{coach.ready_s:.1f}",
        ", ".join(weights),
        percentiles(alone),
        f"{rate:.0f}",
        percentiles(together),
        ", ".join(sorted(loaded)) or "nothing",
    )


def percentiles(latencies_ms: list[float]) -> str:
    """Median, 95th and 99th percentile."""
    if not latencies_ms:
        return ""
    return " / ".join(f"{quantile(latencies_ms, share):.1f}" for share in (0.5, 0.95, 0.99))


def mixed_questions(count: int) -> list[str]:
    """So many development questions of both languages and every kind, shuffled, some twice."""
    asked = [
        json.loads(line)["question"]
        for language in ("fr", "en")
        for line in (DEV_QUESTIONS / f"{language}.jsonl").read_text("utf-8").splitlines()
    ]
    asked *= -(-count // len(asked))
    random.Random(0).shuffle(asked)
    return asked[:count]


@contextmanager
def serving(workers: int, environment: dict[str, str]) -> Iterator[Serving]:
    """Start coaches, wait until they are ready, and stop them."""
    told = subprocess.run([COACH, "serve", "--help"], capture_output=True, text=True, check=True)
    one_command = workers == 1 or "--workers" in told.stdout
    ports = [free_port() for _ in range(1 if one_command else workers)]
    extra = ["--workers", str(workers)] if one_command and workers > 1 else []
    began = time.perf_counter()
    processes = [
        subprocess.Popen(
            [COACH, "serve", "--port", str(port), *extra],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for port in ports
    ]
    try:
        for port, process in zip(ports, processes, strict=True):
            wait_until_ready(port, process)
        yield Serving(ports, processes, time.perf_counter() - began)
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
        for process in processes:
            process.wait(timeout=20)


def wait_until_ready(port: int, process: subprocess.Popen[bytes], timeout_s: float = 120) -> None:
    """Return once `/ready` says so."""
    until = time.perf_counter() + timeout_s
    while time.perf_counter() < until:
        if process.poll() is not None:
            raise SystemExit(f"cpo-coach serve ended with {process.returncode}")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/ready")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.02)
    raise SystemExit(f"not ready after {timeout_s:.0f} s")


def ask_alone(port: int, questions: list[str]) -> list[float]:
    """The time of each answer to one client, in ms."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for question in questions[:_WARM_UP]:
        ask(connection, question)
    return [ask(connection, question) for question in questions]


def ask_together(
    ports: list[int], questions: list[str], seconds: float
) -> tuple[float, list[float]]:
    """Answers a second to several clients at once, and the time of each, in ms."""
    latencies_ms: list[float] = []
    began = time.perf_counter()

    def client(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", ports[number % len(ports)], timeout=30)
        chance = random.Random(number)
        while time.perf_counter() < began + seconds:
            latencies_ms.append(ask(connection, chance.choice(questions)))

    threads = [threading.Thread(target=client, args=(number,)) for number in range(_CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(latencies_ms) / (time.perf_counter() - began), latencies_ms


def ask(connection: http.client.HTTPConnection, question: str) -> float:
    """Ask one question; the time until the whole answer is read, in ms."""
    body = json.dumps({"message": question})
    start = time.perf_counter()
    connection.request("POST", "/api/chat", body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    answer = response.read()
    if response.status != 200:
        raise SystemExit(f"status {response.status}: {answer[:200]!r}")
    return 1000 * (time.perf_counter() - start)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _with_children(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text("utf-8").split():
            found += _with_children(int(child))
    return found


if __name__ == "__main__":
    main()
