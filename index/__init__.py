"""Where to look: finds the passages that may answer a query, and says whether any does."""

from index.analysis import fold, terms, words
from index.background import Background, subject_of
from index.building import build_index, ensure_index, open_index
from index.encoder import Encoder, load_encoder
from index.errors import (
    EncoderUnavailable,
    IndexBusy,
    RerankerUnavailable,
    SearchError,
    UnusableIndex,
)
from index.files import build_in_use, held_articles, release, roll_back
from index.language import language_scores
from index.linear import LinearClassifier
from index.reranker import Reranker, load_reranker
from index.retriever import Hit, Retrieval, Retriever
from index.training import fit_log_odds, train_weights

__all__ = [
    "Background",
    "Encoder",
    "EncoderUnavailable",
    "Hit",
    "IndexBusy",
    "LinearClassifier",
    "Reranker",
    "RerankerUnavailable",
    "Retrieval",
    "Retriever",
    "SearchError",
    "UnusableIndex",
    "build_in_use",
    "build_index",
    "ensure_index",
    "fit_log_odds",
    "fold",
    "held_articles",
    "language_scores",
    "load_encoder",
    "load_reranker",
    "open_index",
    "release",
    "roll_back",
    "subject_of",
    "terms",
    "train_weights",
    "words",
]
