"""A server process around a fake coach."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SCRIPT = ROOT / "tests" / "api" / "fake_coach.py"


@contextmanager
def serving(
    folder: Path, log_folder: Path, *arguments: str, **settings: str
) -> Iterator[subprocess.Popen[str]]:
    """A server process around a fake coach, killed at the end if it is still there."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **settings}
    with (log_folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, str(SCRIPT), str(folder), *arguments],
            cwd=log_folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()
            assert process.stdout is not None
            process.stdout.close()


def address_of(server: subprocess.Popen[str]) -> str:
    """Where a server process listens, once it does."""
    assert server.stdout is not None
    return f"http://127.0.0.1:{int(server.stdout.readline())}"


@pytest.fixture
def server(tiny_corpus_folder: Path, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    with serving(tiny_corpus_folder, tmp_path) as process:
        yield process


@pytest.fixture
def address(server: subprocess.Popen[str]) -> str:
    return address_of(server)
