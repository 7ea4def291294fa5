"""Deliveries and threads that last as long as the process: for tests, and while storage is out."""

import time
from collections import OrderedDict
from math import inf, isinf

_MOST_KEYS = 10_000
"""What is remembered before the oldest is forgotten."""


class MemoryDeliveries:
    """`Deliveries` of one process."""

    def __init__(self) -> None:
        self._until: OrderedDict[str, float] = OrderedDict()
        self._sent: dict[str, str] = {}

    def holds(self, key: str) -> bool:
        """Whether it was answered, or is claimed and the lease lasts."""
        return self._until.get(key, -inf) > time.monotonic()

    async def claim(self, key: str, lease_s: float) -> bool:
        """Take a delivery to answer it."""
        if self.holds(key):
            return False
        self._keep(key, time.monotonic() + lease_s)
        return True

    async def renew(self, key: str, lease_s: float) -> bool:
        """Make one's claim last."""
        if isinf(self._until.get(key, inf)):
            return False
        self._keep(key, time.monotonic() + lease_s)
        return True

    async def remember(self, key: str, sent: str) -> bool:
        """Note what was sent of an answer."""
        if isinf(self._until.get(key, inf)):
            return False
        self._sent[key] = sent
        return True

    async def sent(self, key: str) -> str:
        """What was sent already."""
        return self._sent.get(key, "")

    async def done(self, key: str) -> None:
        """Say it was answered."""
        self._sent.pop(key, None)
        self._keep(key, inf)

    async def release(self, key: str) -> None:
        """Give up without an answer."""
        if not isinf(self._until.get(key, inf)):
            self._keep(key, -inf)

    def _keep(self, key: str, until: float) -> None:
        self._until[key] = until
        self._until.move_to_end(key)
        while len(self._until) > _MOST_KEYS:
            oldest, _ = self._until.popitem(last=False)
            self._sent.pop(oldest, None)


class MemoryThreads:
    """`Threads` of one process."""

    def __init__(self) -> None:
        self._bound: OrderedDict[str, str] = OrderedDict()

    async def conversation_of(self, thread: str) -> str | None:
        """The id of the conversation a thread is bound to, or None."""
        return self._bound.get(thread)

    async def bind(self, thread: str, conversation_id: str) -> str:
        """Bind a thread to a conversation; the first wins."""
        winner = self._bound.setdefault(thread, conversation_id)
        while len(self._bound) > _MOST_KEYS:
            self._bound.popitem(last=False)
        return winner

    async def forget(self, thread: str) -> None:
        """Unbind a thread."""
        self._bound.pop(thread, None)

    def forget_conversation(self, conversation_id: str) -> None:
        """Unbind every thread of a conversation."""
        for thread in [key for key, bound in self._bound.items() if bound == conversation_id]:
            del self._bound[thread]
