"""The language of a turn.

The message's own when it shows one, else the conversation's, else the article's.
"""

from coach.turn import LANGUAGES, Conversation
from index import language_scores, words

_CERTAIN = 0.25
"""A margin of the language classifier under this says nothing; it is that of names and acronyms."""

_SHORT = 2
"""So few words may all be names, whose margins reach further: "CPO" 0.4."""

_SHORT_CERTAIN = 0.5
"""The margin under which so short a message says nothing."""

_PLAIN = 0.8
"""The margin from which so short a message leaves the language of its conversation."""


def turn_language(message: str, conversation: Conversation, default: str) -> str:
    """Choose the language to answer in.

    Args:
        message: what the person wrote.
        conversation: the turns before.
        default: the language of the first turn when the message shows none.
    """
    before = conversation.turns[-1].language if conversation.turns else default
    scores = language_scores(message)
    best = max(LANGUAGES, key=lambda language: scores[language])
    needed = _CERTAIN
    if len(words(message)) <= _SHORT:
        needed = _PLAIN if conversation.turns else _SHORT_CERTAIN
    return best if scores[best] >= needed else before
