"""What in a clause is denied, by words before it ("no", "never") or after it ("never done")."""

from collections.abc import Sequence

from coach.facts_clauses import SENTENCE_ENDS, SOFT_MARKS
from coach.facts_terms import Grammar
from coach.facts_text import Token
from coach.facts_wishes import Clause


def denied(words: Sequence[Token], grammar: Grammar, clause: Clause, first: int, last: int) -> bool:
    """Whether a phrase of a clause is denied, before it ("no", "never") or after it."""
    return (
        negation_before(words, grammar, clause, first)
        or grammar.length_at("negation.copula", words, last) > 0
        or _negation_after(words, grammar, clause, last)
    )


def negation_before(words: Sequence[Token], grammar: Grammar, clause: Clause, place: int) -> bool:
    """Whether what is said at a place of a clause stands under a negation."""
    under = False
    position = clause.first
    while position < place:
        skipped = grammar.length_at("negation.not_negation", words, position)
        if skipped:
            under, position = False, position + skipped
        elif length := grammar.length_at("negation.words", words, position):
            under, position = True, position + length
        elif length := grammar.length_at("negation.ends", words, position):
            position += length
            goes_on = grammar.length_at("negation.continues", words, position) > 0
            under = under and goes_on
        else:
            position += 1
    return under


def _negation_after(words: Sequence[Token], grammar: Grammar, clause: Clause, place: int) -> bool:
    """Whether nothing but a negation follows, in the clause or as a clause of its own."""
    end = place
    while end < len(words) and (
        words[end].text in ":,=?" or grammar.length_at("negation.fillers", words, end)
    ):
        end += 1
    if end > clause.last + 1:
        return False
    for start in range(end, min(end + 6, len(words))):
        if words[start].text in SENTENCE_ENDS:
            return False
        length = grammar.length_at("negation.after", words, start)
        closed = (
            start + length >= len(words) or words[start + length].text in SENTENCE_ENDS | SOFT_MARKS
        )
        if length and closed:
            return start == end or start < clause.last
    return False
