"""`Deliveries` in the database; in memory while it is out of service."""

from contextlib import suppress
from secrets import token_hex

from sqlalchemy import delete, func, select, update

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
        self._claims: dict[str, str] = {}

    async def claim(self, key: str, lease_s: float) -> bool:
        """Take a delivery to answer it. True for exactly one caller."""
        if self._memory.holds(key):  # claimed while the database was out
            return False
        now, claim = self._database.now(), token_hex(16)
        values = {"claimed_until": now + lease_s, "claimed_by": claim}
        try:
            claimed = self._database.insert(deliveries).values(
                key=await self._keys.hashed(key), **values
            )
            # The row is this caller's if it is new, or if the claim before has lapsed.
            statement = claimed.on_conflict_do_update(
                index_elements=["key"],
                set_=values,
                where=(deliveries.c.done_at.is_(None)) & (deliveries.c.claimed_until <= now),
            ).returning(deliveries.c.key)
            won = await self._database.write(lambda connection: connection.scalar(statement))
        except StorageUnavailable:
            return await self._memory.claim(key, lease_s)
        if won is not None:
            self._claims[key] = claim
        return won is not None

    async def renew(self, key: str, lease_s: float) -> bool:
        """Make the claim of this process last. False when it lapsed and somebody else took it."""
        if self._memory.holds(key):
            return await self._memory.renew(key, lease_s)
        try:
            return await self._of_ours(key, claimed_until=self._database.now() + lease_s)
        except StorageUnavailable:
            return True  # nobody else can take it there meanwhile

    async def remember(self, key: str, sent: str) -> bool:
        """Note what was sent of an answer under the claim of this process."""
        if self._memory.holds(key):
            return await self._memory.remember(key, sent)
        try:
            return await self._of_ours(key, sent=sent)
        except StorageUnavailable:
            return True

    async def sent(self, key: str) -> str:
        """What was sent already of an answer that is not done."""
        if self._memory.holds(key):
            return await self._memory.sent(key)
        try:
            noted = select(deliveries.c.sent).where(
                deliveries.c.key == await self._keys.hashed(key)
            )
            return await self._database.read(lambda connection: connection.scalar(noted)) or ""
        except StorageUnavailable:
            return ""

    async def done(self, key: str) -> None:
        """Say it was answered: it is never claimed again."""
        self._claims.pop(key, None)
        now = self._database.now()
        try:
            answered = self._database.insert(deliveries).values(
                key=await self._keys.hashed(key), claimed_until=now, done_at=now
            )
            statement = answered.on_conflict_do_update(
                index_elements=["key"], set_={"done_at": now, "sent": None}
            )
            await self._database.write(lambda connection: connection.execute(statement))
        except StorageUnavailable:
            await self._memory.done(key)

    async def release(self, key: str) -> None:
        """Give up without an answer. What was sent of it stays known."""
        await self._memory.release(key)
        with suppress(StorageUnavailable):  # then it lasts as long as its lease
            await self._of_ours(key, claimed_until=self._database.now())
        self._claims.pop(key, None)

    async def _of_ours(self, key: str, **values: object) -> bool:
        """Change a claim of this process. False when it is no more, or never was."""
        of_key = deliveries.c.key == await self._keys.hashed(key)
        is_ours = deliveries.c.claimed_by == self._claims.get(key, "")
        changed = update(deliveries).where(of_key, is_ours, deliveries.c.done_at.is_(None))
        statement = changed.values(**values).returning(deliveries.c.key)
        return await self._database.write(lambda one: one.scalar(statement)) is not None

    async def sweep(self, now: float) -> None:
        """Forget what nobody delivers any more."""
        old = now - KEPT_S
        last_seen = func.coalesce(deliveries.c.done_at, deliveries.c.claimed_until)
        forgotten = delete(deliveries).where(last_seen < old)
        await self._database.write(lambda connection: connection.execute(forgotten))
