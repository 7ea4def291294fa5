"""Reads values out of an article's vocabularies: levels, choices, lists, yes or no."""

from collections.abc import Sequence
from dataclasses import dataclass

from coach.facts_reading import Fact, Reading, is_of_another
from coach.facts_terms import Noun, Said, Term
from corpus import ProfileKey, Value

_FALSE = "false"
_NEAR = 3
"""Words between "only" and what it limits, at most."""


@dataclass(frozen=True, slots=True)
class _Mention:
    """A value that was said or denied; `value` is None for the thing itself ("no degree")."""

    value: Value | None
    denied: bool
    first: int
    last: int
    group: int = -1


def read_values(reading: Reading, key: ProfileKey) -> list[Fact]:
    """Read what a message tells of a key that takes values of a vocabulary."""
    mentions = [m for term in reading.terms for m in _mentions(reading, key, term)]
    if key.reads == "list":
        return _listed(reading, key, mentions)
    if key.reads == "flag":
        return _flagged(reading, key, mentions)
    return _chosen(reading, key, mentions)


def _mentions(reading: Reading, key: ProfileKey, term: Term) -> list[_Mention]:
    said = term.said(key.key)
    nouns = [m for m in term.meanings if isinstance(m, Noun) and m.key.key == key.key]
    if not said and not nouns:
        return []
    clause = reading.stated(term.first, wishes=key.reads == "grade")
    if clause is None:
        return []
    if key.reads == "grade" and term.jobs() and is_of_another(reading, term.first):
        return []
    if _beyond(reading, key, term):
        return []
    after = reading.grammar.ends_at("limits.beyond", reading.words, term.first) > 0
    is_denied = not after and reading.denied(clause, term.first, term.last)
    found = [_mention(meaning, is_denied, term) for meaning in said]
    if nouns and is_denied:
        found.append(_Mention(None, True, term.first, term.last))
    return found


def _beyond(reading: Reading, key: ProfileKey, term: Term) -> bool:
    """Whether what is denied is more than a level that is named ("no degree beyond …")."""
    end = term.last + reading.grammar.length_at("limits.beyond", reading.words, term.last)
    return end > term.last and any(
        other.first == end and other.said(key.key) for other in reading.terms
    )


def _mention(said: Said, is_denied: bool, term: Term) -> _Mention:
    return _Mention(said.value, is_denied, term.first, term.last, said.group)


def _chosen(reading: Reading, key: ProfileKey, mentions: Sequence[_Mention]) -> list[Fact]:
    """One value: the last where the person corrects themself, else the one that ranks best.

    Of a level the highest ranks best, of a choice the one declared first.
    """
    held = [(m.value.id, m) for m in mentions if m.value and not m.denied]
    if not held:
        held = [(m.value.denied, m) for m in mentions if m.value and m.denied and m.value.denied]
    if not held:
        if isinstance(key.none, str):
            return [_fact(reading, key, key.none, m) for m in mentions if m.value is None][-1:]
        return []
    order = [value.id for value in key.values]
    best, mention = held[0]
    for value, later in held[1:]:
        better = order.index(value) > order.index(best)
        if key.reads == "choice":
            better = order.index(value) < order.index(best)
        if better or reading.corrected_between(mention.first, later.first):
            best, mention = value, later
    return [_fact(reading, key, best, mention)]


def _listed(reading: Reading, key: ProfileKey, mentions: Sequence[_Mention]) -> list[Fact]:
    """Every value said; where none is, whether there is none."""
    held = [m for m in mentions if m.value and not m.denied]
    if held:  # "a PSPO, no wait, it’s the CSPO"
        held = [m for m in held if not _replaced(reading, m, held[-1])]
    refused = [m for m in mentions if m.denied]
    none = [m for m in refused if m.value is None]
    if none and not held:
        mention = none[-1]
        words = reading.text(mention.first, mention.last)
        return [Fact(key.key, "", words, how="none")]
    facts = {m.value.id: _fact(reading, key, m.value.id, m) for m in held if m.value}
    for mention in refused:
        if mention.value and mention.value.id not in facts:
            words = reading.text(mention.first, mention.last)
            facts[mention.value.id] = Fact(key.key, mention.value.id, words, how="denies")
    return list(facts.values())


def _replaced(reading: Reading, mention: _Mention, last: _Mention) -> bool:
    """Whether the person takes a value back by naming another; "also" takes nothing back."""
    return reading.corrected_between(mention.last, last.first) and not reading.has(
        "adding.words", mention.last, last.first
    )


def _flagged(reading: Reading, key: ProfileKey, mentions: Sequence[_Mention]) -> list[Fact]:
    """Yes or no; a value in groups is yes when every group is said, and no when one is denied."""
    answers: list[tuple[bool, _Mention]] = []
    groups: dict[int, _Mention] = {}
    for mention in mentions:
        if mention.value is None:
            continue
        if mention.group < 0:
            answers.append((mention.denied == (mention.value.id == _FALSE), mention))
        elif mention.denied or _is_all(reading, mention, mentions):
            answers.append((False, mention))
        else:
            groups[mention.group] = mention
    needed = {len(m.value.groups) for m in groups.values() if m.value}
    if groups and not any(not yes for yes, _ in answers) and needed == {len(groups)}:
        first, last = min(m.first for m in groups.values()), max(m.last for m in groups.values())
        answers.append((True, _Mention(None, False, first, last)))
    refusals = [answer for answer in answers if not answer[0]]
    return [_fact(reading, key, *answer) for answer in (refusals or answers)[-1:]]


def _is_all(reading: Reading, mention: _Mention, mentions: Sequence[_Mention]) -> bool:
    """Whether a group is said to be all one does, or to be done by others ("only delivery")."""
    clause = reading.clause_at(mention.first)
    if clause is None:
        return False
    if reading.has("limits.others", clause.first, clause.last):
        return True
    beside = any(
        other.group not in (-1, mention.group) and clause.first <= other.first < clause.last
        for other in mentions
    )
    begin = max(clause.first, mention.first - _NEAR)
    return not beside and reading.has("limits.only", begin, mention.first)


def _fact(reading: Reading, key: ProfileKey, value: str | bool, mention: _Mention) -> Fact:
    corrects = any(place <= mention.first for place in reading.corrections)
    words = reading.text(mention.first, mention.last)
    return Fact(key.key, value, words, how="corrects" if corrects and key.reads != "list" else "is")
