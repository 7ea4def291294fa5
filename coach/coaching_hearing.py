"""Understands what a message means for coaching: facts, an answer, a wish to be told more."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Literal

from coach.coaching_aside import aims_at_another, is_bare
from coach.coaching_told import corrected, tells_of_self
from coach.facts import facts_of
from coach.facts_places import place_asked
from coach.facts_quoted import quoted_facts
from coach.facts_reading import Fact, Reading
from coach.facts_terms import Cue, Grammar
from coach.facts_text import Token
from coach.guided import read_answer
from coach.phrases import phrases
from coach.profile import Profile
from coach.smalltalk import smalltalk_intent
from coach.turn import Conversation
from corpus import Criteria

Wish = Literal[
    "check", "next", "skip", "stop", "unread", "self", "pay", "told", "another", "bare", "none"
]
"""What the person wants: a guided check, its next question, to skip it or to stop it; to answer it,
in words that could not be read; to know where they stand; the pay that fits them; to tell
something; another role than the article's; only to say yes, no or skip when nothing was asked; or
nothing that coaching serves."""

_UNREAD_WORDS = 4
"""A message so short, in a check, was meant as an answer even where it could not be read."""

_REMEMBERED = 4
"""Turns after which what the person was told of their standing is told whole again."""

_COMMAND_WORDS = 7
"""A longer message is no mere "skip" or "stop"."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a message means for coaching.

    Attributes:
        language: the language the answer is in.
        profile: what is known, this message included.
        fresh: the facts this message told.
        check: the keys a guided check under way has asked for; empty when none is.
        asks: it holds a question.
        replies: it answers what was asked of the person.
        goes_on: the person was told where they stand in one of the last turns.
        asked_place: the place a question on their pay is about.
        another: the role they aim for, when it is not the article's.
    """

    message: str
    language: str
    turn_id: str
    wish: Wish
    profile: Profile
    fresh: tuple[Fact, ...]
    check: tuple[str, ...]
    asks: bool
    replies: bool = False
    goes_on: bool = False
    asked_place: Fact | None = None
    another: str | None = None

    @property
    def is_vague(self) -> bool:
        """Whether it may as well be a question to the article, so little is known of the person."""
        little = len(self.profile.facts) <= 1 and not self.check
        return little and self.wish in ("self", "told") and not self.replies


def hear(
    message: str,
    conversation: Conversation,
    languages: tuple[str, str],
    criteria: Criteria,
    today: date,
    turn_id: str,
    told: Sequence[tuple[str, str]] = (),
) -> Heard:
    """Understand a message of a conversation.

    Args:
        message: what the person wrote.
        conversation: the turns before; the last one holds the facts that stand.
        languages: the one the message is in, and the one to answer in.
        criteria: what there is to know of a person.
        today: see `read_facts`.
        turn_id: kept with each fact.
        told: see `quoted_facts`.
    """
    spoken, answered_in = languages
    last = conversation.turns[-1] if conversation.turns else None
    profile = Profile(criteria, last.facts if last else ())
    asked, check = (last.asked, last.check) if last else (None, ())
    reading = Reading.of(message, spoken, criteria, today)
    wish: Wish = _command(reading, spoken, check)
    facts: tuple[Fact, ...] = ()
    begun = bool(profile.facts or asked or check)
    if wish == "none":
        facts = facts_of(reading)
        if not begun and not tells_of_self(reading, facts):
            facts = ()
        if last and not facts:
            facts = corrected(reading, last)
        if asked and all(fact.key != asked for fact in facts):
            facts = read_answer(reading, asked, facts)
        facts = (*facts, *quoted_facts(told, facts, spoken, criteria, today))
    fresh = tuple(replace(fact, turn=turn_id) for fact in facts)
    profile = profile.told(fresh)
    asks = any(clause.asked for clause in reading.clauses)
    if not begun:
        asks = asks or reading.grammar.length_at("clauses.asking_if_marked", reading.words, 0) > 0
    if wish == "none":
        wish = _wish(reading, spoken, profile, fresh, bool(check), asks)
    replies = any(fact.key == asked for fact in fresh)
    another = aims_at_another(reading) if not check and (wish != "none" or not asks) else None
    if another:
        wish = "another"
    elif wish == "none" and not fresh and not asks and is_bare(reading):
        wish = "bare" if asked or not smalltalk_intent(message) else "none"
    key = next((key for key in criteria.keys if key.reads == "place"), None)
    before = conversation.turns[-_REMEMBERED:]
    goes_on = any(turn.kind == "coaching" and turn.facts for turn in before)
    return Heard(
        message,
        answered_in,
        turn_id,
        wish,
        profile,
        fresh,
        check,
        asks,
        replies,
        goes_on,
        place_asked(reading, key) if key and wish == "pay" else None,
        another,
    )


def _command(reading: Reading, language: str, check: Sequence[str]) -> Wish:
    """What the person orders in a few words: to begin a check, or while it runs to skip or stop."""
    if check and len(reading.words) <= _COMMAND_WORDS:
        for wish in ("stop", "skip"):
            if _said(reading.words, language, wish, at_start=True):
                return "stop" if wish == "stop" else "skip"
        if reading.grammar.length_at("answers.unsure", reading.words, 0):
            return "skip"  # "no idea" is an answer, not one that could not be read
    return "check" if _said(reading.words, language, "check") else "none"


def _wish(
    reading: Reading,
    language: str,
    profile: Profile,
    fresh: Sequence[Fact],
    checking: bool,
    asks: bool,
) -> Wish:
    if _asks_for_pay(reading, language, profile):
        return "pay"
    short = len(reading.words) <= _COMMAND_WORDS
    named = ("self",) if asks else ("self", "aim")
    speaks_of_self = any(_said(reading.words, language, name) for name in named)
    if profile.facts and not speaks_of_self:
        speaks_of_self = _said(reading.words, language, "self_known") or (
            short and _said(reading.words, language, "self_alone", at_start=True)
        )
    if speaks_of_self and not _is_of_another(reading):
        return "self"
    if fresh and not asks:
        return "next" if checking else "told"
    if checking and not asks and len(reading.words) <= _UNREAD_WORDS:
        return "unread"
    return "none"


def _asks_for_pay(reading: Reading, language: str, profile: Profile) -> bool:
    """Whether a question asks how much the person may earn, where something tells what fits."""
    criteria = profile.criteria
    known = any(profile.value(k.key) for k in criteria.keys if k.reads in ("place", "grade"))
    if not known or not criteria.pay:
        return False
    pay = cached_phrases(tuple(criteria.pay_words.get(language, ())))
    for clause in reading.clauses:
        words = reading.words[clause.first : clause.last]
        if clause.asked and clause.own and clause.told_self and _holds(words, pay):
            return _said(words, language, "amount")
    return False


def _is_of_another(reading: Reading) -> bool:
    return bool(reading.clauses) and not any(clause.own for clause in reading.clauses)


def _said(words: Sequence[Token], language: str, name: str, *, at_start: bool = False) -> bool:
    forms = phrases(f"coaching.{language}").all("intent", name)
    grammar = cached_phrases(tuple(forms))
    return grammar.length_at("", words, 0) > 0 if at_start else _holds(words, grammar)


def _holds(words: Sequence[Token], grammar: Grammar) -> bool:
    return grammar.has("", words, 0, len(words))


@cache
def cached_phrases(forms: tuple[str, ...]) -> Grammar:
    """A list of phrases as a grammar of one cue named ""."""
    return Grammar({"": Cue.of(forms)}, {}, {}, {})
