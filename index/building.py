"""Builds the index of a corpus, calibrates it on held-out questions, and opens it again."""

import hashlib
import logging
import shutil
import time
from functools import cache
from pathlib import Path

import numpy as np
import orjson

from corpus import Corpus
from index.catalog import OFF_TOPIC, Catalog
from index.copies import PrivateCopy
from index.coverage import Coverage, coverage_features
from index.encoder import SHIPPED_WEIGHTS, Encoder
from index.errors import UnusableIndex
from index.exact import ExactVectors
from index.files import ARTICLES, current_build, new_build
from index.fusion import fit_fusion, probabilities
from index.holdout import is_held_out
from index.proven import load_proven, prove_questions, save_proven
from index.reranker import Reranker
from index.retriever import Calibration, Retriever, default_calibration
from index.signals import Progress, SignalIndex
from index.store import ServerVectors, VectorStore

_MIN_CALIBRATION = 40
"""Fewer held-out questions, answered or not, calibrate nothing."""

_CHROMA, _CALIBRATION, _PROVEN = "chroma", "calibration.json", "proven.json"

_ARTICLE_FILES = (".md", ".toml", ".jsonl")

_log = logging.getLogger(__name__)


def ensure_index(
    corpus: Corpus,
    encoder: Encoder,
    folder: Path,
    progress: Progress = lambda _what, _share: None,
    chroma_url: str = "",
    reranker: Reranker | None = None,
) -> Retriever:
    """Open the index of a corpus; build it first when it is missing, stale or damaged.

    Args:
        corpus: what is searched.
        encoder: what makes vectors, of passages and of queries alike.
        folder: where builds are kept.
        progress: told what is being built and the share done, 0 to 1.
        chroma_url: the Chroma server that keeps the vectors; by default they are in the folder.
        reranker: reads again what the opened index finds; nothing is built with it.

    Raises:
        IndexBusy: the index must be built and another process is at it.
    """
    try:
        return open_index(corpus, encoder, folder, chroma_url, reranker)
    except UnusableIndex as reason:
        _log.info("building the index: %s", reason)
    build_index(corpus, encoder, folder, progress, chroma_url)
    return open_index(corpus, encoder, folder, chroma_url, reranker)


def open_index(
    corpus: Corpus,
    encoder: Encoder,
    folder: Path,
    chroma_url: str = "",
    reranker: Reranker | None = None,
) -> Retriever:
    """Open the build in use.

    Its vectors are read from a private copy: Chroma writes to its files as it reads them, and two
    processes must not share them.

    Raises:
        UnusableIndex: there is none, or it is stale or damaged.
    """
    made_from = fingerprint(corpus, encoder)
    build = current_build(folder, made_from)
    try:
        if chroma_url:
            vectors: VectorStore = ServerVectors(chroma_url, made_from)
        else:
            vectors = VectorStore(PrivateCopy(build / _CHROMA))
        signals = SignalIndex.load(build, Catalog.of(corpus), encoder, vectors)
        calibration = Calibration.load(build / _CALIBRATION)
        proven = load_proven(build / _PROVEN)
        retriever = Retriever(signals, calibration, proven, build.name, reranker)
        retriever.retrieve("")
    except (OSError, ValueError, KeyError) as error:
        raise UnusableIndex(f"the index cannot be read: {error}") from error
    return retriever


def build_index(
    corpus: Corpus,
    encoder: Encoder,
    folder: Path,
    progress: Progress = lambda _what, _share: None,
    chroma_url: str = "",
) -> None:
    """Build the index of a corpus and put it to use in one step.

    Raises:
        IndexBusy: another process is building in the same folder.
    """
    started = time.monotonic()
    made_from = fingerprint(corpus, encoder)
    with new_build(folder, made_from) as build:
        calibration = calibrate(corpus, encoder, lambda what, done: progress(what, done * 0.5))
        store = ServerVectors(chroma_url, made_from) if chroma_url else None
        vectors = store or VectorStore(build / _CHROMA)
        signals = SignalIndex.build(
            Catalog.of(corpus), encoder, vectors, lambda what, done: progress(what, 0.5 + done / 2)
        )
        signals.save(build)
        calibration.save(build / _CALIBRATION)
        progress("suggestions", 0.95)
        proven = prove_questions(Retriever(signals, calibration), corpus.articles)
        save_proven(build / _PROVEN, proven)
        vectors.close()
        _keep_articles(corpus, build / ARTICLES)
    progress("index", 1.0)
    _log.info("index built in %.1f s", time.monotonic() - started)


def _keep_articles(corpus: Corpus, kept: Path) -> None:
    """Copy what the articles were read from, for a roll back."""
    for article in corpus.articles if corpus.folder else ():
        assert corpus.folder is not None
        for path in (corpus.folder / article.slug).glob("*"):
            if path.suffix in _ARTICLE_FILES:
                (kept / article.slug).mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, kept / article.slug / path.name)


def calibrate(
    corpus: Corpus, encoder: Encoder, progress: Progress = lambda _what, _share: None
) -> Calibration:
    """Learn fusion and coverage from the held-out questions.

    Asked of an index that does not know them.
    """
    everything = Catalog.of(corpus, is_held_out)
    answered = everything.answers != OFF_TOPIC
    if min(answered.sum(), (~answered).sum()) < _MIN_CALIBRATION:
        return default_calibration()
    known = Catalog.of(corpus, lambda question: not is_held_out(question))
    signals = SignalIndex.build(known, encoder, ExactVectors(), progress)
    progress("calibration", 0.6)
    asked = [signals.evidence(question) for question in everything.questions]
    weights = fit_fusion(
        [evidence.signals for evidence, ok in zip(asked, answered, strict=True) if ok],
        [int(answer) for answer in everything.answers[answered]],
    )
    progress("calibration", 0.9)
    features = []
    for evidence in asked:
        best = float((evidence.signals @ weights).max())
        shares = probabilities(evidence.signals, weights)
        features.append(coverage_features(evidence, shares, best, known))
    coverage = Coverage.fit(features, [bool(ok) for ok in answered])
    return Calibration(tuple(np.asarray(weights).tolist()), coverage)


def fingerprint(corpus: Corpus, encoder: Encoder) -> str:
    """Identifies what an index is built from: code, encoder and every word of the corpus."""
    digest = hashlib.sha256(f"{_code()}|{encoder.name}|{encoder.dimension}".encode())
    for article in corpus.articles:
        digest.update(orjson.dumps(article, default=str, option=orjson.OPT_SORT_KEYS))
    return digest.hexdigest()


@cache
def _code() -> str:
    """A digest of this package's modules and lists of words: a new version builds a new index."""
    package = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted([*package.glob("*.py"), *SHIPPED_WEIGHTS.glob("*.txt")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()
