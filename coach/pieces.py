"""Takes a finished answer apart again, for those who read it as a stream."""

import re
from collections.abc import Iterator

from coach.citations import MARKER
from coach.turn import Citation, TextDelta, Turn

_PIECE = re.compile(r"\s*\S+")


def pieces_of(turn: Turn) -> Iterator[TextDelta | Citation]:
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
