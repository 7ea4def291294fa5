"""The whole path of a message, from what the person wrote to a proved answer."""

import asyncio
import re
from collections.abc import AsyncGenerator, Iterator

from coach.citations import MARKER, prove
from coach.composing import compose, point_to_nearest
from coach.conversations import new_id
from coach.language import turn_language
from coach.parts import question_parts
from coach.phrases import phrases
from coach.smalltalk import smalltalk_intent, without_smalltalk
from coach.suggestions import suggest
from coach.turn import (
    LANGUAGES,
    Citation,
    Conversation,
    Kind,
    TextDelta,
    Turn,
    TurnBegan,
    TurnEvent,
)
from corpus import Corpus
from index import Retrieval, Retriever

NEAR = 0.02
"""From this coverage on, an unanswered question is close enough to show the nearest passage."""

_SURE_PART = 0.5
"""A part of a question is answered by itself when one section is so probable to answer it."""

_PIECE = re.compile(r"\s*\S+")


class Coach:
    """Answers messages from the articles of a corpus. Thread-safe; holds no conversation.

    Args:
        corpus: what the answers are proved against.
        retriever: finds passages in that corpus.
    """

    def __init__(self, corpus: Corpus, retriever: Retriever) -> None:
        self._corpus, self._retriever = corpus, retriever
        native = corpus.articles[0].language if corpus.articles else LANGUAGES[0]
        self._default_language = native if native in LANGUAGES else LANGUAGES[0]

    async def reply(
        self, message: str, conversation: Conversation, language: str | None = None
    ) -> Turn:
        """Answer one message of a conversation.

        Args:
            message: what the person wrote.
            conversation: the turns before it.
            language: the language to answer in; by default the message's own.
        """
        return await asyncio.to_thread(self.answer, message, conversation, language)

    async def stream(
        self, message: str, conversation: Conversation, language: str | None = None
    ) -> AsyncGenerator[TurnEvent]:
        """The same, piece by piece: `TurnBegan`, then text and citations, then the whole `Turn`."""
        turn = await self.reply(message, conversation, language)
        yield TurnBegan(turn.id, turn.language)
        for event in _pieces(turn):
            yield event
        yield turn

    def answer(self, message: str, conversation: Conversation, language: str | None = None) -> Turn:
        """The path itself, in one thread; see `reply`."""
        language = language or turn_language(message, conversation, self._default_language)
        intent = smalltalk_intent(message)
        if intent:
            text = phrases(language).say("smalltalk", intent, str(len(conversation.turns)))
            suggestions = suggest(self._retriever, conversation, language, ())
            return Turn(new_id(), message, "smalltalk", language, text, (), suggestions, 1.0)
        question = without_smalltalk(message)
        retrieval = self._retriever.retrieve(question)
        covered, missing = self._parts(question, retrieval, language)
        words = phrases(language)
        kind: Kind = "not_covered"
        citations: tuple[Citation, ...] = ()
        if covered:
            kind = "partial" if missing else "answer"
            composed = compose(covered, language, "partial" if missing else "answer", question)
            text, citations = composed.text, composed.citations
            if missing:
                text += f"\n\n{words.say('frames', 'not_covered_part', question)}"
        elif retrieval.coverage >= NEAR and retrieval.hits:
            composed = point_to_nearest(retrieval, language, question)
            text, citations = composed.text, composed.citations
        else:
            text = words.say("frames", "not_covered", question)
        prove(self._corpus, text, citations)
        suggestions = suggest(self._retriever, conversation, language, citations, retrieval.hits)
        return Turn(
            new_id(), message, kind, language, text, citations, suggestions, retrieval.coverage
        )

    def _parts(
        self, question: str, whole: Retrieval, language: str
    ) -> tuple[list[Retrieval], list[Retrieval]]:
        """Retrieve each part of a question asked in several.

        Those that are covered, and those that are not.
        """
        parts = question_parts(question, language)
        found = [self._retriever.retrieve(part) for part in parts] if len(parts) > 1 else []
        covered = [part for part in found if part.covered and _is_sure(part)]
        missing = [part for part in found if not part.covered]
        if not covered or (not missing and len({part.hits[0].section.id for part in covered}) < 2):
            return ([whole] if whole.covered else []), []
        return covered, missing


def _is_sure(retrieval: Retrieval) -> bool:
    """Whether a part of a question stands alone well enough to be answered by itself."""
    return max((hit.section_score for hit in retrieval.hits), default=0.0) >= _SURE_PART


def _pieces(turn: Turn) -> Iterator[TextDelta | Citation]:
    """A finished answer as a stream.

    Its text word by word, each citation right after its marker.
    """
    waiting = {citation.number: citation for citation in turn.citations}
    position = 0
    for match in _PIECE.finditer(turn.answer):
        yield TextDelta(match.group())
        position = match.end()
        for number in MARKER.findall(match.group()):
            citation = waiting.pop(int(number), None)
            if citation:
                yield citation
    if position < len(turn.answer):
        yield TextDelta(turn.answer[position:])
