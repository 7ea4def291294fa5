"""Lets a chat model write an answer the article covers, and shows what is proved of it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace

from coach.turn import Citation, TextDelta, Turn
from coach.writing.calling import ModelCaller, with_pauses
from coach.writing.checking import SentenceChecker
from coach.writing.draft import Draft, tail
from coach.writing.errors import ModelUnavailable
from coach.writing.prompting import Material, writing_prompt
from coach.writing.sentences import SentenceCutter, Written
from coach.writing.understanding import Hints, Puzzle, prompt_of, read_hints

DEADLINE_S = 30.0
"""What a whole turn may take."""

_MARGIN_S = 1.0
"""Left of it to complete the answer and send it."""

_UNDERSTANDING = 1 / 3
"""The share of the time that understanding a message may take."""

_QUIET_S = 0.1
"""A sentence that ends with a marker is shown after so long: another marker is not coming."""

_MOST_WITHHELD = 0.5
"""An answer of whose sentences more than this share were withheld is completed."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes answers with a chat model.

    Attributes:
        caller: the model.
        checker: says which sentences are proved.
        deadline_s: what a whole turn may take.
    """

    caller: ModelCaller
    checker: SentenceChecker
    deadline_s: float = DEADLINE_S

    def until(self) -> float:
        """The event loop's time at which a turn that begins now gives the model up."""
        return asyncio.get_running_loop().time() + max(self.deadline_s - _MARGIN_S, 0.1)

    async def understand(self, puzzle: Puzzle, until: float) -> Hints:
        """Ask what a message means, in one call.

        Raises:
            ModelUnavailable: the model failed; what was understood without it stands.
        """
        now = asyncio.get_running_loop().time()
        pieces = self.caller.stream(prompt_of(puzzle), now + (until - now) * _UNDERSTANDING)
        async with aclosing(with_pauses(pieces, _QUIET_S)) as arriving:
            reply = "".join([piece async for piece in arriving if piece is not None])
        return read_hints(reply, puzzle)

    async def write(
        self, embedded: Turn, material: Material, until: float
    ) -> AsyncGenerator[TextDelta | Citation | Turn]:
        """Write an answer, sentence by sentence; the whole `Turn` comes last.

        The embedded answer comes alone, marked as degraded, when nothing of the model's is proved.

        Args:
            embedded: the answer without a model; the first passages of the material are those it
                cites, in its order.
            material: what to write from.
            until: see the method of that name.
        """
        behind = material.sources[: len(embedded.citations)]
        draft = Draft(embedded, material.sources, behind)
        failed = False
        try:
            async with aclosing(self._sentences(material, until)) as sentences:
                async for sentence in sentences:
                    if not draft.has_room(sentence):
                        continue
                    if not await self._is_proved(sentence, draft, material):
                        draft.withheld += 1
                        continue
                    for piece in draft.add(sentence):
                        yield piece
        except ModelUnavailable:
            failed = True
        if not draft.shown:
            yield replace(embedded, degraded=True)
            return
        total = draft.shown + draft.withheld
        if failed or draft.withheld > _MOST_WITHHELD * total:
            failed = True
            for piece in draft.complete():
                yield piece
        for piece in draft.end():
            yield piece
        yield draft.turn(self.caller.name, degraded=failed)

    async def _sentences(self, material: Material, until: float) -> AsyncGenerator[Written]:
        cutter = SentenceCutter()
        pieces = self.caller.stream(writing_prompt(material), until)
        async with aclosing(with_pauses(pieces, _QUIET_S)) as arriving:
            async for piece in arriving:
                if piece is not None:
                    for sentence in cutter.feed(piece):
                        yield sentence
                elif cutter.waits:
                    for sentence in cutter.flush():
                        yield sentence
        for sentence in cutter.flush():
            yield sentence

    async def _is_proved(self, sentence: Written, draft: Draft, material: Material) -> bool:
        cited = draft.cited(sentence)
        if not sentence.text or not cited:
            return False
        verdict = await asyncio.to_thread(
            self.checker.check, sentence.text, cited, material.sources, material.language
        )
        return verdict.proved


def may_be_written(turn: Turn) -> bool:
    """Whether a model may write an answer anew: the article covers it, and it is no check of facts.

    Part of an answer can only be written when the coach says by itself what is missing.
    """
    if not turn.citations:
        return False
    return turn.kind == "answer" or (turn.kind == "partial" and bool(tail(turn).strip()))
