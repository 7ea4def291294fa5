"""Everything there is to find, in flat lists.

The passages of all articles and the questions tied to them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from corpus import INTRODUCTION, Article, Corpus, Passage, Section

OFF_TOPIC = -1
"""The passage of a question that no article answers."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands."""

    article: Article
    section: Section
    passage: Passage


@dataclass(frozen=True, slots=True)
class Catalog:
    """The flat lists; a row number in any signal or vector list refers to them.

    Attributes:
        articles: what is listed.
        places: every passage of every article.
        section_of: `(n_passages,)` the flat number of each passage's section.
        n_sections: how many sections there are.
        questions: the texts of visitors' questions, answered or not.
        answers: `(n_questions,)` the flat number of the passage that answers each, or `OFF_TOPIC`.
        unanswered: `(n_questions,)` 1 for a question that no passage answers, else 0.
        answered: the opposite.
        n_unanswered: how many questions no passage answers.
        languages: every language that any text is in.
    """

    articles: tuple[Article, ...]
    places: tuple[Place, ...]
    section_of: NDArray[np.int64]
    n_sections: int
    questions: tuple[str, ...]
    answers: NDArray[np.int64]
    languages: tuple[str, ...]
    unanswered: NDArray[np.float32] = field(init=False, compare=False)
    answered: NDArray[np.float32] = field(init=False, compare=False)
    n_unanswered: int = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Tell unanswered questions apart once: every query asks for it."""
        off_topic = self.answers == OFF_TOPIC
        object.__setattr__(self, "unanswered", off_topic.astype(np.float32))
        object.__setattr__(self, "answered", (~off_topic).astype(np.float32))
        object.__setattr__(self, "n_unanswered", int(off_topic.sum()))

    @classmethod
    def of(cls, corpus: Corpus, keep: Callable[[str], bool] = lambda _: True) -> "Catalog":
        """List a corpus.

        Args:
            corpus: the articles.
            keep: which questions to list.
        """
        places: list[Place] = []
        section_of: list[int] = []
        questions: list[tuple[str, int]] = []
        languages: set[str] = set()
        n_sections = 0
        for article in corpus.articles:
            first = len(places)
            for section in article.sections:
                places.extend(Place(article, section, passage) for passage in section.passages)
                section_of.extend([n_sections] * len(section.passages))
                n_sections += 1
            questions += [(q.text, first + q.passage) for q in article.questions if keep(q.text)]
            questions += [(q.text, OFF_TOPIC) for q in article.off_topic if keep(q.text)]
            languages |= {article.language, *article.renderings}
        return cls(
            articles=corpus.articles,
            places=tuple(places),
            section_of=np.array(section_of, np.int64),
            n_sections=n_sections,
            questions=tuple(text for text, _ in questions),
            answers=np.array([answer for _, answer in questions], np.int64),
            languages=tuple(sorted(languages)),
        )

    def in_every_language(self, place: Place) -> list[tuple[str, str]]:
        """A passage's text as `(language, text)`: the original first, then its renderings."""
        texts = [(place.article.language, place.passage.plain)]
        for language, rendering in place.article.renderings.items():
            texts.append((language, rendering.passages[place.passage.number]))
        return texts

    def leads(self, place: Place) -> list[tuple[str, str]]:
        """The sentence that introduces a list item, as `(language, text)`, or nothing."""
        lead = place.passage.lead
        if lead is None:
            return []
        texts = [(place.article.language, place.article.passages[lead].plain)]
        for language, rendering in place.article.renderings.items():
            texts.append((language, rendering.passages[lead]))
        return texts

    def headings(self, place: Place) -> list[tuple[str, str]]:
        """The headings down to a passage's section, as `(language, text)`."""
        if place.section.heading == INTRODUCTION:
            return [(place.article.language, place.article.title)]
        number = place.article.sections.index(place.section)
        texts = [(place.article.language, " ".join(place.section.path))]
        for language, rendering in place.article.renderings.items():
            texts.append((language, rendering.headings[number]))
        return texts


def best_of(
    values: NDArray[np.float32], groups: NDArray[np.int64], size: int
) -> NDArray[np.float32]:
    """The greatest value of each group, 0 for a group without values.

    Negative groups are left out.
    """
    best = np.zeros(size, np.float32)
    inside = np.flatnonzero((values > 0) & (groups >= 0))
    np.maximum.at(best, groups[inside], values[inside])
    return best


def mean_of_best(
    values: NDArray[np.float32], groups: NDArray[np.int64], size: int, count: int
) -> NDArray[np.float32]:
    """The mean of each group's `count` greatest values, missing ones taken as 0.

    Values come greatest first.
    """
    total = np.zeros(size, np.float32)
    seen = np.zeros(size, np.int64)
    for value, group in zip(values.tolist(), groups.tolist(), strict=True):
        if group >= 0 and seen[group] < count:
            total[group] += value
            seen[group] += 1
    return (total / count).astype(np.float32)


def rows_of(texts: Sequence[list[tuple[str, str]]]) -> tuple[list[str], NDArray[np.int64]]:
    """Flatten per-passage texts into one list and the passage number of each."""
    flat = [(text, number) for number, group in enumerate(texts) for _, text in group]
    return [text for text, _ in flat], np.array([number for _, number in flat], np.int64)
