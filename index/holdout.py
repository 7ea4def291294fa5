"""Which visitor questions the shipped encoder never saw.

So that fusion and coverage are learned on honest figures.
"""

import zlib

from index.analysis import words

HELD_OUT_SHARE = 5
"""One question in five is held out of the encoder's training."""


def is_held_out(question: str) -> bool:
    """Whether a question is kept out of training; the same for every spelling that folds alike."""
    return zlib.crc32(" ".join(words(question)).encode()) % HELD_OUT_SHARE == 0
