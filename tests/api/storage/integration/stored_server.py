"""Servers around a fake coach that keep what is said in a database.

Starts one for each line it reads, and prints its port and process: forked, since importing what a
server needs takes longer than what is to be shown.
"""

import os
import signal
import sys
from pathlib import Path

from api.app import create_app
from api.logs import configure_logging
from api.server import bind, run_server
from api.settings import Settings
from api.storage import open_storage
from api.wiring import Parts
from corpus import Corpus, load_corpus
from tests.api.fake_coach import FakeCoach


def start_servers(folder: Path, database_url: str) -> None:
    corpus = load_corpus(folder)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those that are killed
    for _ in sys.stdin:
        listener = bind("127.0.0.1", 0)
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            serve(listener, corpus, database_url)
            os._exit(0)
        listener.close()


def serve(listener, corpus: Corpus, database_url: str) -> None:  # noqa: ANN001
    configure_logging()
    storage = open_storage(database_url, 30)
    parts = Parts(corpus, FakeCoach(corpus), storage, storage=storage)  # type: ignore[arg-type]
    said = f"{listener.getsockname()[1]} {os.getpid()}"
    run_server(create_app(Settings(), parts), listener, lambda: print(said, flush=True))  # noqa: T201


if __name__ == "__main__":
    start_servers(Path(sys.argv[1]), sys.argv[2])
