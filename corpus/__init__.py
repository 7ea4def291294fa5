"""What the coach has read.

Articles in sections and passages with exact offsets, and what was written around them.
"""

from corpus.article import (
    INTRODUCTION,
    Article,
    Glossary,
    OffTopicQuestion,
    Passage,
    Rendering,
    Section,
    Term,
    VisitorQuestion,
)
from corpus.criterion import (
    Condition,
    Criteria,
    Criterion,
    Job,
    PayRange,
    ProfileKey,
    Rule,
    Status,
    Step,
    Value,
)
from corpus.errors import CorpusError
from corpus.loading import SHIPPED_ARTICLES, Corpus, load_article, load_corpus
from corpus.sections import split_sections
from corpus.sentences import sentence_spans

__all__ = [
    "INTRODUCTION",
    "SHIPPED_ARTICLES",
    "Article",
    "Condition",
    "Corpus",
    "CorpusError",
    "Criteria",
    "Criterion",
    "Glossary",
    "Job",
    "OffTopicQuestion",
    "Passage",
    "PayRange",
    "ProfileKey",
    "Rendering",
    "Rule",
    "Section",
    "Status",
    "Step",
    "Term",
    "Value",
    "VisitorQuestion",
    "load_article",
    "load_corpus",
    "sentence_spans",
    "split_sections",
]
