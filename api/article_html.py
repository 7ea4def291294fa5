"""Turns an article into HTML that is safe to show, its headings named as its sections."""

from collections.abc import Sequence
from functools import lru_cache
from html import escape
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from corpus import Article


def article_html(article: Article) -> str:
    """Render an article. Each section has an anchor: its `id`, and in `data-start` its offset."""
    anchors = tuple((section.id, section.start) for section in article.sections if section.level)
    introduction = next((section for section in article.sections if not section.level), None)
    html = _render(article.text, anchors)
    if not any(section.level == 1 for section in article.sections):
        html = f"<h1>{escape(article.title)}</h1>\n{html}"
    if introduction is not None:
        html = f'<div id="{introduction.id}" data-start="0" tabindex="-1"></div>\n{html}'
    return html


@lru_cache(maxsize=64)
def _render(text: str, anchors: tuple[tuple[str, int], ...]) -> str:
    # Raw HTML is parsed as the corpus parses it, or headings would not match; it is shown as text.
    parser = MarkdownIt("commonmark").enable("table")
    for name, rule in _RULES.items():
        parser.add_render_rule(name, rule)
    tokens = parser.parse(text)
    remaining = iter(anchors)
    for token, following in pairwise(tokens):
        token.attrs.pop("style", None)  # a table's alignment: the page allows no inline style
        if token.type == "heading_open" and following.content.strip():
            identifier, start = next(remaining)
            token.attrs |= {"id": identifier, "data-start": start, "tabindex": "-1"}
    return str(parser.renderer.render(tokens, parser.options, {}))


def _as_text(
    renderer: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType
) -> str:
    """Raw HTML as it is typed, and an image as its description: it may be on another server."""
    return escape(tokens[at].content)


def _table_open(
    renderer: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType
) -> str:
    return '<div class="table" tabindex="0"><table>\n'


def _table_close(
    renderer: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType
) -> str:
    return "</table></div>\n"


_RULES = {
    "html_block": _as_text,
    "html_inline": _as_text,
    "image": _as_text,
    "table_open": _table_open,
    "table_close": _table_close,
}
