"""What speaks for each passage as the answer to a query.

Keywords, n-grams, vectors, questions, classifiers.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.analysis import character_ngrams, terms, words
from index.catalog import OFF_TOPIC, Catalog, best_of, mean_of_best, rows_of
from index.encoder import Encoder, Vectors
from index.evidence import Evidence
from index.keywords import KeywordIndex
from index.learning import GRAM_SIZES, fit_classifiers, keyword_texts
from index.linear import HashedText, LinearClassifier
from index.marks import Marker, terms_of
from index.spelling import Spelling
from index.strangeness import Holding, holding

_HOLDINGS = 4096
"""Terms whose holders are remembered: people use the same words."""

_NEAREST_PASSAGES = 64
_NEAREST_QUESTIONS = 50

Progress = Callable[[str, float], None]


class Vectorlists(Protocol):
    """Named lists of vectors searched by cosine: `VectorStore` or `ExactVectors`."""

    def add(self, name: str, vectors: Vectors) -> None:
        """Store a new list."""

    def nearest(self, name: str, query: Vectors, k: int) -> tuple[NDArray[np.int64], Vectors]:
        """The rows of a list nearest to a query and their cosines."""

    def close(self) -> None:
        """Let go of the vectors."""


class SignalIndex:
    """Measures the evidence for every passage. Made by `build` or `load`."""

    def __init__(
        self,
        catalog: Catalog,
        encoder: Encoder,
        keywords: dict[str, KeywordIndex],
        vectors: Vectorlists,
        classifiers: dict[str, LinearClassifier],
    ) -> None:
        self.catalog, self._encoder = catalog, encoder
        self._keywords, self._vectors, self._classifiers = keywords, vectors, classifiers
        _, self._vector_passages = rows_of([catalog.in_every_language(p) for p in catalog.places])
        answered = catalog.answers[catalog.answers != OFF_TOPIC]
        asked = np.bincount(answered, minlength=len(catalog.places))
        passages = [
            text for place in catalog.places for _, text in catalog.in_every_language(place)
        ]
        self._marker = Marker(catalog.articles)
        self._spelling = Spelling(passages, catalog.questions)
        self._holding = lru_cache(_HOLDINGS)(self._look_up)
        self._asked_often = (np.log1p(asked) / 5).astype(np.float32)

    @classmethod
    def build(
        cls,
        catalog: Catalog,
        encoder: Encoder,
        vectors: Vectorlists,
        progress: Progress = lambda _what, _share: None,
    ) -> "SignalIndex":
        """Index a catalog; the vectors go into `vectors`."""
        progress("keywords", 0.0)
        marker = Marker(catalog.articles)
        keywords = {
            name: KeywordIndex.build(texts)
            for name, texts in keyword_texts(catalog, marker).items()
        }
        progress("vectors", 0.1)
        texts, _ = rows_of([catalog.in_every_language(place) for place in catalog.places])
        vectors.add("passages", encoder.encode_passages(texts))
        vectors.add("questions", encoder.encode_queries(catalog.questions))
        progress("classifiers", 0.4)
        return cls(catalog, encoder, keywords, vectors, fit_classifiers(catalog, marker))

    def evidence(self, query: str) -> Evidence:
        """Measure a query against every passage."""
        catalog = self.catalog
        n_passages = len(catalog.places)
        query, corrected = self._spelling.corrected(query)
        marks = self._marker.marks(query)
        query_terms = terms(query, catalog.languages) + terms_of(marks)
        vector = self._encoder.encode_queries([query])[0]
        question_words = self._keywords["questions"].scores(query_terms)
        rows, cosines = self._vectors.nearest("passages", vector, _NEAREST_PASSAGES)
        near, near_cosines = self._vectors.nearest("questions", vector, _NEAREST_QUESTIONS)
        section_words = self._keywords["sections"].scores(query_terms)
        passage_margins, section_margins, answerable = self._margins(query, marks)
        signals = np.stack(
            [
                self._keywords["passages"].scores(query_terms),
                self._keywords["n-grams"].scores(character_ngrams(query, GRAM_SIZES)),
                self._keywords["headings"].scores(query_terms)[catalog.section_of],
                section_words[catalog.section_of],
                best_of(question_words, catalog.answers, n_passages),
                best_of(cosines, self._vector_passages[rows], n_passages),
                best_of(near_cosines, catalog.answers[near], n_passages),
                mean_of_best(near_cosines, catalog.answers[near], n_passages, 3),
                passage_margins,
                section_margins[catalog.section_of],
                self._asked_often,
            ],
            axis=1,
        )
        held = [self._holds(term) for term in query_terms]
        return Evidence(
            words=tuple(words(query)),
            terms=tuple(query_terms),
            signals=signals.astype(np.float32),
            question_words=question_words,
            question_likeness=self._keywords["questions"].likeness(query_terms),
            nearest_questions=near,
            nearest_cosines=near_cosines,
            answerable=answerable,
            corrected=corrected,
            marks=tuple(marks),
            holdings=self._holdings(query_terms),
            unknown=_share([not (read or asked) for read, asked in held]),
            unread=_share([not read for read, _ in held]),
        )

    def _margins(
        self, query: str, marks: list[str]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32], float]:
        if not self._classifiers:
            zeros = np.zeros(max(len(self.catalog.places), self.catalog.n_sections), np.float32)
            return zeros[: len(self.catalog.places)], zeros[: self.catalog.n_sections], 0.0
        answerable, hashed = self._classifiers.get("answerable"), HashedText.of(query, marks)
        return (
            self._classifiers["passages"].scores(hashed),
            self._classifiers["sections"].scores(hashed),
            float(answerable.scores(hashed)[1]) if answerable else 0.0,
        )

    def _holdings(self, query_terms: list[str]) -> tuple[Holding, ...]:
        if not self.catalog.questions:
            return ()
        return tuple(self._holding(term) for term in sorted(set(query_terms)))

    def _look_up(self, term: str) -> Holding:
        passages, questions = self._keywords["passages"], self._keywords["questions"]
        return holding(term, passages, questions, self.catalog)

    def _holds(self, term: str) -> tuple[bool, bool]:
        read = self._keywords["passages"].knows(term) or self._keywords["headings"].knows(term)
        return read, self._keywords["questions"].knows(term)

    def rarest_unread(self, query_terms: Iterable[str]) -> float:
        """How rare in questions, 0 to 1, the rarest term is that no passage or heading holds.

        Words that many questions use ("how often does it happen") name no subject of their own.
        """
        unread = [term for term in query_terms if not self._holds(term)[0]]
        return max((self._keywords["questions"].rarity(term) for term in unread), default=0.0)

    def close(self) -> None:
        """Let go of the vectors."""
        self._vectors.close()

    def save(self, folder: Path) -> None:
        """Write everything but the vectors, which are where `build` put them."""
        for name, index in self._keywords.items():
            index.save(folder / f"keywords-{name}")
        for name, classifier in self._classifiers.items():
            classifier.save(folder / f"classifier-{name}.npz")

    @classmethod
    def load(
        cls, folder: Path, catalog: Catalog, encoder: Encoder, vectors: Vectorlists
    ) -> "SignalIndex":
        """Read what `save` wrote, for the same catalog and encoder."""
        prefix = "keywords-"
        keywords = {
            path.name.removeprefix(prefix): KeywordIndex.load(path)
            for path in sorted(folder.glob(f"{prefix}*"))
        }
        prefix = "classifier-"
        classifiers = {
            path.stem.removeprefix(prefix): LinearClassifier.load(path)
            for path in sorted(folder.glob(f"{prefix}*.npz"))
        }
        return cls(catalog, encoder, keywords, vectors, classifiers)


def _share(flags: list[bool]) -> float:
    return sum(flags) / len(flags) if flags else 1.0
