"""Lets a running server notice that another index is in use, and answer from that one.

A turn keeps the coach it began with, so that no answer is made of two indexes. The index it leaves
is let go when the last such turn has ended.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from api.logs import where
from api.memory import settle_memory
from api.wiring import Parts

EVERY_S = 2.0
"""How often the pointer to the index in use is read."""

_log = logging.getLogger(__name__)


@asynccontextmanager
async def following_index(app: FastAPI) -> AsyncIterator[None]:
    """Keep an application's parts around the index in use."""
    following = asyncio.create_task(_follow(app))
    try:
        yield
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)


async def _follow(app: FastAPI) -> None:
    said = ""
    while True:
        await asyncio.sleep(EVERY_S)
        parts: Parts = app.state.parts
        try:
            newer = await asyncio.to_thread(parts.newer)
        except Exception as error:  # whatever it is, the index that is open goes on answering
            if where(error) != said:
                said = where(error)
                _log.warning("the index in use cannot be opened: %s", said)
            continue
        if newer is not None:
            app.state.turns.answer_with(newer)
            app.state.parts = newer
            del parts  # the index left behind goes with its last turn
            await asyncio.to_thread(settle_memory)
            _log.info("answering from another index")
