"""Retrieval on text it was not made for: French Wikipedia and the questions of PIAF.

    .venv/bin/python tests/benchmarks/piaf.py --data FOLDER

FOLDER holds `passages.jsonl` (`id`, `title`, `text`) and `questions.jsonl` (`question`,
`passage_id`). A Wikipedia article becomes one article of one section, headed by its title; each of
its paragraphs is one passage. Nothing is learned from it: there are no visitor questions, so the
retriever falls back on its default weights, as it does for any article dropped in without them.
"""

import argparse
import json
import re
from collections.abc import Sequence
from itertools import groupby
from math import log2
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from measuring import machine, quantile, say, table
from numpy.typing import NDArray

from corpus import Article, Corpus, Passage, Section
from index.catalog import Catalog
from index.encoder import load_encoder
from index.evidence import SIGNALS
from index.exact import ExactVectors
from index.fusion import DEFAULT_WEIGHTS
from index.retriever import Retriever, default_calibration
from index.signals import SignalIndex

REFERENCE = ("BM25 as published for this set", ".710", "", ".790")
BAR = ("bar", ".730", "", ".810")

_MARKUP = re.compile(r"<[^>]+>")
_DEPTH = 10


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=_AsWritten)
    parser.add_argument("--data", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--encoder", default="shipped", help="as COACH_ENCODER")
    parser.add_argument("--limit", type=int, help="ask only so many of the questions, evenly taken")
    given = parser.parse_args()
    passages = read_lines(given.data / "passages.jsonl")
    questions = read_lines(given.data / "questions.jsonl")
    questions = questions[:: max(1, len(questions) // given.limit)] if given.limit else questions
    corpus, order = wikipedia(passages)
    encoder = load_encoder(given.encoder)
    signals = SignalIndex.build(Catalog.of(corpus), encoder, ExactVectors())
    rows = {passage: row for row, passage in enumerate(order)}
    wanted = [rows[question["passage_id"]] for question in questions]
    say(
        f"{len(passages)} passages, {len(questions)} questions, encoder {encoder.name}; {machine()}"
    )
    say()
    figures = measure(Retriever(signals, default_calibration()), signals, questions, wanted)
    say(table(("retrieval", "R@1", "R@5", "nDCG@10"), [REFERENCE, *figures, BAR]))


def wikipedia(passages: Sequence[dict[str, Any]]) -> tuple[Corpus, list[str]]:
    """The corpus, one section per Wikipedia article, and the paragraphs' ids in its order."""
    articles, order = [], []
    for slug, group in groupby(sorted(passages, key=_number), key=lambda p: _number(p)[0]):
        paragraphs = list(group)
        articles.append(_article(slug, paragraphs))
        order += [paragraph["id"] for paragraph in paragraphs]
    return Corpus(tuple(articles)), order


def _number(passage: dict[str, Any]) -> tuple[str, str]:
    article, _, paragraph = passage["id"].partition("p")
    return article, paragraph


def _article(slug: str, paragraphs: Sequence[dict[str, Any]]) -> Article:
    title = _MARKUP.sub("", paragraphs[0]["title"])
    text = f"# {title}"
    parts = []
    for number, paragraph in enumerate(paragraphs):
        start, written = len(text) + 2, paragraph["text"]
        text += f"\n\n{written}"
        parts.append(
            Passage(number, "sentence", 0, number, start, len(text), text=written, plain=written)
        )
    section = Section(slug, title, (title,), 1, 0, len(text), tuple(parts))
    return Article(slug, title, "fr", "", text, (section,))


def measure(
    retriever: Retriever,
    signals: SignalIndex,
    questions: Sequence[dict[str, Any]],
    wanted: Sequence[int],
) -> list[tuple[str, ...]]:
    """One row of figures for each way to rank, best way last."""
    ways = {
        "keywords alone": {"passage words": 1},
        "n-grams alone": {"passage n-grams": 1},
        "keywords + n-grams": {"passage words": 1, "passage n-grams": 1},
        "vectors alone": {"passage vectors": 1},
    }
    weights = {name: np.array([way.get(s, 0) for s in SIGNALS]) for name, way in ways.items()}
    weights["fused, DEFAULT_WEIGHTS"] = DEFAULT_WEIGHTS
    ranks: dict[str, list[int]] = {name: [] for name in [*weights, "the retriever as it is"]}
    places = {
        (place.article.slug, place.passage.number): row
        for row, place in enumerate(retriever.catalog.places)
    }
    latencies_ms = []
    for question, row in zip(questions, wanted, strict=True):
        measured = signals.evidence(question["question"]).signals
        for name, way in weights.items():
            ranks[name].append(rank(measured @ way, row))
        began = perf_counter()
        hits = retriever.retrieve(question["question"], k=_DEPTH).hits
        latencies_ms.append(1000 * (perf_counter() - began))
        found = [places[hit.article.slug, hit.passage.number] for hit in hits]
        ranks["the retriever as it is"].append(found.index(row) if row in found else _DEPTH)
    p50, p95 = quantile(latencies_ms, 0.5), quantile(latencies_ms, 0.95)
    say(f"A question takes {p50:.1f} ms (p50), {p95:.1f} ms (p95).\n")
    return [(name, *figures(found)) for name, found in ranks.items()]


def rank(scores: NDArray[Any], row: int) -> int:
    """How many rows come before one, equal scores in reading order."""
    ahead = np.count_nonzero(scores > scores[row])
    return int(ahead + np.count_nonzero(scores[:row] == scores[row]))


def figures(ranks: Sequence[int]) -> tuple[str, str, str]:
    """R@1, R@5 and nDCG@10 of the one right passage's ranks, from 0."""
    gains = [1 / log2(rank + 2) if rank < _DEPTH else 0.0 for rank in ranks]
    values = (
        sum(rank < 1 for rank in ranks) / len(ranks),
        sum(rank < 5 for rank in ranks) / len(ranks),
        sum(gains) / len(gains),
    )
    first, fifth, gain = (f"{value:.3f}".removeprefix("0") for value in values)
    return first, fifth, gain


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a file of JSON lines."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


class _AsWritten(argparse.RawDescriptionHelpFormatter): ...


if __name__ == "__main__":
    main()
