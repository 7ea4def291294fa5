"""The words that tell something: an article's own, and those of a language's grammar.

Both are found in a message as phrases of stems, the longest first.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from coach.facts_text import Amounts, Token, stem, stems
from corpus import Criteria, Job, ProfileKey, Value

_TEXTS = Path(__file__).parent / "texts"
_TARGET = "{target}"
_GRADED = 2
"""Words of a form that grades the target job itself ("seasoned {target}")."""


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
    """The cue words of a language: `cues["table.name"]`."""

    cues: Mapping[str, Cue]
    amounts: Amounts
    months: Mapping[str, int]
    shorthand: Mapping[str, str]

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
        place = first
        while place < end:
            length = self.length_at(cue, words, place)
            if length and place + length <= end:
                yield place, place + length
            place += max(1, length)

    def has(self, cue: str, words: Sequence[Token], first: int, last: int) -> bool:
        """Whether a cue is said in a part of a message."""
        return next(self.find(cue, words, first, last), None) is not None


@cache
def grammar(language: str) -> Grammar:
    """The cue words of a language the coach speaks."""
    tables = tomllib.loads((_TEXTS / f"coaching.grammar.{language}.toml").read_text("utf-8"))
    amounts: dict[str, list[tuple[Phrase, float]]] = defaultdict(list)
    for form, number in tables.pop("numbers").items():
        amounts[stems(form)[0]].append((stems(form), float(number)))
    for phrases in amounts.values():
        phrases.sort(key=lambda one: -len(one[0]))
    shorthand = tables.pop("shorthand")
    months = {stem(word): int(value) for word, value in tables.pop("months").items()}
    cues = {
        f"{table}.{name}": Cue.of(forms)
        for table, lists in tables.items()
        for name, forms in lists.items()
    }
    return Grammar(cues, dict(amounts), months, shorthand)


class Lexicon:
    """All phrases an article's criteria give a meaning to."""

    def __init__(self, criteria: Criteria) -> None:
        self._meanings: dict[tuple[str, ...], list[tuple[str, Meaning]]] = {}
        targets = [(form, job) for job in criteria.jobs if job.target for form in _job_forms(job)]
        for job in criteria.jobs:
            for form in _job_forms(job):
                self._add(form, job)
        for form in _all(criteria.fields):
            self._add(form, Field())
        for key in criteria.keys:
            for form in _all(key.nouns):
                self._add(form, Noun(key))
            for value in key.values:
                self._add_value(key, value, targets)
        self._firsts = {phrase[0] for phrase in self._meanings}
        self._longest = max(map(len, self._meanings), default=0)

    def find(self, message: str, words: Sequence[Token]) -> list[Term]:
        """The terms of a message; none overlaps another."""
        found = []
        place = 0
        while place < len(words):
            term = self._term(message, words, place)
            if term:
                term = self._longer(message, words, term)
                found.append(term)
            place = term.last if term else place + 1
        return found

    def _longer(self, message: str, words: Sequence[Token], term: Term) -> Term:
        """A term, or one as long that begins inside it ("mon bac" in "mon bac+5")."""
        for place in range(term.first + 1, term.last):
            other = self._term(message, words, place)
            if other and other.last > term.last and other.last - place >= term.last - term.first:
                return other
        return term

    def _term(self, message: str, words: Sequence[Token], place: int) -> Term | None:
        if words[place].stem not in self._firsts:
            return None
        for last in range(min(place + self._longest, len(words)), place, -1):
            phrase = tuple(token.stem for token in words[place:last])
            written = message[words[place].start : words[last - 1].end]
            meanings = tuple(
                meaning
                for exact, meaning in self._meanings.get(phrase, ())
                if not exact or exact == written
            )
            if meanings:
                return Term(place, last, meanings)
        return None

    def _add_value(self, key: ProfileKey, value: Value, targets: Sequence[tuple[str, Job]]) -> None:
        for form in _all(value.forms):
            for filled, job in _filled(form, targets):
                if filled not in value.exact:
                    self._add(filled, Said(key, value))
                if job and len(stems(form)) == _GRADED:
                    self._add(filled, job)
        for form in value.exact:
            self._add(form, Said(key, value), exact=form)
        for number, group in enumerate(value.groups):
            for form in _all(group):
                self._add(form, Said(key, value, number))

    def _add(self, form: str, meaning: Meaning, exact: str = "") -> None:
        phrase = stems(form)
        if phrase and (exact, meaning) not in self._meanings.setdefault(phrase, []):
            self._meanings[phrase].append((exact, meaning))


@lru_cache(maxsize=8)
def lexicon(criteria: Criteria) -> Lexicon:
    """The lexicon of an article's criteria, made once."""
    return Lexicon(criteria)


def _job_forms(job: Job) -> list[str]:
    plural = [f"{form}s" for form in job.short]  # "PMs" is too short to lose its "s" as a word does
    return [*job.short, *plural, *_all(job.forms), *job.names.values()]


def _filled(form: str, targets: Sequence[tuple[str, Job]]) -> list[tuple[str, Job | None]]:
    """A form with every form of the target job in its place, and that job."""
    if _TARGET not in form:
        return [(form, None)]
    return [(form.replace(_TARGET, target), job) for target, job in targets]


def _all(forms: Mapping[str, Iterable[str]]) -> list[str]:
    return [form for by_language in forms.values() for form in by_language]
