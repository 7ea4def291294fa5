"""`GET /`: the article, set for reading, with the coach on it. What a newcomer sees first."""

from functools import cache
from html import escape
from string import Template
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, HTMLResponse
from starlette.exceptions import HTTPException

from api.access import TheParts
from api.article_html import article_html
from api.negotiation import preferred_language
from api.problems import problem_responses
from api.texts import PAGE, page_texts
from api.welcome import chosen_article, starters
from coach import LANGUAGES
from corpus import Article

router = APIRouter(tags=["page"])

FRESH = {"Cache-Control": "no-cache"}
_ASSETS = {"page.css": "text/css", "copying.js": "text/javascript"}
_CONTENTS_LEVEL = 2
"""The headings a table of contents lists."""

Lang = Annotated[str | None, Query(description="fr or en; by default what the browser prefers.")]


@router.get("/", response_class=HTMLResponse, responses=problem_responses(404))
@router.head("/", include_in_schema=False)
async def show_article(
    request: Request, parts: TheParts, article: str | None = None, lang: Lang = None
) -> HTMLResponse:
    """Show an article, the first one by default, with the page's own words in `lang`."""
    language = page_language(request, lang)
    shown = chosen_article(parts.corpus, article)
    return page_response(_page(shown, language), language)


@router.get("/page/{name}", include_in_schema=False)
async def page_asset(name: str) -> FileResponse:
    """Serve the style of the pages or a script of theirs, and nothing else."""
    if name not in _ASSETS:
        raise HTTPException(404)
    return FileResponse(PAGE / name, media_type=_ASSETS[name], headers=FRESH)


def page_language(request: Request, lang: str | None) -> str:
    """The language of a page's own words."""
    if lang in LANGUAGES:
        return str(lang)
    return preferred_language(request.headers.get("accept-language", ""))


def page_response(html: str, language: str) -> HTMLResponse:
    """Answer with a page."""
    headers = {**FRESH, "Vary": "Accept-Language", "Content-Language": language}
    return HTMLResponse(html, headers=headers)


@cache
def template(name: str) -> Template:
    """A template of the folder of pages."""
    return Template((PAGE / name).read_text(encoding="utf-8"))


def common_values(language: str) -> dict[str, str]:
    """What every page is filled with, ready to stand in HTML."""
    texts = {f"t_{name}": escape(text) for name, text in page_texts(language).items()}
    other = next(code for code in LANGUAGES if code != language)
    return {"language": language, "other_language": other, **texts}


def _page(article: Article, language: str) -> str:
    values = {
        "article_language": article.language,
        "slug": article.slug,
        "title": article.title,
    }
    heading, end, rest = article_html(article).partition("</h1>")
    return template("page.html").substitute(
        common_values(language) | {name: escape(value) for name, value in values.items()},
        heading=heading + end,
        article=rest,
        contents=_contents(article),
        starters=_starters(article, language),
    )


def _contents(article: Article) -> str:
    """The table of contents of an article, as items of a list."""
    sections = [section for section in article.sections if section.level == _CONTENTS_LEVEL]
    return "\n".join(
        f'<li><a href="#{section.id}">{escape(section.heading)}</a></li>' for section in sections
    )


def _starters(article: Article, language: str) -> str:
    """Questions to begin with, as buttons that put them into the coach's box."""
    return "\n".join(
        f'<button type="button" data-coach-ask="{escape(text)}">{escape(text)}</button>'
        for text in starters(article, language)
    )
