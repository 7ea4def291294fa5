"""`GET /embed`: how an author puts the coach on their own page, with tags to copy."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from markdown_it import MarkdownIt

from api.article_page import Lang, common_values, page_language, page_response, template
from api.settings import Settings

router = APIRouter(tags=["page"])


@router.get("/embed", response_class=HTMLResponse)
async def show_embedding(request: Request, lang: Lang = None) -> HTMLResponse:
    """Show the guide, its tags filled with the address visitors reach this server at."""
    language = page_language(request, lang)
    settings: Settings = request.app.state.settings
    address = str(settings.public_url or request.base_url)
    guide = template(f"embed.{language}.md").substitute(
        script=f"{address.rstrip('/')}/widget.js",
        origin=address.rstrip("/"),
    )
    # The address is the visitor's own Host header where no setting names it: rendered as Markdown
    # text, in which HTML is not allowed.
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(guide)
    filled = template("embed.html").substitute(common_values(language), guide=html)
    return page_response(filled, language)
