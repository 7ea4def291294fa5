"""Reads how long a person has worked in the article's field."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from coach.facts_dates import Span
from coach.facts_durations import durations
from coach.facts_led import names_field
from coach.facts_negation import negation_before
from coach.facts_reading import Fact, Reading
from coach.facts_spent import is_experience, spent_after, spent_before, spent_since_change
from coach.facts_terms import Term
from coach.facts_wishes import Clause
from corpus import ProfileKey

_BESIDE = 2
"""Words from "managed" to the field that is managed itself, at most."""


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
    if not in_field and (alone := _of_the_jobs_named(reading, spans)):
        in_field = [alone]
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
    if clause is None and (clause := reading.weighed(span.first)):
        weighed = spent_after(reading, span, clause, spans)
        return (
            _Spell(span, weighed.spent, adds=False)
            if weighed and weighed.spent is not None
            else None
        )
    if clause is None or _is_age(reading, span, clause):
        return None
    cues = reading.grammar
    adds = cues.has("adding.words", reading.words, reading.opening(clause), span.first)
    adds = adds or cues.has("adding.words", reading.words, span.last, clause.last)
    if span.changed >= 0:
        since = spent_since_change(reading, span)
        return _Spell(span, since.spent if since else None, adds)
    after = spent_after(reading, span, clause, spans)
    if after is None or (after.spent is None and _goes_with_before(reading, span)):
        after = spent_before(reading, span, clause, spans) or after
    earlier = [other for other in spans if other.last <= span.first]
    if after is None and span.bare and earlier:  # "PM for three years at one firm, then five at"
        before = _spell(reading, earlier[-1], spans)
        return before and replace(before, span=span, adds=True)
    if after is None and earlier and reading.corrected_between(earlier[-1].last, span.last):
        corrected = _spell(reading, earlier[-1], spans)
        return _Spell(span, corrected.spent, adds=False) if corrected else None
    return _Spell(span, after.spent if after else None, adds)


def _of_the_jobs_named(reading: Reading, spans: Sequence[Span]) -> _Spell | None:
    """Such as "I am a PM. Six years of experience", where all jobs told are of the field."""
    jobs = {
        job.id: job
        for term in reading.terms
        for job in term.jobs()[:1]
        if (clause := reading.stated(term.first))
        and not reading.denied(clause, term.first, term.last)
    }
    fields = [job.id for job in jobs.values() if job.field and not job.target]
    part = fields[0] if len(fields) == 1 else ""
    named = {n for term in reading.terms if term.jobs() for n in range(term.first, term.last)}
    heads = reading.grammar.find("job.heads", reading.words)
    if len(spans) != 1 or not fields or len(jobs) != len(fields):
        return None
    if any(n not in named for n, _ in heads):
        return None
    span = spans[0]
    clause = reading.stated(span.first)
    if clause is None or not is_experience(reading, span, clause):
        return None
    return _Spell(span, part, adds=False)


def _goes_with_before(reading: Reading, span: Span) -> bool:
    """Whether a duration is said of what is before it: "a PM for three years in a bank"."""
    words, cues = reading.words, reading.grammar
    return (
        cues.length_at("time.since", words, span.first) > 0
        or cues.ends_at("time.during", words, span.first) > 0
        or any(term.last == span.first and term.jobs() for term in reading.terms)
    )


def _is_age(reading: Reading, span: Span, clause: Clause) -> bool:
    cues = reading.grammar
    said = cues.ends_at("time.age", reading.words, span.first) > 0 or span.first == clause.first
    alone = (
        span.last >= clause.last or cues.length_at("time.after_age", reading.words, span.last) > 0
    )
    return said and alone and span.years >= 16


def _attached(reading: Reading, span: Span) -> bool:
    """Whether a duration is said of something, known or not."""
    clause = reading.clause_at(span.first)
    if clause is None:
        return False
    after = spent_after(reading, span, clause, (span,))
    return after is not None


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


def _never_there(reading: Reading, key: ProfileKey) -> list[Fact]:
    """Such as "I want to move into product. I have never worked in that field"."""
    fields = [term.last for term in reading.terms if term.is_field()]
    for first, last in reading.grammar.find("negation.this_field", reading.words):
        clause = reading.stated(first)
        if clause and any(end <= first for end in fields) and reading.denied(clause, first, last):
            return [Fact(key.key, 0.0, reading.text(first, last), how="none")]
    return []


def _never_held(reading: Reading, term: Term) -> bool:
    """Whether a job of the field is said never to have been held ("I was never a PM")."""
    clause = reading.clause_at(term.first)
    in_field = any(job.field and not job.target for job in term.jobs())
    return (
        in_field and clause is not None and reading.has("negation.never", clause.first, term.first)
    )


def _is_of_a_team(reading: Reading, clause: Clause, term: Term) -> bool:
    """Whether the field only says what a team does ("never led a product team").

    The field itself may be led ("never managed a product"), and be no part of what is led beside it
    ("I lead eight people and never did …").
    """
    cues, words = reading.grammar, reading.words
    ends = [last for _, last in cues.find("negation.ends", words, clause.first, term.first)]
    begin = max(ends, default=clause.first)
    leads = list(cues.find("team.lead", words, begin, term.first))
    if any(
        not names_field(reading, *led)
        for led in cues.find("team.lead", words, term.first, term.last)
    ):
        return True
    if leads and cues.length_at("team.lead", words, term.last):  # "led a … team"
        return True
    itself = len(leads) == 1 and term.first - leads[0][0] <= _BESIDE
    return bool(leads) and not (itself and reading.has("negation.never", begin, term.first))


def _never(reading: Reading, key: ProfileKey) -> list[Fact]:
    """Such as "Never worked in product", "la fonction produit, que je n’ai jamais exercée"."""
    for term in reading.terms:
        clause = reading.clause_at(term.first)
        if not (term.is_field() or _never_held(reading, term)):
            continue
        if clause is None or _is_of_a_team(reading, clause, term):
            continue
        if not clause.own or clause.asked:
            continue
        if reading.has("time.left", clause.first, term.first):  # "I never left …"
            continue
        position = reading.clauses.index(clause)
        following = reading.clauses[position + 1 : position + 2]
        alone = (
            clause.last - clause.first <= term.last - term.first + 1
        )  # "product, I never did it"
        after = any(
            nxt.sentence == clause.sentence
            and (
                reading.grammar.length_at("clauses.relative", reading.words, nxt.first)
                or (alone and reading.has("negation.of_it", nxt.first, nxt.last))
            )
            and negation_before(reading.words, reading.grammar, nxt, nxt.last)
            for nxt in following
        )
        if after or reading.denied(clause, term.first, term.last):
            return [Fact(key.key, 0.0, reading.text(term.first, term.last), how="none")]
    return _never_there(reading, key)
