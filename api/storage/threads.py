"""`Threads` in the database; in memory while it is out of service."""

from sqlalchemy import Connection, delete, select

from api.errors import StorageUnavailable
from api.storage.database import Database
from api.storage.keys import Keys
from api.storage.memory import MemoryThreads
from api.storage.schema import conversations, threads


class StoredThreads:
    """Knows which conversation each thread of another program continues."""

    def __init__(self, database: Database, keys: Keys) -> None:
        self._database, self._keys = database, keys
        self._memory = MemoryThreads()

    async def conversation_of(self, thread: str) -> str | None:
        """The id of the conversation a thread is bound to, or None."""
        try:
            bound = select(threads.c.conversation_id)
            query = bound.where(threads.c.key == await self._keys.hashed(thread))
            found: str | None = await self._database.read(
                lambda connection: connection.scalar(query)
            )
        except StorageUnavailable:
            found = None
        return found or await self._memory.conversation_of(thread)

    async def bind(self, thread: str, conversation_id: str) -> str:
        """Bind a thread to a conversation; the first wins."""
        # Bound while the database was out: that one came first, and is in the database by now.
        conversation_id = await self._memory.conversation_of(thread) or conversation_id
        try:
            key = await self._keys.hashed(thread)
            winner = await self._database.write(
                lambda connection: self._bind(connection, key, conversation_id)
            )
        except StorageUnavailable:
            winner = None
        if winner is not None:
            await self._memory.forget(thread)
            return winner
        return await self._memory.bind(thread, conversation_id)  # not in the database, or not yet

    async def forget(self, thread: str) -> None:
        """Unbind a thread.

        Raises:
            StorageUnavailable: it is still bound.
        """
        await self._memory.forget(thread)
        key = await self._keys.hashed(thread)
        bound = delete(threads).where(threads.c.key == key)
        await self._database.write(lambda connection: connection.execute(bound))

    def forget_conversation(self, conversation_id: str) -> None:
        """Unbind, in memory, every thread of a conversation that was erased."""
        self._memory.forget_conversation(conversation_id)

    def _bind(self, connection: Connection, key: str, conversation_id: str) -> str | None:
        # Locked where rows can be: it may not be erased before its thread is there.
        there = select(conversations.c.id).where(conversations.c.id == conversation_id)
        if connection.scalar(there.with_for_update()) is not None:
            added = self._database.insert(threads).on_conflict_do_nothing()
            connection.execute(added, {"key": key, "conversation_id": conversation_id})
        bound = select(threads.c.conversation_id).where(threads.c.key == key)
        winner: str | None = connection.scalar(bound)
        return winner
