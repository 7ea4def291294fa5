"""Lets the turns under way end when the server stops, and ends those that would not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from api.errors import ServerStopping


class Stopping:
    """Knows the turns under way: uvicorn alone would cut a stream, or wait for it for ever."""

    def __init__(self) -> None:
        self._limits: set[asyncio.Timeout] = set()
        self._deadline: float | None = None

    def begin(self, grace_s: float) -> None:
        """Give the turns under way, and any that still arrive, `grace_s` seconds from now."""
        self._deadline = asyncio.get_running_loop().time() + grace_s
        for limit in self._limits:
            limit.reschedule(self._deadline)

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Interrupt what is awaited inside when the grace is over.

        Raises:
            ServerStopping: it was interrupted.
        """
        limit = asyncio.timeout_at(self._deadline)
        try:
            async with limit:
                self._limits.add(limit)
                yield
        except TimeoutError:
            if limit.expired():
                raise ServerStopping from None
            raise
        finally:
            self._limits.discard(limit)
