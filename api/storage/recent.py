"""What this process knows of conversations besides the database: the recent, and the unsaved."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from api.storage.conversations import Beginning
from coach import MOST_TURNS, Conversation, Turn

_MOST_RECENT = 200
"""Saved conversations kept so that their turns need not be read again."""

_MOST_UNSAVED = 2_000
"""Conversations that wait for the database before the oldest is given up."""


@dataclass(frozen=True, slots=True)
class Known:
    """A conversation as this process knows it.

    Attributes:
        beginning: its row.
        conversation: its latest turns, those that are not saved last.
        begun: whether its row is in the database.
        turn_count: how many turns the database had when last seen; -1 when that is not sure.
        unsaved: the turns the database lacks.
    """

    beginning: Beginning
    conversation: Conversation
    begun: bool
    turn_count: int = 0
    unsaved: tuple[Turn, ...] = ()

    @property
    def is_saved(self) -> bool:
        """Whether the database has all of it."""
        return self.begun and not self.unsaved

    def and_saved(self, turn: Turn, turn_count: int) -> "Known":
        """The same once the database has a further turn, and every one before it."""
        conversation = _with(self.conversation, turn)
        expected = self.turn_count + len(self.unsaved) + 1
        count = turn_count if turn_count == expected else -1  # another process has added some
        return Known(self.beginning, conversation, begun=True, turn_count=count)

    def and_unsaved(self, turn: Turn) -> "Known":
        """The same with a further turn that the database lacks."""
        unsaved = (*self.unsaved, turn)[-MOST_TURNS:]
        return replace(self, conversation=_with(self.conversation, turn), unsaved=unsaved)

    def without(self, saved: Sequence[Turn]) -> "Known":
        """The same once the database has some of the unsaved turns."""
        ids = {turn.id for turn in saved}
        left = tuple(turn for turn in self.unsaved if turn.id not in ids)
        return replace(self, begun=True, turn_count=-1, unsaved=left)


class Recent:
    """Conversations known to this process; of those that are saved, the latest used."""

    def __init__(self) -> None:
        self._saved: OrderedDict[str, Known] = OrderedDict()
        self._unsaved: OrderedDict[str, Known] = OrderedDict()

    def get(self, conversation_id: str) -> Known | None:
        """What is known of a conversation, or None."""
        known = self._unsaved.get(conversation_id) or self._saved.get(conversation_id)
        if known is not None and known.is_saved:
            self._saved.move_to_end(conversation_id)
        return known

    def put(self, known: Known) -> None:
        """Keep what is known now of a conversation."""
        self.forget(known.conversation.id)
        kept, most = (
            (self._saved, _MOST_RECENT) if known.is_saved else (self._unsaved, _MOST_UNSAVED)
        )
        kept[known.conversation.id] = known
        while len(kept) > most:
            kept.popitem(last=False)

    def forget(self, conversation_id: str) -> None:
        """Know nothing of a conversation any more."""
        self._saved.pop(conversation_id, None)
        self._unsaved.pop(conversation_id, None)

    def unsaved(self) -> tuple[Known, ...]:
        """The conversations the database lacks something of."""
        return tuple(self._unsaved.values())

    def forget_older(self, before: float) -> None:
        """Know no saved conversation any more, nor an unsaved one begun before a time."""
        self._saved.clear()
        for known in self.unsaved():
            if known.beginning.began_at < before:
                self.forget(known.conversation.id)


def _with(conversation: Conversation, turn: Turn) -> Conversation:
    return Conversation(conversation.id, (*conversation.turns, turn)[-MOST_TURNS:])
