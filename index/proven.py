"""Visitor questions proved to lead to their passage: what may be suggested without risk."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

from corpus import Article, VisitorQuestion
from index.retriever import ProvenQuestions, Retriever, proven_key

_PER_PASSAGE = 2
_TRIED = 8
_LOOKS_WRITTEN = re.compile(r"[A-ZÀ-ÝŒ«].{18,75}\?")
"""A suggestion begins with a capital, ends with a question mark and fits on a button."""

_SURE = 0.9
"""Suggestions are questions whose coverage is beyond doubt."""


def prove_questions(retriever: Retriever, articles: Sequence[Article]) -> ProvenQuestions:
    """Find, for each passage and language, questions whose first hit is that passage."""
    proven: dict[str, tuple[str, ...]] = {}
    for article in articles:
        by_key: dict[str, list[VisitorQuestion]] = {}
        for question in article.questions:
            if _LOOKS_WRITTEN.fullmatch(question.text):
                key = proven_key(article.slug, question.passage, question.language)
                by_key.setdefault(key, []).append(question)
        for key, questions in by_key.items():
            questions.sort(key=lambda question: abs(len(question.text) - 50))
            kept = [q.text for q in questions[:_TRIED] if _leads_there(retriever, article, q)]
            if kept:
                proven[key] = tuple(kept[:_PER_PASSAGE])
    return proven


def save_proven(path: Path, proven: ProvenQuestions) -> None:
    """Write proven questions as JSON."""
    path.write_text(json.dumps(proven, ensure_ascii=False, indent=0), "utf-8")


def load_proven(path: Path) -> ProvenQuestions:
    """Read proven questions."""
    return {key: tuple(texts) for key, texts in json.loads(path.read_text("utf-8")).items()}


def _leads_there(retriever: Retriever, article: Article, question: VisitorQuestion) -> bool:
    retrieval = retriever.retrieve(question.text, k=1)
    if not retrieval.covered or retrieval.coverage < _SURE:
        return False
    hit = retrieval.hits[0]
    return hit.article.slug == article.slug and hit.passage.number == question.passage
