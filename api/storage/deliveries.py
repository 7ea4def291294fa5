"""`Deliveries` in the database; in memory while it is out of service."""

from sqlalchemy import delete, func, update

from api.errors import StorageUnavailable
from api.storage.database import Database
from api.storage.keys import Keys
from api.storage.memory import MemoryDeliveries
from api.storage.schema import deliveries

KEPT_S = 5 * 86_400
"""How long an answered delivery is known: whoever delivers gives up long before."""


class StoredDeliveries:
    """Lets exactly one caller answer each delivery, across processes."""

    def __init__(self, database: Database, keys: Keys) -> None:
        self._database, self._keys = database, keys
        self._memory = MemoryDeliveries()
        self._claimed_until: dict[str, float] = {}

    async def claim(self, key: str, lease_s: float) -> bool:
        """Take a delivery to answer it. True for exactly one caller."""
        if self._memory.holds(key):  # claimed while the database was out
            return False
        now = self._database.now()
        try:
            claimed = self._database.insert(deliveries).values(
                key=await self._keys.hashed(key), claimed_until=now + lease_s
            )
            # The row is this caller's if it is new, or if the claim before has lapsed.
            statement = claimed.on_conflict_do_update(
                index_elements=["key"],
                set_={"claimed_until": now + lease_s},
                where=(deliveries.c.done_at.is_(None)) & (deliveries.c.claimed_until <= now),
            ).returning(deliveries.c.key)
            won = await self._database.write(lambda connection: connection.scalar(statement))
        except StorageUnavailable:
            return await self._memory.claim(key, lease_s)
        if won is not None:
            self._claimed_until[key] = now + lease_s
        return won is not None

    async def renew(self, key: str, lease_s: float) -> bool:
        """Make the claim of this process last. False when it lapsed and somebody else took it."""
        if self._memory.holds(key):
            return await self._memory.renew(key, lease_s)
        until = self._database.now() + lease_s
        try:
            of_key = deliveries.c.key == await self._keys.hashed(key)
            # The time a claim lasts until tells it from another's of the same key.
            is_ours = deliveries.c.claimed_until == self._claimed_until.get(key)
            longer = update(deliveries).where(of_key, is_ours, deliveries.c.done_at.is_(None))
            statement = longer.values(claimed_until=until).returning(deliveries.c.key)
            renewed = await self._database.write(lambda connection: connection.scalar(statement))
        except StorageUnavailable:
            return True  # nobody else can take it there meanwhile
        if renewed is not None:
            self._claimed_until[key] = until
        return renewed is not None

    async def done(self, key: str) -> None:
        """Say it was answered: it is never claimed again."""
        self._claimed_until.pop(key, None)
        now = self._database.now()
        try:
            answered = self._database.insert(deliveries).values(
                key=await self._keys.hashed(key), claimed_until=now, done_at=now
            )
            statement = answered.on_conflict_do_update(
                index_elements=["key"], set_={"done_at": now}
            )
            await self._database.write(lambda connection: connection.execute(statement))
        except StorageUnavailable:
            await self._memory.done(key)

    async def release(self, key: str) -> None:
        """Give up without an answer."""
        self._claimed_until.pop(key, None)
        await self._memory.release(key)
        try:
            of_key = deliveries.c.key == await self._keys.hashed(key)
            claim = delete(deliveries).where(of_key, deliveries.c.done_at.is_(None))
            await self._database.write(lambda connection: connection.execute(claim))
        except StorageUnavailable:
            return  # then it lasts as long as its lease

    async def sweep(self, now: float) -> None:
        """Forget what nobody delivers any more."""
        old = now - KEPT_S
        last_seen = func.coalesce(deliveries.c.done_at, deliveries.c.claimed_until)
        forgotten = delete(deliveries).where(last_seen < old)
        await self._database.write(lambda connection: connection.execute(forgotten))
