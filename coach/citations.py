"""Builds citations from passages and proves them.

Every marker has its citation, every quote is verbatim.
"""

import re
from collections.abc import Sequence
from urllib.parse import quote

from coach.turn import Citation
from corpus import Article, Corpus, Passage

MARKER = re.compile(r"\[(\d{1,3})\]")

_FRAGMENT_WORDS = 6
"""A longer quote is linked by its first and last words, so that links stay short."""


class UnprovenAnswer(Exception):
    """An answer whose markers and citations do not agree, or a quote that is not in the article."""


def cite(article: Article, passage: Passage, number: int, language: str) -> Citation:
    """The citation of a passage, for a reader of a language."""
    section = article.sections[passage.section]
    rendering = article.renderings.get(language) if language != article.language else None
    return Citation(
        number=number,
        article=article.slug,
        section=section.heading,
        path=section.path,
        quote=passage.text,
        start=passage.start,
        end=passage.end,
        translation=rendering.passages[passage.number] if rendering else None,
        url=article.url + text_fragment(*passage.cells or [passage.plain]) if article.url else None,
    )


def cited_sources(corpus: Corpus, citations: Sequence[Citation]) -> list[tuple[Article, Passage]]:
    """The passages that citations are of, in their order."""
    return [
        (corpus[citation.article], passage)
        for citation in citations
        for passage in corpus[citation.article].passages
        if passage.start == citation.start
    ]


def text_fragment(*texts: str) -> str:
    """The part of an address that makes a browser scroll to a text (WICG "Text Fragments").

    Args:
        texts: pieces that follow one another on the page, such as the cells of a row.
    """

    def encoded(piece: str) -> str:
        return quote(piece, safe="").replace("-", "%2D")  # "-", "," and "&" have a meaning there

    first, last = texts[0].split(), texts[-1].split()
    if len(texts) == 1 and len(first) <= 2 * _FRAGMENT_WORDS:
        return f"#:~:text={encoded(texts[0])}"
    ends = " ".join(first[:_FRAGMENT_WORDS]), " ".join(last[-_FRAGMENT_WORDS:])
    return f"#:~:text={encoded(ends[0])},{encoded(ends[1])}"


def prove(corpus: Corpus, answer: str, citations: Sequence[Citation]) -> None:
    """Check an answer before anybody sees it.

    Raises:
        UnprovenAnswer: a marker without citation, a citation without marker, or a quote that is not
            exactly `text[start:end]` of its article.
    """
    used = {int(number) for number in MARKER.findall(answer)}
    given = [citation.number for citation in citations]
    if used != set(given) or len(set(given)) != len(given):
        raise UnprovenAnswer(f"markers {sorted(used)} for citations {sorted(given)}")
    for citation in citations:
        try:
            text = corpus[citation.article].text
        except KeyError as error:
            raise UnprovenAnswer(f"no article {citation.article!r} to quote from") from error
        if not citation.quote or text[citation.start : citation.end] != citation.quote:
            raise UnprovenAnswer(f"citation {citation.number} is not verbatim")
