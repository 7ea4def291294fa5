"""Turns an article into HTML that is safe to show, its headings named as its sections."""

from collections.abc import Sequence
from functools import lru_cache
from html import escape
from itertools import accumulate

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from corpus import Article


def article_html(article: Article) -> str:
    """Render an article. Each section has an anchor: its `id`, and in `data-start` its offset."""
    anchors = tuple((section.start, section.id) for section in article.sections if section.level)
    html = _render(article.text, anchors)
    if not any(section.level == 1 for section in article.sections):
        html = f"<h1>{escape(article.title)}</h1>\n{html}"
    for section in article.sections:
        if not section.level:  # the introduction has no heading to carry its anchor
            html = f'<div id="{section.id}" data-start="0" tabindex="-1"></div>\n{html}'
    return html


@lru_cache(maxsize=64)
def _render(text: str, anchors: tuple[tuple[int, str], ...]) -> str:
    # Raw HTML is parsed as the corpus parses it, or headings would not match; it is shown as text.
    parser = MarkdownIt("commonmark").enable("table")
    for name, rule in _RULES.items():
        parser.add_render_rule(name, rule)
    tokens = parser.parse(text)
    line_starts = list(accumulate((len(line) + 1 for line in text.split("\n")), initial=0))
    remaining = list(anchors)
    for token in tokens:
        token.attrs.pop("style", None)  # a table's alignment: the page allows no inline style
        # A section begins on its heading's line; only the first may begin before it, with the text.
        starts_at = line_starts[token.map[0]] if token.map else 0
        if token.type == "heading_open" and remaining and remaining[0][0] <= starts_at:
            start, identifier = remaining.pop(0)
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
