"""Looks after what is stored while the application runs."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from api.errors import StorageUnavailable
from api.storage.storage import Storage

_TRY_EVERY_S = 5.0
"""How often what waits for the database is tried again; nor does what was erased wait longer."""

_SWEEP_EVERY_S = 3600.0

_log = logging.getLogger(__name__)


@asynccontextmanager
async def kept(storage: Storage) -> AsyncIterator[None]:
    """Look after a storage until the end of the block, then save what waits and close it."""
    keeping = asyncio.create_task(_keep(storage))
    try:
        yield
    finally:
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping
        with suppress(StorageUnavailable):
            await storage.save_waiting()
        await storage.close()


async def _keep(storage: Storage) -> None:
    swept_at = float("-inf")
    while True:
        try:
            await storage.save_waiting()
            if time.monotonic() - swept_at >= _SWEEP_EVERY_S:
                await storage.sweep()
                swept_at = time.monotonic()
        except StorageUnavailable:
            pass  # it was logged, and is tried again
        except Exception as error:
            # Its message may quote a row. The task must live: nothing else sweeps.
            _log.error("looking after storage failed: %s", type(error).__name__)
        await asyncio.sleep(_TRY_EVERY_S)
