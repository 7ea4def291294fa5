"""Picks the concrete parts of the coach. The only place that knows which they are."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from api.chat_model import build_writer
from api.settings import Settings
from api.storage import (
    Deliveries,
    MemoryDeliveries,
    MemoryThreads,
    Storage,
    Threads,
    open_storage,
)
from coach import Coach, ConversationStore, DailyTokens
from corpus import Corpus, load_corpus

if TYPE_CHECKING:
    from index import Reranker, Retriever

Progress = Callable[[str, float], None]
"""Told what is being done and the share done, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What every channel works with; made once, shared by all requests.

    Attributes:
        close: lets go of what was opened; nothing is answered any more.
        storage: what the conversations are kept in, where that is more than memory.
        tokens: counts what the chat model uses, where there is one.
        newer: gives the same parts around another index when another is in use by now, else None.
            Blocks while it opens it.
    """

    corpus: Corpus
    coach: Coach
    conversations: ConversationStore
    close: Callable[[], None] = lambda: None
    deliveries: Deliveries = field(default_factory=MemoryDeliveries)
    threads: Threads = field(default_factory=MemoryThreads)
    storage: Storage | None = None
    tokens: DailyTokens | None = None
    newer: "Callable[[], Parts | None]" = lambda: None


def build_parts(settings: Settings, progress: Progress | None = None) -> Parts:
    """Load the corpus and its index, building the index when it is missing, stale or damaged.

    Blocks for up to a minute: keep it off the event loop.

    Raises:
        SettingsError: the chat model cannot be made.
        CorpusError: there is no article to answer from.
        SearchError: the index can be neither opened nor built.
        StorageFailed: the database cannot be brought to this version.
    """
    corpus = load_corpus_in_use(settings)
    writer = build_writer(settings, corpus)
    retriever = open_retriever(settings, corpus, progress)
    storage = storage_of(settings)

    def around(corpus: Corpus, retriever: "Retriever") -> Parts:
        return Parts(
            corpus,
            Coach(corpus, retriever, writer=writer),
            conversations=storage,
            close=retriever.close,
            deliveries=storage.deliveries,
            threads=storage.threads,
            storage=storage,
            tokens=writer.caller.tokens if writer else None,
            newer=lambda: _newer(settings, retriever.build, around),
        )

    return around(corpus, retriever)


def _newer(
    settings: Settings, build: str, around: "Callable[[Corpus, Retriever], Parts]"
) -> Parts | None:
    """The parts around the index in use, or None when that is the build they have."""
    from index import build_in_use, load_encoder, open_index

    folder = settings.data / "index"
    if build_in_use(folder) == build:
        return None
    corpus = load_corpus_in_use(settings)
    encoder, reranker = load_encoder(settings.encoder), _reranker(settings)
    return around(corpus, open_index(corpus, encoder, folder, _chroma(settings), reranker))


def load_corpus_in_use(settings: Settings) -> Corpus:
    """Load the articles to answer from: those of the settings, or after a roll back the older ones.

    Raises:
        CorpusError: there is no article to answer from.
    """
    from index import UnusableIndex, held_articles

    try:
        held = held_articles(settings.data / "index")
    except UnusableIndex:
        held = None
    return load_corpus(held or settings.corpus)


def storage_of(settings: Settings) -> Storage:
    """Open what conversations are kept in; blocks as `build_parts` does.

    Raises:
        SettingsError: the database's URL is of none that can be used.
        StorageFailed: the database cannot be brought to this version.
    """
    url = settings.database_url.get_secret_value() if settings.database_url else ""
    return open_storage(
        url or f"sqlite:///{settings.data / 'coach.sqlite3'}", settings.retention_days
    )


def open_retriever(
    settings: Settings, corpus: Corpus, progress: Progress | None = None, *, force: bool = False
) -> "Retriever":
    """Open the index of a corpus, building it first where that is needed or asked for.

    Raises:
        SearchError: the encoder or the reranker cannot be had, or another process is building this
            index.
    """
    # Imported late: it is the slow part, and a progress bar should be on the screen by then.
    from index import build_index, ensure_index, load_encoder

    tell = progress or (lambda _what, _share: None)
    encoder, folder = load_encoder(settings.encoder), settings.data / "index"
    reranker = _reranker(settings)
    if force:
        build_index(corpus, encoder, folder, tell, _chroma(settings))
    return ensure_index(corpus, encoder, folder, tell, _chroma(settings), reranker)


def _reranker(settings: Settings) -> "Reranker | None":
    from index import load_reranker

    return load_reranker(settings.reranker) if settings.reranker else None


def _chroma(settings: Settings) -> str:
    return settings.chroma_url.get_secret_value() if settings.chroma_url else ""
