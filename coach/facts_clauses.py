"""Who says what of whom: the clauses of a message, and what in them is asked, wished or denied."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from coach.facts_terms import Grammar, Term
from coach.facts_text import Token
from coach.facts_wishes import Clause, with_wishes

SENTENCE_ENDS = frozenset(".!?;\n…")
SOFT_MARKS = frozenset(',:()[]–—-/|•"«»')
_TOPIC_WORDS = 3
"""A question of so few words that begins with "my" names a subject ("My team? Two PMs.")."""


def clauses(words: Sequence[Token], grammar: Grammar, terms: Sequence[Term]) -> list[Clause]:
    """Cut a message into clauses and say of each what it is."""
    jobs = {term.first: term for term in terms if term.jobs()}
    found: list[Clause] = []
    for number, (first, last, asked) in enumerate(_sentences(words, grammar)):
        parts = _parts(words, grammar, first, last, number)
        parts = _with_questions(words, grammar, parts, asked)
        parts = _with_subjects(words, grammar, parts, jobs)
        matters = grammar.has("clauses.matters", words, first, last)
        found += with_wishes(words, grammar, parts, matters=matters)
    return found


def _sentences(words: Sequence[Token], grammar: Grammar) -> list[tuple[int, int, bool]]:
    """First token, after-last token, and whether a question mark ends it."""
    found: list[tuple[int, int, bool]] = []
    first = 0
    for place, token in enumerate([*words, None]):
        if token is not None and token.text not in SENTENCE_ENDS:
            continue
        asked = token is not None and token.text == "?"
        if asked and place + 1 < len(words) and _names_subject(words, grammar, first, place):
            continue
        if place > first:
            found.append((first, place, asked))
        first = place + 1
    return found


def _names_subject(words: Sequence[Token], grammar: Grammar, first: int, last: int) -> bool:
    """Whether a question only names what the person goes on to tell of ("My team? Two PMs.")."""
    if not 0 < last - first <= _TOPIC_WORDS:
        return False
    if grammar.length_at("subject.possessive", words, first):
        return True
    refused = grammar.length_at("negation.after", words, last + 1) > 0
    return refused and not grammar.length_at("clauses.asking", words, first)


def _parts(
    words: Sequence[Token], grammar: Grammar, first: int, last: int, number: int
) -> list[Clause]:
    cuts = [first]
    for place in range(first, last):
        if words[place].text in SOFT_MARKS or words[place].text == "?":
            cuts.append(place + 1)
        elif place > cuts[-1] and (
            grammar.length_at("clauses.joints", words, place)
            or _begins_question(words, grammar, place)
        ):
            cuts.append(place)
    bounds = [*cuts, last + 1]
    parts = []
    for start, after in pairwise(bounds):
        end = min(after, last)
        while end > start and words[end - 1].text in SOFT_MARKS | {"?"}:
            end -= 1
        if end > start:
            parts.append(Clause(start, end, number, wished_from=end))
    return parts


def _begins_question(words: Sequence[Token], grammar: Grammar, place: int) -> bool:
    """Whether a question begins inside a clause ("… I am a PM can I apply")."""
    asking = grammar.length_at("clauses.asking", words, place)
    return asking > 1 and grammar.length_at("clauses.splitting", words, place) > 0


def _with_questions(
    words: Sequence[Token], grammar: Grammar, parts: list[Clause], asked: bool
) -> list[Clause]:
    """From its first asking word on a sentence asks; with a question mark at least its end does."""
    starts = [n for n, clause in enumerate(parts) if _asks(words, grammar, clause, asked)]
    if not starts and asked and parts:
        starts = [len(parts) - 1]
    if not starts:
        return parts
    last = len(parts) if asked else starts[0] + 1
    return [
        replace(clause, asked=starts[0] <= n < last or n in starts)
        for n, clause in enumerate(parts)
    ]


def _asks(words: Sequence[Token], grammar: Grammar, clause: Clause, marked: bool) -> bool:
    place = clause.first
    while length := grammar.length_at("clauses.before_asking", words, place):
        if place + length >= clause.last:
            break
        if grammar.length_at("clauses.asking", words, place) > length:
            break
        place += length
    length = grammar.length_at("clauses.asking", words, place)
    if not marked and grammar.length_at("clauses.cleft", words, place):  # "What I do have is"
        return False
    if marked and not length:
        length = grammar.length_at("clauses.asking_if_marked", words, place)
    if length and place + length <= clause.last:
        return True
    closing = grammar.ends_at("clauses.closing", words, clause.last)
    return closing > 0 and clause.last - clause.first > closing


def _with_subjects(
    words: Sequence[Token], grammar: Grammar, parts: list[Clause], jobs: Mapping[int, Term]
) -> list[Clause]:
    """Whose clause it is: its own subject's, else the one's before it in the sentence."""
    told = any(_speaks_of_self(words, grammar, clause) for clause in parts)
    found = []
    own = True
    for clause in parts:
        own = _own(words, grammar, clause, own, jobs)
        speaks = told if clause.asked else _speaks_of_self(words, grammar, clause)
        found.append(replace(clause, own=own, told_self=speaks))
    return found


def _speaks_of_self(words: Sequence[Token], grammar: Grammar, clause: Clause) -> bool:
    return grammar.has("subject.first", words, clause.first, clause.last)


def _own(
    words: Sequence[Token],
    grammar: Grammar,
    clause: Clause,
    before: bool,
    jobs: Mapping[int, Term],
) -> bool:
    place = clause.first
    while place < clause.last:
        if skipped := grammar.length_at("subject.nobody", words, place):
            place += skipped
        elif _is_another(words, grammar, clause, place, jobs):
            return False
        elif grammar.length_at("subject.first", words, place):
            return True
        elif grammar.length_at("subject.other", words, place) or (
            place == clause.first and grammar.length_at("subject.others", words, place)
        ):
            return False
        else:
            place += 1
    return before


def _is_another(
    words: Sequence[Token], grammar: Grammar, clause: Clause, place: int, jobs: Mapping[int, Term]
) -> bool:
    """Whether "my friend", "our head of sales" or "a CPO" (the target) is said at a place."""
    length = grammar.length_at("subject.possessive", words, place)
    if not length or place + length >= clause.last:
        return False
    articled = grammar.length_at("subject.article", words, place) > 0
    if articled and place != clause.first:
        return False
    following = place + length
    while skipped := grammar.length_at("subject.which", words, following):  # "my old manager"
        following += skipped
    person = grammar.length_at("subject.person", words, following)
    if not person and not articled:  # "my teacher"
        person = grammar.length_at("job.heads", words, following)
    job = jobs.get(following)
    if job and (not articled or any(meant.target for meant in job.jobs())):
        person = job.last - following
    return person > 0 and not grammar.length_at("subject.own", words, following + person)
