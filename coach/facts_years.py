"""Reads how long a person has worked in the article's field: durations and the jobs they are of."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from coach.facts_clauses import Clause, negation_before
from coach.facts_durations import Span, durations
from coach.facts_reading import Fact, Reading
from coach.facts_terms import Term
from corpus import ProfileKey

_OPENING = 3
"""Words of a clause that only opens the next ("before that, …")."""

_NEAR = 5
"""Words between a duration and the job it is of, at most, when nothing links them."""


@dataclass(frozen=True, slots=True)
class _Spell:
    """A duration and what it was spent in: a job's id, "" for the field, None for another field."""

    span: Span
    spent: str | None
    adds: bool


def read_years(reading: Reading, key: ProfileKey) -> list[Fact]:
    """Read the years spent in the field."""
    spans = durations(reading)
    spells = [spell for span in spans if (spell := _spell(reading, span, spans))]
    spells = _without_included(spells)
    in_field = [spell for spell in spells if spell.spent is not None]
    if in_field:
        return _facts(reading, key, in_field)
    if spans and reading.corrections and not any(_attached(reading, span) for span in spans):
        span = spans[-1]
        clause = reading.stated(span.first)
        if clause and reading.corrections[0] <= span.last + 3:
            words = reading.text(span.first, span.last)
            return [Fact(key.key, span.years, words, how="corrects")]
    return _never(reading, key)


def _spell(reading: Reading, span: Span, spans: Sequence[Span]) -> _Spell | None:
    """A duration with what it was spent in, or None when it is not told as the person's own."""
    clause = reading.stated(span.first)
    if clause is None or _is_age(reading, span, clause):
        return None
    cues = reading.grammar
    adds = cues.has("adding.words", reading.words, _opening(reading, clause), span.first)
    adds = adds or cues.has("adding.words", reading.words, span.last, clause.last)
    after = _after(reading, span, clause, spans)
    if after is None or (after.spent is None and _goes_with_before(reading, span)):
        after = _before(reading, span, clause, spans) or after
    earlier = [other for other in spans if other.last <= span.first]
    if after is None and earlier and reading.corrected_between(earlier[-1].last, span.last):
        corrected = _spell(reading, earlier[-1], spans)
        return _Spell(span, corrected.spent, adds=False) if corrected else None
    return _Spell(span, after.spent if after else None, adds)


def _goes_with_before(reading: Reading, span: Span) -> bool:
    """Whether a duration is said of what is before it: "a PM for three years in a bank"."""
    words, cues = reading.words, reading.grammar
    return (
        cues.length_at("time.since", words, span.first) > 0
        or cues.ends_at("time.during", words, span.first) > 0
    )


def _opening(reading: Reading, clause: Clause) -> int:
    """Where a clause begins, with a few words before it that are a clause of their own."""
    before = [
        c.first
        for c in reading.clauses
        if c.sentence == clause.sentence and c.last < clause.first and c.last - c.first <= _OPENING
    ]
    return before[-1] if before else clause.first


@dataclass(frozen=True, slots=True)
class _Spent:
    """What a duration was spent in; None for something else than the field."""

    spent: str | None


def _after(
    reading: Reading, span: Span, clause: Clause, spans: Sequence[Span]
) -> _Spent | None:
    """ "… years of product", "… ans d’expérience comme PO", "… years as a PM"."""
    words, cues = reading.words, reading.grammar
    place, linked, neutral = span.last, False, False
    place += cues.length_at("adding.part", words, place)
    while place < clause.last:
        term = _activity_at(reading, place)
        if term:
            return _Spent(_spent(term))
        if any(other.first <= place < other.last for other in spans if other is not span):
            return None
        if cues.length_at("correction.words", words, place):
            return None
        if length := cues.length_at("time.neutral", words, place):
            neutral, linked, place = True, False, place + length
        elif length := cues.length_at("time.links", words, place):
            linked, place = True, place + length
        else:
            break
    if place >= clause.last or not linked:
        return None
    here = _activity_within(reading, place, min(place + 6, clause.last), spans)
    if here is not None:
        return _Spent(_spent(here))
    if neutral:
        return None
    at_places = words[place - 1].text in ("at", "chez", "a")
    return None if at_places else _Spent(None)


def _before(
    reading: Reading, span: Span, clause: Clause, spans: Sequence[Span]
) -> _Spent | None:
    """ "PM for three years", "PO depuis 2018", "product manager, 7 years"."""
    taken = max((other.last for other in spans if other.last <= span.first), default=0)
    sentence = [c.first for c in reading.clauses if c.sentence == clause.sentence]
    begin = max(taken, min(sentence))
    known = [t for t in reading.terms_in(begin, span.first) if _is_activity(t)]
    own = [t for t in known if _is_held(reading, t)]
    if own and own[-1].first < clause.first and _names_another(reading, span, clause):
        return _Spent(None)
    if reading.has("job.heads", own[-1].last if own else begin, span.first):
        return _Spent(None)
    if own:
        return _Spent(_spent(own[-1]))
    end = min([other.first for other in spans if other.first >= span.last] + [clause.last])
    following = [
        t
        for t in reading.terms_in(span.last, end)
        if _is_activity(t) and t.first - span.last <= _NEAR and _is_held(reading, t)
    ]
    return _Spent(_spent(following[0])) if following else None


def _is_held(reading: Reading, term: Term) -> bool:
    """Whether a job or field is stated as the person's."""
    clause = reading.stated(term.first)
    return clause is not None and not reading.denied(clause, term.first, term.last)


def _names_another(reading: Reading, span: Span, clause: Clause) -> bool:
    """Whether a word that is no cue follows a duration at once ("three years consulting")."""
    if span.last >= clause.last:
        return False
    cues, words = reading.grammar, reading.words
    return words[span.last].is_word and not any(
        cues.length_at(cue, words, span.last)
        for cue in ("time.links", "time.neutral", "adding.words", "job.now", "adding.total")
    )


def _activity_at(reading: Reading, place: int) -> Term | None:
    for term in reading.terms:
        if term.first == place and _is_activity(term):
            return term
    return None


def _activity_within(
    reading: Reading, first: int, last: int, spans: Sequence[Span]
) -> Term | None:
    """The first job or field of some words that no other duration nor another field comes before."""
    for term in reading.terms_in(first, last):
        if _is_activity(term):
            between = reading.words[first : term.first]
            if any(token.number is not None for token in between):
                return None
            titled = bool(term.jobs()) and reading.grammar.ends_at(
                "time.as", reading.words, term.first
            )
            return term if titled or len(between) <= 1 else None
    return None


def _is_activity(term: Term) -> bool:
    return bool(term.jobs()) or term.is_field()


def _spent(term: Term) -> str | None:
    jobs = term.jobs()
    if jobs:
        return jobs[0].id if jobs[0].field else None
    return ""


def _is_age(reading: Reading, span: Span, clause: Clause) -> bool:
    cues = reading.grammar
    said = cues.ends_at("time.age", reading.words, span.first) > 0 or span.first == clause.first
    alone = span.last >= clause.last or reading.words[span.last].text in ("old", "et", "and")
    return said and alone and span.years >= 16


def _without_included(spells: Sequence[_Spell]) -> list[_Spell]:
    """A part of years in the field is in them already; a part of other years counts alone."""
    kept: list[_Spell] = []
    for spell in spells:
        if spell.span.part and kept and kept[-1].spent is not None and not kept[-1].span.part:
            continue
        kept.append(spell)
    return kept


def _facts(reading: Reading, key: ProfileKey, spells: Sequence[_Spell]) -> list[Fact]:
    facts: list[Fact] = []
    last = 0
    for spell in spells:
        span = spell.span
        words = reading.text(span.first, span.last)
        corrects = reading.corrected_between(last, span.last) and (
            bool(facts) or reading.corrections[0] < span.first
        )
        fact = Fact(key.key, round(span.years, 2), words, part=spell.spent or "")
        if corrects:
            facts = []
            fact = replace(fact, how="corrects")
        elif spell.adds or any(other.part == fact.part for other in facts):
            fact = replace(fact, how="adds" if facts or spell.adds else "is")
        facts.append(fact)
        last = span.last
    return facts


def _never(reading: Reading, key: ProfileKey) -> list[Fact]:
    """ "Never worked in product", "la fonction produit, que je n’ai jamais exercée"."""
    for term in reading.terms:
        if not term.is_field():
            continue
        clause = reading.clause_at(term.first)
        if clause is None or not clause.own or clause.asked:
            continue
        position = reading.clauses.index(clause)
        following = reading.clauses[position + 1 : position + 2]
        after = any(
            nxt.sentence == clause.sentence
            and reading.words[nxt.first].text in ("que", "which")
            and negation_before(reading.words, reading.grammar, nxt, nxt.last)
            for nxt in following
        )
        if after or reading.denied(clause, term.first, term.last):
            return [Fact(key.key, 0.0, reading.text(term.first, term.last), how="none")]
    return []


def _attached(reading: Reading, span: Span) -> bool:
    """Whether a duration is said of something, known or not."""
    clause = reading.clause_at(span.first)
    if clause is None:
        return False
    after = _after(reading, span, clause, (span,))
    return after is not None
