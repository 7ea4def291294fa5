"""What a question grants: facts of the person inside what they ask.

"Can I apply with six years as a PM?", "does it matter that I have never led a team?" tell as much
as they ask; "would it help if I had a PSM?" tells nothing.
"""

from collections.abc import Sequence

from coach.facts_terms import Grammar
from coach.facts_text import Token

_NEAR = 4
"""Words after "if" among which "no", "never" or "only" says that it is so."""


def granted_from(
    words: Sequence[Token], grammar: Grammar, first: int, last: int, *, matters: bool
) -> int:
    """The token of a clause from which on it tells facts; `last` when it only asks.

    Args:
        words: of the message.
        grammar: of its language.
        first: token the clause begins with.
        last: token after it.
        matters: its sentence asks whether something matters ("is it a problem that …").
    """
    found = [start for start, _ in grammar.find("clauses.with", words, first, last)]
    found += [start for start, _ in grammar.find("clauses.asserted", words, first, last)]
    found += [start for start, _ in granted_ifs(words, grammar, first, last, matters=matters)]
    after = first + grammar.length_at("clauses.asking", words, first)  # "I'd like to know if …"
    if matters and grammar.has("subject.first", words, first, last):
        found.append(after)
    return min(found, default=last)


def granted_ifs(
    words: Sequence[Token], grammar: Grammar, first: int, last: int, *, matters: bool
) -> list[tuple[int, int]]:
    """Where "if I …" says what is so: "is it bad if I …", "if I have never …", "if I only …"."""
    return [
        (start, end)
        for start, end in grammar.find("clauses.if", words, first, last)
        if not grammar.length_at("unreal.supposed", words, start)
        and (matters or _is_limited(words, grammar, end, last))
    ]


def _is_limited(words: Sequence[Token], grammar: Grammar, first: int, last: int) -> bool:
    end = min(first + _NEAR, last)
    return any(grammar.has(cue, words, first, end) for cue in ("negation.words", "clauses.only"))
