"""The database behind the stores: one engine, its transactions, and whether it serves."""

import asyncio
import logging
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from filelock import AsyncFileLock
from sqlalchemy import URL, Table, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from api.errors import SettingsError, StorageFailed, StorageUnavailable
from api.storage.faults import describe, is_out_of_service
from api.storage.migrating import MIGRATIONS, upgrade

BUSY_TIMEOUT_S = 20
"""How long SQLite waits for another process to end its transaction."""

_CHECKPOINT_TIMEOUT_MS = 200

RETRY_AFTER_S = 1.0
"""After a failure the database is left alone this long: waiting for it would slow every answer."""

_MIGRATING_LOCK = 0x43504F21
"""Any number that no other program takes as its advisory lock."""

_POSTGRES = {"timeout": 3, "command_timeout": 10}
"""Seconds to connect, and for one command."""

_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}

_OUT = "the database of conversations is out of service"

_log = logging.getLogger(__name__)


class Database:
    """A SQLite file or a Postgres database, brought to this version's tables when first used.

    Attributes:
        engine: for other tables of the same database.
        degraded: whether the last thing asked of it failed.

    Args:
        url: `sqlite:///path` or `postgresql://user:password@host/name`.
        migrations: the folder of the migrations.
        now: tells the time, in seconds since 1970.

    Raises:
        SettingsError: the URL is of no database that can be used.
    """

    def __init__(
        self,
        url: str,
        migrations: Path = MIGRATIONS,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._url, self.now = _driven(url), now
        self._migrations = migrations
        self.is_sqlite = self._url.get_backend_name() == "sqlite"
        self.engine = self._make_engine()
        self.degraded = False
        self._prepared = False
        self._closed_until = {"read": 0.0, "write": 0.0}
        self._writing, self._preparing = asyncio.Lock(), asyncio.Lock()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection to read with.

        Raises:
            StorageUnavailable: the database is out of service.
        """
        async with self._served("read"):
            await self._prepare()
            async with self.engine.connect() as connection:
                yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A connection in a transaction: committed at the end, or undone by an error.

        Raises:
            StorageUnavailable: the database is out of service; nothing was written.
        """
        async with self._served("write"):
            await self._prepare()
            async with self._transaction() as connection:
                yield connection
        if self.degraded:
            self.degraded = False
            _log.warning("storage serves again")

    def insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        """An insertion that can say what to do about a row that is there already."""
        return sqlite.insert(table) if self.is_sqlite else postgresql.insert(table)

    async def open(self) -> None:
        """Bring the database to this version's tables.

        Raises:
            StorageFailed: it is of a newer version, or a migration failed and was undone.
            StorageUnavailable: the database is out of service; it will be tried again.
        """
        try:
            await self._prepare()
        except (SQLAlchemyError, OSError) as error:
            self._went_out("write", error)
            raise StorageUnavailable(_OUT) from None

    async def checkpoint(self) -> bool:
        """Empty SQLite's write-ahead log, where what was erased would still be. True once it is."""
        if not self.is_sqlite:
            return True
        async with self._served("write"), self._writing, self.engine.connect() as connection:
            # Writers wait while it waits for whoever reads, so it gives up early.
            await connection.exec_driver_sql(f"PRAGMA busy_timeout={_CHECKPOINT_TIMEOUT_MS}")
            result = await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            is_busy = result.one()[0] == 1
            await connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_TIMEOUT_S * 1000}")
        return not is_busy

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()

    @asynccontextmanager
    async def _served(self, what: str) -> AsyncIterator[None]:
        if time.monotonic() < self._closed_until[what]:
            raise StorageUnavailable(_OUT)
        try:
            yield
        except (SQLAlchemyError, OSError, StorageFailed) as error:
            if not isinstance(error, StorageFailed) and not is_out_of_service(error):
                raise
            self._went_out(what, error)
            raise StorageUnavailable(_OUT) from None  # the cause's message may quote a row

    def _went_out(self, what: str, error: Exception) -> None:
        self._closed_until[what] = time.monotonic() + RETRY_AFTER_S
        if not self.degraded:
            _log.error("storage is out of service: %s", describe(error))
        self.degraded = True

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[AsyncConnection]:
        if not self.is_sqlite:
            async with self.engine.begin() as connection:
                yield connection
            return
        # One writer at a time: in this process by the lock, which is fair, unlike SQLite's waiting.
        async with self._writing, self.engine.connect() as connection:
            await connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            await connection.commit()

    async def _prepare(self) -> None:
        async with self._preparing:
            if self._prepared:
                return
            try:
                await self._migrate()
            except (SQLAlchemyError, OSError) as error:
                if is_out_of_service(error):
                    raise
                raise StorageFailed(
                    f"a migration failed and was undone, nothing is lost: {describe(error)}"
                ) from None
            self._prepared = True

    async def _migrate(self) -> None:
        if not self.is_sqlite:
            async with self._transaction() as connection:
                await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATING_LOCK})")
                await connection.run_sync(upgrade, self._migrations)
            return
        path = Path(self._url.database or "").absolute()
        path.parent.mkdir(parents=True, exist_ok=True)
        # Only its owner may read what people said; SQLite gives its other files the same mode.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        async with AsyncFileLock(f"{path}.lock", timeout=BUSY_TIMEOUT_S, mode=0o600):
            async with self.engine.connect() as connection:
                await connection.exec_driver_sql("PRAGMA journal_mode=WAL")
            async with self._transaction() as connection:
                await connection.run_sync(upgrade, self._migrations)

    def _make_engine(self) -> AsyncEngine:
        if not self.is_sqlite:
            return create_async_engine(
                self._url, connect_args=_POSTGRES, pool_pre_ping=True, hide_parameters=True
            )
        # Autocommit leaves BEGIN to us: the driver would begin a transaction without its lock.
        engine = create_async_engine(
            self._url,
            connect_args={"timeout": BUSY_TIMEOUT_S},
            isolation_level="AUTOCOMMIT",
            hide_parameters=True,
        )
        event.listen(engine.sync_engine, "connect", _set_up_sqlite)
        return engine


def _driven(url: str) -> URL:
    try:
        parsed = make_url(url)
        backend = {"postgres": "postgresql"}.get(parsed.drivername, parsed.get_backend_name())
        driven = parsed.set(drivername=_DRIVERS[backend])
    except (ArgumentError, KeyError, ValueError):
        raise SettingsError(
            "bad setting COACH_DATABASE_URL: it is neither sqlite:/// nor postgresql://"
        ) from None
    if backend == "sqlite" and driven.database in (None, "", ":memory:"):
        raise SettingsError("bad setting COACH_DATABASE_URL: SQLite needs the path of a file")
    return driven


def _set_up_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's
    cursor = connection.cursor()
    for pragma in ("synchronous=FULL", "secure_delete=ON", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
