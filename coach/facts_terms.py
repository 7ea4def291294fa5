"""The words that tell something: an article's own, and those of a language's grammar.

Both are found in a message as phrases of stems, the longest first.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from coach.facts_text import Amounts, Token, stems
from corpus import Job, ProfileKey, Value


@dataclass(frozen=True, slots=True)
class Noun:
    """A word for what a profile key is about ("certification")."""

    key: ProfileKey


@dataclass(frozen=True, slots=True)
class Said:
    """A word that says a value of a profile key; `group` is its place among `value.groups`."""

    key: ProfileKey
    value: Value
    group: int = -1


@dataclass(frozen=True, slots=True)
class Field:
    """A word for the article's field of experience."""


Meaning = Job | Noun | Said | Field


@dataclass(frozen=True, slots=True)
class Term:
    """A phrase of a message and all it may mean.

    Attributes:
        first: number of its first token.
        last: number after its last token.
    """

    first: int
    last: int
    meanings: tuple[Meaning, ...]

    def jobs(self) -> list[Job]:
        """The jobs it may mean."""
        return [meaning for meaning in self.meanings if isinstance(meaning, Job)]

    def is_field(self) -> bool:
        """Whether it may mean the field of experience."""
        return any(isinstance(meaning, Field) for meaning in self.meanings)

    def said(self, key: str) -> list[Said]:
        """The values of a profile key it may mean."""
        return [m for m in self.meanings if isinstance(m, Said) and m.key.key == key]


Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cue:
    """Phrases of stems that say one thing, the longest first, by their first and last stem."""

    beginning: Mapping[str, tuple[Phrase, ...]]
    ending: Mapping[str, tuple[Phrase, ...]]

    @classmethod
    def of(cls, forms: Iterable[str]) -> "Cue":
        """The cue of phrases as they are written."""
        phrases = {phrase for form in forms if (phrase := stems(form))}
        beginning: dict[str, list[Phrase]] = defaultdict(list)
        ending: dict[str, list[Phrase]] = defaultdict(list)
        for phrase in sorted(phrases, key=len, reverse=True):
            beginning[phrase[0]].append(phrase)
            ending[phrase[-1]].append(phrase)
        return cls(
            {first: tuple(known) for first, known in beginning.items()},
            {last: tuple(known) for last, known in ending.items()},
        )


@dataclass(frozen=True, slots=True)
class Grammar:
    """The cue words of a language: `cues["table.name"]`.

    Attributes:
        cues: phrases by what they say.
        amounts: words for numbers.
        months: words for months and parts of a year.
        shorthand: words as they are texted, with the word each stands for.
        abroad: the other languages whose number words are read, with words that are none here.
    """

    cues: Mapping[str, Cue]
    amounts: Amounts
    months: Mapping[str, int]
    shorthand: Mapping[str, str]
    abroad: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def length_at(self, cue: str, words: Sequence[Token], place: int) -> int:
        """How many tokens of a message from a place on are a cue; 0 for none."""
        if place >= len(words):
            return 0
        for phrase in self.cues[cue].beginning.get(words[place].stem, ()):
            length = len(phrase)
            if length == 1 or phrase == tuple(t.stem for t in words[place : place + length]):
                return length
        return 0

    def ends_at(self, cue: str, words: Sequence[Token], place: int) -> int:
        """How many tokens of a message right before a place are a cue; 0 for none."""
        if not 0 < place <= len(words):
            return 0
        for phrase in self.cues[cue].ending.get(words[place - 1].stem, ()):
            first = place - len(phrase)
            if first >= 0 and phrase == tuple(t.stem for t in words[first:place]):
                return len(phrase)
        return 0

    def find(
        self, cue: str, words: Sequence[Token], first: int = 0, last: int | None = None
    ) -> Iterator[tuple[int, int]]:
        """Where a cue is said in a part of a message: numbers of its first and after-last token."""
        end = len(words) if last is None else last
        beginning = self.cues[cue].beginning
        place = first
        while place < end:
            length = 1
            if words[place].stem in beginning and (found := self.length_at(cue, words, place)):
                length = found
                if place + length <= end:
                    yield place, place + length
            place += length

    def has(self, cue: str, words: Sequence[Token], first: int, last: int) -> bool:
        """Whether a cue is said in a part of a message."""
        return next(self.find(cue, words, first, last), None) is not None
