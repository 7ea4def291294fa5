"""The whole path of a message, from what the person wrote to a proved answer."""

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import date

from coach.asides import aside_of
from coach.citations import prove
from coach.coaching import coaching_for
from coach.composing import compose, point_to_nearest
from coach.conversations import new_id
from coach.elaborating import elaborate, without_shown
from coach.followup_forms import asked_language
from coach.followups import Understood, subject_words, understand
from coach.language import turn_language
from coach.modelled import Modelled, better
from coach.parts import parts_of
from coach.phrases import phrases
from coach.pieces import pieces_of
from coach.saying import says_something
from coach.smalltalk import smalltalk_after, without_smalltalk
from coach.suggestions import suggest
from coach.turn import (
    LANGUAGES,
    Citation,
    Conversation,
    Kind,
    Turn,
    TurnBegan,
    TurnEvent,
)
from coach.writing import NO_HINTS, Hints, ModelUnavailable, Writer
from corpus import Corpus
from index import Retrieval, Retriever

NEAR = 0.06
"""From this coverage on, an unanswered question is close enough to show the nearest passage."""

_NEAREST = 0.5
"""So probable must that passage be, if the article answered: else none is plainly the nearest."""

SURE_ANSWER = 0.9
"""From this coverage on, a message that tells little of the person is a question to the article."""

_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
"""Half of a surrogate pair, which no encoding takes."""


class Coach:
    """Answers messages from the articles of a corpus. Thread-safe; holds no conversation.

    Args:
        corpus: what the answers are proved against.
        retriever: finds passages in that corpus.
        today: tells the date, which "since 2018" is counted to.
        writer: lets a chat model write what the article covers; none by default.
    """

    def __init__(
        self,
        corpus: Corpus,
        retriever: Retriever,
        today: Callable[[], date] = date.today,
        writer: Writer | None = None,
    ) -> None:
        self._corpus, self._retriever = corpus, retriever
        self._coaching = coaching_for(corpus.articles, today)
        native = corpus.articles[0].language if corpus.articles else LANGUAGES[0]
        self._default_language = native if native in LANGUAGES else LANGUAGES[0]
        self._subject_words = subject_words(corpus)
        self._model: Modelled | None = None
        if writer is not None:
            named = self._subject_words
            self._model = Modelled(writer, corpus, retriever, named, self._coaching)

    async def reply(
        self, message: str, conversation: Conversation, language: str | None = None
    ) -> Turn:
        """Answer one message of a conversation.

        Args:
            message: what the person wrote.
            conversation: the turns before it.
            language: the language to answer in; by default the message's own.
        """
        if self._model is None:
            return await asyncio.to_thread(self.answer, message, conversation, language)
        async for event in self.stream(message, conversation, language):
            if isinstance(event, Turn):
                return event
        raise AssertionError("a stream ends with its turn")

    async def stream(
        self, message: str, conversation: Conversation, language: str | None = None
    ) -> AsyncGenerator[TurnEvent]:
        """The same, piece by piece: `TurnBegan`, then text and citations, then the whole `Turn`."""
        until = self._model.writer.until() if self._model else 0.0
        turn = await self._understood(message, conversation, language, until)
        yield TurnBegan(turn.id, turn.language)
        if self._model is not None:
            async with aclosing(self._model.tell(turn, conversation, until)) as events:
                async for event in events:
                    yield event
            return
        for piece in pieces_of(turn):
            yield piece
        yield turn

    def recall(self, messages: Sequence[str]) -> Conversation:
        """The conversation that messages would have made, answered without a model.

        Args:
            messages: what a person wrote, oldest first.
        """
        conversation = Conversation(new_id())
        for message in messages:
            turn = self.answer(message, conversation)
            conversation = replace(conversation, turns=(*conversation.turns, turn))
        return conversation

    async def _understood(
        self, message: str, conversation: Conversation, language: str | None, until: float
    ) -> Turn:
        """Answer a message, once more with a model's hints where the first reading fell short."""
        turn = await asyncio.to_thread(self.answer, message, conversation, language)
        if self._model is None:
            return turn
        try:
            hints = await self._model.hints(turn, conversation, until)
        except ModelUnavailable:
            return replace(turn, degraded=True)
        if hints is None or hints == Hints():
            return turn
        again = await asyncio.to_thread(self.answer, message, conversation, language, hints)
        return better(again, turn)

    def answer(
        self,
        message: str,
        conversation: Conversation,
        language: str | None = None,
        hints: Hints = NO_HINTS,
    ) -> Turn:
        """The path itself, in one thread; see `reply`."""
        message = _HALF_CHARACTER.sub("\N{REPLACEMENT CHARACTER}", message)
        spoken = turn_language(message, conversation, self._default_language)
        language = language or spoken
        aside = _aside(message, language)
        if self._coaching is None:
            return aside or self._answered(message, conversation, language, hints)
        languages = (spoken, language)
        heard = self._coaching.hear(message, conversation, languages, new_id(), hints.told)
        if aside:  # what is known is kept, and nothing more is asked
            return self._coaching.joined(aside, replace(heard, check=(), fresh=()))
        turn = self._coaching.reply(heard)
        if turn is None or heard.is_vague:
            answered = self._answered(message, conversation, language, hints)
            sure = bool(answered.citations) and answered.confidence >= SURE_ANSWER
            if turn is None or (sure and (heard.asks or heard.wish != "self")):
                turn = answered
        turn = self._coaching.joined(turn, heard)
        prove(self._corpus, turn.answer, turn.citations)
        if turn.suggestions:
            return turn
        further = suggest(self._retriever, conversation, language, turn.citations)
        return replace(turn, suggestions=further)

    def _answered(
        self, message: str, conversation: Conversation, language: str, hints: Hints
    ) -> Turn:
        """Answer a message from the article."""
        understood = understand(message, conversation, self._subject_words)
        if hints.question:
            understood = Understood("question", hints.question)
        if understood.about:
            language = asked_language(message) or language
            told = elaborate(self._retriever, understood, understood.about, language)
            prove(self._corpus, told.text, told.citations)
            suggestions = suggest(self._retriever, conversation, language, told.citations)
            return Turn(
                id=new_id(),
                message=message,
                kind=told.kind,
                language=language,
                answer=told.text,
                citations=told.citations,
                suggestions=suggestions,
                confidence=told.confidence,
            )
        intent = smalltalk_after(message, leans=understood.background is not None)
        if intent:
            text = phrases(language).say("smalltalk", intent, str(len(conversation.turns)))
            suggestions = suggest(self._retriever, conversation, language, ())
            return Turn(new_id(), message, "smalltalk", language, text, (), suggestions, 1.0)
        question = without_smalltalk(understood.question)
        retrieval = self._retriever.retrieve(question, background=understood.background)
        retrieval = without_shown(retrieval, understood)
        covered, missing = parts_of(self._retriever, retrieval, language, understood.background)
        words = phrases(language)
        kind: Kind = "not_covered"
        citations: tuple[Citation, ...] = ()
        if covered:
            kind = "partial" if missing else "answer"
            composed = compose(covered, language, "partial" if missing else "answer", question)
            text, citations = composed.text, composed.citations
            if missing:
                text += f"\n\n{words.say('frames', 'not_covered_part', question)}"
        elif retrieval.coverage >= NEAR and _has_nearest(retrieval):
            composed = point_to_nearest(retrieval, language, question)
            text, citations = composed.text, composed.citations
        else:
            text = words.say("frames", "not_covered", question)
        prove(self._corpus, text, citations)
        suggestions = suggest(self._retriever, conversation, language, citations, retrieval.hits)
        return Turn(
            new_id(), message, kind, language, text, citations, suggestions, retrieval.coverage
        )


def _aside(message: str, language: str) -> Turn | None:
    """The reply to what no article answers; see `coach.asides`. It suggests nothing."""
    aside = aside_of(message)
    if aside is None:
        return None
    text = phrases(language).say("aside_replies", aside)
    return Turn(new_id(), message, "smalltalk", language, text, (), (), 1.0)


def _has_nearest(retrieval: Retrieval) -> bool:
    """Whether one passage is plainly the nearest to a question, and tells something."""
    nearest = retrieval.hits[0] if retrieval.hits else None
    return nearest is not None and nearest.score >= _NEAREST and says_something(nearest.passage)
