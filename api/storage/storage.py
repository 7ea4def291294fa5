"""Where everything people leave is kept, and what goes on while the database does not serve."""

import asyncio
from contextlib import suppress
from dataclasses import replace

from api.errors import StorageUnavailable
from api.storage.conversations import Beginning, ConversationRows, Head, may_open, owner_hash
from api.storage.database import Database
from api.storage.deliveries import StoredDeliveries
from api.storage.keys import Keys
from api.storage.recent import Known, Recent
from api.storage.threads import StoredThreads
from api.storage.windows import StoredWindows
from coach import Conversation, KeptConversation, Turn, new_id

DAY_S = 86_400


class Storage:
    """Keeps conversations, feedback, deliveries and threads. A `ConversationStore`.

    While the database is out of service conversations go on from memory, each turn `degraded`, and
    are stored once it serves again.

    Attributes:
        database: where it is kept, for other tables of the same database.
        deliveries: what was delivered more than once, answered once.
        threads: which conversation a thread of another program continues.
        windows: how many messages each client sent of late.
    """

    def __init__(self, database: Database, retention_days: float) -> None:
        self.database, self._retention_s = database, retention_days * DAY_S
        self._rows, self._recent = ConversationRows(database), Recent()
        self._keys = Keys(database)
        self.deliveries = StoredDeliveries(database, self._keys)
        self.threads = StoredThreads(database, self._keys)
        self.windows = StoredWindows(database, self._keys)
        self._wipe_due = True  # a process may have been killed between an erasure and its wiping

    @property
    def degraded(self) -> bool:
        """Whether something is kept in memory only."""
        return self.database.degraded or any(known.unsaved for known in self._recent.unsaved())

    async def create(self, owner: str = "", *, shown: bool = True) -> Conversation:
        """Begin a conversation with a new unguessable id; see `ConversationStore`."""
        conversation = Conversation(new_id())
        hashed = owner_hash(conversation.id, owner)
        beginning = Beginning(conversation.id, hashed, self.database.now())
        begun = False
        if shown:
            with suppress(StorageUnavailable):
                await self._rows.begin(beginning)
                begun = True
        self._recent.put(Known(beginning, conversation, begun))
        return conversation

    async def get(self, conversation_id: str, owner: str = "") -> Conversation | None:
        """The conversation of that id with its latest turns, or None.

        Raises:
            StorageUnavailable: whether there is one cannot be told.
        """
        known = self._recent.get(conversation_id)
        try:
            head = await self._head(conversation_id, known)
            if head is None or not may_open(head.owner, conversation_id, owner):
                return None
            if known is None or (known.begun and known.turn_count != head.turn_count):
                known = await self._read(conversation_id, head, known)
        except StorageUnavailable:
            if known is None:
                raise
            if not may_open(known.beginning.owner, conversation_id, owner):
                return None
        return known.conversation

    async def append(self, conversation_id: str, turn: Turn) -> Turn:
        """Add a turn, and those before it that wait; `degraded` when it has to wait too."""
        known = self._recent.get(conversation_id)
        waiting = known.unsaved if known else ()
        try:
            count = await self._rows.append(
                conversation_id,
                (*waiting, turn),
                beginning=known.beginning if known and not known.begun else None,
                again=bool(waiting),
            )
        except StorageUnavailable:
            turn = replace(turn, degraded=True)
            if known:
                self._recent.put(known.and_unsaved(turn))
            return turn
        if count is None:
            self._recent.forget(conversation_id)
        elif known:
            self._recent.put(known.and_saved(turn, count))
        return turn

    async def export(self, conversation_id: str, owner: str = "") -> KeptConversation | None:
        """Everything kept of a conversation, or None.

        Raises:
            StorageUnavailable: it cannot be read, or not all of it is stored.
        """
        known = self._recent.get(conversation_id)
        if known and not known.is_saved:
            await self._save(known)
        head = await self._rows.head(conversation_id)
        if head is None or not may_open(head.owner, conversation_id, owner):
            return None
        return await self._rows.export(conversation_id)

    async def erase(self, conversation_id: str, owner: str = "") -> bool:
        """Erase a conversation with its feedback and threads. False when there is none.

        Raises:
            StorageUnavailable: it is not erased.
        """
        known = self._recent.get(conversation_id)
        head = await self._head(conversation_id, known)
        if head is None or not may_open(head.owner, conversation_id, owner):
            return False
        if known is None or known.begun:
            await self._rows.erase(conversation_id)
        self._recent.forget(conversation_id)
        self.threads.forget_conversation(conversation_id)
        await self._wipe()
        return True

    async def rate(self, turn_id: str, value: int, comment: str | None, owner: str = "") -> bool:
        """Keep what a person thought of an answer; the last time wins. False: no such turn.

        Raises:
            StorageUnavailable: it is not kept.
        """
        found = await self._rows.owner_of_turn(turn_id)
        if found is None:
            waiting = (turn.id for known in self._recent.unsaved() for turn in known.unsaved)
            if turn_id in waiting:
                raise StorageUnavailable
            return False
        return may_open(found[1], found[0], owner) and await self._rows.rate(
            turn_id, value, comment
        )

    async def sweep(self, older_than_s: float | None = None) -> int:
        """Erase the conversations whose last turn is too old, and deliveries long answered.

        Args:
            older_than_s: instead of the retention.

        Returns:
            How many conversations were erased.

        Raises:
            StorageUnavailable: the database is out of service.
        """
        now = self.database.now()
        before = now - (self._retention_s if older_than_s is None else older_than_s)
        erased = await self._rows.erase_older(before)
        self._recent.forget_older(before)
        await self.deliveries.sweep(now)
        await self.windows.sweep(now)
        await self._wipe()
        return erased

    async def purge(self, older_than_days: float | None = None) -> int:
        """Sweep once and close; see `sweep`."""
        try:
            return await self.sweep(None if older_than_days is None else older_than_days * DAY_S)
        finally:
            await self.close()

    async def open(self) -> None:
        """Bring the database to this version, in an event loop that may end after it.

        Raises:
            StorageFailed: the database is of a newer version, or a migration failed.
        """
        with suppress(StorageUnavailable):  # it is logged, and tried again
            await self.database.open()
            await self._wipe()
        await self.close()

    async def close(self) -> None:
        """Close every connection; the next use opens new ones."""
        await self.database.close()

    async def save_waiting(self) -> None:
        """Store what waits for the database, and see whether it serves again."""
        self.database.try_again()
        for known in self._recent.unsaved():
            await self._save(known)
        if self.database.degraded:
            await self._keys.touch()
        if self._wipe_due:
            await self._wipe()

    async def _save(self, known: Known) -> None:
        waiting = known.unsaved
        beginning = None if known.begun else known.beginning
        conversation_id = known.conversation.id
        count = await self._rows.append(
            conversation_id, waiting, beginning=beginning, again=bool(waiting)
        )
        current = self._recent.get(conversation_id)
        if count is None:
            self._recent.forget(conversation_id)
        elif current is not None:  # turns may have been added in the meantime
            self._recent.put(current.without(waiting))

    async def _head(self, conversation_id: str, known: Known | None) -> Head | None:
        if known and not known.begun:
            return Head(known.beginning.owner, 0)
        head = await self._rows.head(conversation_id)
        if head is None:
            self._recent.forget(conversation_id)
        return head

    async def _read(self, conversation_id: str, head: Head, known: Known | None) -> Known:
        stored = await self._rows.latest(conversation_id)
        unsaved = known.unsaved if known else ()
        conversation = Conversation(conversation_id, (*stored, *unsaved))
        beginning = Beginning(conversation_id, head.owner, self.database.now())
        read = Known(beginning, conversation, True, head.turn_count, unsaved)
        self._recent.put(read)
        return read

    async def _wipe(self) -> None:
        self._wipe_due = True
        with suppress(StorageUnavailable):
            self._wipe_due = not await self.database.empty_log()


def open_storage(url: str, retention_days: float) -> Storage:
    """Open the storage of a URL, bringing its tables to this version. Blocks: outside event loops.

    A database that does not serve now does not stop the start.

    Raises:
        SettingsError: the URL is of no database that can be used.
        StorageFailed: the database is of a newer version, or a migration failed.
    """
    storage = Storage(Database(url), retention_days)
    asyncio.run(storage.open())
    return storage
