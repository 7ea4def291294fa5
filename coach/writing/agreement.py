"""Whether a sentence agrees with the passages it cites on what can be told for certain.

Numbers, names, who does what, what is denied, how far it generalises. No learned part; see
`coach.writing.support` for the rest.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from coach.writing.evidence import Evidence
from coach.writing.reading import OFTEN, SOMETIMES, Clause, Reading

_MOST_DENIED = 0.5
"""A sentence that says more than this share of what a passage denies must deny it too."""


def disagreement(sentence: Reading, cited: Sequence[Evidence]) -> str | None:
    """Say what a sentence gets wrong for certain; None when nothing is."""
    for name, wrong in (
        ("number", _wrong_number),
        ("name", _wrong_name),
        ("binding", _wrong_binding),
        ("order", _wrong_order),
        ("opposite", _wrong_side),
        ("negation", _wrong_negation),
        ("generalisation", _wrong_generalisation),
    ):
        if wrong(sentence, cited):
            return name
    return None


def _wrong_number(sentence: Reading, cited: Sequence[Evidence]) -> bool:
    """A number or a currency that no cited passage holds, a percentage of something else."""
    known = frozenset().union(*(e.numbers for e in cited))
    measures = frozenset().union(*(e.reading.measures for e in cited))
    shares = frozenset().union(*(e.reading.shares for e in cited))
    of = {number for number, _ in sentence.shares}
    misplaced = of - {number for number, _ in sentence.shares & shares}
    return bool(sentence.numbers - known or sentence.measures - measures or misplaced)


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
    for by in (_by_number, _by_role, _by_scope, _by_frequency):
        known = by(cited)
        anchors = frozenset().union(*(of for _, of in known))
        if not anchors & subject:
            anchors -= subject
        if len({of & anchors for _, of in known if of & anchors}) < 2:
            continue
        for clause in _statements(sentence, anchors):
            said = clause.ids & anchors - {SOMETIMES}  # less than the passage says is no harm
            if said and _misbound(clause, said, subject, known):
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


def _by_frequency(cited: Sequence[Evidence]) -> Bound:
    """A clause that does not say how often goes on from the one before it."""
    found: Bound = []
    for evidence in cited:
        last: frozenset[str] = frozenset()
        for clause in evidence.reading.clauses:
            last = clause.ids & {OFTEN, SOMETIMES} or last
            found.append((clause, last))
    return found


def _wrong_order(sentence: Reading, cited: Sequence[Evidence]) -> bool:
    """Somebody does to the one the article is about what no passage has them do."""
    subject = frozenset().union(*(e.subject for e in cited))
    known = {pair for e in cited for c in e.reading.clauses for pair in _pairs(c, subject)}
    return any(pair not in known for c in sentence.clauses for pair in _pairs(c, subject))


def _pairs(clause: Clause, subject: frozenset[str]) -> Iterable[tuple[str, str]]:
    """Who stands before the subject of the article, with something between them."""
    places = [place for place, unit in enumerate(clause.units) if unit.id in subject]
    first = places[0] if places else 0
    for place, unit in enumerate(clause.units[:first]):
        if unit.strict and first - place > 1 and not clause.begins_scoped:
            yield unit.id, clause.units[first].id


def _wrong_side(sentence: Reading, cited: Sequence[Evidence]) -> bool:
    """A side of two opposites that no passage names: "falling", "useless", "identical"."""
    return bool(sentence.sides - frozenset().union(*(e.sides for e in cited)))


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
        begins_scoped=clauses[0].begins_scoped,
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
