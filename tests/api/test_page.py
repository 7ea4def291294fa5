"""The article's page."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.app import create_app
from api.article_html import article_html
from api.settings import Settings
from api.texts import PAGE, page_texts
from coach import LANGUAGES
from corpus import (
    SHIPPED_ARTICLES,
    Article,
    Corpus,
    load_article,
    load_corpus,
    split_sections,
)
from tests.api.fake_coach import fake_parts


class Elements(HTMLParser):
    """Every element of a page: its name and attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def values(self, attribute: str) -> list[str]:
        return [attributes[attribute] for _, attributes in self.found if attribute in attributes]


@pytest.fixture
async def page(client: httpx.AsyncClient) -> Elements:
    return Elements((await client.get("/")).text)


async def test_the_article_is_in_the_page_without_any_script(client: httpx.AsyncClient) -> None:
    response = await client.get("/")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    for text in ("<h1>Le métier de boulanger</h1>", "<strong>quatre</strong>", "<td>20 000 €</td>"):
        assert text in response.text


async def test_html_in_an_article_is_shown_as_it_is_typed(
    client: httpx.AsyncClient, page: Elements
) -> None:
    """Promise 2."""
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in (await client.get("/")).text
    assert [attributes for tag, attributes in page.found if tag == "script"] == [
        {"src": "/page/page.js", "type": "module"}
    ]


async def test_every_section_has_its_anchor_and_its_offset(
    page: Elements, tiny_corpus: Corpus
) -> None:
    for section in tiny_corpus["boulanger"].sections:
        starts = [
            found.get("data-start") for _, found in page.found if found.get("id") == section.id
        ]
        assert starts == [str(section.start)]
    identifiers = page.values("id")
    assert len(identifiers) == len(set(identifiers))


async def test_the_page_asks_nothing_of_another_server_and_holds_nothing_inline(
    client: httpx.AsyncClient, page: Elements
) -> None:
    """Promises 15 and 38: no third-party request, no cookie, nothing its policy forbids."""
    for address in page.values("src") + page.values("href"):
        assert address.startswith(("/", "#", "data:image/svg+xml,")), address
        assert not address.startswith("//")
    assert not page.values("style")
    assert not [name for _, found in page.found for name in found if name.startswith("on")]
    assert "<style" not in (await client.get("/")).text
    assert "set-cookie" not in (await client.get("/")).headers
    for name in ("page.css", "page.js"):
        assert "http" not in (PAGE / name).read_text(encoding="utf-8")


async def test_the_script_makes_no_markup_keeps_nothing_and_waits_for_a_message() -> None:
    """Promises 2 and 15."""
    script = (PAGE / "page.js").read_text(encoding="utf-8")
    for forbidden in ("innerHTML", "outerHTML", "insertAdjacent", "eval", "Storage", "cookie"):
        assert forbidden not in script
    assert script.count("fetch(") == 1
    assert "fetch(" in script.split("async function post")[1].split("\nfunction")[0]


@pytest.mark.parametrize(
    ("language", "words"), [("fr", ["IA", "sensible"]), ("en", ["AI", "sensitive"])]
)
async def test_before_the_first_message_the_page_says_it_is_an_ai_and_what_not_to_type(
    client: httpx.AsyncClient, language: str, words: list[str]
) -> None:
    """Promise 15."""
    text = (await client.get("/", params={"lang": language})).text
    notice = re.search(r'<p class="notice">(.*?)</p>', text)
    assert notice is not None
    for word in words:
        assert word in notice[1]


async def test_the_page_speaks_the_visitors_language_around_an_article_in_its_own(
    client: httpx.AsyncClient,
) -> None:
    for params, header, language in (
        ({}, "", "fr"),
        ({}, "en-GB", "en"),
        ({"lang": "fr"}, "en", "fr"),
        ({"lang": "en"}, "", "en"),
        ({"lang": "xx"}, "", "fr"),
    ):
        response = await client.get("/", params=params, headers={"Accept-Language": header})
        elements = Elements(response.text).found
        assert ("html", {"lang": language}) in elements
        assert next(found for tag, found in elements if tag == "article")["lang"] == "fr"
        assert response.headers["vary"] == "Accept-Language"


async def test_the_conversation_is_announced_and_every_field_is_named(page: Elements) -> None:
    identified = {found["id"]: found for _, found in page.found if "id" in found}
    assert identified["coach-log"]["role"] == "log"
    assert identified["coach-log"]["aria-label"]
    labels = [found["for"] for tag, found in page.found if tag == "label"]
    assert labels == ["coach-message"]
    assert identified["coach-message"]["maxlength"] == "4000"


async def test_style_and_script_are_served_as_they_are(client: httpx.AsyncClient) -> None:
    for name, kind in (("page.css", "text/css"), ("page.js", "text/javascript")):
        response = await client.get(f"/page/{name}")
        assert response.status_code == 200
        assert response.headers["content-type"].split(";")[0] == kind
        assert response.content == (PAGE / name).read_bytes()


async def test_another_article_is_shown_by_its_name(
    tiny_corpus_folder: Path,
) -> None:
    other = tiny_corpus_folder / "abeille"
    other.mkdir()
    text = '# L’abeille & "le" miel\n\nElle vole.\n\n![suivi](https://t.example/x.png)\n'
    (other / "article.md").write_text(text, encoding="utf-8")
    app = create_app(Settings(), fake_parts(load_corpus(tiny_corpus_folder)))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://coach") as client:
        first = (await client.get("/")).text
        second = (await client.get("/", params={"article": "boulanger"})).text
    assert "Elle vole." in first
    assert "boulanger" in second
    assert first.count("<h1") == 1  # its own title is not said twice
    assert "<title>L’abeille &amp; &quot;le&quot; miel" in first
    assert "t.example" not in first


def test_the_questions_to_begin_with_are_those_written_for_the_article() -> None:
    from api.article_page import _starters

    article = load_article(SHIPPED_ARTICLES / "chief-product-officer")
    for language in LANGUAGES:
        known = {question.text for question in article.questions if question.language == language}
        starters = _starters(article, language)
        assert len(starters) == (3 if known else 0)
        assert set(starters) <= known


def test_the_sections_of_every_shipped_article_are_found_in_its_html() -> None:
    for article in load_corpus().articles:
        elements = Elements(article_html(article))
        expected = [section.id for section in article.sections]
        assert elements.values("id") == expected


lines = st.sampled_from(
    [
        "# Un",
        "## Deux",
        "### Deux",
        "##",
        "Titre\n---",
        "> ## Cité",
        "- ## Puce",
        "Prose.",
        "",
        "- a",
        "```",
        "<div>",
        "## <b>x</b>",
        "    code",
        "## &nbsp;",
    ]
)


@given(st.lists(lines, max_size=12).map("\n".join))
def test_every_section_of_any_text_has_one_anchor_in_order(text: str) -> None:
    sections = split_sections(text)
    article = Article("a", "A", "fr", "", text, sections)
    assert Elements(article_html(article)).values("id") == [section.id for section in sections]


def texts_used() -> Iterator[str]:
    yield from re.findall(r"\$t_(\w+)", (PAGE / "page.html").read_text(encoding="utf-8"))


def test_both_languages_say_the_same_things() -> None:
    french, english = page_texts("fr"), page_texts("en")
    assert french.keys() == english.keys()
    assert set(texts_used()) == french.keys()
