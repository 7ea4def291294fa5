"""The article's page."""

import re
from collections.abc import Iterator
from html import escape
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
from api.welcome import starters
from api.wiring import Parts
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


@pytest.mark.promise(2)
async def test_html_in_an_article_is_shown_as_it_is_typed(
    client: httpx.AsyncClient, page: Elements
) -> None:
    """Promise 2."""
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in (await client.get("/")).text
    scripts = [attributes for tag, attributes in page.found if tag == "script"]
    assert [script["src"] for script in scripts] == ["/widget.js"]


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


@pytest.mark.promise(15, 38)
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
    for name in ("page.css", "copying.js"):
        assert "http" not in (PAGE / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("language", "words"), [("fr", ["IA", "sensible"]), ("en", ["AI", "sensitive"])]
)
@pytest.mark.promise(15)
async def test_before_the_first_message_the_page_says_it_is_an_ai_and_what_not_to_type(
    client: httpx.AsyncClient, language: str, words: list[str]
) -> None:
    """Promise 15."""
    text = (await client.get("/", params={"lang": language})).text
    invitation = text.partition('<section class="invitation"')[2].partition("</section>")[0]
    for word in words:
        assert word in invitation


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


async def test_the_widget_is_told_the_language_and_the_article(page: Elements) -> None:
    script = next(attributes for tag, attributes in page.found if tag == "script")
    assert (script["data-lang"], script["data-article"]) == ("fr", "boulanger")
    assert "async" in script


async def test_the_table_of_contents_leads_to_the_sections(
    page: Elements, tiny_corpus: Corpus
) -> None:
    wanted = [section.id for section in tiny_corpus["boulanger"].sections if section.level == 2]
    links = [value for value in page.values("href") if value.startswith("#")]
    assert [f"#{identifier}" for identifier in wanted] == [
        link for link in links if link != "#coach-article"
    ]


async def test_style_and_script_are_served_as_they_are(client: httpx.AsyncClient) -> None:
    for name, kind in (("page.css", "text/css"), ("copying.js", "text/javascript")):
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
    article = load_article(SHIPPED_ARTICLES / "chief-product-officer")
    for language in LANGUAGES:
        known = {question.text for question in article.questions if question.language == language}
        chosen = starters(article, language)
        assert len(chosen) == (3 if known else 0)
        assert set(chosen) <= known


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
    for name in ("page.html", "embed.html"):
        yield from re.findall(r"\$t_(\w+)", (PAGE / name).read_text(encoding="utf-8"))


def test_both_languages_say_the_same_things() -> None:
    french, english = page_texts("fr"), page_texts("en")
    assert french.keys() == english.keys()
    assert set(texts_used()) | {"intro"} == french.keys()  # which the terminal says


async def test_the_guide_has_the_tag_of_this_server_to_copy(client: httpx.AsyncClient) -> None:
    for language in LANGUAGES:
        response = await client.get("/embed", params={"lang": language})
        assert response.headers["content-language"] == language
        tag = f'<script src="http://coach/widget.js" data-lang="{language}" async></script>'
        assert escape(tag) in response.text
        for name in ("data-theme", "data-side", "data-coach-ask", "COACH_ALLOWED_ORIGINS"):
            assert name in response.text


@pytest.mark.promise(2)
async def test_the_guide_names_the_public_address_and_trusts_no_header(
    parts: Parts, client: httpx.AsyncClient
) -> None:
    """Promise 2."""
    hostile = {"Host": 'x"><script>alert(1)</script>`</code>'}
    assert "<script>alert" not in (await client.get("/embed", headers=hostile)).text
    app = create_app(Settings(public_url="https://coach.example/sub/"), parts)  # type: ignore[arg-type]
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://coach") as public:
        text = (await public.get("/embed")).text
    assert "https://coach.example/sub/widget.js" in text
    assert "http://coach/" not in text


def test_both_guides_say_the_same_things() -> None:
    french, english = (
        (PAGE / f"embed.{language}.md").read_text(encoding="utf-8") for language in LANGUAGES
    )
    for shape in (r"^#+", r"^```\w*", r"^\| `[\w-]+`", r"`--[\w-]+|  --[\w-]+", r"\$\w+"):
        assert re.findall(shape, french, re.MULTILINE) == re.findall(shape, english, re.MULTILINE)
