"""Answers what is delivered exactly once, whichever process it reaches and whichever crashes.

A claim is short and renewed while the work lasts. Who crashes loses it within seconds, and
whoever is delivered the same meanwhile waits for that: so a retry makes a crash good.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from functools import partial
from typing import Any

from api.logs import where
from api.slack.errors import TakenOver, Unsent
from api.storage import Deliveries

LEASE_S = 12.0
"""How long a claim outlives the process that took it."""

WAIT_S = 75.0
"""How long a delivery that somebody else claimed is watched: past Slack's retry a minute later."""

RETRY_S = 360.0
"""How long work that may succeed later is tried again."""

Work = Callable[[Callable[[], Awaitable[None]]], Coroutine[Any, Any, None]]
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
            work: given what makes sure that the claim still is ours, to be awaited before what
                cannot be taken back. Raises `Unsent` when it may succeed later; anything else it
                raises ends it.
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
        working = asyncio.ensure_future(work(partial(self._make_sure, keys)))
        try:
            while not (await asyncio.wait({working}, timeout=self._lease_s / 2))[0]:
                await self._make_sure(keys)
            working.result()
        except TakenOver:
            return False
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
            self._working.difference_update(keys)
        await self._done(keys)
        return True

    async def _make_sure(self, keys: tuple[str, ...]) -> None:
        # The last key of all is enough: whoever takes another of them finds it claimed.
        if not await self._deliveries.renew(keys[-1], self._lease_s):
            raise TakenOver

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
