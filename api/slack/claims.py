"""One process's hold on what it answers, with what it sent of the answer so far."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from api.slack.errors import TakenOver
from api.storage import Deliveries

T = TypeVar("T")

_CALL_GRACE_S = 1.0
"""What a call under way may take when its caller is stopped: little of a server's time to stop."""


class Claim:
    """A claim of something delivered. Every process that holds it in turn sees what was sent."""

    def __init__(self, deliveries: Deliveries, key: str, lease_s: float) -> None:
        self._deliveries, self._key, self._lease_s = deliveries, key, lease_s

    async def make_sure(self) -> None:
        """Renew it.

        Raises:
            TakenOver: it lapsed, and somebody else took it.
        """
        if not await self._deliveries.renew(self._key, self._lease_s):
            raise TakenOver

    async def keep(self) -> None:
        """Renew it for ever.

        Raises:
            TakenOver: as `make_sure`.
        """
        while True:
            await asyncio.sleep(self._lease_s / 2)
            await self.make_sure()

    async def sent(self) -> list[str]:
        """The timestamps of the messages that were sent, by whoever held the claim."""
        return (await self._deliveries.sent(self._key)).split()

    async def remember(self, sent: list[str]) -> None:
        """Note the timestamps of the messages that are sent.

        Raises:
            TakenOver: as `make_sure`.
        """
        if not await self._deliveries.remember(self._key, " ".join(sent)):
            raise TakenOver


async def unbroken(call: Coroutine[Any, Any, T]) -> T:
    """Await what may not be left half-way, a moment longer than its caller when that is stopped."""
    calling = asyncio.create_task(call)
    try:
        return await asyncio.shield(calling)
    except asyncio.CancelledError:
        await asyncio.wait({calling}, timeout=_CALL_GRACE_S)
        calling.cancel()
        await asyncio.wait({calling})
        if not calling.cancelled():
            calling.exception()  # nobody is left to be told
        raise
