"""Answers what is delivered exactly once, whichever process it reaches and whichever crashes.

A claim is short and renewed while the work lasts. Who crashes loses it within seconds, and
whoever is delivered the same meanwhile waits for that: so a retry makes a crash good.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

from api.logs import where
from api.slack.claims import Claim
from api.slack.errors import TakenOver, Unsent
from api.storage import Deliveries

LEASE_S = 12.0
"""How long a claim outlives the process that took it."""

WAIT_S = 75.0
"""How long a delivery that somebody else claimed is watched: past Slack's retry a minute later."""

RETRY_S = 360.0
"""How long work that may succeed later is tried again."""

Work = Callable[[Claim], Coroutine[Any, Any, None]]
"""What is done once; see `Once.run`."""

_log = logging.getLogger(__name__)


class Once:
    """Runs work for what only one may answer."""

    def __init__(self, deliveries: Deliveries, lease_s: float = LEASE_S) -> None:
        self._deliveries, self._lease_s = deliveries, lease_s
        self._stopped = asyncio.Event()
        self._working: set[str] = set()

    def stop(self) -> None:
        """Begin nothing any more, and wait for nothing."""
        self._stopped.set()

    async def run(self, keys: tuple[str, ...], work: Work) -> None:
        """Do the work unless it was done; while somebody else does it, wait whether they crash.

        Args:
            keys: each stands for the thing delivered; all are claimed.
            work: given the claim, to make sure of before what cannot be taken back. Raises
                `Unsent` when it may succeed later; anything else it raises ends it.
        """
        began, patience_s = time.monotonic(), WAIT_S
        while time.monotonic() - began < patience_s and not self._stopped.is_set():
            if not self._working & set(keys) and await self._claimed(keys):
                if await self._finished(keys, work):
                    return
                patience_s = RETRY_S
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), self._lease_s)

    async def _finished(self, keys: tuple[str, ...], work: Work) -> bool:
        """Work while the claim is ours. Whether it ended, in whatever way."""
        # The last key of all is enough: whoever takes another of them finds it claimed.
        claim = Claim(self._deliveries, keys[-1], self._lease_s)
        working = asyncio.create_task(work(claim))
        try:
            await _ended(working, asyncio.create_task(claim.keep()))
            working.result()
        except TakenOver:
            return False
        except Unsent:
            await self._release(keys)
            return False
        except asyncio.CancelledError:
            if working.cancelled() or working.exception():
                await self._release(keys)
            else:
                await self._done(keys)
            raise
        except Exception as error:
            _log.error("slack delivery failed %s", where(error))
        finally:
            self._working.difference_update(keys)
        await self._done(keys)
        return True

    async def _claimed(self, keys: tuple[str, ...]) -> bool:
        self._working.update(keys)  # at once: the same may be delivered again while this waits
        taken: list[str] = []
        for key in keys:
            if not await self._deliveries.claim(key, self._lease_s):
                self._working.difference_update(keys)
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


async def _ended(working: asyncio.Task[None], renewing: asyncio.Task[None]) -> None:
    """Let work go on while its claim is renewed. Nothing of either goes on afterwards.

    Raises:
        TakenOver: the claim was lost before the work ended.
    """
    both = {working, renewing}
    try:
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in both:
            task.cancel()  # does nothing to one that ended
        await asyncio.wait(both)  # it may end what it was sending, and then has ended after all
        if not renewing.cancelled():
            renewing.exception()  # it does not matter where the work ended
    if working.cancelled():
        renewing.result()
