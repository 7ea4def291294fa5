"""Learns `index.fusion.DEFAULT_WEIGHTS`: what a signal is worth for an article without questions.

    .venv/bin/python tests/benchmarks/default_weights.py [--data FOLDER]

Keywords, n-grams, headings and sections are weighed on the visitor questions of the shipped
articles, asked of an index that knows the text alone. Vectors are not: the shipped encoder has
learned from those questions. They are weighed, with `--data`, on the text of `piaf.py`: a sentence
is taken out of a paragraph and asked of what is left (inverse cloze, Lee et al. 2019). No question
of that set is read.
"""

import argparse
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from measuring import say, table
from piaf import figures, rank, read_lines, wikipedia

from corpus import Corpus, load_corpus, sentence_spans
from index.catalog import Catalog
from index.encoder import load_encoder
from index.evidence import SIGNALS
from index.exact import ExactVectors
from index.fusion import DEFAULT_WEIGHTS, fit_fusion
from index.signals import SignalIndex

KEYWORDS = ("passage words", "passage n-grams", "heading words", "section words")
VECTORS = (*KEYWORDS, "passage vectors")

_SHORTEST_SENTENCE = 40
"""Characters; shorter ones ask for nothing."""


def main() -> None:
    """Learn, and print the weights and what they find beside those in use."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="as for piaf.py")
    given = parser.parse_args()
    corpus = load_corpus()
    bare = [replace(article, questions=(), off_topic=()) for article in corpus.articles]
    asked, answers, first = [], [], 0
    for article in corpus.articles:
        asked += [question.text for question in article.questions]
        answers += [first + question.passage for question in article.questions]
        first += len(article.passages)
    rows = learn("visitor questions", Corpus(tuple(bare)), asked, answers, KEYWORDS)
    if given.data:
        rows += learn("sentences taken out", *cloze(given.data), VECTORS)
    say(table(("learned from", "weights", *VECTORS, "R@1", "R@5", "nDCG@10"), rows))


def cloze(data: Path) -> tuple[Corpus, list[str], list[int]]:
    """A corpus whose paragraphs lost a sentence each, the sentences, and whose they were."""
    chance = random.Random(0)
    taken: dict[str, str] = {}
    left = []
    for paragraph in read_lines(data / "passages.jsonl"):
        text = paragraph["text"]
        spans = [(a, b) for a, b in sentence_spans(text) if b - a > _SHORTEST_SENTENCE]
        if len(spans) > 1:
            start, end = chance.choice(spans)
            taken[paragraph["id"]] = text[start:end]
            text = text[:start] + text[end:]
        left.append({**paragraph, "text": text})
    corpus, order = wikipedia(left)
    rows = {paragraph: row for row, paragraph in enumerate(order)}
    return corpus, list(taken.values()), [rows[paragraph] for paragraph in taken]


def learn(
    name: str, corpus: Corpus, asked: Sequence[str], answers: Sequence[int], used: Sequence[str]
) -> list[tuple[str, ...]]:
    """Fit the weights of some signals; one row for them and one for those in use."""
    signals = SignalIndex.build(Catalog.of(corpus), load_encoder(), ExactVectors())
    columns = [SIGNALS.index(signal) for signal in used]
    measured = [signals.evidence(question).signals[:, columns] for question in asked]
    rows = []
    for way, weights in (
        ("learned", fit_fusion(measured, answers)),
        ("in use", DEFAULT_WEIGHTS[columns]),
    ):
        ranks = [rank(m @ weights, row) for m, row in zip(measured, answers, strict=True)]
        shown = [f"{weight:.1f}" for weight in weights]
        blanks = [""] * (len(VECTORS) - len(shown))
        rows.append((f"{len(asked)} {name}", way, *shown, *blanks, *figures(ranks)))
    return rows


if __name__ == "__main__":
    main()
