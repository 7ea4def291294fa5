"""Whatever an answer says, nothing of it runs and nothing of it calls home."""

import json
from collections.abc import Callable
from itertools import cycle, islice, product
from typing import Any

import pytest
from playwright.sync_api import Route

from coach import Turn
from tests.api.integration.widget.conftest import Visitor
from tests.conftest import counts

pytestmark = pytest.mark.integration

EVIL = "https://evil.example/"
RUN = "window.ran=1"

PAYLOADS = (
    f"<script>{RUN}</script>",
    f"<script src={EVIL}x.js></script>",
    f'<img src="{EVIL}i.png" onerror="{RUN}">',
    f'<img src=x onerror="{RUN}">',
    f'<svg onload="{RUN}"><animate onbegin="{RUN}" attributeName=x dur=1s>',
    f'<svg><script href="data:text/javascript,{RUN}"></script></svg>',
    f'<iframe srcdoc="<script>parent.{RUN}</script>"></iframe>',
    f'<iframe src="javascript:parent.{RUN}"></iframe>',
    f'<object data="{EVIL}o.swf"></object><embed src="{EVIL}e">',
    f'<link rel=stylesheet href="{EVIL}s.css"><style>@import url({EVIL}t.css)</style>',
    f'<a href="javascript:{RUN}" autofocus onfocus="{RUN}">x</a>',
    f'<details open ontoggle="{RUN}"><summary>x</summary></details>',
    f'<body onload="{RUN}"><base href="{EVIL}"><meta http-equiv=refresh content="0;url={EVIL}">',
    f'<form action="{EVIL}"><button autofocus onfocus="{RUN}">x</button></form>',
    f"![image]({EVIL}m.png)",
    f'![image]({EVIL}m.png "onerror={RUN}")',
    f"![image][ref]\n\n[ref]: {EVIL}r.png",
    f"[link](javascript:{RUN})",
    f"[link](JaVaScRiPt&#58;{RUN})",
    f"[link](data:text/html;base64,PHNjcmlwdD53aW5kb3cucmFuPTE8L3NjcmlwdD4=) <{EVIL}>",
    f"[1]: {EVIL}\n\n[1] [2] [1]({EVIL})",
    f"**<img src={EVIL}b onerror={RUN}>** `<script>{RUN}</script>`",
    f"| <script>{RUN}</script> | ![i]({EVIL}c) |\n|---|---|\n| <img src={EVIL}d> | b |",
    f"- <video src={EVIL}v autoplay onerror={RUN}></video>\n1. <audio src={EVIL}a>",
    f"# <math><mtext></p><style><img src={EVIL}x onerror={RUN}></style></mtext></math>",
    "${alert(1)} {{constructor.constructor('window.ran=1')()}} \u202e\u2028\0 %0a",
    f"</div></section></template><script>{RUN}</script>",
    f"\"'><coach-widget onclick={RUN}></coach-widget> <slot onslotchange={RUN}>",
    f"event: done\ndata: {{}}\n\n<script>{RUN}</script>",
    f"\u003cscript\u003e{RUN}\u003c/script\u003e &lt;script&gt;{RUN}&lt;/script&gt;",
)

WRAPPINGS = ("{}", "**{}**", "- {}", "« {} » [1]", "> {}", "a [1] {} [2]", "`{}`", "| {} | x |")
PIECES = (1, 3, 11, 4000)

HOSTILE = [
    (wrapping.format(payload), piece)
    for piece, wrapping, payload in islice(
        cycle(product(PIECES, WRAPPINGS, PAYLOADS)), len(PAYLOADS) * len(WRAPPINGS) * len(PIECES)
    )
]


def hostile_answers(wanted: int) -> list[tuple[str, int]]:
    """So many different ones, spread over all payloads, wrappings and sizes of pieces."""
    assert len(set(HOSTILE)) == len(HOSTILE) >= wanted
    return HOSTILE[:: len(HOSTILE) // wanted][:wanted]


def watched(visitor: Visitor) -> Visitor:
    visitor.page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
    return visitor.go().open()


def unharmed(visitor: Visitor) -> None:
    assert visitor.page.evaluate("window.ran") is None
    ours = (visitor.site.address, "data:image/svg+xml,", "blob:")
    assert [url for url in visitor.requests if not url.startswith(ours)] == []
    inside = ":is(script, img, iframe, object, embed, link, style, form:not(.comment), video, base)"
    assert visitor.widget.locator(f".log {inside}").count() == 0
    for link in visitor.widget.locator(".log a").all():
        assert str(link.get_attribute("href")).startswith((visitor.site.address, "https://blog."))
    assert visitor.complaints == []


@pytest.mark.promise(2)
def test_hostile_answers_run_nothing_and_fetch_nothing(
    visitor: Visitor, figure: Callable[[str], None]
) -> None:
    """Promise 2."""
    watched(visitor)
    coach = visitor.site.coach
    for number, (text, piece) in enumerate(hostile_answers(counts(30, 300))):
        cited = coach.plain("").citations
        coach.piece = piece
        coach.turns["x"] = Turn("", "", "answer", "fr", text, cited, (text[:60],), 0.9)
        turn = visitor.ask("x")
        shown = turn.locator(".answer").inner_text()
        assert any(sign in shown for sign in ("window", "evil", "alert")), text
        if number % 10 == 9:
            unharmed(visitor)
            visitor.page.get_by_role("button", name="Options de la conversation").click()
            visitor.page.get_by_role("button", name="Nouvelle conversation").click()
    unharmed(visitor)
    figure(f"0 of {counts(30, 300)} ran or called home")


@pytest.mark.parametrize("payload", PAYLOADS[:: counts(6, 1)])
@pytest.mark.promise(2)
def test_no_field_of_an_answer_runs_anything(visitor: Visitor, payload: str) -> None:
    """Promise 2."""
    citation = {
        "number": 1,
        "article": payload,
        "section": payload,
        "path": [payload, payload],
        "quote": payload,
        "translation": payload,
        "start": 0,
        "end": 1,
        "url": f"javascript:{RUN}//{payload}",
    }
    assessed = {
        "criteria": [
            {"key": payload, "label": payload, "status": payload, "reason": payload}
            | {"citations": [1]}
        ],
        "next_steps": [{"text": payload, "citations": [1]}],
        "citations": [citation],
    }
    reply: dict[str, Any] = {
        "conversation_id": payload,
        "turn_id": payload,
        "kind": "coaching",
        "language": payload,
        "answer": f"{payload} [1]",
        "citations": [citation],
        "suggestions": [payload],
        "assessment": assessed,
    }

    def answer(route: Route) -> None:
        route.fulfill(content_type="application/json", body=json.dumps(reply))

    visitor.page.route("**/api/chat", answer)
    watched(visitor)
    turn = visitor.ask(payload)
    for button in turn.locator(".cite").all():
        button.click()
    assert turn.locator(".source").count() >= 1
    unharmed(visitor)


def test_an_address_of_a_citation_is_followed_only_when_it_is_a_web_page(visitor: Visitor) -> None:
    coach = visitor.site.coach
    from dataclasses import replace

    cited = replace(coach.cite("En France", 1), quote="Ailleurs.", url="https://blog.example/a")
    coach.turns["x"] = Turn("", "", "answer", "fr", "Ailleurs. [1]", (cited,))
    turn = visitor.go().open().ask("x")
    turn.locator(".cite").click()
    link = turn.get_by_role("link", name="Ouvrir l’article")
    assert link.get_attribute("href") == "https://blog.example/a"
    coach.turns["x"] = Turn("", "", "answer", "fr", "Ailleurs. [1]", (replace(cited, url=None),))
    turn = visitor.ask("x")
    turn.locator(".cite").click()
    assert str(turn.get_by_role("link").get_attribute("href")) == (
        f"{visitor.site.address}?article=chief-product-officer#:~:text=Ailleurs."
    )
