"""Answers what is asked about the answer before: more of it, its reason, or the same again."""

import math
from collections import defaultdict
from dataclasses import dataclass, replace
from statistics import median

from coach.composing import write_out
from coach.followup_forms import marker_intent
from coach.followups import Understood
from coach.phrases import phrases
from coach.selecting import MAX_CHARACTERS, MAX_PASSAGES, select
from coach.turn import LANGUAGES, Citation, Kind, Turn
from corpus import Article, Passage
from index import Background, Hit, Retrieval, Retriever, words

_SUBJECT_SHARE = 0.05
"""A section less probable than this is another subject."""

_COMPARABLE = 0.1
"""A passage of a lesser share of the best one's score is no answer beside it."""

_STANDS_OUT = 30.0
"""A passage so many times as probable as the middling one is about the subject."""

_ANSWER_WORDS = 60
"""The words of an answer that further passages are sought with."""

_ALL = 1000
"""Hits to choose from, many of which may have been shown."""


@dataclass(frozen=True, slots=True)
class Elaborated:
    """An answer about an answer, and the coverage of the question behind both."""

    kind: Kind
    text: str
    citations: tuple[Citation, ...]
    confidence: float


def elaborate(
    retriever: Retriever, understood: Understood, about: Turn, language: str
) -> Elaborated:
    """Answer a message whose intent is not `question`.

    Args:
        retriever: finds what was not shown yet.
        understood: the message.
        about: the turn it is about.
        language: of the answer.
    """
    subject = _subject(retriever, understood)
    if understood.intent in ("repeat", "shorter"):
        return _again(subject, understood.intent, about, language)
    say, why = phrases(language).say, understood.intent == "why"
    seed = str(len(understood.shown))
    if about.kind != "not_covered":
        insists = why and marker_intent(about.message) == "why"
        if why and not insists and (reasons := _reasons(subject)):
            return _told(reasons, "answer", say("followup_frames", "why", seed), subject, language)
        if fresh := _fresh(_around(retriever, understood), understood.shown):
            line = say("followup_frames", "near_reason" if why else "more", seed)
            return _told(fresh, "partial" if why else "answer", line, subject, language)
    line = say("followup_frames", "no_reason" if why else "no_more", seed)
    return Elaborated("not_covered", line, (), 0.0)


def without_shown(retrieval: Retrieval, understood: Understood) -> Retrieval:
    """What was found less what was shown, for a question about something else on the subject.

    Everything, when what was shown answers far better than the rest.
    """
    if not understood.other:
        return retrieval
    fresh = [h for h in retrieval.hits if _key(h.article, h.passage) not in understood.shown]
    if not fresh or fresh[0].score < _COMPARABLE * retrieval.hits[0].score:
        return retrieval
    return replace(retrieval, hits=tuple(fresh))


def _subject(retriever: Retriever, understood: Understood) -> Retrieval:
    """What the conversation is about, found again with room for what was not shown."""
    background = understood.background or Background(())
    *before, last = background.questions or ("",)
    return retriever.retrieve(last, _ALL, Background(tuple(before), background.cited))


def _around(retriever: Retriever, understood: Understood) -> Retrieval:
    """What is near the passages that answered, on the same subject.

    A question finds the passage that answers it; what that passage says finds the ones that go into
    it, when it was a summary.
    """
    background = understood.background or Background(())
    answered = [
        word
        for article in retriever.articles
        for passage in article.passages
        if _key(article, passage) in background.cited
        for word in passage.plain.split()
    ]
    return retriever.retrieve(" ".join(answered[:_ANSWER_WORDS]), _ALL, background)


def _reasons(subject: Retrieval) -> list[tuple[Article, Passage]]:
    """The passages of the subject's sections that give a reason."""
    return _chosen(
        subject,
        [hit for hit in subject.hits if hit.section_score >= _SUBJECT_SHARE and _gives_reason(hit)],
    )


def _fresh(subject: Retrieval, shown: frozenset[tuple[str, int]]) -> list[tuple[Article, Passage]]:
    """What to show on the subject that was not shown yet.

    Scores are shares of what is left, and flatter than those of an answer: the first passages that
    were not shown are of interest, however much better the shown ones are. A list's items come with
    the line that leads to them, shown or not.
    """
    least = _STANDS_OUT * median(hit.score for hit in subject.hits)
    hits = [
        hit
        for hit in subject.hits
        if hit.score >= least
        and _key(hit.article, hit.passage) not in shown
        and not hit.passage.plain.endswith((":", "?"))
    ]
    total = sum(math.sqrt(hit.score) for hit in hits)
    sections: dict[tuple[str, str], float] = defaultdict(float)
    for hit in hits:
        sections[_section(hit)] += math.sqrt(hit.score) / total
    left = [
        replace(hit, score=math.sqrt(hit.score) / total, section_score=sections[_section(hit)])
        for hit in hits
    ]
    chosen = _chosen(subject, left)
    return [pair for pair in chosen if _key(*pair) not in shown or _leads(pair, chosen)]


def _chosen(subject: Retrieval, hits: list[Hit]) -> list[tuple[Article, Passage]]:
    """What to show of some hits."""
    if not hits:
        return []
    return select(replace(subject, hits=tuple(hits)), MAX_PASSAGES, MAX_CHARACTERS)


def _again(subject: Retrieval, intent: str, about: Turn, language: str) -> Elaborated:
    """The answer before once more; its first passage alone when it should be shorter."""
    known = {_key(hit.article, hit.passage): hit for hit in subject.hits}
    cited = [(citation.article, citation.start) for citation in about.citations]
    hits = [known[key] for key in cited if key in known]
    if about.kind not in ("answer", "partial") or not hits:
        return Elaborated(about.kind, about.answer, about.citations, about.confidence)
    if intent == "shorter":
        hits = [max(hits, key=lambda hit: hit.score)]
    say = phrases(language).say
    chosen = [(hit.article, hit.passage) for hit in hits]
    told = _told(chosen, about.kind, say("followup_frames", intent, about.id), subject, language)
    if about.kind == "partial":
        told = replace(told, text=f"{told.text}\n\n{say('frames', 'not_covered_part')}")
    return replace(told, confidence=about.confidence)


def _told(
    chosen: list[tuple[Article, Passage]], kind: Kind, line: str, subject: Retrieval, language: str
) -> Elaborated:
    composed = write_out(chosen, language, line)
    return Elaborated(kind, composed.text, composed.citations, subject.coverage)


def _gives_reason(hit: Hit) -> bool:
    language = hit.article.language if hit.article.language in LANGUAGES else LANGUAGES[0]
    said = f" {' '.join(words(hit.passage.plain))} "
    forms = phrases(language).all("followups", "reason")
    return any(f" {' '.join(words(form))} " in said for form in forms)


def _leads(pair: tuple[Article, Passage], chosen: list[tuple[Article, Passage]]) -> bool:
    """Whether a passage introduces a list item that is chosen too."""
    article, passage = pair
    return any(a == article and p.lead == passage.number for a, p in chosen)


def _section(hit: Hit) -> tuple[str, str]:
    return (hit.article.slug, hit.section.id)


def _key(article: Article, passage: Passage) -> tuple[str, int]:
    return (article.slug, passage.start)
