"""The one retriever.

A query in, the passages that may answer it out, each with a calibrated score.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus import Article, Passage, Section
from index.analysis import words
from index.background import (
    FOLLOW_UP_THRESHOLD,
    Background,
    background_scores,
    follow_up_coverage,
    follow_up_features,
    subject_of,
)
from index.catalog import Catalog, Place
from index.coverage import Coverage, coverage_features, known_coverage
from index.evidence import SIGNALS, Evidence
from index.fusion import DEFAULT_WEIGHTS, Weights, probabilities, softmax
from index.marks import NEIGHBOUR
from index.reranker import Reranker, reranked
from index.signals import SignalIndex
from index.strangeness import strangeness

ProvenQuestions = Mapping[str, tuple[str, ...]]
"""By `proven_key`: questions that lead to that passage; see `index.proven`."""


def proven_key(slug: str, passage: int, language: str) -> str:
    """The key of a passage's proven questions."""
    return f"{slug}/{passage}/{language}"


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a query.

    Attributes:
        score: the probability, 0 to 1, that this passage answers, given that one does.
        section_score: the same for its whole section.
    """

    article: Article
    section: Section
    passage: Passage
    score: float
    section_score: float


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What was found for a query.

    Attributes:
        hits: by falling `score`.
        coverage: the probability, 0 to 1, that the corpus answers the query.
        covered: whether `coverage` reaches the calibrated threshold.
    """

    query: str
    hits: tuple[Hit, ...]
    coverage: float
    covered: bool


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was learned about the signals of one corpus: see `index.fusion` and `index.coverage`."""

    fusion: tuple[float, ...]
    coverage: Coverage | None

    def save(self, path: Path) -> None:
        """Write it as JSON."""
        path.write_text(json.dumps({"signals": SIGNALS, **asdict(self)}, indent=1), "utf-8")

    @classmethod
    def load(cls, path: Path) -> "Calibration":
        """Read what was saved."""
        saved = json.loads(path.read_text("utf-8"))
        coverage = saved["coverage"]
        return cls(tuple(saved["fusion"]), Coverage(**coverage) if coverage else None)


class Retriever:
    """Finds passages. Thread-safe; closed when it is let go, if not before.

    Args:
        signals: measures the evidence for each passage.
        calibration: how much each signal counts, and when a query counts as covered.
        proven: questions that are known to lead to their passage.
        build: the name of the build it was opened from.
        reranker: reads the likeliest passages again; it changes their order and nothing else.
    """

    def __init__(
        self,
        signals: SignalIndex,
        calibration: Calibration,
        proven: ProvenQuestions | None = None,
        build: str = "",
        reranker: Reranker | None = None,
    ) -> None:
        self.build, self._reranker = build, reranker
        self._signals, self._calibration, self._proven = signals, calibration, proven or {}
        self._fusion: Weights = np.array(calibration.fusion, np.float64)

    @property
    def catalog(self) -> Catalog:
        """What is searched."""
        return self._signals.catalog

    @property
    def articles(self) -> tuple[Article, ...]:
        """The articles that are searched."""
        return self.catalog.articles

    def close(self) -> None:
        """Let go of the index's files; nothing is retrieved any more."""
        self._signals.close()

    def proven_questions(self, article: Article, passage: int, language: str) -> tuple[str, ...]:
        """Questions in a language that were proved, when the index was built.

        To lead to a passage.
        """
        return self._proven.get(proven_key(article.slug, passage, language), ())

    def retrieve(self, query: str, k: int = 20, background: Background | None = None) -> Retrieval:
        """Find the passages that may answer a query.

        Args:
            query: a question in any of the corpus's languages; it may be empty.
            k: how many hits at most.
            background: what the query goes on from; None when it stands alone.
        """
        evidence = self._signals.evidence(query)
        scores = evidence.signals @ self._fusion
        shares = probabilities(evidence.signals, self._fusion)
        coverage = self._coverage(evidence, shares, float(scores.max()))
        threshold = self._calibration.coverage.threshold if self._calibration.coverage else 0.5
        if background is not None and background.questions:
            shares, features = self._going_on(background, evidence, query)
            coverage, threshold = follow_up_coverage(features), FOLLOW_UP_THRESHOLD
        readable = bool(words(query))  # not a question in a script that no article is in
        if self._reranker is not None and readable:
            asked = f"{background.text} {query}" if background is not None else query
            shares = reranked(shares, asked, self._reranker, self.catalog)
        sections = np.bincount(self.catalog.section_of, shares)
        best = np.argsort(-shares, kind="stable")[:k]
        return Retrieval(
            query=query,
            hits=tuple(
                self._hit(self.catalog.places[row], shares[row], sections[section])
                for row, section in zip(best, self.catalog.section_of[best], strict=True)
            ),
            coverage=coverage if readable else 0.0,
            covered=readable and coverage >= threshold,
        )

    def follow_up_features(self, query: str, background: Background) -> tuple[float, ...]:
        """What the coverage of a follow-up is learned from."""
        return self._going_on(background, self._signals.evidence(query), query)[1]

    def _going_on(
        self, background: Background, evidence: Evidence, query: str
    ) -> tuple[NDArray[np.float64], tuple[float, ...]]:
        """The passages' shares and the coverage features of a query that goes on from another."""
        before = self._signals.evidence(background.text)
        added = background_scores(before.signals @ self._fusion, background, self.catalog)
        shares = softmax(evidence.signals @ self._fusion + added)
        likeliest = self.catalog.places[int(shares.argmax())].article
        named = self._signals.evidence(f"{subject_of(likeliest.title)}, {query}")
        filled = self._signals.evidence(background.filled or f"{background.text} {query}")
        strange = strangeness(evidence.holdings, shares, self.catalog)[0]
        features = follow_up_features(
            named=self._coverage_by_itself(named),
            before=self._coverage_by_itself(before),
            unread=self._signals.rarest_unread(evidence.terms),
            neighbour=NEIGHBOUR in evidence.marks and strange > 0,
            answerable=evidence.answerable,
            section=float(np.bincount(self.catalog.section_of, shares).max()),
            strange=strange,
            filled=self._coverage_by_itself(filled),
        )
        return shares, features

    def _coverage_by_itself(self, evidence: Evidence) -> float:
        shares = probabilities(evidence.signals, self._fusion)
        return self._coverage(evidence, shares, float((evidence.signals @ self._fusion).max()))

    def _coverage(self, evidence: Evidence, shares: NDArray[np.float64], logit: float) -> float:
        model = self._calibration.coverage
        if model is not None:
            known = known_coverage(evidence, self.catalog)
            if known is not None:  # a strict threshold must not overrule what is known
                return max(known, model.threshold) if known > 0.5 else known
            return model.probability(coverage_features(evidence, shares, logit, self.catalog))
        return uncalibrated_coverage(evidence)

    @staticmethod
    def _hit(place: Place, score: float, section_score: float) -> Hit:
        return Hit(place.article, place.section, place.passage, float(score), float(section_score))


def uncalibrated_coverage(evidence: Evidence) -> float:
    """A guess for a corpus without questions to learn from.

    How much of the query its best passage holds.

    Twice the keyword score (a passage that holds half of a query's weight of words nearly always
    answers), and not more than what is left when words that nothing holds are taken away.
    """
    held = float(evidence.signals[:, SIGNALS.index("passage words")].max(initial=0.0))
    return min(1.0, 2 * held, 1.2 * (1 - evidence.unread))


def default_calibration() -> Calibration:
    """For a corpus without enough questions to learn from."""
    return Calibration(tuple(DEFAULT_WEIGHTS.tolist()), None)
