"""How what a model writes is cut, cleaned, spent on and spared."""

from datetime import date

import pytest

from coach.writing import Breaker, DailyTokens, RetryBudget, SentenceCutter, Written
from coach.writing.plain import plain


def _cut(text: str, size: int) -> list[Written]:
    cutter = SentenceCutter()
    pieces = [text[i : i + size] for i in range(0, len(text), size)]
    return [*(s for piece in pieces for s in cutter.feed(piece)), *cutter.flush()]


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Un. [1] Deux [2]. Trois", [("Un.", (1,)), ("Deux.", (2,)), ("Trois", ())]),
        ("Un [1][3]. Deux [2] [4].", [("Un.", (1, 3)), ("Deux.", (2, 4))]),
        ("Un [1, 3]. Deux.[2]", [("Un.", (1, 3)), ("Deux.", (2,))]),
        ("Le CPO [1] décide [2].", [("Le CPO décide.", (1, 2))]),
        ("Il vise 67 000 € [1], puis plus [2].", [("Il vise 67 000 €, puis plus.", (1, 2))]),
        ("Un fait. Un autre fait [2].", [("Un fait.", (2,)), ("Un autre fait.", (2,))]),
        ("Sans rien\n\nAvec [1].", [("Sans rien", ()), ("Avec.", (1,))]),
        ("Un ! [1] Deux ? [2]", [("Un !", (1,)), ("Deux ?", (2,))]),
    ],
)
def test_a_sentence_ends_with_its_markers_however_the_text_arrives(
    text: str, expected: list[tuple[str, tuple[int, ...]]], size: int
) -> None:
    assert [(s.text, s.numbers) for s in _cut(text, size)] == expected


def test_items_of_a_list_are_known_as_such() -> None:
    items = _cut("- la farine [1]\n- l’eau [2]\n", 3)
    assert [(s.text, s.numbers, s.listed) for s in items] == [
        ("la farine", (1,), True),
        ("l’eau", (2,), True),
    ]


def test_a_sentence_with_its_marker_waits_only_for_another_marker() -> None:
    cutter = SentenceCutter()
    assert list(cutter.feed("Un fait. [1]")) == []
    assert cutter.waits
    assert [s.text for s in cutter.flush()] == ["Un fait."]
    assert list(cutter.feed("Un fait")) == []
    assert not cutter.waits


def test_endless_text_without_an_end_is_let_go() -> None:
    cutter = SentenceCutter()
    for _ in range(100):
        assert list(cutter.feed("mot " * 100)) == []
    assert list(cutter.flush()) == []


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Le **CPO** décide.", "Le CPO décide."),
        ("Voir [ici](https://evil.example) pour le pain.", "Voir ici pour le pain."),
        ("Un ![pixel](https://evil.example/x.png) pain.", "Un pain."),
        ("Voir [ici][1] du pain.", "Voir ici du pain."),
        ("## Le pain", "Le pain"),
        ("Le pa\u200bin \u202ecuit.", "Le pain cuit."),
        ("Va sur https://evil.example", ""),
        ("Va sur evil.example/x", ""),
        ("Écris à moi@evil.example", ""),
        ("javascript:alert(1)", ""),
        ("<img src=x onerror=alert(1)>", ""),
        ("&lt;script&gt;", ""),
        ("[ref]: https://evil.example", ""),
    ],
)
def test_nothing_but_plain_text_is_shown(written: str, shown: str) -> None:
    assert plain(written) == shown


@pytest.mark.promise(21)
def test_promise_21_an_open_breaker_lets_one_probe_in_thirty_seconds_through() -> None:
    """Promise 21: after five straight failures at most one probe per 30 s."""
    now = 1000.0
    breaker = Breaker(lambda: now)
    for _ in range(5):
        assert breaker.allows()
        breaker.failed()
    probes = []
    for second in range(300):
        now = 1000.0 + second
        if breaker.allows():
            probes.append(second)
            breaker.failed()
    assert probes == list(range(30, 300, 30))
    now += 30
    assert breaker.allows()
    breaker.succeeded()
    assert breaker.allows()
    assert breaker.allows()


@pytest.mark.promise(10)
@pytest.mark.parametrize("calls", [1, 10, 95, 1000])
def test_promise_10_second_attempts_are_a_tenth_of_the_calls(calls: int) -> None:
    """Promise 10: retries ≤ 10 %; the very first failure may be tried again."""
    budget = RetryBudget()
    taken = 0
    for _ in range(calls):
        budget.called()
        taken += budget.take()
    assert taken <= max(1, calls // 10 + 1)
    assert taken >= 1


def test_a_cap_of_tokens_holds_for_a_day() -> None:
    day = date(2026, 1, 1)
    tokens = DailyTokens(1000, lambda: day)
    assert tokens.reserve(800)
    assert not tokens.reserve(300)
    tokens.settle(800, 500)
    assert tokens.reserve(300)
    assert not tokens.reserve(300)
    day = date(2026, 1, 2)
    assert tokens.reserve(1000)


def test_without_a_cap_tokens_are_only_counted() -> None:
    tokens = DailyTokens(None)
    assert tokens.reserve(10**9)
    assert tokens.spent == 10**9
