"""Reads the folders of articles. What is wrong with one article stops only that article."""

import logging
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.article import Article
from corpus.criteria import read_criteria
from corpus.errors import CorpusError
from corpus.glossary import read_glossary
from corpus.questions import read_off_topic, read_questions
from corpus.rendering import read_renderings
from corpus.source import read_article_text

SHIPPED_ARTICLES = Path(__file__).parent / "articles"
"""The folder of the articles that come with the coach."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Corpus:
    """Every article that could be read, by slug, and what stopped the others.

    Attributes:
        folder: where they were read from; None when they were put together in memory.
    """

    articles: tuple[Article, ...]
    problems: tuple[CorpusError, ...] = ()
    folder: Path | None = None

    def __getitem__(self, slug: str) -> Article:
        for article in self.articles:
            if article.slug == slug:
                return article
        raise KeyError(slug)


def load_corpus(folder: Path = SHIPPED_ARTICLES) -> Corpus:
    """Read every article folder of a folder, in the order of their names.

    Returns:
        The articles that could be read; each problem stopped one article and is logged as one line.

    Raises:
        CorpusError: the folder does not exist, or holds no article that can be read.
    """
    if not folder.is_dir():
        raise CorpusError(folder, None, "is not a folder of articles")
    folders = sorted(path.parent for path in folder.glob("*/article.md"))
    if not folders:
        raise CorpusError(folder, None, "holds no article (expected NAME/article.md)")
    articles, problems = [], []
    for article_folder in folders:
        try:
            articles.append(load_article(article_folder))
        except CorpusError as problem:
            _log.error("article left out: %s", problem)
            problems.append(problem)
    if not articles:
        raise CorpusError(folder, None, f"holds no article that can be read ({problems[0]})")
    return Corpus(tuple(articles), tuple(problems), folder)


def load_article(folder: Path) -> Article:
    """Read one article and what was written around it. Only `article.md` is required.

    Raises:
        CorpusError: a file is not UTF-8, empty, without headings, misaligned or otherwise wrong.
    """
    source = read_article_text(folder / "article.md")
    article = Article(
        slug=folder.name,
        title=source.front.get("title") or source.sections[-1].path[0],
        language=source.front.get("language") or "fr",
        url=source.front.get("url") or "",
        text=source.text,
        sections=source.sections,
    )
    questions, off_topic = folder / "questions.jsonl", folder / "off_topic.jsonl"
    glossary, criteria = folder / "glossary.toml", folder / "criteria.toml"
    return replace(
        article,
        renderings=read_renderings(folder, article),
        questions=read_questions(questions, article) if questions.exists() else (),
        off_topic=read_off_topic(off_topic) if off_topic.exists() else (),
        glossary=read_glossary(glossary) if glossary.exists() else article.glossary,
        criteria=read_criteria(criteria, article) if criteria.exists() else None,
    )
