"""Laws of profiles: order does not matter where nothing conflicts, corrections win, words are
verbatim, and a long conversation costs no more than a short one."""

import sys
from collections.abc import Callable
from datetime import date
from types import FrameType
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from coach import Conversation, Turn
from coach.coaching import Coaching
from coach.facts import read_facts
from coach.profile import Profile
from corpus import load_corpus

TODAY = date(2026, 11, 22)
ARTICLE = load_corpus()["chief-product-officer"]
assert ARTICLE.criteria is not None
CRITERIA = ARTICLE.criteria
COACHING = Coaching(ARTICLE, CRITERIA, lambda: TODAY)

TOLD = {
    "en": [
        "I have a master's degree.",
        "I'm a product manager.",
        "I spent 3 years as a PO.",
        "I lead 4 designers and 2 developers.",
        "I hold the PSPO.",
        "I live in Lyon.",
        "We use Scrum.",
        "I've worked on digital transformation.",
    ],
    "fr": [
        "J'ai un Bac+3.",
        "Je suis chef de projet.",
        "J'ai fait 4 ans de PM.",
        "Je n'ai jamais managé.",
        "Aucune certification.",
        "J'habite à Nantes.",
        "Je pratique le Lean.",
        "J'ai fait du discovery et du delivery.",
    ],
}

PIECES = [
    "je suis", "PM", "depuis", "3 ans", "pas de", "diplôme", "?", ",", ".", "I'm", "a PO", "for",
    "two years", "no", "never", "managed", "équipe de", "dix", "personnes", "œuvre", "Bac+5",
    "mais", "à Paris", "ﬁn", "№5", "İ", "PSPO", "\n", "…", "non", "dont", "since 2018", "🙂",
]  # fmt: skip


def profile_after(messages: list[str], language: str) -> dict[str, Any]:
    profile = Profile(CRITERIA)
    for message in messages:
        profile = profile.told(read_facts(message, language, CRITERIA, TODAY))
    return {key: _unordered(value) for key, value in profile.as_mapping(language).items()}


def _unordered(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else value


@given(
    st.sampled_from(["fr", "en"]).flatmap(
        lambda spoken: st.tuples(st.just(spoken), st.permutations(TOLD[spoken]))
    )
)
@settings(deadline=None, max_examples=40)
def test_any_order_of_what_does_not_conflict_gives_the_same_profile(
    told: tuple[str, list[str]],
) -> None:
    language, messages = told
    assert profile_after(messages, language) == profile_after(TOLD[language], language)


@given(st.integers(1, 30), st.integers(1, 30))
@settings(deadline=None, max_examples=30)
def test_a_correction_wins_over_what_it_corrects(first: int, second: int) -> None:
    told = [f"J'ai {first} ans de PM.", f"pardon, je me suis trompé, c'est {second} ans"]
    assert profile_after(told, "fr")["years_product"] == second
    same_breath = [f"I have {first} years as a PM, sorry I meant {second} years"]
    assert profile_after(same_breath, "en")["years_product"] == second
    sizes = [f"I manage {first} people.", f"Actually I manage {second} people."]
    assert profile_after(sizes, "en")["team_size"] == second


@given(
    st.one_of(
        st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join),
        st.text(max_size=200),
    ),
    st.sampled_from(["fr", "en"]),
)
@settings(deadline=None, max_examples=150)
def test_the_words_of_a_fact_are_in_the_message(message: str, language: str) -> None:
    for fact in read_facts(message, language, CRITERIA, TODAY):
        assert fact.words
        assert fact.words in message


@given(st.lists(st.sampled_from(TOLD["en"] + TOLD["fr"]), max_size=6))
@settings(deadline=None, max_examples=30)
def test_a_profile_holds_only_facts_that_were_told(messages: list[str]) -> None:
    profile = Profile(CRITERIA)
    for message in messages:
        profile = profile.told(read_facts(message, "en", CRITERIA, TODAY))
    assert all(any(fact.words in message for message in messages) for fact in profile.facts)


def test_a_thousand_turns_cost_what_the_tenth_did() -> None:
    conversation = Conversation("long")
    messages = [*TOLD["en"], "Actually I have 7 years in product.", "I also live in Rennes."]
    calls = {}
    for number in range(1, 1001):
        message = messages[number % len(messages)]
        if number in (10, 1000):
            calls[number] = _calls(lambda m=message, c=conversation: _turn(m, c))
        turn = _turn(message, conversation)
        conversation = Conversation("long", (*conversation.turns[-200:], turn))
    assert calls[1000] <= 1.25 * calls[10]
    assert len(conversation.turns[-1].facts) <= 40


def _turn(message: str, conversation: Conversation) -> Turn:
    heard = COACHING.hear(message, conversation, ("en", "en"), "turn")
    turn = COACHING.reply(heard) or Turn("turn", message, "answer", "en", "…")
    return COACHING.joined(turn, heard)


def _calls(work: Callable[[], object]) -> int:
    """How many functions are called."""
    count = 0

    def counted(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count
