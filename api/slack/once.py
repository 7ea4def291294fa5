"""Answers what is delivered exactly once, whichever process it reaches and whichever crashes.

A claim is short and renewed while the work lasts. Who crashes loses it within seconds, and
whoever is delivered the same meanwhile waits for that: so a retry makes a crash good.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

from api.logs import where
from api.slack.errors import Unsent
from api.storage import Deliveries

LEASE_S = 12.0
"""How long a claim outlives the process that took it."""

WAIT_S = 75.0
"""How long a delivery that somebody else claimed is watched: past Slack's retry a minute later."""

RETRY_S = 360.0
"""How long work that may succeed later is tried again."""

_log = logging.getLogger(__name__)


class Once:
    """Runs work for what only one may answer."""

    def __init__(self, deliveries: Deliveries, lease_s: float = LEASE_S) -> None:
        self._deliveries, self._lease_s = deliveries, lease_s
        self._stopped = asyncio.Event()

    def stop(self) -> None:
        """Begin nothing any more, and wait for nothing."""
        self._stopped.set()

    async def run(self, keys: tuple[str, ...], work: Callable[[], Awaitable[None]]) -> None:
        """Do the work unless it was done; while somebody else does it, wait whether they crash.

        Args:
            keys: each stands for the thing delivered; all are claimed.
            work: raises `Unsent` when it may succeed later; anything else it raises ends it.
        """
        began, patience_s = time.monotonic(), WAIT_S
        while time.monotonic() - began < patience_s and not self._stopped.is_set():
            if await self._claimed(keys):
                if await self._finished(keys, work):
                    return
                patience_s = RETRY_S
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), self._lease_s)

    async def _finished(self, keys: tuple[str, ...], work: Callable[[], Awaitable[None]]) -> bool:
        """Work while the claim is ours. Whether it ended, in whatever way."""
        working = asyncio.ensure_future(work())
        claimed_at = time.monotonic()
        try:
            while True:
                await asyncio.wait({working}, timeout=self._lease_s / 3)
                if working.done():
                    break
                if not await self._still_claimed(keys, claimed_at):
                    return False  # somebody else took it over: the reply is theirs
                claimed_at = time.monotonic()
            working.result()
        except Unsent:
            await self._release(keys)
            return False
        except Exception as error:
            _log.error("slack delivery failed %s", where(error))
        except asyncio.CancelledError:
            await self._release(keys)
            raise
        finally:
            working.cancel()
        await self._done(keys)
        return True

    async def _still_claimed(self, keys: tuple[str, ...], claimed_at: float) -> bool:
        if time.monotonic() - claimed_at >= self._lease_s:  # held up: it may be another's by now
            return await self._claimed(keys)
        for key in keys:
            await self._deliveries.renew(key, self._lease_s)
        return True

    async def _claimed(self, keys: tuple[str, ...]) -> bool:
        taken: list[str] = []
        for key in keys:
            if not await self._deliveries.claim(key, self._lease_s):
                await self._release(tuple(taken))
                return False
            taken.append(key)
        return True

    async def _release(self, keys: tuple[str, ...]) -> None:
        for key in keys:
            await self._deliveries.release(key)

    async def _done(self, keys: tuple[str, ...]) -> None:
        for key in keys:
            await self._deliveries.done(key)
