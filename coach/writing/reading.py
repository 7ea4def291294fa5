"""A sentence as the checker reads it: its clauses, and what each names, counts, denies and hedges.

Words and cues are folded; what they are lies in `coach/texts/checking.*.toml`.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from coach.writing.cues import HEDGES, KINDS, Cues, cues_of
from coach.writing.figures import folded_amounts, measures, names, numbers_in, shares, stem
from coach.writing.lexicon import TERM, Lexicon
from index import words

_BREAK = re.compile(r",(?=\s)|;|:(?=\s)|[()\[\]…—–](?=\s|$|\w)|(?<!\d)\s[-–—]\s(?!\d)")
_SCOPE = 6
"""Words after a negation that it denies."""

_SCOPE_UNITS = 4
"""What a passage begins with is said of the whole when it is no longer than this."""

_ARTICLE = 2
"""Words at most between "and" and the name that what follows speaks of ("and then the CTO")."""

OFTEN, SOMETIMES = "often:", "sometimes:"
"""Among the ids of a clause: how often what it says is so."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A content word or a term.

    Attributes:
        id: a stem, or the id of a term.
        parts: the stems it is made of.
        written: the folded words.
        strict: see `Named`.
    """

    id: str
    parts: tuple[str, ...]
    written: str
    strict: bool

    @property
    def is_term(self) -> bool:
        """Whether a glossary knows it."""
        return self.id.startswith(TERM)

    def among(self, ids: Collection[str]) -> bool:
        """Whether a text of these ids holds it, in one piece or word by word."""
        return self.id in ids or (bool(self.parts) and all(part in ids for part in self.parts))


@dataclass(frozen=True)
class Clause:
    """A part of a sentence.

    Attributes:
        numbers: as digits.
        denied: ids of the units, and the numbers, in the scope of a negation.
        cues: the kinds of cue words it holds.
        begins_scoped: its first word puts what follows beside what is said ("with the CTO, …").
    """

    units: tuple[Unit, ...]
    numbers: frozenset[str]
    denied: frozenset[str]
    cues: frozenset[str]
    begins_scoped: bool = False

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids of its units and all stems they are made of."""
        named = frozenset(i for unit in self.units for i in (unit.id, *unit.parts))
        return named | self.numbers | {f"{kind}:" for kind in self.cues & set(HEDGES)}

    @cached_property
    def roles(self) -> frozenset[str]:
        """The named things it speaks of."""
        return frozenset(unit.id for unit in self.units if unit.strict)


@dataclass(frozen=True)
class Reading:
    """A text in clauses.

    Attributes:
        names: what is written with capitals inside it, each as its folded words.
        measures: currencies and percents it counts in.
        scope: ids of what it begins with and is said of, as in "In startups, …"; else empty.
        shares: percentages with a word of what they are of.
        sides: the opposites it names one side of.
        plain_words: every word of it, folded.
    """

    clauses: tuple[Clause, ...]
    names: tuple[tuple[str, ...], ...]
    measures: frozenset[str]
    scope: frozenset[str]
    shares: frozenset[tuple[str, str]]
    sides: frozenset[str]
    plain_words: frozenset[str]

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The units of all clauses."""
        return tuple(unit for clause in self.clauses for unit in clause.units)

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids of all clauses."""
        return frozenset().union(*(clause.ids for clause in self.clauses))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers of all clauses."""
        return frozenset().union(*(clause.numbers for clause in self.clauses))

    @cached_property
    def denied(self) -> frozenset[str]:
        """What any clause denies."""
        return frozenset().union(*(clause.denied for clause in self.clauses))

    @cached_property
    def cues(self) -> frozenset[str]:
        """The kinds of cue words of all clauses."""
        return frozenset().union(*(clause.cues for clause in self.clauses))


def read(text: str, language: str, lexicon: Lexicon) -> Reading:
    """Read a sentence or a passage."""
    cues = cues_of(language)
    folded = folded_amounts(text)
    pieces = list(_pieces(folded, lexicon, cues))
    clauses = tuple(_clause(piece, language, lexicon) for piece in pieces)
    return Reading(
        tuple(clause for clause in clauses if clause.units or clause.numbers),
        tuple(names(text)),
        measures(text, folded, language),
        _scope(pieces, clauses, cues),
        frozenset(shares(folded, language, cues)),
        cues.sides(words(folded)),
        frozenset(words(text)),
    )


def _scope(pieces: Sequence[str], clauses: Sequence[Clause], cues: Cues) -> frozenset[str]:
    typed = words(pieces[0]) if len(pieces) > 1 else []
    scoped = typed and typed[0] in cues.scopes and len(clauses[0].units) <= _SCOPE_UNITS
    return clauses[0].ids if scoped else frozenset()


def _pieces(folded: str, lexicon: Lexicon, cues: Cues) -> Iterator[str]:
    """Cut where a clause ends: at punctuation, at a joint, before "and" with a number."""
    for piece in _BREAK.split(folded):
        for part in cues.joint.split(piece):
            ranged = cues.between.search(part) is not None
            for found in [part] if ranged else cues.and_number.split(part):
                yield from _two_statements(found, lexicon, cues)


def _two_statements(piece: str, lexicon: Lexicon, cues: Cues) -> list[str]:
    """Cut at an "and" between what is said of one named thing and what is said of another."""
    for joint in cues.both.finditer(piece):
        before, after = words(piece[: joint.start()]), words(piece[joint.end() :])
        named = [n is not None and n.strict for _, _, n in lexicon.spans(after)]
        first = named.index(True) if True in named else len(after)
        said_before = any(n is not None and n.strict for _, _, n in lexicon.spans(before))
        if said_before and first <= _ARTICLE and len(named) - first > _ARTICLE:
            return [piece[: joint.start()], piece[joint.end() :]]
    return [piece]


def _clause(piece: str, language: str, lexicon: Lexicon) -> Clause:
    typed = words(piece)
    cues = cues_of(language)
    numbers = set(numbers_in(piece, language, cues))
    places: list[tuple[int, Unit]] = []
    for first, last, named in lexicon.spans(typed):
        stems = tuple(stem(word, language) for word in typed[first:last])
        parts = tuple(stem for stem in stems if stem)
        written = " ".join(typed[first:last])
        if named is not None:
            places.append((first, Unit(named.id, parts, written, named.strict)))
        elif parts and written not in cues.silent and not written.isdigit():
            places.append((first, Unit(parts[0], parts, written, False)))
    kinds = frozenset(kind for kind in KINDS if cues.found(kind, typed))
    denied = _denied(typed, places, numbers, cues)
    scoped = bool(typed) and typed[0] in cues.scopes
    return Clause(tuple(unit for _, unit in places), frozenset(numbers), denied, kinds, scoped)


def _denied(
    typed: Sequence[str], places: Sequence[tuple[int, Unit]], numbers: set[str], cues: Cues
) -> frozenset[str]:
    denied: set[str] = set()
    for first, last in cues.found("negation", typed):
        if any(a <= first < b for a, b in cues.found("not_negation", typed)):
            continue
        following = [unit.id for place, unit in places if place >= last][:_SCOPE]
        denied.update(following)
        denied.update(number for number in numbers if number in typed[last:])
        denied.update(unit.id for place, unit in places if place == first - 1)
        denied.add("negation")
    return frozenset(denied)
