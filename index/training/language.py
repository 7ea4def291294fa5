"""Trains what tells French from English, and lists the words of both that are spelled right."""

from collections import Counter
from pathlib import Path

from corpus import Corpus
from index.analysis import words
from index.language import LANGUAGE_FILE, LANGUAGES, fit_language_classifier
from index.spelling import WORDS_FILE
from index.training.pairs import Pair, texts_of

_LEAST_USES = 2
"""A word written once in the public pairs may be an error."""

_SHORTEST = 3


def train_language(corpus: Corpus, translations: list[Pair], out: Path) -> None:
    """Fit the language classifier and write it.

    Args:
        corpus: its questions show how visitors type, without accents and in SMS spelling.
        translations: `(English, French)` sentences.
        out: folder of the weights.
    """
    texts, languages = [], []
    for english, french in translations:
        texts += [english, french]
        languages += ["en", "fr"]
    for article in corpus.articles:
        asked = [(question.text, question.language) for question in article.questions]
        asked += [(question.text, question.language) for question in article.off_topic]
        texts += [text for text, language in asked if language in LANGUAGES]
        languages += [language for _, language in asked if language in LANGUAGES]
    fit_language_classifier(texts, languages).save(out / LANGUAGE_FILE)


def list_words(pairs: list[Pair], out: Path) -> None:
    """Write the words that the public pairs use more than once, folded, one a line."""
    counts = Counter(word for text in texts_of(pairs) for word in words(text))
    kept = sorted(
        word
        for word, count in counts.items()
        if count >= _LEAST_USES and word.isalpha() and len(word) >= _SHORTEST
    )
    (out / WORDS_FILE).write_text("\n".join(kept) + "\n", "utf-8")
