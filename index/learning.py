"""What an index is made of: the terms of every field, and classifiers learned from questions."""

import numpy as np

from index.analysis import character_ngrams, terms
from index.catalog import OFF_TOPIC, Catalog
from index.linear import LinearClassifier
from index.marks import Marker, terms_of

GRAM_SIZES = (4,)
"""Character n-grams of one size: as good as several on French text (PIAF), and fewer."""

_MIN_QUESTIONS = 50
"""Fewer answered questions than this teach a classifier nothing."""


def keyword_texts(catalog: Catalog, marker: Marker) -> dict[str, list[list[str]]]:
    """The terms of each keyword index, by its name: a list a passage, section or question."""

    def marked(texts: list[tuple[str, str]]) -> list[str]:
        found = [term for language, text in texts for term in terms(text, (language,))]
        return found + [mark for _, text in texts for mark in terms_of(marker.marks(text))]

    own = [catalog.in_every_language(place) for place in catalog.places]
    led = [
        [*texts, *catalog.leads(place)] for texts, place in zip(own, catalog.places, strict=True)
    ]
    sections: list[list[str]] = [[] for _ in range(catalog.n_sections)]
    headings: list[list[str]] = [[] for _ in range(catalog.n_sections)]
    for section, place, texts in zip(catalog.section_of, catalog.places, own, strict=True):
        sections[section].extend(marked(texts))
        headings[section] = headings[section] or marked(catalog.headings(place))
    return {
        "passages": [marked(texts) for texts in led],
        "n-grams": [
            [gram for _, text in texts for gram in character_ngrams(text, GRAM_SIZES)]
            for texts in own
        ],
        "headings": headings,
        "sections": sections,
        "questions": [
            terms(question, catalog.languages) + terms_of(marker.marks(question))
            for question in catalog.questions
        ],
    }


def fit_classifiers(catalog: Catalog, marker: Marker) -> dict[str, LinearClassifier]:
    """Learn from the questions which passage and section answers, and whether any does.

    Returns:
        "passages" and "sections", and "answerable" (0: unanswered, 1: answered) when there are
        questions of both kinds; nothing when there are too few questions.
    """
    answered = np.flatnonzero(catalog.answers != OFF_TOPIC)
    sections = set(catalog.section_of[catalog.answers[answered]].tolist())
    if len(answered) < _MIN_QUESTIONS or len(sections) < 2:
        return {}
    marks = [marker.marks(question) for question in catalog.questions]
    texts = [catalog.questions[row] for row in answered]
    of_texts = [marks[row] for row in answered]
    passages = catalog.answers[answered]
    classifiers = {
        "passages": LinearClassifier.fit(
            texts, list(passages), len(catalog.places), marks=of_texts
        ),
        "sections": LinearClassifier.fit(
            texts, list(catalog.section_of[passages]), catalog.n_sections, marks=of_texts
        ),
    }
    if len(catalog.answers) - len(answered) >= _MIN_QUESTIONS:
        answerable = (catalog.answers != OFF_TOPIC).astype(int)
        classifiers["answerable"] = LinearClassifier.fit(
            catalog.questions, list(answerable), 2, marks=marks
        )
    return classifiers
