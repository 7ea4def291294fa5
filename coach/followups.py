"""Reads a message in the light of the turns before it: what does it ask, and about what?

Pure functions of the message and the last turns; nothing is searched here.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coach.ellipsis import filled_in
from coach.followup_forms import (
    Intent,
    form_length,
    forms,
    holds,
    marker_intent,
    without_correction,
    without_interjection,
    without_request,
)
from coach.turn import LANGUAGES, Conversation, Turn
from corpus import Corpus
from index import Background, subject_of, terms, words

HISTORY = 6
"""The last turns that are looked at; older ones no longer say what a message is about."""

_REMEMBERED_WORDS = 40
"""The end of a longer message is remembered: a life story ends with its question."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What a message asks.

    Attributes:
        intent: `question`, or what it wants of the answer before it.
        question: the message without what only ties it to the conversation; of an intent that has
            no words of its own, the question before it.
        background: what the conversation is about; None when the message stands alone.
        about: the turn an intent other than `question` is about.
        shown: `(article, start)` of the passages cited on this subject.
        other: it asks for something other than what was shown.
    """

    intent: Intent
    question: str
    background: Background | None = None
    about: Turn | None = None
    shown: frozenset[tuple[str, int]] = frozenset()
    other: bool = False


def understand(
    message: str, conversation: Conversation, subject_words: Iterable[str] = ()
) -> Understood:
    """Say what a message asks, after the turns before it.

    Args:
        message: what the person wrote.
        conversation: the turns before.
        subject_words: what the articles are about; a question that names it stands alone.
    """
    named = frozenset(subject_words)
    turns = [turn for turn in conversation.turns[-HISTORY:] if turn.kind != "smalltalk"]
    if not turns:
        return Understood("question", message)
    message = without_interjection(message)
    intent = marker_intent(message)
    if intent:
        texts, cited, shown = _subject(turns, named)
        background = Background(texts, cited)
        return Understood(intent, " ".join(texts), background, turns[-1], shown)
    question, corrects = without_correction(message)
    if not corrects and not depends(question, named):
        return Understood("question", message)
    if corrects and depends(question, named):
        turns = list(_before_mistake(turns, named))
    elif corrects:
        return Understood("question", question)
    texts, cited, shown = _subject(turns, named)
    question = without_request(question)
    background = Background(texts, cited, filled=_filled(question, texts, turns[-1].language))
    return Understood("question", question, background, None, shown, holds(question, "other"))


def _filled(question: str, texts: Sequence[str], language: str) -> str:
    """A question with what it leaves out taken from those before it, each filled in likewise."""
    filled = ""
    for text in (*texts, question):
        filled = filled_in(text, filled, language) if filled else text
    return filled if texts else ""


def depends(message: str, subject_words: frozenset[str]) -> bool:
    """Whether a message needs the turns before it to be understood."""
    features = (*dependence_features(message, subject_words), 1.0)
    log_odds = math.fsum(weight * x for weight, x in zip(DEPENDENCE, features, strict=True))
    return log_odds >= _LEANING


DEPENDENCE = (2.3, 1.4, -4.4, -3.4, -3.2, 11.8)
"""Weights of `dependence_features` and the intercept.

Learned by `learn_followups` from 166 follow-ups of the development conversations and 435 first
questions of `tests/evals`.
"""

_LEANING = -1.1
"""The log-odds from which a message leans on the turns before it: one chance in four.

Cross-validated, 99 in 100 follow-ups reach it and 4 in 100 first questions; a complete question
read as a follow-up loses little, a follow-up read as complete its subject.
"""


def dependence_features(message: str, subject_words: frozenset[str]) -> tuple[float, ...]:
    """What tells a message that leans on the turns before it from one that stands alone.

    It begins with a connector, has a pronoun, has few words of its own or few words at all, does
    not name what the articles are about.
    """
    typed = words(message)
    own = [word for word in terms(message, LANGUAGES[:1]) if word not in subject_words]
    return (
        float(form_length([[word] for word in typed], "connector") > 0),
        float(any((word,) in forms("pronoun") for word in typed)),
        math.log1p(len(own)),
        math.log1p(len(typed)),
        float(any(word in subject_words for word in typed)),
    )


def subject_words(corpus: Corpus) -> frozenset[str]:
    """The words that name what the articles are about."""
    subjects = " ".join(subject_of(article.title) for article in corpus.articles)
    return frozenset(terms(subjects, LANGUAGES[:1])) | frozenset(words(subjects))


def _subject(
    turns: Sequence[Turn], named: frozenset[str]
) -> tuple[tuple[str, ...], frozenset[tuple[str, int]], frozenset[tuple[str, int]]]:
    """What the last turns are about.

    Returns:
        The last question that stands alone and the last one that was answered since; the passages
        cited for the latter; all passages cited since the former.
    """
    texts: list[str] = []
    cited: frozenset[tuple[str, int]] = frozenset()
    shown: set[tuple[str, int]] = set()
    mistaken = False
    for turn in reversed(turns):
        here = frozenset((citation.article, citation.start) for citation in turn.citations)
        shown |= here
        if marker_intent(turn.message):
            continue
        answered = turn.kind != "not_covered"
        if answered and not cited:
            cited = here
        question, corrects = without_correction(turn.message)
        leaning = turn is not turns[0] and depends(question, named)
        # An unanswered aside ("and in London?") is not what the conversation is about.
        if not leaning or (answered and not mistaken):
            texts.append(" ".join(question.split()[-_REMEMBERED_WORDS:]))
        if not leaning:
            break
        mistaken = corrects
    return tuple(dict.fromkeys((*texts[-1:], *texts[:1]))), cited, frozenset(shown)


def _before_mistake(turns: Sequence[Turn], named: frozenset[str]) -> Sequence[Turn]:
    """The turns without the last one when it leaned on others: the correction replaces it."""
    if len(turns) > 1 and depends(without_correction(turns[-1].message)[0], named):
        return turns[:-1]
    return turns
