"""Cuts what a model writes into sentences with the passages each cites, while it is written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from coach.writing.plain import plain
from corpus import sentence_spans

_GROUP = re.compile(r"(?:\s*\[\s*\d{1,3}(?:\s*[,;]\s*\d{1,3})*\s*\])+")
_NUMBER = re.compile(r"\d+")
_TERMINAL = ".!?…;:"
_CLOSING = " \u00a0\u202f»”\"')*_"
_BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+")
_LONGEST = 1500
"""Characters without an end after which no sentence is waited for."""


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence a model wrote.

    Attributes:
        text: plain, without markers; empty when nothing may be left of it.
        numbers: the passages its markers name, in order, each once.
        listed: it is an item of a list.
        parted: a paragraph begins with it.
    """

    text: str
    numbers: tuple[int, ...]
    listed: bool = False
    parted: bool = False


class SentenceCutter:
    """Takes pieces of text and gives sentences.

    A sentence ends with its markers; one that has none of its own shares those of the next one on
    its line.
    """

    def __init__(self) -> None:
        self._held = ""
        self._parted = False

    def feed(self, text: str) -> Iterator[Written]:
        """The sentences that a piece completes."""
        self._held += text
        while (end := self._end()) is not None:
            yield from self._cut(end)
        if len(self._held) > _LONGEST:
            self._held = ""

    def flush(self) -> Iterator[Written]:
        """The sentences of what is held, as if nothing followed."""
        yield from self.feed("\n")

    @property
    def waits(self) -> bool:
        """Whether a whole sentence is held that only might get another marker."""
        group = list(_GROUP.finditer(self._held))
        if not group:
            return False
        after = self._held[group[-1].end() :].strip()
        before = self._held[: group[-1].start()].rstrip(_CLOSING)
        return (not after and before[-1:] in _TERMINAL) or (bool(after) and after in _TERMINAL)

    def _end(self) -> int | None:
        """Where the first sentence ends for certain."""
        line = self._held.find("\n")
        for group in _GROUP.finditer(self._held):
            if -1 < line < group.start():
                break
            after = self._held[group.end() :]
            mark = re.match(rf"[{re.escape(_TERMINAL)}]+", after)
            rest = after[mark.end() :] if mark else after
            following = rest.lstrip(" \t")
            if not following or (following[0] == "[" and not mark):
                continue  # more markers may come
            before = self._held[: group.start()].rstrip(_CLOSING)
            begins = not following[0].islower() and following[0] not in ",("
            if mark or before[-1:] in _TERMINAL or begins:
                return group.end() + (mark.end() if mark else 0)
        return None if line < 0 else line + 1

    def _cut(self, end: int) -> Iterator[Written]:
        piece, self._held = self._held[:end], self._held[end:]
        if not piece.strip():
            self._parted = self._parted or ("\n" in piece and not self._held.startswith("- "))
            return
        numbers = tuple(
            dict.fromkeys(int(n) for g in _GROUP.findall(piece) for n in _NUMBER.findall(g))
        )
        bullet = _BULLET.match(piece)
        text = _GROUP.sub("", piece[bullet.end() :] if bullet else piece).strip()
        for first, (start, stop) in enumerate(sentence_spans(text)):
            written = plain(text[start:stop])
            yield Written(written, numbers, bool(bullet) and not first, self._parted)
            self._parted = False
        self._parted = "\n" in piece and self._parted
