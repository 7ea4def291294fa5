"""Finds what a duration was spent in: a job, the article's field, or something else."""

from collections.abc import Sequence
from dataclasses import dataclass

from coach.facts_dates import Span
from coach.facts_reading import Reading, serves
from coach.facts_terms import Term
from coach.facts_wishes import Clause

_NEAR = 5
"""Words between a duration and the job it is of, at most, when nothing links them."""


_INTRODUCING = (":", "-", "–", "—", "(")


@dataclass(frozen=True, slots=True)
class Spent:
    """What a duration was spent in; None for something else than the field."""

    spent: str | None


def spent_since_change(reading: Reading, span: Span) -> Spent | None:
    """Such as "Became a PM in 2020", "en 2018 je suis passé PO"."""
    words = reading.words
    for term in reading.terms_in(span.changed, min(span.changed + 2 * _NEAR, len(words))):
        beside = reading.clause_at(term.first) == reading.clause_at(span.changed)
        named = reading.grammar.ends_at("time.as", words, term.first) > 0
        if _is_activity(term) and (beside or named):
            return Spent(_spent(term))
    return None


def spent_after(
    reading: Reading, span: Span, clause: Clause, spans: Sequence[Span]
) -> Spent | None:
    """Such as "… years of product", "… ans d’expérience comme PO", "… years as a PM"."""
    words, cues = reading.words, reading.grammar
    place = span.last + cues.length_at("adding.part", words, span.last)
    if span.share:
        held = [t for t in reading.terms_in(place, clause.last) if _is_activity(t)]
        return Spent(_spent(held[0])) if held else None
    end, neutral = _linked(reading, place, clause, spans)
    if end >= clause.last and (named := _named_next(reading, clause, span.first == clause.first)):
        return Spent(_spent(named))
    if term := _activity_at(reading, end):
        return Spent(_spent(term))
    if end in (place, clause.last) or _begins_other(reading, end, spans):
        return None
    here = _activity_within(reading, end, min(end + _NEAR + 1, clause.last))
    if here is not None:
        return Spent(_spent(here))
    return None if neutral or reading.has("time.at", span.last, end) else Spent(None)


def _named_next(reading: Reading, clause: Clause, opens: bool) -> Term | None:
    """The job of the next clause ("since 2022, as a PM", "2014-2017: product owner")."""
    at = reading.clauses.index(clause) + 1
    following = reading.clauses[at : at + 1]
    if not following or following[0].sentence != clause.sentence:
        return None
    first = following[0].first
    filled = reading.grammar.length_at("time.all", reading.words, first)  # "all of it as a PM"
    length = filled + reading.grammar.length_at("time.as", reading.words, first + filled)
    alone = reading.grammar.ends_at("time.since", reading.words, clause.last) > 0
    if not length and not alone and not (opens and reading.words[clause.last].text in _INTRODUCING):
        return None
    return _activity_within(reading, first + length, following[0].last)


def _linked(
    reading: Reading, place: int, clause: Clause, spans: Sequence[Span]
) -> tuple[int, bool]:
    """Where the words that link a duration to its job end ("… years of experience as a").

    Returns:
        The token after them, and whether they name only experience itself.
    """
    neutral = False
    while place < clause.last and not _begins_other(reading, place, spans):
        if length := _neutral_at(reading, place):
            neutral, place = True, place + length
        elif (length := _link_at(reading, place)) and not _activity_at(reading, place):
            place += length
        else:
            break
    return min(place, clause.last), neutral


def _neutral_at(reading: Reading, place: int) -> int:
    """How many words from a place on name only experience itself, or its whole."""
    cues = ("time.neutral", "time.latest", "adding.total")
    return max(reading.grammar.length_at(cue, reading.words, place) for cue in cues)


def is_experience(reading: Reading, span: Span, clause: Clause) -> bool:
    """Whether a duration is one of experience, of nothing that is said beside it."""
    end, neutral = _linked(reading, span.last, clause, (span,))
    return neutral and end >= clause.last


def _link_at(reading: Reading, place: int) -> int:
    """How many words link a duration to a job from a place on ("as a", "je suis")."""
    return reading.grammar.length_at("time.links", reading.words, place) or (
        reading.grammar.length_at("job.as", reading.words, place)
    )


def _begins_other(reading: Reading, place: int, spans: Sequence[Span]) -> bool:
    """Whether another duration or a correction begins at a place."""
    return any(other.first == place for other in spans) or (
        reading.grammar.length_at("correction.words", reading.words, place) > 0
    )


def spent_before(
    reading: Reading, span: Span, clause: Clause, spans: Sequence[Span]
) -> Spent | None:
    """Such as "PM for three years", "PO depuis 2018", "product manager, 7 years"."""
    taken = max((other.last for other in spans if other.last <= span.first), default=0)
    sentence = [c.first for c in reading.clauses if c.sentence == clause.sentence]
    begin = max(taken, min(sentence))
    known = [t for t in reading.terms_in(begin, span.first) if _is_activity(t)]
    own = [t for t in known if _is_held(reading, t)]
    if own and own[-1].first < clause.first:
        if _names_another(reading, span, clause):
            return Spent(None)
        of_it = reading.has("negation.of_it", clause.first, span.first)  # "le produit, j’en fais"
        if not own[-1].jobs() and span.first != clause.first and not of_it:
            return None
    if reading.has("job.heads", own[-1].last if own else begin, span.first):
        return Spent(None)
    if own:
        return Spent(_spent(own[-1]))
    end = min([other.first for other in spans if other.first >= span.last] + [clause.last])
    following = [
        t
        for t in reading.terms_in(span.last, end)
        if _is_activity(t) and t.first - span.last <= _NEAR and _is_held(reading, t)
    ]
    return Spent(_spent(following[0])) if following else None


def _is_held(reading: Reading, term: Term) -> bool:
    """Whether a job or field is stated as the person's."""
    clause = reading.stated(term.first)
    return (
        clause is not None
        and not reading.denied(clause, term.first, term.last)
        and not serves(reading, clause, term.first)
    )


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


def _activity_within(reading: Reading, first: int, last: int) -> Term | None:
    """The first job or field of some words, when nothing else comes before it."""
    for term in reading.terms_in(first, last):
        if _is_activity(term):
            between = reading.words[first : term.first]
            if any(_counts(reading, place) for place in range(first, term.first)):
                return None
            titled = bool(term.jobs()) and reading.grammar.ends_at(
                "time.as", reading.words, term.first
            )
            return term if titled or len(between) <= 1 else None
    return None


def _counts(reading: Reading, place: int) -> bool:
    """Whether a word is a number and no article ("the first one")."""
    is_article = reading.grammar.length_at("team.one", reading.words, place) > 0
    return reading.words[place].number is not None and not is_article


def _is_activity(term: Term) -> bool:
    return bool(term.jobs()) or term.is_field()


def _spent(term: Term) -> str | None:
    jobs = term.jobs()
    if jobs:
        return jobs[0].id if jobs[0].field else None
    return ""
