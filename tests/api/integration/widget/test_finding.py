"""A cited sentence is found in the page it was written on, however that page sets it."""

import pytest

from api.widget_building import SOURCE
from tests.api.integration.widget.conftest import Visitor
from tests.api.integration.widget.scripted_coach import ARTICLE

pytestmark = pytest.mark.integration

FIND = """async ([html, quote, path]) => {
    const { findInPage } = await import(Object.keys(window.modules)[0]);
    document.body.replaceChildren();
    const made = new DOMParser().parseFromString(html, "text/html");
    document.body.append(...made.body.childNodes);
    const range = findInPage({ number: 1, quote, path, section: path.at(-1) ?? "intro" });
    return range && [range.toString(), range.startContainer.parentElement.closest("[id]")?.id];
}"""


@pytest.fixture
def module(visitor: Visitor) -> str:
    """The address of the module: that of its source, beside our own pages."""
    at = f"{visitor.site.address}source/"
    kind = "text/javascript"
    visitor.page.route(
        f"{at}*",
        lambda route: route.fulfill(
            path=SOURCE / route.request.url.rsplit("/", 1)[1], content_type=kind
        ),
    )
    return f"{at}finding.js"


@pytest.fixture
def finding(visitor: Visitor, module: str) -> Visitor:
    """A blank page of ours that can import the module."""
    blank = f"{visitor.site.address}blank"
    visitor.page.route(
        blank, lambda route: route.fulfill(body="<!doctype html>", content_type="text/html")
    )
    visitor.page.goto(blank)
    visitor.page.evaluate("url => { window.modules = { [url]: true } }", module)
    return visitor


@pytest.mark.parametrize(
    ("html", "quote", "found"),
    [
        ("<p id=a>Un. L'été coûte cher. Deux.</p>", "L’été coûte cher.", "L'été coûte cher."),
        (
            "<p id=a>Le <b>CPO</b> <em>dirige</em>, et<br>décide.</p>",
            "Le CPO dirige, et décide.",
            0,
        ),
        (
            "<p id=a>« Oui », dit-il&nbsp;: 10&#8239;000&nbsp;€ !</p>",
            "« Oui », dit-il : 10 000 € !",
            0,
        ),
        (
            "<p id=a>Il demande <a href=/x>quatre heures</a>.</p>",
            "Il demande **quatre** heures.",
            0,
        ),
        (
            "<p id=a>De\u0301butant : e\u0301te\u0301.</p>",
            "Débutant : été.",
            "De\u0301butant : e\u0301te\u0301.",
        ),
        (
            "<table><tr><td id=a>Lean</td><td>Rapide</td></tr></table>",
            "Lean | Rapide",
            "LeanRapide",
        ),
        ("<p id=a>L’œuf coûte ½ €.</p>", "L’œuf coûte ½ €.", "L’œuf coûte ½ €."),
        ("<p id=b hidden>Un pain.</p><p id=a>Un pain.</p>", "Un pain.", "Un pain."),
        ("<script>'Un pain.'</script><p id=a>Un pain.</p>", "Un pain.", "Un pain."),
        ("<details><summary>+</summary><p id=a>Un pain.</p></details>", "Un pain.", "Un pain."),
        (
            "<p id=b>Un pain.</p><h2>Le levain</h2><p id=a>Un pain.</p><footer>Fin</footer>",
            "Un pain.",
            "Un pain.",
        ),
        ("<p id=b>Notable pain.</p><p id=a>table</p>", "table", "table"),
    ],
)
def test_a_sentence_is_found_whatever_it_is_written_like(
    finding: Visitor, html: str, quote: str, found: str
) -> None:
    text, place = finding.page.evaluate(FIND, [html, quote, ["Le levain"]])
    assert place == "a"
    if found:
        assert text == found
    assert folded(text) == folded(quote)


@pytest.mark.parametrize(
    ("html", "quote"),
    [
        ("<p>Un pain coûte cher.</p>", "Un pain ne coûte pas cher."),
        ("<p>Notable</p>", "table"),
        ("<p hidden>Un pain.</p>", "Un pain."),
        ("<p>Un pain.</p>", "…"),
    ],
)
def test_what_is_not_there_is_not_found(finding: Visitor, html: str, quote: str) -> None:
    assert finding.page.evaluate(FIND, [html, quote, []]) is None


def test_every_passage_of_the_article_is_found_in_its_own_section_of_the_page(
    visitor: Visitor, module: str
) -> None:
    article = visitor.site.coach.corpus[ARTICLE]
    cited = [
        [passage.text, list(section.path), section.id]
        for passage in article.passages
        for section in [article.sections[passage.section]]
    ]
    visitor.go()
    script = """async ([url, cited]) => {
        const { findInPage } = await import(url);
        const anchors = [...document.querySelectorAll("article [data-start]")];
        return cited.map(([quote, path]) => {
            const range = findInPage({ quote, path });
            if (!range) return [null, null];
            const before = anchors.filter((anchor) => range.comparePoint(anchor, 0) < 0);
            return [range.toString(), before.at(-1)?.id];
        });
    }"""
    found = visitor.page.evaluate(script, [module, cited])
    assert len(found) > 100
    for (quote, _, section), (text, place) in zip(cited, found, strict=True):
        assert folded(str(text)) == folded(str(quote))
        assert place == section


def folded(text: str) -> str:
    import unicodedata

    letters = unicodedata.normalize("NFKD", text).lower()
    return "".join(letter for letter in letters if letter.isalnum())
