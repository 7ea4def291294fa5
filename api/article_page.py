"""`GET /`: the article, set for reading, with a chat beside it. What a newcomer sees first."""

import json
from collections import Counter
from functools import cache
from html import escape
from string import Template

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse
from starlette.exceptions import HTTPException

from api.access import TheParts
from api.article_html import article_html
from api.errors import UnknownArticle
from api.negotiation import preferred_language
from api.problems import problem_responses
from api.texts import PAGE, page_texts
from coach import LANGUAGES
from corpus import Article

router = APIRouter(tags=["page"])

_ASSETS = {"page.css": "text/css", "page.js": "text/javascript"}
_FRESH = {"Cache-Control": "no-cache"}
_STARTERS, _STARTER_LENGTH = 3, 60


@router.get("/", response_class=HTMLResponse, responses=problem_responses(404))
@router.head("/", include_in_schema=False)
async def show_article(
    request: Request, parts: TheParts, article: str | None = None, lang: str | None = None
) -> HTMLResponse:
    """Show an article, the first one by default, with the page's own words in `lang`."""
    language = lang if lang in LANGUAGES else None
    language = language or preferred_language(request.headers.get("accept-language", ""))
    try:
        shown = parts.corpus[article] if article else parts.corpus.articles[0]
    except KeyError:
        raise UnknownArticle from None
    headers = {**_FRESH, "Vary": "Accept-Language", "Content-Language": language}
    return HTMLResponse(_page(shown, language), headers=headers)


@router.get("/page/{name}", include_in_schema=False)
async def page_asset(name: str) -> FileResponse:
    """Serve the page's style or its script, and nothing else."""
    if name not in _ASSETS:
        raise HTTPException(404)
    return FileResponse(PAGE / name, media_type=_ASSETS[name], headers=_FRESH)


def _page(article: Article, language: str) -> str:
    texts = page_texts(language)
    other = next(code for code in LANGUAGES if code != language)
    values = {
        "language": language,
        "other_language": other,
        "article_language": article.language,
        "slug": article.slug,
        "title": article.title,
        "starters": json.dumps(starters(article, language), ensure_ascii=False),
        **{f"t_{name}": text for name, text in texts.items()},
    }
    escaped = {name: escape(value) for name, value in values.items()}
    return _template().substitute(escaped, article=article_html(article))


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


@cache
def _template() -> Template:
    return Template((PAGE / "page.html").read_text(encoding="utf-8"))
