"""Does a coach grow? Readiness, then the memory of one worker over very many questions.

    .venv/bin/python tests/benchmarks/growth.py [--data FOLDER] [--questions 50000]

Eight clients ask as fast as they are answered; each begins a new conversation every ten questions,
rates one answer of it and erases every second conversation, over HTTP with storage and all. What is
kept of the others is in the database, which may grow. FOLDER is copied, and left as it is.
"""

import argparse
import http.client
import json
import os
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path

from latency import COACH, mixed_questions, serving
from measuring import machine, memory_mb, peak_memory_mb, say, table

_CLIENTS = 8
_QUESTIONS_A_CONVERSATION = 10
_PARTS = 10
_SETTLED = 5
"""From this tenth on a worker should not grow: what it keeps in memory is full by then."""


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, help="COACH_DATA with an index that is built")
    parser.add_argument("--questions", type=int, default=50_000)
    chosen = parser.parse_args()
    say(machine())
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "data"
        if chosen.data:
            shutil.copytree(chosen.data, folder, ignore=shutil.ignore_patterns("coach.sqlite3*"))
        environment = {**os.environ, "COACH_DATA": str(folder), "COACH_RATE_LIMIT": "off"}
        subprocess.run([COACH, "index"], env=environment, check=True)  # off the clock
        with serving(1, environment) as coach:
            [worker] = coach.workers()
            say(f"ready after {coach.ready_s:.1f} s")
            memory = measure(coach.ports[0], worker, chosen.questions)
            say(f"most ever held: {peak_memory_mb(worker):.0f} MB")
        kept = sum(path.stat().st_size for path in folder.glob("coach.sqlite3*")) / 1e6
    say(f"database: {kept:.1f} MB")
    growth = memory[-1] - memory[_SETTLED]
    asked = chosen.questions * (_PARTS - _SETTLED) // _PARTS
    say(f"growth over the last {asked:,} questions: {growth:+.1f} MB")
    say(machine())


def measure(port: int, worker: int, count: int) -> list[float]:
    """The resident memory of a worker in MB, before and after every tenth of the questions."""
    questions, memory = mixed_questions(500), [memory_mb(worker)[0]]
    rows = [["0", f"{memory[0]:.0f}", f"{threads_of(worker)}", f"{files_of(worker)}"]]
    for part in range(1, _PARTS + 1):
        share = count // _PARTS // _CLIENTS
        failures: list[str] = []
        clients = [
            threading.Thread(target=ask, args=(port, questions, share, number * 61, failures))
            for number in range(_CLIENTS)
        ]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        if failures:
            raise SystemExit(f"{len(failures)} clients failed: {failures[0]}")
        memory.append(memory_mb(worker)[0])
        asked = f"{share * _CLIENTS * part:,}"
        rows.append([asked, f"{memory[-1]:.0f}", f"{threads_of(worker)}", f"{files_of(worker)}"])
    say(table(["questions", "memory MB", "threads", "open files"], rows))
    return memory


def ask(port: int, questions: list[str], count: int, first: int, failures: list[str]) -> None:
    """Be one client; what stops it is added to the failures."""
    try:
        _converse(
            http.client.HTTPConnection("127.0.0.1", port, timeout=60), questions, count, first
        )
    except Exception as error:
        failures.append(repr(error))


def _converse(
    connection: http.client.HTTPConnection, questions: list[str], count: int, first: int
) -> None:
    conversation: str | None = None
    for number in range(count):
        question = questions[(first + number) % len(questions)]
        body = {"message": question, "conversation_id": conversation}
        reply = exchange(connection, "POST", "/api/chat", body)
        conversation = reply["conversation_id"]
        if (number + 1) % _QUESTIONS_A_CONVERSATION:
            continue
        exchange(connection, "POST", "/api/feedback", {"turn_id": reply["turn_id"], "value": 1})
        if number // _QUESTIONS_A_CONVERSATION % 2:
            exchange(connection, "DELETE", f"/api/conversations/{conversation}")
        conversation = None
    connection.close()


def exchange(
    connection: http.client.HTTPConnection, method: str, path: str, body: object = None
) -> dict[str, str]:
    """Send a request; the JSON of its answer, if it has any."""
    sent = json.dumps(body) if body is not None else None
    connection.request(method, path, sent, {"Content-Type": "application/json"})
    response = connection.getresponse()
    answer = response.read()
    if response.status not in (200, 204):
        raise RuntimeError(f"{method} {path}: {response.status}")
    return dict(json.loads(answer)) if answer else {}


def threads_of(process: int) -> int:
    """How many threads a process has."""
    return len(list(Path(f"/proc/{process}/task").iterdir()))


def files_of(process: int) -> int:
    """How many files and sockets a process has open."""
    return len(list(Path(f"/proc/{process}/fd").iterdir()))


if __name__ == "__main__":
    main()
