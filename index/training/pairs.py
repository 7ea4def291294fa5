"""The pairs of texts the encoder learns to bring together.

Translations, synonyms, questions and their passages.
"""

import json
import random
from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus import Article, Corpus
from index.holdout import is_held_out

Pair = tuple[str, str]

_QUESTION_PARTNERS = 2
"""Other questions of the same passage that each question is paired with."""


def public_pairs(folder: Path) -> list[Pair]:
    """Pairs of public data in French and English.

    Args:
        folder: holds any of `*.tsv` (English, tab, French) and `*.jsonl` of ESCO (labels and
            synonyms in both languages).
    """
    pairs = translations(folder)
    for path in sorted(folder.glob("*.jsonl")):
        pairs += [pair for line in lines_of(path) for pair in _esco_pairs(json.loads(line))]
    return list(dict.fromkeys(pairs))


def lines_of(path: Path) -> list[str]:
    """The lines of a text file that hold something, cut at line feeds alone: JSON asks so."""
    return [line for line in path.read_text("utf-8").split("\n") if line.strip()]


def translations(folder: Path) -> list[Pair]:
    """The `(English, French)` sentences of a folder's `*.tsv` files."""
    pairs: list[Pair] = []
    for path in sorted(folder.glob("*.tsv")):
        for line in lines_of(path):
            english, _, french = line.partition("\t")
            if english.strip() and french.strip():
                pairs.append((english, french))
    return pairs


def _esco_pairs(entry: dict[str, object]) -> Iterator[Pair]:
    french = str(entry["fr"]).split("/")[0]
    english = str(entry["en"])
    yield english, french
    for label, key in ((french, "fr_alt"), (english, "en_alt")):
        synonyms = entry.get(key)
        for synonym in (synonyms if isinstance(synonyms, list) else [])[:3]:
            yield label, str(synonym)
    if entry.get("en_description"):
        yield french, str(entry["en_description"])


def passage_pairs(corpus: Corpus) -> list[Pair]:
    """Each passage with its rendering, and with its section's heading."""
    pairs = []
    for article in corpus.articles:
        for section in article.sections:
            pairs += [(section.heading, passage.plain) for passage in section.passages]
        for rendering in article.renderings.values():
            pairs += [
                (p.plain, r) for p, r in zip(article.passages, rendering.passages, strict=True)
            ]
    return pairs


def question_pairs(corpus: Corpus, seed: int) -> list[Pair]:
    """Each question with its passage, that passage's rendering.

    Other questions of that passage.
    """
    chance = random.Random(seed)  # nosec B311
    pairs: list[Pair] = []
    for article in corpus.articles:
        for number, questions in _training_questions(article).items():
            texts = [article.passages[number].plain]
            texts += [rendering.passages[number] for rendering in article.renderings.values()]
            for question in questions:
                pairs += [(question, text) for text in texts]
                others = [other for other in questions if other != question]
                partners = chance.sample(others, min(_QUESTION_PARTNERS, len(others)))
                pairs += [(question, partner) for partner in partners]
    return pairs


def _training_questions(article: Article) -> dict[int, list[str]]:
    by_passage: dict[int, list[str]] = {}
    for question in article.questions:
        if not is_held_out(question.text):
            by_passage.setdefault(question.passage, []).append(question.text)
    return by_passage


def texts_of(pairs: Iterable[Pair]) -> Iterator[str]:
    """Both sides of every pair."""
    for pair in pairs:
        yield from pair
