"""Whether a sentence agrees with the passages it cites on what can be told for certain.

Numbers, names, who does what, what is denied, how far it generalises. No learned part; see
`coach.writing.support` for the rest.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from coach.writing.evidence import Evidence
from coach.writing.reading import Clause, Reading

_MOST_DENIED = 0.5
"""A sentence that says more than this share of what a passage denies must deny it too."""


def disagreement(sentence: Reading, cited: Sequence[Evidence]) -> str | None:
    """Say what a sentence gets wrong for certain; None when nothing is."""
    for name, wrong in (
        ("number", _wrong_number),
        ("name", _wrong_name),
        ("binding", _wrong_binding),
        ("negation", _wrong_negation),
        ("generalisation", _wrong_generalisation),
    ):
        if wrong(sentence, cited):
            return name
    return None


def _wrong_number(sentence: Reading, cited: Sequence[Evidence]) -> bool:
    """A number, a currency or a percentage that no cited passage holds."""
    known = frozenset().union(*(e.numbers for e in cited))
    measures = frozenset().union(*(e.reading.measures for e in cited))
    return bool(sentence.numbers - known or sentence.measures - measures)


def _wrong_name(sentence: Reading, cited: Sequence[Evidence]) -> bool:
    """A name, an acronym or a term kept apart that no cited passage holds."""
    ids = frozenset().union(*(e.ids | e.subject for e in cited))
    named = frozenset().union(*(e.named for e in cited))
    written = {word for unit in sentence.units if unit.id in ids for word in unit.written.split()}
    if any(unit.strict and unit.id not in ids for unit in sentence.units):
        return True
    squeezed = {f"{a}{b}" for e in cited for a, b in _neighbours(e)}
    return any(
        word not in named and word not in written and word not in squeezed
        for name in sentence.names
        for word in name
    )


def _neighbours(evidence: Evidence) -> Iterable[tuple[str, str]]:
    """Words written apart in one language and together in another ("Tech Crunch")."""
    units = evidence.reading.units
    return ((a.written, b.written) for a, b in pairwise(units))


def _wrong_binding(sentence: Reading, cited: Sequence[Evidence]) -> bool:
    """What the passages say of one number, role or scope, said of another."""
    subject = frozenset().union(*(e.subject for e in cited))
    for by in (_by_number, _by_role, _by_scope):
        known = by(cited)
        anchors = frozenset().union(*(of for _, of in known))
        if not anchors & subject:
            anchors -= subject
        if len({of & anchors for _, of in known if of & anchors}) < 2:
            continue
        for clause in _statements(sentence, anchors):
            if _misbound(clause, clause.ids & anchors, subject, known):
                return True
    return False


Bound = list[tuple[Clause, frozenset[str]]]
"""Clauses of the passages, each with what it speaks of."""


def _by_number(cited: Sequence[Evidence]) -> Bound:
    return [(clause, clause.numbers) for e in cited for clause in e.reading.clauses]


def _by_role(cited: Sequence[Evidence]) -> Bound:
    """A clause that names nobody speaks of those named before it in its passage."""
    found: Bound = []
    for evidence in cited:
        before: frozenset[str] = frozenset()
        for clause in evidence.reading.clauses:
            before |= clause.roles
            found.append((clause, clause.roles or before))
    return found


def _by_scope(cited: Sequence[Evidence]) -> Bound:
    """All of a passage speaks of what it begins with: "In startups, …"."""
    return [(clause, e.reading.scope) for e in cited for clause in e.reading.clauses]


def _misbound(
    clause: Clause, anchors: frozenset[str], subject: frozenset[str], known: Bound
) -> bool:
    """Whether a clause says of some anchors what is only said of others."""
    here = [found for found, of in known if of & anchors]
    elsewhere = [found for found, of in known if of and not of & anchors]
    if not here:
        return False
    free = [found for found, of in known if not of]
    near = frozenset().union(*(found.ids for found in (*here, *free)))
    far = frozenset().union(*(found.ids for found in elsewhere))
    return any(
        unit.id in far and not unit.among(near)
        for unit in clause.units
        if unit.id not in anchors | subject
    )


def _statements(sentence: Reading, anchors: frozenset[str]) -> list[Clause]:
    """The clauses that speak of an anchor, each with those before it that speak of none."""
    merged: list[Clause] = []
    waiting: list[Clause] = []
    for clause in sentence.clauses:
        waiting.append(clause)
        if clause.ids & anchors:
            merged.append(_joined(waiting))
            waiting = []
    if waiting and merged:
        merged[-1] = _joined([merged[-1], *waiting])
    return merged


def _joined(clauses: Sequence[Clause]) -> Clause:
    return Clause(
        units=tuple(unit for clause in clauses for unit in clause.units),
        numbers=frozenset().union(*(clause.numbers for clause in clauses)),
        denied=frozenset().union(*(clause.denied for clause in clauses)),
        cues=frozenset().union(*(clause.cues for clause in clauses)),
    )


def _wrong_negation(sentence: Reading, cited: Sequence[Evidence]) -> bool:
    """A denial the passages do not make, or one they make and the sentence drops."""
    subject = frozenset().union(*(e.subject for e in cited))
    if sentence.denied:
        denied = frozenset().union(*(e.reading.denied for e in cited)) - subject
        return not (sentence.denied - subject) & denied - {"negation"}
    for evidence in cited:
        for clause in evidence.reading.clauses:
            denied = clause.denied - subject - {"negation"}
            said = denied & sentence.ids
            if denied and len(said) > _MOST_DENIED * len(denied):
                return True
    return False


def _wrong_generalisation(sentence: Reading, cited: Sequence[Evidence]) -> bool:
    """Always where the passage does not say so, often where it says sometimes, more for less."""
    cues = frozenset().union(*(e.reading.cues for e in cited))
    if "universal" in sentence.cues and not cues & {"universal", "whole"}:
        return True
    if "never" in sentence.cues and "never" not in cues:
        return True
    if {"above"} == sentence.cues & {"above", "below"} and cues & {"above", "below"} == {"below"}:
        return not any(e.reading.denied for e in cited)
    if {"below"} == sentence.cues & {"above", "below"} and cues & {"above", "below"} == {"above"}:
        return True
    return "often" in sentence.cues and "sometimes" in cues and "often" not in cues
