"""A server process with a Slack bot, a coach that takes its time, and a database on disk."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

from api.app import create_app
from api.logs import configure_logging
from api.server import bind, run_server
from api.settings import read_settings
from api.slack import slack_router
from api.wiring import storage_of
from coach import Conversation, TurnEvent
from corpus import load_corpus
from tests.api.fake_coach import FakeCoach, fake_parts


class SlowCoach(FakeCoach):
    """Answers after as many seconds as `SLOW_S` says."""

    async def stream(
        self, message: str, conversation: Conversation, language: str | None = None
    ) -> AsyncIterator[TurnEvent]:
        await asyncio.sleep(float(os.environ["SLOW_S"]))
        async for event in super().stream(message, conversation, language):
            yield event


def main(folder: Path) -> None:
    """Serve on a free port and print it."""
    settings, corpus = read_settings(), load_corpus(folder)
    listener = bind("127.0.0.1", 0)
    storage = storage_of(settings)
    parts = replace(
        fake_parts(corpus),
        coach=SlowCoach(corpus),
        conversations=storage,
        deliveries=storage.deliveries,
        threads=storage.threads,
        storage=storage,
    )
    configure_logging()
    app = create_app(settings.model_copy(update={"slack_bot_token": None}), parts)
    app.include_router(slack_router(settings, lease_s=float(os.environ["LEASE_S"])))
    port = str(listener.getsockname()[1])
    run_server(app, listener, lambda: print(port, flush=True))  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]))
