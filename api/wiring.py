"""Picks the concrete parts of the coach. The only place that knows which they are."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.chat_model import build_writer
from api.settings import Settings
from coach import Coach, ConversationStore, MemoryConversations
from corpus import Corpus, load_corpus

if TYPE_CHECKING:
    from index import Retriever

Progress = Callable[[str, float], None]
"""Told what is being done and the share done, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What every channel works with; made once, shared by all requests.

    Attributes:
        close: lets go of what was opened; nothing is answered any more.
    """

    corpus: Corpus
    coach: Coach
    conversations: ConversationStore
    close: Callable[[], None] = lambda: None


def build_parts(settings: Settings, progress: Progress | None = None) -> Parts:
    """Load the corpus and its index, building the index when it is missing, stale or damaged.

    Blocks for up to a minute: keep it off the event loop.

    Raises:
        SettingsError: the chat model cannot be made.
        CorpusError: there is no article to answer from.
        SearchError: the index can be neither opened nor built.
    """
    corpus = load_corpus(settings.corpus)
    writer = build_writer(settings, corpus)
    retriever = open_retriever(settings, corpus, progress)
    coach = Coach(corpus, retriever, writer=writer)
    return Parts(corpus, coach, MemoryConversations(), retriever.close)


def open_retriever(
    settings: Settings, corpus: Corpus, progress: Progress | None = None, *, force: bool = False
) -> "Retriever":
    """Open the index of a corpus, building it first where that is needed or asked for.

    Raises:
        SearchError: the encoder cannot be had, or another process is building this index.
    """
    # Imported late: it is the slow part, and a progress bar should be on the screen by then.
    from index import build_index, ensure_index, load_encoder

    tell = progress or (lambda _what, _share: None)
    encoder, folder = load_encoder(settings.encoder), settings.data / "index"
    if force:
        build_index(corpus, encoder, folder, tell)
    return ensure_index(corpus, encoder, folder, tell)
