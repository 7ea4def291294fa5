"""A PostgreSQL server for tests, on loopback, of the programs this machine has."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest


@contextmanager
def postgres_server() -> Iterator[str]:
    """Start a server with its durability on. The URL is without the name of a database."""
    folder = Path(tempfile.mkdtemp(prefix="coach-postgres-"))
    # PostgreSQL refuses to run as root.
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    try:
        initdb = [_program("initdb"), "-D", str(folder / "data"), "-U", "coach", "-A", "trust"]
        subprocess.run(
            [*initdb, "-E", "UTF8", "--locale=C"],
            user=user,
            check=True,
            cwd=folder,
            capture_output=True,
        )
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [_program("postgres"), *_options(folder, port)],
                user=user,
                cwd=folder,
                stdout=log,
                stderr=log,
            )
        try:
            url = f"postgresql://coach@127.0.0.1:{port}"
            _wait_for(url, server)
            yield url
        finally:
            server.send_signal(signal.SIGQUIT)  # at once: nobody needs what it holds
            server.wait(10)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def empty_database(server: str) -> str:
    """The URL of its one database, emptied: making one for each test would take seconds."""
    run_sql(f"{server}/postgres", "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    return f"{server}/postgres"


def run_sql(url: str, *statements: str) -> list[asyncpg.Record]:
    """Run statements, each in a transaction of its own; the rows of the last."""

    async def run() -> list[asyncpg.Record]:
        connection = await asyncpg.connect(url)
        try:
            rows: list[asyncpg.Record] = []
            for statement in statements:
                rows = await connection.fetch(statement)
            return rows
        finally:
            await connection.close()

    with ThreadPoolExecutor(1) as thread:  # a test may be in an event loop
        return thread.submit(asyncio.run, run()).result()


def _options(folder: Path, port: int) -> list[str]:
    return ["-D", str(folder / "data"), "-p", str(port), "-h", "127.0.0.1", "-k", str(folder)]


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
        if not installed:
            pytest.skip("PostgreSQL is not installed")
        found = str(installed[-1])
    return found


def _wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        try:
            run_sql(f"{url}/postgres", "SELECT 1")
        except (OSError, asyncpg.PostgresError):
            assert server.poll() is None, "PostgreSQL stopped"
            time.sleep(0.1)
        else:
            return
    raise AssertionError("PostgreSQL does not answer")
