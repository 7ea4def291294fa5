"""Counts that several processes share, for the rate limits of the `limits` library."""

from limits.aio.storage import Storage as LimitsStorage
from sqlalchemy import case, delete, select

from api.errors import StorageUnavailable
from api.storage.database import Database
from api.storage.keys import Keys
from api.storage.schema import rate_windows


class StoredWindows(LimitsStorage):
    """A row per client and limit, named by a salted hash: no address of anybody is stored.

    One statement counts and starts a new window where the last one has ended, so that two
    processes never let more through than one would.
    """

    STORAGE_SCHEME = None

    def __init__(self, database: Database, keys: Keys) -> None:
        super().__init__()
        self._database, self._keys = database, keys

    @property
    def base_exceptions(self) -> type[Exception]:
        """What a method raises when the database is out of service."""
        return StorageUnavailable

    async def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Add to a count, which begins anew `expiry` seconds after it began.

        Returns:
            The count now.
        """
        now = self._database.now()
        ended = rate_windows.c.ends_at <= now
        counted = self._database.insert(rate_windows).values(
            key=await self._keys.hashed(key), hits=amount, ends_at=now + expiry
        )
        statement = counted.on_conflict_do_update(
            index_elements=["key"],
            set_={
                "hits": case((ended, amount), else_=rate_windows.c.hits + amount),
                "ends_at": case((ended, now + expiry), else_=rate_windows.c.ends_at),
            },
        ).returning(rate_windows.c.hits)
        return await self._database.write(
            lambda connection: int(connection.execute(statement).scalar_one())
        )

    async def get(self, key: str) -> int:
        """The count of the window under way."""
        row = await self._row(key)
        return row[0] if row else 0

    async def get_expiry(self, key: str) -> float:
        """When the window under way ends, in seconds since 1970."""
        row = await self._row(key)
        return row[1] if row else self._database.now()

    async def check(self) -> bool:
        """Whether the database serves."""
        try:
            await self._keys.touch()
        except StorageUnavailable:
            return False
        return True

    async def reset(self) -> int | None:
        """Forget every count; how many they were."""
        every = delete(rate_windows)
        return await self._database.write(lambda connection: connection.execute(every).rowcount)

    async def clear(self, key: str) -> None:
        """Forget one count."""
        of_key = rate_windows.c.key == await self._keys.hashed(key)
        forgotten = delete(rate_windows).where(of_key)
        await self._database.write(lambda connection: connection.execute(forgotten))

    async def sweep(self, now: float) -> None:
        """Forget the windows that have ended."""
        ended = delete(rate_windows).where(rate_windows.c.ends_at <= now)
        await self._database.write(lambda connection: connection.execute(ended))

    async def _row(self, key: str) -> tuple[int, float] | None:
        query = select(rate_windows.c.hits, rate_windows.c.ends_at).where(
            rate_windows.c.key == await self._keys.hashed(key),
            rate_windows.c.ends_at > self._database.now(),
        )
        row = await self._database.read(lambda connection: connection.execute(query).one_or_none())
        return (int(row.hits), float(row.ends_at)) if row else None
