"""The passages a sentence may cite, read once: what they say, and what surrounds them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from coach.writing.lexicon import Lexicon
from coach.writing.reading import Reading, read
from corpus import Article, Passage
from index import subject_of, words

Source = tuple[Article, Passage]
"""A passage and the article it is of."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """A passage as a sentence in one language is held against it.

    Attributes:
        reading: what it says, in that language where the article has it so.
        surroundings: ids of what it leans on: headings, the line that leads to it, the sentence
            before it.
        named: every word it holds in any language, and those of the article's subject.
        numbers: those of every language.
        subject: ids of the terms the article is about.
        sides: the opposites it names one side of, in any language.
        vector: of the whole text, `(dimension,)`.
        word_vectors: of its units and surroundings, `(n, dimension)`.
    """

    reading: Reading
    surroundings: frozenset[str]
    named: frozenset[str]
    numbers: frozenset[str]
    ids: frozenset[str]
    subject: frozenset[str]
    sides: frozenset[str]
    vector: np.ndarray
    word_vectors: np.ndarray


def read_evidence(
    source: Source, language: str, lexicon: Lexicon, encode: Callable[[list[str]], np.ndarray]
) -> Evidence:
    """Read a passage for sentences of a language."""
    article, passage = source
    section = article.sections[passage.section]
    texts = _versions(article, passage)
    reading = read(texts.get(language, passage.plain), language, lexicon)
    readings = [read(text, tongue, lexicon) for tongue, text in texts.items()]
    around = [article.title, *_headings(article, passage, language)]
    if passage.lead is not None:
        around.append(passage_in(article, article.passages[passage.lead], language))
    before = [p for p in section.passages if p.number == passage.number - 1]
    around += [
        passage_in(article, p, language)
        for p in before
        if p.block == passage.block and p.kind == "sentence"
    ]
    surroundings = [read(text, language, lexicon) for text in around]
    subjects = [subject_of(title) for title in _titles(article)]
    units = [*reading.units, *(unit for r in surroundings for unit in r.units)]
    return Evidence(
        reading=reading,
        surroundings=frozenset().union(*(r.ids for r in surroundings)),
        named=frozenset().union(*(r.plain_words for r in readings), *map(words, subjects)),
        numbers=frozenset().union(*(r.numbers for r in readings)),
        ids=frozenset().union(*(r.ids for r in readings)),
        subject=frozenset().union(*(read(s, language, lexicon).ids for s in subjects)),
        sides=frozenset().union(*(r.sides for r in readings)),
        vector=encode([texts.get(language, passage.plain)])[0],
        word_vectors=encode([unit.written for unit in units] or [passage.plain]),
    )


def _versions(article: Article, passage: Passage) -> dict[str, str]:
    renderings = {r.language: r.passages[passage.number] for r in article.renderings.values()}
    return {article.language: passage.plain, **renderings}


def passage_in(article: Article, passage: Passage, language: str) -> str:
    """What a passage says, in a language where the article has it so."""
    return _versions(article, passage).get(language, passage.plain)


def _headings(article: Article, passage: Passage, language: str) -> list[str]:
    section = article.sections[passage.section]
    if language in article.renderings:
        return [article.renderings[language].headings[passage.section]]
    return list(section.path)


def _titles(article: Article) -> list[str]:
    return [article.title, *(rendering.title for rendering in article.renderings.values())]
