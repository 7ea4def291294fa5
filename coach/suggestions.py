"""Up to three questions to ask next, each proved answerable when the index was built."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice

from coach.phrases import phrases
from coach.turn import Citation, Conversation
from corpus import Article
from index import Hit, Retriever, fold

COUNT = 3

_OFFERED = 30
"""Questions nearest to the answer among which the plain ones come first."""

_KEPT = 4096
"""Questions judged once."""

_BETWEEN_WORDS = re.compile(r"[\s'’«»?!,.:;…]+")  # "travaille-t-il" stays one word


def suggest(
    retriever: Retriever,
    conversation: Conversation,
    language: str,
    citations: Sequence[Citation],
    hits: Sequence[Hit] = (),
) -> tuple[str, ...]:
    """Choose what to ask next.

    Args:
        retriever: knows the questions proved to be answered.
        conversation: what was asked and suggested so far is not suggested again.
        language: of the suggestions.
        citations: of this answer; the passages around them come first.
        hits: of this message; when nothing is cited, what they answer comes first.
    """
    past = {fold(turn.message) for turn in conversation.turns}
    past |= {fold(text) for turn in conversation.turns[-3:] for text in turn.suggestions}
    cited = {(citation.article, citation.start) for citation in citations}
    chosen: list[str] = []
    sections: set[tuple[str, int]] = set()
    near = (
        (article, article.passages[number].section, question)
        for article, number in _candidates(retriever.articles, cited, hits)
        if (article.slug, article.passages[number].start) not in cited
        for question in retriever.proven_questions(article, number, language)
    )
    # on a button nothing explains a question: of those near by, the plain ones first
    offered = sorted(islice(near, _OFFERED), key=lambda one: not _is_plain(one[2], language))
    for article, section, question in chain(offered, near):
        if (article.slug, section) not in sections and fold(question) not in past:
            chosen.append(question)
            sections.add((article.slug, section))
        if len(chosen) == COUNT:
            break
    return tuple(chosen)


@lru_cache(_KEPT)
def _is_plain(question: str, language: str) -> bool:
    """Whether a question is understood alone and asks for no more than it says."""
    typed = [word for word in _BETWEEN_WORDS.split(fold(question)) if word]
    forms = phrases(language).all
    begins = bool(typed) and typed[0] in map(fold, forms("suggestions", "plain"))
    return begins and not set(map(fold, forms("suggestions", "odd"))).intersection(typed)


def _candidates(
    articles: Sequence[Article], cited: set[tuple[str, int]], hits: Sequence[Hit]
) -> Iterator[tuple[Article, int]]:
    """Passages in the order of their use.

    Around the cited ones, then found ones, then across the article.
    """
    for article in articles:
        numbers = [p.number for p in article.passages if (article.slug, p.start) in cited]
        if numbers:
            yield from ((article, number) for number in _around(numbers, len(article.passages)))
    if not cited:
        yield from ((hit.article, hit.passage.number) for hit in hits)
    for article in articles:
        # the most asked passage of each section, the most asked section first
        asked: dict[int, int] = {}
        for question in article.questions:
            asked[question.passage] = asked.get(question.passage, 0) + 1
        yield from ((article, n) for n, _ in sorted(asked.items(), key=lambda pair: -pair[1]))


def _around(numbers: Iterable[int], n_passages: int) -> Iterator[int]:
    last, first = max(numbers), min(numbers)
    for step in range(1, n_passages):
        if last + step < n_passages:
            yield last + step
        if first - step >= 0:
            yield first - step
