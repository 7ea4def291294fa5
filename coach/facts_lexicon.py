"""Finds in a message the phrases an article's criteria give a meaning to, the longest first."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from coach.facts_terms import Field, Meaning, Noun, Said, Term
from coach.facts_text import Token, stems
from corpus import Criteria, Job, ProfileKey, Value

_TARGET = "{target}"
_GRADED = 2
"""Words of a form that grades the target job itself ("seasoned {target}")."""


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
