"""A coach under load that does not wait for it (open loop): throughput, waiting, overload.

    .venv/bin/python tests/benchmarks/load.py [--data FOLDER] [--seconds 20]

Questions arrive at a constant rate whatever becomes of those before, and each is timed from the
moment it was due: a client that waits for answers would hide how long others wait. Client and
server share the machine, one connection a question, no limit per client.
"""

import argparse
import asyncio
import itertools
import json
import os
import random
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field

from latency import mixed_questions, serving
from measuring import machine, quantile, say, table

_RATES = (10, 25, 50, 75, 100, 150, 200, 300, 400)
_KEPT_UP = 0.95
"""A rate is kept up with when this share of what was offered was answered in the time it took."""

_SLOW_STREAMS = 200


@dataclass
class Outcome:
    """What became of the questions of one run."""

    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    answered_ms: list[float] = field(default_factory=list)
    refused_ms: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return len(self.answered_ms) / self.seconds

    def row(self, name: str) -> list[str]:
        waits = [f"{quantile(self.answered_ms or [0], share):.0f}" for share in (0.5, 0.95, 0.99)]
        refused = sum(count for status, count in self.statuses.items() if status != 200)
        worst = f"{quantile(self.refused_ms, 0.99):.0f}" if self.refused_ms else ""
        return [name, f"{self.per_second:.0f}", *waits, str(refused), worst]


def main() -> None:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", help="COACH_DATA with an index that is built")
    parser.add_argument("--seconds", type=float, default=20)
    chosen = parser.parse_args()
    random.seed(30)
    say(machine())
    questions = mixed_questions(500)
    rows: list[list[str]] = []
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "COACH_DATA": chosen.data or folder, "COACH_RATE_LIMIT": "off"}
        environment["COACH_MAX_STREAMS"] = "100000"
        for workers in (1, 2):
            with serving(workers, environment) as coach:
                port = coach.ports[0]
                asyncio.run(arrive(port, questions, 10, min(5, chosen.seconds)))  # warm up
                peak = asyncio.run(find_peak(port, questions, chosen.seconds, workers, rows))
                over = asyncio.run(arrive(port, questions, 3 * peak, chosen.seconds))
                share = over.per_second / peak if peak else 0
                name = f"{workers}: {3 * peak:.0f}/s, three times the peak"
                rows.append([*over.row(name), f"{share:.0%} of the peak"])
                slow = asyncio.run(live_beside_streams(port, _SLOW_STREAMS))
                rows.append([f"{workers}: /live beside {_SLOW_STREAMS} streams", "", *slow, "", ""])
    header = ["workers: offered", "answered/s", "p50 ms", "p95", "p99", "refused", "their p99"]
    say(table([*header, "kept"], [[*row, *[""] * (8 - len(row))] for row in rows]))
    say(machine())


async def find_peak(
    port: int, questions: list[str], seconds: float, workers: int, rows: list[list[str]]
) -> float:
    """Offer more and more; the most that was answered in a second."""
    peak = 0.0
    for rate in _RATES:
        outcome = await arrive(port, questions, rate, seconds)
        rows.append(outcome.row(f"{workers}: {rate}/s"))
        peak = max(peak, outcome.per_second)
        if outcome.per_second < _KEPT_UP * rate:
            break
    return peak


async def arrive(port: int, questions: list[str], rate: float, seconds: float) -> Outcome:
    """Ask at a constant rate, whatever becomes of it."""
    outcome, asked = Outcome(), itertools.cycle(questions)
    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(round(rate * seconds)):
            due = began + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            group.create_task(ask(port, next(asked), due, outcome))
    outcome.seconds = time.perf_counter() - began
    return outcome


async def ask(port: int, question: str, due: float, outcome: Outcome) -> None:
    """Ask one question on a connection of its own, timed from when it was due."""
    body = json.dumps({"message": question}).encode()
    try:
        status, _ = await exchange(port, request("POST", "/api/chat", body))
    except OSError:
        status = 0
    took_ms = (time.perf_counter() - due) * 1000
    outcome.statuses[status] += 1
    (outcome.answered_ms if status == 200 else outcome.refused_ms).append(took_ms)


async def live_beside_streams(port: int, count: int) -> list[str]:
    """Quantiles of `/live` in ms while as many streams are read as slowly as can be."""
    body = json.dumps({"message": "Combien gagne un CPO ?"}).encode()
    asking = request("POST", "/api/chat", body, "Accept: text/event-stream\r\n")
    held = []
    for _ in range(count):
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=64)
        writer.write(asking)
        held.append((reader, writer))
    took_ms = []
    for _ in range(200):
        began = time.perf_counter()
        status, _ = await exchange(port, request("GET", "/live"))
        if status == 200:
            took_ms.append((time.perf_counter() - began) * 1000)
    for _, writer in held:
        writer.close()
    return [f"{quantile(took_ms, share):.0f}" for share in (0.5, 0.95, 0.99)]


def request(method: str, path: str, body: bytes = b"", headers: str = "") -> bytes:
    """A request whose answer ends with its connection."""
    head = f"{method} {path} HTTP/1.1\r\nHost: coach\r\nConnection: close\r\n{headers}"
    if body:
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return f"{head}\r\n".encode() + body


async def exchange(port: int, sent: bytes) -> tuple[int, bytes]:
    """Send a request and read all of its answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(sent)
        answer = await reader.read()
    finally:
        writer.close()
    return (int(answer[9:12]) if answer else 0), answer


if __name__ == "__main__":
    main()
