"""The database behind the stores: brought to this version's tables, and known to serve or not."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, Table, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from api.errors import SettingsError, StorageFailed, StorageUnavailable
from api.storage.backends import Backend, PostgresBackend, SqliteBackend, T, Work
from api.storage.faults import describe, is_out_of_service
from api.storage.migrating import MIGRATIONS, upgrade

RETRY_AFTER_S = 1.0
"""After a failure the database is left alone this long: waiting for it would slow every answer."""

_DRIVERS = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+asyncpg"}

_OUT = "the database of conversations is out of service"

_log = logging.getLogger(__name__)


class Database:
    """A SQLite file or a Postgres database, brought to this version's tables when first used.

    Attributes:
        degraded: whether the last thing asked of it failed.
        now: tells the time, in seconds since 1970.

    Args:
        url: `sqlite:///path` or `postgresql://user:password@host/name`.
        migrations: the folder of the migrations.
        now: as the attribute.

    Raises:
        SettingsError: the URL is of no database that can be used.
    """

    def __init__(
        self,
        url: str,
        migrations: Path = MIGRATIONS,
        now: Callable[[], float] = time.time,
    ) -> None:
        driven, self.now = _driven(url), now
        self._is_sqlite = driven.get_backend_name() == "sqlite"
        self._backend: Backend = (
            SqliteBackend(driven) if self._is_sqlite else PostgresBackend(driven)
        )
        self._migrations = migrations
        self.degraded = False
        self._is_prepared, self._preparing = False, asyncio.Lock()
        self._closed_until = {"read": 0.0, "write": 0.0}

    @property
    def engine(self) -> Engine:
        """What makes the connections. To use it, pass work to `read` or `write`."""
        return self._backend.engine

    async def read(self, work: Work[T]) -> T:
        """Run work that only reads.

        Raises:
            StorageUnavailable: the database is out of service.
        """
        return await self._served("read", lambda: self._backend.read(work))

    async def write(self, work: Work[T]) -> T:
        """Run work in a transaction: committed at its end, or undone by its error.

        Raises:
            StorageUnavailable: the database is out of service; nothing was written.
        """
        done = await self._served("write", lambda: self._backend.write(work))
        if self.degraded:
            self.degraded = False
            _log.warning("storage serves again")
        return done

    def try_again(self) -> None:
        """Ask the database once more, however short ago it failed."""
        self._closed_until = {"read": 0.0, "write": 0.0}

    async def empty_log(self) -> bool:
        """Empty the log that what was erased could still be read from. True once it is empty.

        Raises:
            StorageUnavailable: the database is out of service.
        """
        return await self._served("write", self._backend.empty_log)

    def insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        """An insertion that can say what to do about a row that is there already."""
        return sqlite.insert(table) if self._is_sqlite else postgresql.insert(table)

    async def open(self) -> None:
        """Bring the database to this version's tables. Other processes that start wait for it.

        Raises:
            StorageFailed: it is of a newer version, or a migration failed and was undone.
            StorageUnavailable: the database is out of service; it will be tried again.
        """
        try:
            await self._prepare()
        except (SQLAlchemyError, OSError) as error:
            self._went_out("write", error)
            raise StorageUnavailable(_OUT) from None

    async def close(self) -> None:
        """Close every connection; the next use opens new ones."""
        await self._backend.close()

    async def _served(self, what: str, run: Callable[[], Awaitable[T]]) -> T:
        if time.monotonic() < self._closed_until[what]:
            raise StorageUnavailable(_OUT)
        try:
            if not self._is_prepared:
                await self._prepare()
            return await run()
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

    async def _prepare(self) -> None:
        async with self._preparing:
            if self._is_prepared:
                return
            try:
                await self._backend.migrate(self._upgrade)
            except (SQLAlchemyError, OSError) as error:
                if is_out_of_service(error):
                    raise
                raise StorageFailed(
                    f"a migration failed and was undone, nothing is lost: {describe(error)}"
                ) from None
            self._is_prepared = True

    def _upgrade(self, connection: Connection) -> None:
        upgrade(connection, self._migrations)


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
