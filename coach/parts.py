"""Takes a message apart: two questions asked in one, each answered or not."""

import re
from itertools import pairwise

from coach.phrases import phrases
from index import Background, Retrieval, Retriever, words

_SENTENCE = re.compile(r"[^?]+\?+|[^?]+$")
_LEAST_WORDS = 2
_STORY_WORDS = 25
"""A piece with more words tells a story; "and" joins its sentences, not its questions."""

_SURE = 0.5
"""A part of a question is answered by itself when one section is so probable to answer it."""

_MISSING = 0.1
"""Under this coverage a part of a covered question is said to be missing from the article.

A part is less than a question: "which degree" alone may mean anything.
"""


def parts_of(
    retriever: Retriever, whole: Retrieval, language: str, background: Background | None
) -> tuple[list[Retrieval], list[Retrieval]]:
    """What answers a question, by parts when it asks several things, and the parts not answered.

    Args:
        retriever: finds passages.
        whole: what was found for the whole question.
        language: the question's.
        background: what the question goes on from.
    """
    parts = question_parts(whole.query, language)
    asked = parts if len(parts) > 1 else ()
    found = [retriever.retrieve(part, background=background) for part in asked]
    missing = [part for part in found if part.coverage < _MISSING]
    likely = found if whole.covered else [part for part in found if part.covered]
    covered = [part for part in likely if part not in missing and _is_sure(part)]
    if not covered or (not missing and len({part.hits[0].section.id for part in covered}) < 2):
        return ([whole] if whole.covered else []), []
    return covered, missing


def _is_sure(retrieval: Retrieval) -> bool:
    """Whether a part of a question stands alone well enough to be answered by itself."""
    return max((hit.section_score for hit in retrieval.hits), default=0.0) >= _SURE


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
