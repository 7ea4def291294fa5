"""The articles the coach has read, with the offsets its citations point into."""

from fastapi import APIRouter
from pydantic import BaseModel

from api.access import TheParts
from api.errors import UnknownArticle
from api.problems import problem_responses
from corpus import Article

router = APIRouter(prefix="/api/articles", tags=["articles"])


class ArticleSummary(BaseModel):
    """An article's name and where readers find it."""

    slug: str
    title: str
    language: str
    url: str | None


class SectionBody(BaseModel):
    """A section and where it stands in the text."""

    id: str
    heading: str
    path: tuple[str, ...]
    start: int
    end: int


class ArticleBody(ArticleSummary):
    """A whole article. Offsets count Unicode code points of `text`."""

    text: str
    sections: list[SectionBody]


@router.get("")
async def list_articles(parts: TheParts) -> list[ArticleSummary]:
    """List the articles."""
    return [ArticleSummary(**_summary(article)) for article in parts.corpus.articles]


@router.get("/{slug}", responses=problem_responses(404))
async def get_article(slug: str, parts: TheParts) -> ArticleBody:
    """Give one article, verbatim: each citation's quote is `text[start:end]`."""
    try:
        article = parts.corpus[slug]
    except KeyError:
        raise UnknownArticle from None
    sections = [
        SectionBody(
            id=section.id,
            heading=section.heading,
            path=section.path,
            start=section.start,
            end=section.end,
        )
        for section in article.sections
    ]
    return ArticleBody(**_summary(article), text=article.text, sections=sections)


def _summary(article: Article) -> dict[str, str | None]:
    return {
        "slug": article.slug,
        "title": article.title,
        "language": article.language,
        "url": article.url or None,
    }
