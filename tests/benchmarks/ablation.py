"""What each part of the retriever brings: each is left out in turn and all is learned again.

    .venv/bin/python tests/benchmarks/ablation.py

Fusion and coverage are learned on the held-out visitor questions and judged on the development
questions, as the index does it. Leaving out the visitor questions leaves what any article without
them has: keywords and vectors under default weights, and a guess of the coverage.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from measuring import DEV_QUESTIONS, machine, say, table
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from api.evaluation import read_questions
from corpus import Corpus, Glossary, load_corpus
from index.catalog import OFF_TOPIC, Catalog
from index.coverage import Coverage, coverage_features
from index.encoder import Encoder, load_encoder
from index.evidence import SIGNALS, Evidence
from index.exact import ExactVectors
from index.fusion import DEFAULT_WEIGHTS, fit_fusion, probabilities
from index.holdout import is_held_out
from index.retriever import uncalibrated_coverage
from index.signals import SignalIndex

LANGUAGES = ("fr", "en")

Without = Callable[[Evidence], Evidence]


@dataclass(frozen=True, slots=True)
class Judged:
    """A development question: whether it is answered, and the headings any of which is right."""

    text: str
    language: str
    answerable: bool
    headings: tuple[str, ...]


def main() -> None:
    """Measure and print the table."""
    corpus, encoder, questions = load_corpus(), load_encoder(), development()
    plain = Corpus(tuple(replace(a, glossary=Glossary()) for a in corpus.articles))
    whole = Measured.of(corpus, encoder, questions)
    say(f"{len(questions)} development questions; {machine()}")
    say()
    rows = [whole.row("everything", lambda evidence: evidence)]
    for part, columns in PARTS.items():
        rows.append(whole.row(f"without {part}", without(columns)))
    rows.append(Measured.of(plain, encoder, questions).row("without the glossary", lambda e: e))
    rows.append(bare(corpus, encoder, questions))
    header = ("", *(f"{what} {lang}" for lang in LANGUAGES for what in WHAT))
    say(table(header, rows))


WHAT = ("first", "in 3", "MRR", "AUC")

PARTS = {
    "words of questions": ("question words", "asked often"),
    "n-grams": ("passage n-grams",),
    "vectors": ("passage vectors", "question vectors", "question vectors, mean of three"),
    "classifiers": ("passage classifier", "section classifier"),
}


def without(columns: Sequence[str]) -> Without:
    """Take signals, and what coverage learns from their like, out of the evidence."""

    def taken(evidence: Evidence) -> Evidence:
        signals = evidence.signals.copy()
        signals[:, [SIGNALS.index(column) for column in columns]] = 0
        changed = replace(evidence, signals=signals)
        if "question words" in columns:
            nothing = np.zeros_like(evidence.question_words)
            changed = replace(
                changed, question_words=nothing, question_likeness=nothing, holdings=()
            )
        if "question vectors" in columns:
            changed = replace(changed, nearest_cosines=np.zeros_like(evidence.nearest_cosines))
        if "section classifier" in columns:
            changed = replace(changed, answerable=0.0)
        return changed

    return taken


@dataclass(frozen=True, slots=True)
class Measured:
    """The evidence of one index for held-out questions to learn from and development ones."""

    known: Catalog
    whole: Catalog
    answers: tuple[int, ...]
    held_out: tuple[Evidence, ...]
    asked: tuple[Evidence, ...]
    questions: tuple[Judged, ...]

    @classmethod
    def of(cls, corpus: Corpus, encoder: Encoder, questions: Sequence[Judged]) -> "Measured":
        """Measure the held-out questions on an index without them, the others on the whole."""
        known = SignalIndex.build(
            Catalog.of(corpus, lambda q: not is_held_out(q)), encoder, ExactVectors()
        )
        held = Catalog.of(corpus, is_held_out)
        whole = SignalIndex.build(Catalog.of(corpus), encoder, ExactVectors())
        return cls(
            known.catalog,
            whole.catalog,
            tuple(held.answers.tolist()),
            tuple(known.evidence(question) for question in held.questions),
            tuple(whole.evidence(question.text) for question in questions),
            tuple(questions),
        )

    def row(self, name: str, change: Without) -> tuple[str, ...]:
        """Learn without a part, judge without it."""
        learning = [change(evidence) for evidence in self.held_out]
        answered = [answer != OFF_TOPIC for answer in self.answers]
        weights = fit_fusion(
            [e.signals for e, ok in zip(learning, answered, strict=True) if ok],
            [answer for answer in self.answers if answer != OFF_TOPIC],
        )

        def features(evidence: Evidence, catalog: Catalog) -> NDArray[np.float64]:
            best = float((evidence.signals @ weights).max())
            shares = probabilities(evidence.signals, weights)
            return coverage_features(evidence, shares, best, catalog)

        learned = [features(evidence, self.known) for evidence in learning]
        model = Coverage.fit(learned, answered)
        asked = [change(evidence) for evidence in self.asked]
        shares = [probabilities(evidence.signals, weights) for evidence in asked]
        coverage = [model.probability(features(evidence, self.whole)) for evidence in asked]
        return (name, *figures(self.whole, self.questions, shares, coverage))


def bare(corpus: Corpus, encoder: Encoder, questions: Sequence[Judged]) -> tuple[str, ...]:
    """The row of an article without visitor questions."""
    articles = [replace(article, questions=(), off_topic=()) for article in corpus.articles]
    signals = SignalIndex.build(Catalog.of(Corpus(tuple(articles))), encoder, ExactVectors())
    asked = [signals.evidence(question.text) for question in questions]
    shares = [probabilities(evidence.signals, DEFAULT_WEIGHTS) for evidence in asked]
    coverage = [uncalibrated_coverage(evidence) for evidence in asked]
    name = "without visitor questions"
    return (name, *figures(signals.catalog, questions, shares, coverage))


def figures(
    catalog: Catalog,
    questions: Sequence[Judged],
    shares: Sequence[NDArray[np.float64]],
    coverage: Sequence[float],
) -> list[str]:
    """The figures of `WHAT` in each language."""
    headings = {
        int(s): p.section.heading for s, p in zip(catalog.section_of, catalog.places, strict=True)
    }
    found = []
    for language in LANGUAGES:
        rows = [i for i, question in enumerate(questions) if question.language == language]
        ranks = [
            _rank(np.bincount(catalog.section_of, shares[i]), headings, questions[i].headings)
            for i in rows
            if questions[i].answerable
        ]
        labels = [questions[i].answerable for i in rows]
        auc = roc_auc_score(labels, [coverage[i] for i in rows])
        first, three = (np.mean([rank <= depth for rank in ranks]) for depth in (1, 3))
        found += [f"{v:.3f}" for v in (first, three, np.mean([1 / r for r in ranks]), auc)]
    return found


def _rank(sections: NDArray[np.float64], headings: dict[int, str], right: Sequence[str]) -> int:
    order = np.argsort(-sections, kind="stable")
    return next(rank for rank, s in enumerate(order, 1) if headings[int(s)] in right)


def development() -> list[Judged]:
    """The development questions but small talk."""
    paths = [DEV_QUESTIONS / f"{language}.jsonl" for language in LANGUAGES]
    return [
        Judged(
            row["question"],
            row["lang"],
            row["kind"] == "answerable",
            tuple(row.get("sections", ())),
        )
        for row in read_questions(paths)
        if row["kind"] != "chitchat"
    ]


if __name__ == "__main__":
    main()
