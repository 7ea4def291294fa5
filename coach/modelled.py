"""What a chat model adds to an answered turn: a second reading of the message, and its writing.

All of it is optional: a turn that was answered without a model stands when the model fails.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace

from coach.citations import cited_sources, prove
from coach.coaching import Coaching
from coach.followups import understand
from coach.pieces import pieces_of
from coach.smalltalk import without_smalltalk
from coach.turn import Conversation, Turn, TurnEvent
from coach.writing import Hints, Material, Puzzle, Writer, may_be_written
from corpus import Corpus
from index import Retriever

_MOST_SOURCES = 10
"""Passages given to a model; those of the embedded answer, at most five, come first."""

_SURE = 0.9
"""The coverage from which a message was a question to the article, whatever it tells beside it."""


@dataclass(frozen=True, slots=True)
class Modelled:
    """A writer with what it writes from.

    Attributes:
        subject_words: see `coach.followups.understand`.
        coaching: knows what may be told of a person; None when nobody is coached.
    """

    writer: Writer
    corpus: Corpus
    retriever: Retriever
    subject_words: frozenset[str]
    coaching: Coaching | None

    async def hints(self, turn: Turn, conversation: Conversation, until: float) -> Hints | None:
        """What the model makes of a message that was not understood well; None of any other.

        Raises:
            ModelUnavailable: the model failed.
        """
        leans, tells = self._leans(turn, conversation), self._tells(turn, conversation)
        if not (leans or tells):
            return None
        keys = self.coaching.questions(turn.language) if self.coaching and tells else {}
        puzzle = Puzzle(turn.message, conversation, turn.language, keys)
        hints = await self.writer.understand(puzzle, until)
        return hints if leans else replace(hints, question=None)

    async def tell(
        self, turn: Turn, conversation: Conversation, until: float
    ) -> AsyncGenerator[TurnEvent]:
        """A turn piece by piece, written anew where the article covers it."""
        told = False
        if may_be_written(turn):
            material = await asyncio.to_thread(self._material, turn, conversation)
            async with aclosing(self.writer.write(turn, material, until)) as events:
                async for event in events:
                    if isinstance(event, Turn):
                        turn = event
                        break
                    told = True
                    yield event
            prove(self.corpus, turn.answer, turn.citations)
        if not told:
            for piece in pieces_of(turn):
                yield piece
        yield turn

    def _leans(self, turn: Turn, conversation: Conversation) -> bool:
        """Whether a message leans on others and found no answer."""
        if turn.kind != "not_covered" or not conversation.turns:
            return False
        understood = understand(turn.message, conversation, self.subject_words)
        return understood.background is not None and understood.about is None

    def _tells(self, turn: Turn, conversation: Conversation) -> bool:
        """Whether a person speaks of themself and nothing could be read."""
        if self.coaching is None or turn.check or turn.kind == "smalltalk":
            return False
        if turn.kind == "answer" and turn.confidence >= _SURE:
            return False  # a question well answered is not kept waiting
        before = conversation.turns[-1].facts if conversation.turns else ()
        return turn.facts == before and self.coaching.may_tell(turn.message, turn.language)

    def _material(self, turn: Turn, conversation: Conversation) -> Material:
        """What to write from: the passages of the answer, then others that were found."""
        understood = understand(turn.message, conversation, self.subject_words)
        question = without_smalltalk(understood.question)
        retrieval = self.retriever.retrieve(question, background=understood.background)
        sources = cited_sources(self.corpus, turn.citations)
        for hit in retrieval.hits:
            source = (hit.article, hit.passage)
            says = not hit.passage.plain.endswith((":", "?"))
            if says and len(sources) < _MOST_SOURCES and source not in sources:
                sources.append(source)
        return Material(turn.message, tuple(sources), conversation, turn.language, turn.profile)


def better(again: Turn, turn: Turn) -> Turn:
    """The turn that was understood with hints, where they helped."""
    helped = again.kind in ("answer", "partial") or again.facts != turn.facts
    return again if helped else turn
