"""The widget on somebody else's page: another origin, a strict policy, a hostile style."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.api.integration.widget.blog import Blog
from tests.api.integration.widget.conftest import Visitor

pytestmark = pytest.mark.integration

SENTENCE = "En France, les salaires d’un Chief Product Offier s’échelonnent généralement entre"

HOSTILE_STYLE = """
* { all: unset !important; display: none !important; color: red !important; float: left !important;
    font: 3px fantasy !important; letter-spacing: 9px !important; pointer-events: none !important; }
:root { font-size: 3px !important; }
html, body { display: block !important; transform: rotate(7deg) scale(.5) !important; opacity: .1;
    overflow: hidden !important; height: 5px !important; filter: blur(4px) invert(1) !important; }
coach-widget, body > * { position: static !important; visibility: hidden !important;
    width: 1px !important; transform: scale(0) !important; opacity: 0 !important; z-index: -1; }
button, section, p { all: initial !important; background: url(https://evil.example/x) !important; }
"""


Foreign = Callable[..., Visitor]


@pytest.fixture
def foreign(visitor: Visitor, blog: Blog) -> Foreign:
    """Goes to a page of another site that has the widget's tag."""

    def go(body: str = "", *, origin: str = "", policy: str = "", style: str = "") -> Visitor:
        script = f'<script src="{visitor.site.address}widget.js" data-lang="fr" async></script>'
        style = f"<style>{style}</style>" if style else ""
        blog.html = (
            f'<!doctype html><html lang="fr"><title>Blog</title>{style}{script}'
            f"<body><main><h1>Mon blog</h1>{body}</main></body></html>"
        )
        blog.headers = {"Content-Security-Policy": policy} if policy else {}
        visitor.page.goto(f"{origin or blog.allowed}/article")
        visitor.widget.locator(".launcher").wait_for()
        return visitor

    return go


@pytest.mark.promise(2, 38)
def test_under_a_strict_policy_with_trusted_types_everything_works(
    visitor: Visitor, foreign: Foreign, blog: Blog
) -> None:
    """Promises 2 and 38."""
    origin = visitor.site.address.rstrip("/")
    policy = (
        f"default-src 'none'; script-src {origin}; connect-src {origin}; base-uri 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )
    body = f"<p>Avant. {SENTENCE} 67 000€ et 118 000€ brut annuel. Après.</p>"
    foreign(body, policy=policy)
    turn = visitor.open().ask("Combien ?")
    turn.locator(".cite").first.click()
    turn.get_by_role("link", name="Voir dans l’article").click()
    assert visitor.highlighted().startswith("En France")
    turn.get_by_role("button", name="Cette réponse m’aide", exact=True).click()
    visitor.page.get_by_text("Merci pour ton avis.").wait_for()
    assert visitor.complaints == []
    strangers = [
        url for url in visitor.requests if not url.startswith((visitor.site.address, blog.allowed))
    ]
    assert strangers == []


def test_a_sentence_that_is_not_on_the_page_is_opened_where_it_is(
    visitor: Visitor, foreign: Foreign, blog: Blog
) -> None:
    turn = foreign("<p>Rien.</p>").open().ask("Combien ?")
    turn.locator(".cite").first.click()
    link = turn.get_by_role("link", name="Ouvrir l’article")
    with visitor.page.context.expect_page() as opened:
        link.click()
    opened.value.wait_for_load_state()
    assert opened.value.url.startswith(f"{visitor.site.address}?article=chief-product-officer")
    assert opened.value.evaluate("window.opener") is None


@pytest.mark.promise(38)
def test_a_hostile_style_does_not_reach_in(visitor: Visitor, foreign: Foreign, blog: Blog) -> None:
    """Promise 38."""
    foreign()
    plain = looks(visitor.open())
    visitor.ask("Combien ?")
    answered = looks(visitor, ".answer", ".cite", ".chip")
    visitor.page.evaluate("sessionStorage.clear()")
    foreign(style=HOSTILE_STYLE)
    assert looks(visitor.open()) == plain
    visitor.ask("Combien ?")
    assert looks(visitor, ".answer", ".cite", ".chip") == answered
    assert not [url for url in visitor.requests if "evil" in url]


def looks(visitor: Visitor, *names: str) -> list[object]:
    """Where the parts of the panel stand, and how they look."""
    names = names or (".panel", ".name h2", ".notice", ".starter", "textarea", ".send")
    script = """(names) => {
        const root = document.querySelector("coach-widget").shadowRoot;
        return names.map((name) => {
            const element = root.querySelector(name);
            const { x, y, width, height } = element.getBoundingClientRect();
            const style = getComputedStyle(element);
            return [name, x, y, width, height, style.color, style.backgroundColor, style.fontSize,
                style.fontFamily, style.letterSpacing, style.visibility, style.pointerEvents];
        });
    }"""
    visitor.page.wait_for_timeout(400)  # nothing moves any more
    return list(visitor.page.evaluate(script, names))


@pytest.mark.promise(13)
def test_a_page_that_is_not_allowed_is_told_kindly(
    visitor: Visitor, foreign: Foreign, blog: Blog
) -> None:
    """Promise 13."""
    foreign(origin=blog.stranger)
    visitor.widget.locator(".launcher").click()
    expect(visitor.page.get_by_role("alert")).to_contain_text("Le coach n’a pas pu s’ouvrir")
    assert visitor.page.get_by_role("dialog").count() == 0


def test_dark_follows_the_page_before_the_system(
    visitor: Visitor, foreign: Foreign, blog: Blog
) -> None:
    scheme = lambda: visitor.widget.get_attribute("data-scheme")  # noqa: E731
    foreign(style="body { background: #111 }")
    assert scheme() == "dark"
    visitor.page.emulate_media(color_scheme="dark")
    foreign(style="body { background: #fff }")
    assert scheme() == "light"
    foreign()
    assert scheme() == "dark"
    visitor.page.emulate_media(color_scheme="light")
    expect(visitor.widget).to_have_attribute("data-scheme", "light")
