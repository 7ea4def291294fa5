"""What the widget greets a visitor with: the article's title and questions to begin with."""

from collections import Counter
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel

from api.access import TheParts
from api.errors import UnknownArticle
from api.problems import problem_responses
from corpus import Article, Corpus

router = APIRouter(tags=["widget"])

_STARTERS, _STARTER_LENGTH = 3, 60


class Welcome(BaseModel):
    """What is shown before the first message.

    Attributes:
        check: whether visitors can be told where they stand.
    """

    title: str
    starters: list[str]
    check: bool


@router.get("/widget/welcome", responses=problem_responses(404, 422))
async def welcome(
    parts: TheParts,
    language: Annotated[Literal["fr", "en"], Query(alias="lang")] = "fr",
    article: str | None = None,
) -> Welcome:
    """Greet a visitor of an article, the first one by default."""
    shown = chosen_article(parts.corpus, article)
    return Welcome(
        title=shown.title,
        starters=starters(shown, language),
        check=shown.criteria is not None,
    )


def chosen_article(corpus: Corpus, slug: str | None) -> Article:
    """The article of a slug, or the first one where none is named.

    Raises:
        UnknownArticle: there is none of that slug.
    """
    try:
        return corpus[slug] if slug else corpus.articles[0]
    except KeyError:
        raise UnknownArticle from None


def starters(article: Article, language: str) -> list[str]:
    """Questions to begin with: one on each of the sections that are asked about most."""
    section_of = {passage.number: passage.section for passage in article.passages}
    asked = Counter(section_of[question.passage] for question in article.questions)
    inviting: dict[int, str] = {}
    for question in article.questions:
        text = question.text
        short_sentence = text[0].isupper() and text.endswith("?") and len(text) <= _STARTER_LENGTH
        if question.language == language and short_sentence:
            inviting.setdefault(section_of[question.passage], text)
    chosen = [inviting[section] for section, _ in asked.most_common() if section in inviting]
    return chosen[:_STARTERS]
