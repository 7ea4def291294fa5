"""An answer as it grows: proved sentences with their citations, completed from the embedded one."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from coach.citations import MARKER, cite
from coach.composing import sentence_of
from coach.turn import Citation, TextDelta, Turn
from coach.writing.evidence import Source
from coach.writing.sentences import Written
from index import words

MAX_CHARACTERS = 900
"""Of an answer shown."""

_ROOM_FOR_MARKERS = 12

Piece = TextDelta | Citation


class Draft:
    """What of a model's answer is shown.

    Args:
        embedded: the answer composed without a model, which stands behind this one.
        sources: what markers of the model name, from 1.
        behind: the passages the embedded answer cites, in its order.
    """

    def __init__(self, embedded: Turn, sources: Sequence[Source], behind: Sequence[Source]) -> None:
        self._embedded, self._sources, self._behind = embedded, sources, behind
        self._text = ""
        self._citations: dict[tuple[str, int], Citation] = {}
        self._said: set[tuple[str, ...]] = set()
        self._tail = tail(embedded)
        self.shown = self.withheld = 0

    def cited(self, sentence: Written) -> list[Source]:
        """The passages a sentence names; empty when any of them was never given."""
        if any(not 1 <= number <= len(self._sources) for number in sentence.numbers):
            return []
        return [self._sources[number - 1] for number in sentence.numbers]

    def has_room(self, sentence: Written) -> bool:
        """Whether a sentence is new and still fits."""
        key = tuple(words(sentence.text))
        length = len(self._text) + len(sentence.text) + len(self._tail) + _ROOM_FOR_MARKERS
        return key not in self._said and length <= MAX_CHARACTERS

    def add(self, sentence: Written) -> Iterator[Piece]:
        """Show a proved sentence."""
        self.shown += 1
        self._said.add(tuple(words(sentence.text)))
        text = MARKER.sub(r"(\1)", sentence.text)
        between = "\n\n" if sentence.parted else " "
        if sentence.listed:
            between = "\n- " if self._text.count("\n- ") and not sentence.parted else "\n\n- "
        if not self._text:
            between = between.lstrip()
        yield from self._write(between + text, self.cited(sentence))

    def complete(self) -> Iterator[Piece]:
        """Show what the embedded answer cites and this one does not yet, while there is room."""
        begun = False
        for source in self._behind:
            article, passage = source
            text = sentence_of(article, passage, self._embedded.language)
            length = len(self._text) + len(text) + len(self._tail) + _ROOM_FOR_MARKERS
            if _key(source) in self._citations or length > MAX_CHARACTERS:
                continue
            prose = passage.kind == "sentence"
            between = (" " if begun else "\n\n") if prose else ("\n- " if begun else "\n\n- ")
            begun = True
            yield from self._write(between + text, [source])

    def end(self) -> Iterator[Piece]:
        """Show what the coach itself adds after an answer."""
        if self._tail:
            self._text += self._tail
            yield TextDelta(self._tail)

    def turn(self, model: str, *, degraded: bool) -> Turn:
        """The whole turn."""
        return replace(
            self._embedded,
            answer=self._text,
            citations=tuple(self._citations.values()),
            model=model,
            degraded=degraded,
        )

    def _write(self, text: str, sources: Sequence[Source]) -> Iterator[Piece]:
        self._text += text
        yield TextDelta(text)
        for article, passage in sources:
            key = _key((article, passage))
            known = self._citations.get(key)
            number = known.number if known else len(self._citations) + 1
            self._text += f" [{number}]"
            yield TextDelta(f" [{number}]")
            if known is None:
                language = self._embedded.language
                self._citations[key] = cite(article, passage, number, language)
                yield self._citations[key]


def tail(turn: Turn) -> str:
    """What the coach says of its own after the last passage it quotes."""
    ends = [match.end() for match in MARKER.finditer(turn.answer)]
    return turn.answer[ends[-1] :] if ends else ""


def _key(source: Source) -> tuple[str, int]:
    return source[0].slug, source[1].start
