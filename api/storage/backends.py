"""The two kinds of database: how a piece of work gets a connection and a transaction of each.

Work is a plain function of a connection. For Postgres SQLAlchemy runs it on an asyncio driver; for
SQLite, which only blocks, in a thread: one hop for a whole transaction, where an asyncio driver
makes four for each statement.
"""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol, TypeVar

from filelock import FileLock
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.ext.asyncio import create_async_engine

T = TypeVar("T")
Work = Callable[[Connection], T]

BUSY_TIMEOUT_S = 20
"""How long SQLite waits for another process to end its transaction."""

_CHECKPOINT_TIMEOUT_MS = 200

_READERS = 2

_MIGRATING_LOCK = 0x43504F21
"""Any number that no other program takes as its advisory lock."""

_POSTGRES = {"timeout": 3, "command_timeout": 10}
"""Seconds to connect, and for one command."""


class Backend(Protocol):
    """Runs work on a database.

    Attributes:
        engine: what makes the connections.
    """

    engine: Engine

    async def read(self, work: Work[T]) -> T:
        """Run work that only reads."""

    async def write(self, work: Work[T]) -> T:
        """Run work in a transaction: committed at its end, or undone by its error."""

    async def migrate(self, work: Work[None]) -> None:
        """The same, while no other process does."""

    async def empty_log(self) -> bool:
        """Empty the log of what was written, where what was erased would still be read."""

    async def close(self) -> None:
        """Close every connection."""


class SqliteBackend:
    """A SQLite file: one thread that writes, some that read."""

    def __init__(self, url: URL) -> None:
        self._path = Path(url.database or "").absolute()
        # Autocommit leaves BEGIN to us: the driver would begin a transaction without its lock.
        self.engine = create_engine(
            url,
            connect_args={"timeout": BUSY_TIMEOUT_S},
            isolation_level="AUTOCOMMIT",
            hide_parameters=True,
        )
        event.listen(self.engine, "connect", _set_up_sqlite)
        self._start_threads()

    async def read(self, work: Work[T]) -> T:
        """Run work that only reads."""
        return await _in(self._readers, self._read, work)

    async def write(self, work: Work[T]) -> T:
        """Run work in a transaction, which goes on to its end when its caller is cancelled."""
        return await _in(self._writer, self._write, work)

    async def migrate(self, work: Work[None]) -> None:
        """The same, making the file where there is none."""
        await _in(self._writer, self._migrate, work)

    async def empty_log(self) -> bool:
        """Truncate the write-ahead log. False when somebody still reads from it."""
        return await _in(self._writer, self._read, _truncate_log)

    async def close(self) -> None:
        """Close every connection; the next use opens new ones."""
        await _in(self._writer, Engine.dispose, self.engine)
        for threads in (self._writer, self._readers):
            threads.shutdown(wait=False)
        self._start_threads()

    def _start_threads(self) -> None:
        # Started one by one as they are needed: a process forked from one that is closed has its
        # own. A queue before a single writer is fair, which SQLite's own waiting is not.
        self._writer = ThreadPoolExecutor(1, "storage-writer")
        self._readers = ThreadPoolExecutor(_READERS, "storage-reader")

    def _read(self, work: Work[T]) -> T:
        with self.engine.connect() as connection:
            return work(connection)

    def _write(self, work: Work[T]) -> T:
        with self.engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            done = work(connection)
            connection.commit()
            return done

    def _migrate(self, work: Work[None]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        # Only its owner may read what people said; SQLite gives its other files the same mode.
        os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
        with FileLock(f"{self._path}.lock", timeout=BUSY_TIMEOUT_S, mode=0o600):
            self._read(lambda connection: connection.exec_driver_sql("PRAGMA journal_mode=WAL"))
            self._write(work)


class PostgresBackend:
    """A Postgres database."""

    def __init__(self, url: URL) -> None:
        self._engine = create_async_engine(
            url, connect_args=_POSTGRES, pool_pre_ping=True, hide_parameters=True
        )
        self.engine = self._engine.sync_engine

    async def read(self, work: Work[T]) -> T:
        """Run work that only reads."""
        async with self._engine.connect() as connection:
            return await connection.run_sync(work)

    async def write(self, work: Work[T]) -> T:
        """Run work in a transaction."""
        async with self._engine.begin() as connection:
            return await connection.run_sync(work)

    async def migrate(self, work: Work[None]) -> None:
        """The same, while no other process does."""
        async with self._engine.begin() as connection:
            await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATING_LOCK})")
            await connection.run_sync(work)

    async def empty_log(self) -> bool:
        """Nothing: no query reads what was erased from a log of Postgres's."""
        return True

    async def close(self) -> None:
        """Close every connection; the next use opens new ones."""
        await self._engine.dispose()


async def _in(pool: ThreadPoolExecutor, run: Callable[[Any], T], argument: object) -> T:
    return await asyncio.get_running_loop().run_in_executor(pool, run, argument)


def _truncate_log(connection: Connection) -> bool:
    # Writers wait while it waits for whoever reads, so it gives up early.
    connection.exec_driver_sql(f"PRAGMA busy_timeout={_CHECKPOINT_TIMEOUT_MS}")
    busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
    connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_TIMEOUT_S * 1000}")
    return bool(busy == 0)


def _set_up_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's
    for pragma in ("synchronous=FULL", "secure_delete=ON", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
