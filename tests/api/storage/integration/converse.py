"""Adds turns to conversations, all at once, and prints the id of each that was stored."""

import asyncio
import sys

from api.storage import Database, Storage
from tests.api.storage.turns import turn


async def converse(url: str, count: int, conversation_ids: list[str]) -> None:
    storage = Storage(Database(url), 30)
    await asyncio.gather(*(talk(storage, one, count) for one in conversation_ids))
    await storage.close()


async def talk(storage: Storage, conversation_id: str, count: int) -> None:
    for number in range(count):
        assert await storage.get(conversation_id) is not None
        kept = await storage.append(conversation_id, turn(f"Message {number}"))
        assert not kept.degraded
        print(kept.id)  # noqa: T201


if __name__ == "__main__":
    asyncio.run(converse(sys.argv[1], int(sys.argv[2]), sys.argv[3:]))
