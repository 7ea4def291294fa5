"""A message made ready for reading: its tokens, terms and clauses, and what is stated in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from coach.facts_clauses import clauses
from coach.facts_grammar import grammar
from coach.facts_lexicon import lexicon
from coach.facts_negation import denied
from coach.facts_terms import Grammar, Term
from coach.facts_text import Token, tokens
from coach.facts_wishes import Clause
from corpus import Criteria

_OPENING = 3
"""Words of a clause that only opens the next."""

How = Literal["is", "adds", "denies", "none", "corrects"]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something a person told about themself.

    Attributes:
        key: the profile key it tells of.
        value: the id of a value, a number, yes or no, or words of theirs; see `how`.
        words: the words it was read from, verbatim.
        turn: the id of the turn it was told in.
        part: what a number is a part of (years in one job), or "" when it is the whole.
        how: it `is` so, `adds` to what was said and never replaces it, `denies` a value, says there
            is `none`, or `corrects` all that was said of the key.
    """

    key: str
    value: str | int | float | bool
    words: str
    turn: str = ""
    part: str = ""
    how: How = "is"


@dataclass(frozen=True, slots=True)
class Reading:
    """A message as the readers of facts see it."""

    message: str
    language: str
    criteria: Criteria
    today: date
    words: Sequence[Token]
    grammar: Grammar
    terms: Sequence[Term]
    clauses: Sequence[Clause]
    corrections: Sequence[int] = field(default=())

    @classmethod
    def of(cls, message: str, language: str, criteria: Criteria, today: date) -> "Reading":
        """Make a message ready."""
        cues = grammar(language)
        words = tokens(message, language, cues.amounts, cues.shorthand, cues.abroad)
        terms = lexicon(criteria).find(message, words)
        corrections = tuple(first for first, _ in cues.find("correction.words", words))
        parts = clauses(words, cues, terms)
        return cls(message, language, criteria, today, words, cues, terms, parts, corrections)

    def clause_at(self, place: int) -> Clause | None:
        """The clause a token is in."""
        for clause in self.clauses:
            if clause.first <= place < clause.last:
                return clause
        return None

    def stated(self, place: int, *, wishes: bool = False) -> Clause | None:
        """The clause of a token, when what it says is told of the person as a fact.

        A question about themself may grant some: see `coach.facts_asked`.
        """
        clause = self.clause_at(place)
        if clause is None or not clause.own or (wishes and clause.supposed):
            return None
        if clause.asked:
            told = wishes or clause.granted_from <= place < clause.wished_from
            return clause if clause.told_self and told else None
        return clause if wishes or place < clause.wished_from else None

    def weighed(self, place: int) -> Clause | None:
        """The clause of a token, when it asks whether what it says is enough."""
        clause = self.clause_at(place)
        if clause is None or not clause.asked or not clause.own:
            return None
        sentence = [c for c in self.clauses if c.sentence == clause.sentence]
        if not self.has("clauses.enough", sentence[0].first, sentence[-1].last):
            return None
        return None if self.has("unreal.words", clause.first, place) else clause

    def opening(self, clause: Clause) -> int:
        """Where a clause begins, with one of a few words before it ("before that, …")."""
        before = [
            c.first
            for c in self.clauses
            if c.sentence == clause.sentence
            and c.last < clause.first
            and c.last - c.first <= _OPENING
        ]
        return before[-1] if before else clause.first

    def denied(self, clause: Clause, first: int, last: int) -> bool:
        """Whether a phrase of a clause is denied."""
        return denied(self.words, self.grammar, clause, first, last)

    def corrected_between(self, first: int, last: int) -> bool:
        """Whether the person corrects themself between two places."""
        return any(first < place <= last for place in self.corrections)

    def text(self, first: int, last: int) -> str:
        """The words of the message from a token to another (not included), verbatim."""
        return self.message[self.words[first].start : self.words[last - 1].end]

    def says(self, cue: str) -> bool:
        """Whether a cue is said anywhere."""
        return self.has(cue, 0, len(self.words))

    def has(self, cue: str, first: int, last: int) -> bool:
        """Whether a cue is said from a token to another (not included)."""
        return self.grammar.has(cue, self.words, first, last)

    def terms_in(self, first: int, last: int) -> Iterator[Term]:
        """The terms from a token to another (not included)."""
        return (term for term in self.terms if first <= term.first and term.last <= last)


def told_in(fact: Fact, turn: str) -> Fact:
    """The fact with the turn it was told in."""
    return replace(fact, turn=turn)


def is_of_another(reading: Reading, place: int) -> bool:
    """Whether a job is somebody's the person speaks of ("the new CPO"), not "I am the new CPO"."""
    words, cues = reading.words, reading.grammar
    named = place - cues.ends_at("subject.definite", words, place)
    own = ("job.as", "job.past", "job.now", "job.changed")
    said = any(cues.ends_at(cue, words, at) > 0 for at in (named, place) for cue in own)
    return named < place and not said


def serves(reading: Reading, clause: Clause, place: int) -> bool:
    """Whether a job is that of somebody the person works for ("assistant to the CFO")."""
    cues, words = reading.grammar, reading.words
    return cues.ends_at("job.of", words, place) > 0 and cues.has(
        "job.heads", words, clause.first, place
    )
