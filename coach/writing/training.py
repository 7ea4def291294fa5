"""Learns the weights of `coach.writing.support` from written sentences, true and not."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from coach.writing.agreement import disagreement
from coach.writing.checking import SentenceChecker
from coach.writing.evidence import Source, read_evidence
from coach.writing.reading import read
from coach.writing.support import WEIGHTS
from corpus import Article, Corpus
from index import Encoder, fit_log_odds

EXAMPLES = Path(__file__).parent.parent / "texts" / "support.jsonl"

_HARM = 3.0
"""A false sentence shown is worse than a true one withheld by this factor."""

_NEARBY = 6
"""Passages on either side of a cited one that stand for those retrieved with it."""


def train_support(corpus: Corpus, encoder: Encoder, out: Path = WEIGHTS) -> None:
    """Learn from the written examples, and write the weights and the threshold.

    Args:
        corpus: its first article is the one the examples cite, by numbers of passages.
        encoder: the shipped one.
        out: the file to write.
    """
    checker, article = SentenceChecker(corpus, encoder), corpus.articles[0]
    features: list[tuple[float, ...]] = []
    labels: list[bool] = []
    for row in rows(EXAMPLES):
        cited, nearby = sources(article, row["passages"])
        reading = read(row["sentence"], row["language"], checker.lexicon)
        evidence = [
            read_evidence(source, row["language"], checker.lexicon, encoder.encode_passages)
            for source in cited
        ]
        if disagreement(reading, evidence) is None:
            measured = checker.measure(row["sentence"], reading, cited, nearby, row["language"])
            features.append(measured.features)
            labels.append(row["supported"])
    learned = {
        "weights": [round(w, 4) for w in fit_log_odds(features, labels)],
        "threshold": _threshold(features, labels),
    }
    out.write_text(json.dumps(learned) + "\n", "utf-8")


def rows(path: Path) -> list[dict[str, Any]]:
    """The examples of a file, one JSON object a line."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]


def sources(article: Article, numbers: Iterable[int]) -> tuple[list[Source], list[Source]]:
    """The passages of some numbers, and those around them with them."""
    cited = [(article, article.passages[number]) for number in numbers]
    nearby = [
        (article, passage)
        for passage in article.passages
        if any(abs(passage.number - near.number) <= _NEARBY for _, near in cited)
    ]
    return cited, nearby


def _threshold(features: Sequence[tuple[float, ...]], labels: Sequence[bool]) -> float:
    """The probability that tells best, each example judged by what the others teach."""
    scores = []
    for left_out in range(len(features)):
        kept = [n for n in range(len(features)) if n != left_out]
        weights = fit_log_odds([features[n] for n in kept], [labels[n] for n in kept])
        log_odds = np.dot(weights, (*features[left_out], 1.0))
        scores.append(1 / (1 + np.exp(-log_odds)))
    found, true = np.array(scores), np.array(labels)

    def cost(threshold: float) -> float:
        return _HARM * float((found[~true] >= threshold).mean()) + float(
            (found[true] < threshold).mean()
        )

    return min((n / 100 for n in range(30, 91, 5)), key=cost)


def precision_and_recall(
    checker: SentenceChecker, article: Article, examples: Iterable[Mapping[str, Any]]
) -> Mapping[str, float]:
    """Measure the check on examples it has not learned from.

    Returns:
        `precision`, the share of supported sentences among those let through; `recall`, the share
        of supported sentences let through; `withheld`, 1 less that; `passed`, the share of false
        sentences let through.
    """
    counts = {(a, b): 0 for a in (True, False) for b in (True, False)}
    for row in examples:
        cited, nearby = sources(article, row["passages"])
        proved = checker.check(row["sentence"], cited, nearby, row["language"]).proved
        counts[row["supported"], proved] += 1
    shown = counts[True, True] + counts[False, True]
    recall = counts[True, True] / max(1, counts[True, True] + counts[True, False])
    false = counts[False, True] + counts[False, False]
    return {
        "precision": counts[True, True] / max(1, shown),
        "recall": recall,
        "withheld": 1 - recall,
        "passed": counts[False, True] / max(1, false),
    }
