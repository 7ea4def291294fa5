"""How building and asking grow with the corpus: 1,000, 10,000 and 100,000 passages.

    .venv/bin/python tests/benchmarks/scale.py [--data FOLDER] [--sizes 1000 10000 100000]

The articles are synthetic: each passage joins the first half of one sentence to the second half
of another, ten passages a section, ten sections an article. The sentences are the shipped
articles', or those of FOLDER (`passages.jsonl`, as for `piaf.py`). So lengths and frequent terms
are real text's, but the vocabulary does not grow with the size. `--questions N` gives each passage
N visitor questions (eight of its words); without them nothing is learned. Each size runs in a
process of its own, through `build_index`, `open_index` and `Retriever.retrieve`.
"""

import argparse
import cProfile
import json
import pstats
import random
import subprocess
import sys
import tempfile
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from time import perf_counter

from measuring import folder_mb, machine, memory_mb, peak_memory_mb, quantile, say, table
from piaf import read_lines

from corpus import (
    SHIPPED_ARTICLES,
    Article,
    Corpus,
    VisitorQuestion,
    load_corpus,
    sentence_spans,
    split_sections,
)
from index import build_index, load_encoder, open_index

_PASSAGES_A_SECTION = 10
_SECTIONS_AN_ARTICLE = 10
_QUERY_WORDS = 8
_QUERIES = 300
_SHORTEST = 8
"""Words; shorter sentences have no halves worth joining."""

HEADER = (
    "passages",
    "build s",
    "of which",
    "peak MB building",
    "disk MB",
    "open s",
    "p50 ms",
    "p95 ms",
    "MB asking",
)


def main() -> None:
    """Measure every size and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, metavar="FOLDER")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--questions", type=int, default=0, help="a passage")
    parser.add_argument("--profile", action="store_true", help="say where the time of asking goes")
    parser.add_argument("--timeout-s", type=int, default=900, help="for one size")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        say(json.dumps(measure(given.one, given.data, given.questions, given.profile)))
        return
    say(f"{machine()}; {given.questions} visitor questions a passage")
    rows = []
    for size in given.sizes:
        again = [a for a in sys.argv[1:] if a != "--one"]
        command = [sys.executable, __file__, *again, "--one", str(size)]
        try:
            done = subprocess.run(
                command, stdout=subprocess.PIPE, text=True, check=True, timeout=given.timeout_s
            )
            rows.append(tuple(json.loads(done.stdout.splitlines()[-1])))
        except subprocess.TimeoutExpired:
            rows.append((f"{size:,}", f"more than {given.timeout_s}", *[""] * (len(HEADER) - 2)))
        except subprocess.CalledProcessError as error:
            failed = f"failed (exit {error.returncode})"
            rows.append((f"{size:,}", failed, *[""] * (len(HEADER) - 2)))
    say(table(HEADER, rows))


def measure(size: int, data: Path | None, questions: int, profile: bool) -> list[str]:
    """One row: build an index of so many passages, open it and ask it."""
    chance = random.Random(0)
    sentences = sentences_of(data)
    corpus = synthetic(sentences, size, questions, chance)
    encoder = load_encoder()
    stages: list[tuple[str, float]] = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        began = perf_counter()
        build_index(corpus, encoder, folder, lambda what, _: stages.append((what, perf_counter())))
        built = perf_counter()
        peak_mb = peak_memory_mb()
        retriever = open_index(corpus, encoder, folder)
        opened = perf_counter()
        profiler = cProfile.Profile()
        asked = [clip(chance.choice(sentences), chance) for _ in range(_QUERIES)]
        latencies_ms = []
        for number, query in enumerate(asked):
            if profile and number == _QUERIES // 2:
                profiler.enable()
            start = perf_counter()
            retriever.retrieve(query)
            latencies_ms.append(1000 * (perf_counter() - start))
        profiler.disable()
        if profile:
            pstats.Stats(profiler, stream=sys.stderr).sort_stats("tottime").print_stats(12)
        return [
            f"{len(retriever.catalog.places):,}",
            f"{built - began:.1f}",
            by_stage([*stages, ("", built)]),
            f"{peak_mb:.0f}",
            f"{folder_mb(folder):.1f}",
            f"{opened - built:.1f}",
            f"{quantile(latencies_ms[: _QUERIES // 2], 0.5):.1f}",
            f"{quantile(latencies_ms[: _QUERIES // 2], 0.95):.1f}",
            f"{memory_mb()[0]:.0f}",
        ]


def by_stage(stages: list[tuple[str, float]]) -> str:
    """What the build spent on each stage that it told of."""
    spent: dict[str, float] = {}
    for (what, start), (_, end) in pairwise(stages):
        spent[what] = spent.get(what, 0.0) + end - start
    return ", ".join(f"{what} {seconds:.1f}" for what, seconds in spent.items() if seconds >= 0.05)


def sentences_of(data: Path | None) -> list[str]:
    """The sentences of a text, long enough to be cut in two."""
    if data is None:
        articles = load_corpus(SHIPPED_ARTICLES).articles
        found = [passage.plain for article in articles for passage in article.passages]
    else:
        texts = [passage["text"] for passage in read_lines(data / "passages.jsonl")]
        found = [text[start:end] for text in texts for start, end in sentence_spans(text)]
    return [sentence for sentence in found if len(sentence.split()) >= _SHORTEST]


def synthetic(sentences: list[str], size: int, questions: int, chance: random.Random) -> Corpus:
    """Articles of about so many passages in all, split from Markdown as any article is."""
    articles = []
    passages = 0
    while passages < size:
        number = len(articles)
        lines = [f"# {clip(chance.choice(sentences), chance)}"]
        for _ in range(min(_SECTIONS_AN_ARTICLE, -(-(size - passages) // _PASSAGES_A_SECTION))):
            lines.append(f"## {clip(chance.choice(sentences), chance)}")
            lines += [f"- {recombined(sentences, chance)}" for _ in range(_PASSAGES_A_SECTION)]
        text = "\n".join(lines)
        article = Article(
            slug=f"article-{number}",
            title=lines[0][2:],
            language="fr",
            url="",
            text=text,
            sections=split_sections(text),
            questions=(),
        )
        articles.append(with_questions(article, questions, chance) if questions else article)
        passages += len(article.passages)
    return Corpus(tuple(articles))


def with_questions(article: Article, count: int, chance: random.Random) -> Article:
    """The article, each passage asked for by so many of its own words."""
    asked = [
        VisitorQuestion(clip(passage.plain, chance), "fr", passage.number)
        for passage in article.passages
        for _ in range(count)
    ]
    return replace(article, questions=tuple(asked))


def recombined(sentences: list[str], chance: random.Random) -> str:
    """The first half of a sentence and the second half of another."""
    first, second = chance.choice(sentences).split(), chance.choice(sentences).split()
    return " ".join([*first[: len(first) // 2], *second[len(second) // 2 :]])


def clip(sentence: str, chance: random.Random) -> str:
    """Some words in a row of a sentence."""
    words = sentence.split()
    start = chance.randrange(max(1, len(words) - _QUERY_WORDS))
    return " ".join(words[start : start + _QUERY_WORDS]).strip("#*-| ")


if __name__ == "__main__":
    main()
