"""Server processes that keep what is said, to be killed."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
SCRIPT = Path(__file__).parent / "stored_server.py"


class Servers:
    """Starts servers on one database, one after the other."""

    def __init__(self, starter: "subprocess.Popen[str]") -> None:
        self._starter = starter
        self.started: list[int] = []

    def start(self) -> tuple[str, int]:
        """The address and the process of a new server that listens."""
        assert self._starter.stdin is not None
        assert self._starter.stdout is not None
        print(file=self._starter.stdin, flush=True)
        port, process = map(int, self._starter.stdout.readline().split())
        self.started.append(process)
        return f"http://127.0.0.1:{port}", process

    def kill(self, process: int) -> None:
        self.started.remove(process)
        os.kill(process, signal.SIGKILL)


@pytest.fixture
def servers(tiny_corpus_folder: Path, database_url: str, tmp_path: Path) -> Iterator[Servers]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with (tmp_path / "log").open("w") as log:
        starter = subprocess.Popen(
            [sys.executable, str(SCRIPT), str(tiny_corpus_folder), database_url],
            cwd=tmp_path,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        servers = Servers(starter)
        try:
            yield servers
        finally:
            for process in servers.started:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            starter.kill()
            starter.communicate()
