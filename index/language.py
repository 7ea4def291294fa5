"""Tells French from English, also in a few words without accents or in SMS spelling."""

from collections.abc import Sequence
from functools import cache

from index.encoder import SHIPPED_WEIGHTS
from index.linear import LinearClassifier

LANGUAGES = ("fr", "en")
"""The classes of the shipped classifier, in order."""

LANGUAGE_FILE = "language.npz"


def language_scores(text: str) -> dict[str, float]:
    """Score each language of `LANGUAGES` for a text: above 0 speaks for it, near 0 is uncertain."""
    scores = _classifier().scores(text)
    return {language: float(score) for language, score in zip(LANGUAGES, scores, strict=True)}


def fit_language_classifier(texts: Sequence[str], languages: Sequence[str]) -> LinearClassifier:
    """Learn to tell languages apart from texts of known language."""
    classes = [LANGUAGES.index(language) for language in languages]
    return LinearClassifier.fit(texts, classes, len(LANGUAGES), min_count=15)


@cache
def _classifier() -> LinearClassifier:
    return LinearClassifier.load(SHIPPED_WEIGHTS / LANGUAGE_FILE)
