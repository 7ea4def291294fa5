"""A clause of a message, and what in it is wished, supposed or granted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from coach.facts_asked import granted_from, granted_ifs
from coach.facts_terms import Grammar
from coach.facts_text import Token


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence.

    Attributes:
        first: number of its first token.
        last: number after its last token, marks left out.
        sentence: the number of its sentence.
        asked: it is a question.
        own: it is about the person who speaks.
        told_self: the person names themself in it ("I", "my"), or in the whole sentence if asked.
        wished_from: the token from which on it is a wish, a plan or a condition; `last` when none.
        granted_from: the token from which on a question tells facts; `last` when it only asks.
        supposed: it is a supposition ("if I had …"), not even a wish.
    """

    first: int
    last: int
    sentence: int
    asked: bool = False
    own: bool = True
    told_self: bool = False
    wished_from: int = 0
    granted_from: int = 0
    supposed: bool = False


def with_wishes(
    words: Sequence[Token], grammar: Grammar, parts: Sequence[Clause], *, matters: bool
) -> list[Clause]:
    """From where on each clause of a sentence is wished or supposed, and what questions grant.

    What is supposed ("if I had ten years, an MBA and a PSM") stays so until "I" begins anew.
    """
    found: list[Clause] = []
    supposed = grants = False
    for clause in parts:
        first, last = clause.first, clause.last
        granted = granted_from(words, grammar, first, last, matters=matters) if clause.asked else 0
        if grants and clause.asked and not grammar.length_at("clauses.asking", words, first):
            granted = first  # "with a BTS, a PSM and …"
        grants = clause.asked and granted < last
        real = granted_ifs(words, grammar, first, last, matters=matters)
        begin = granted if clause.asked else first
        wished = _wished_from(words, grammar, replace(clause, first=begin), real)
        supposes = grammar.has("unreal.supposed", words, first, last)
        supposed = supposes or (supposed and not _begins_anew(words, grammar, first))
        if supposed and not supposes:
            wished = first
        found.append(replace(clause, wished_from=wished, granted_from=granted, supposed=supposed))
    return found


def _begins_anew(words: Sequence[Token], grammar: Grammar, first: int) -> bool:
    """Whether a clause has a subject of its own or stands against the one before."""
    return any(
        grammar.length_at(cue, words, first) > 0 for cue in ("subject.first", "clauses.joints")
    )


def _wished_from(
    words: Sequence[Token], grammar: Grammar, clause: Clause, real: Sequence[tuple[int, int]]
) -> int:
    if grammar.has("unreal.failed", words, clause.first, clause.last):
        return clause.first
    ends = dict(real)
    place = clause.first
    while place < clause.last:
        if place in ends:
            place = ends[place]
        elif skipped := grammar.length_at("unreal.not", words, place):
            place += skipped
        elif grammar.length_at("unreal.words", words, place) or grammar.length_at(
            "unreal.supposed", words, place
        ):
            break
        else:
            place += 1
    return min(place, clause.last)
