"""A baker's article and what was written around it; an encoder to be worked out by hand."""

import json
import shutil
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from corpus import Corpus, load_corpus
from index import Encoder, Retriever, ensure_index, load_encoder, words
from index.encoder import Vectors

FRAMES = {
    "fr": ["{}", "Dis-moi : {}", "Bonjour, {}", "J’aimerais savoir : {}", "Au fait, {}"],
    "en": ["{}", "Tell me, {}", "Hello, {}", "I would like to know: {}", "By the way, {}"],
}
FRAMES["fr"] += ["Une question : {}", "{} Merci !", "Coach, {}"]
FRAMES["en"] += ["A question: {}", "{} Thanks!", "Coach, {}"]
"""One question in five is held out for calibration, so each is asked in several ways."""


def _write_questions(folder: Path, source: Path) -> None:
    asked = tomllib.loads(source.read_text("utf-8"))
    passages = load_corpus(folder.parent)["boulanger"].passages
    sections = load_corpus(folder.parent)["boulanger"].sections
    answered = [
        {
            "question": frame.format(text),
            "lang": language,
            "section": sections[passages[int(number)].section].heading,
            "passage": passages[int(number)].text,
        }
        for number, by_language in asked["answered"].items()
        for language, texts in by_language.items()
        for text in texts
        for frame in FRAMES[language]
    ]
    off_topic = [
        {"question": frame.format(text), "lang": language, "near": False}
        for language, texts in asked["off_topic"].items()
        for text in texts
        for frame in FRAMES[language]
    ]
    for name, rows in (("questions.jsonl", answered), ("off_topic.jsonl", off_topic)):
        lines = (json.dumps(row, ensure_ascii=False) for row in rows)
        (folder / name).write_text("\n".join(lines), "utf-8")


@pytest.fixture
def small_corpus_folder(tiny_corpus_folder: Path) -> Path:
    """The article of four sections and one question: too few to learn anything from."""
    row = {
        "question": "Combien de temps vit le levain ?",
        "lang": "fr",
        "section": "Le levain",
        "passage": "Le levain vit",
    }
    path = tiny_corpus_folder / "boulanger" / "questions.jsonl"
    path.write_text(json.dumps(row, ensure_ascii=False), "utf-8")
    return tiny_corpus_folder


@pytest.fixture
def small_corpus(small_corpus_folder: Path) -> Corpus:
    """The corpus of that folder."""
    return load_corpus(small_corpus_folder)


@pytest.fixture(scope="session")
def bakery_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the baker's article, its English rendering, its questions and a glossary."""
    source = Path(__file__).parent / "bakery"
    folder = tmp_path_factory.mktemp("bakery") / "boulanger"
    folder.mkdir()
    for name in ("article.md", "en.md"):
        shutil.copy(source / name, folder / name)
    _write_questions(folder, source / "questions.toml")
    return folder.parent


@pytest.fixture(scope="session")
def bakery(bakery_folder: Path) -> Corpus:
    """The baker's article with all that was written around it."""
    return load_corpus(bakery_folder)


@pytest.fixture(scope="session")
def shipped_encoder() -> Encoder:
    """The encoder that comes with the coach."""
    return load_encoder()


@pytest.fixture(scope="session")
def bakery_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the index of the bakery is kept."""
    return tmp_path_factory.mktemp("bakery-index")


@pytest.fixture(scope="session")
def bakery_retriever(
    bakery: Corpus, shipped_encoder: Encoder, bakery_index: Path
) -> Iterator[Retriever]:
    """The baker's article, indexed with the shipped encoder."""
    with closing(ensure_index(bakery, shipped_encoder, bakery_index)) as retriever:
        yield retriever


class WordCounts:
    """An encoder that counts the words it knows, scaled to length one: a dimension a word."""

    def __init__(self, vocabulary: Sequence[str], name: str = "word-counts") -> None:
        self.name, self._vocabulary = name, tuple(vocabulary)

    @property
    def dimension(self) -> int:
        return len(self._vocabulary)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        counts = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in enumerate(texts):
            typed = words(text)
            counts[row] = [typed.count(word) for word in self._vocabulary]
        lengths = np.linalg.norm(counts, axis=1, keepdims=True)
        return (counts / np.where(lengths == 0, 1, lengths)).astype(np.float32)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self.encode_passages(texts)


@pytest.fixture
def word_counts() -> WordCounts:
    """Counts the words of a bakery."""
    return WordCounts(("pain", "levain", "farine", "eau", "boulanger", "salaire"))


@pytest.fixture
def other_word_counts() -> WordCounts:
    """The same under another name, as other weights would be."""
    return WordCounts(("pain", "levain", "farine", "eau", "boulanger", "salaire"), "other")
