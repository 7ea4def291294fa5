"""Takes a message apart: two questions asked in one."""

import re
from itertools import pairwise

from coach.phrases import phrases
from index import words

_SENTENCE = re.compile(r"[^?]+\?+|[^?]+$")
_LEAST_WORDS = 2
_STORY_WORDS = 25
"""A piece with more words tells a story; "and" joins its sentences, not its questions."""


def question_parts(message: str, language: str) -> tuple[str, ...]:
    """The questions a message is made of, or the whole message when it is one question.

    Of a message with several question marks, each piece that ends with one is a question.
    """
    asked = [piece.strip() for piece in _SENTENCE.findall(message) if piece.strip().endswith("?")]
    pieces = asked if len(asked) > 1 else [message]
    joints = sorted(phrases(language).all("questions", "joints"), key=len, reverse=True)
    pattern = re.compile("|".join(re.escape(joint) for joint in joints), re.IGNORECASE)
    parts: list[str] = []
    for piece in pieces:
        if len(words(piece)) > _STORY_WORDS:
            parts.append(piece)
            continue
        cuts = [0, *(match.start() for match in pattern.finditer(piece)), len(piece)]
        parts += [piece[a:b].strip(" ,") for a, b in pairwise(cuts)]
    parts = [part for part in parts if len(words(part)) >= _LEAST_WORDS]
    return tuple(parts) if len(parts) > 1 else (message,)
