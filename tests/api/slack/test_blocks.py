"""How turns look in Slack: every message is one Slack takes, and says all of it."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.slack.blocks import MOST_OF_A_PART, Message, markdown, message_of
from api.slack.safe_text import parts_of, shortened
from coach import Citation, Turn
from tests.api.slack.fake_slack import refused_blocks

QUOTE = "Un boulanger se lève tôt."


def _citation(number: int = 1, **changed: Any) -> Citation:
    fields = {"article": "boulanger", "section": "Le pain", "path": ("Le pain",), "quote": QUOTE}
    return Citation(number=number, **{"start": 0, "end": len(QUOTE), **fields, **changed})


def _turn(**changed: Any) -> Turn:
    fields = {"kind": "answer", "language": "fr", "answer": "Tôt [1]", "citations": (_citation(),)}
    return Turn(id="turn-id", message="x", **{**fields, **changed})


def _shown(message: Message) -> list[dict[str, Any]]:
    """The blocks of the last message, checked by slack_sdk's own models as they are made."""
    return [block.to_dict() for block in (markdown(message.parts[-1]), *message.blocks)]


def test_a_source_has_its_section_quote_translation_and_link() -> None:
    cited = _citation(translation="A baker gets up early.", url="https://blog.example/#:~:text=Un")
    message = message_of(_turn(citations=(cited,)), "U0ASKER", first=False)
    assert _shown(message)[1]["elements"][0]["text"] == (
        "*[1] Le pain* « Un boulanger se lève tôt. » _A baker gets up early._ "
        "<https://blog.example/#:~:text=Un|lire>"
    )


def test_an_assessment_is_read_line_by_line_with_its_own_proofs() -> None:
    assessment = {
        "criteria": [
            {"key": "a", "label": "Diplôme", "status": "met", "reason": "Bac+5", "citations": [1]},
            {"key": "b", "label": "Levain", "status": "gap", "reason": "Aucun", "citations": [2]},
            {"key": "c", "label": "Four", "status": "unknown", "reason": "?", "citations": []},
        ],
        "next_steps": [{"text": "Fais lever la pâte", "citations": [2]}],
        "citations": [_as_mapping(_citation(1)), _as_mapping(_citation(2, start=30, end=40))],
    }
    message = message_of(_turn(kind="coaching", assessment=assessment), "U0ASKER", first=False)
    blocks = _shown(message)
    assert blocks[1]["text"] == (
        "**Où tu en es**\n"
        "- ✅ **Diplôme** (acquis) : Bac+5 [1]\n"
        "- 🔸 **Levain** (à construire) : Aucun [a]\n"
        "- ❔ **Four** (à préciser) : ?\n"
        "\n**Tes prochaines étapes**\n"
        "1. Fais lever la pâte [a]"
    )
    assert [one["text"][:5] for one in blocks[2]["elements"]] == ["*[1] ", "*[a] "]
    assert refused_blocks(blocks) is None


def _as_mapping(citation: Citation) -> dict[str, Any]:
    return {name: getattr(citation, name) for name in citation.__dataclass_fields__}


def test_a_guided_check_shows_where_one_stands_once_it_is_over() -> None:
    assessment = {"criteria": [], "next_steps": [], "citations": []}
    turn = _turn(kind="coaching", assessment=assessment, check=("levain",))
    assert "Où tu en es" not in str(_shown(message_of(turn, "U0ASKER", first=False)))


def test_an_answer_in_english_is_in_english_all_over() -> None:
    message = message_of(_turn(language="en", degraded=True), "U0ASKER", first=True)
    shown = str(_shown(message))
    for words in ("You are talking to an AI", "Helpful", "A part of me does not respond"):
        assert words in shown
    assert "Utile" not in shown


texts = st.text(min_size=1, max_size=3000).filter(str.strip)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
@given(
    answer=texts,
    quotes=st.lists(texts, max_size=25),
    suggestions=st.lists(texts, max_size=3),
)
def test_every_turn_makes_messages_slack_takes(
    answer: str, quotes: list[str], suggestions: list[str]
) -> None:
    citations = tuple(
        _citation(number, quote=quote, path=(quote,)) for number, quote in enumerate(quotes, 1)
    )
    turn = _turn(answer=answer, citations=citations, suggestions=tuple(suggestions))
    message = message_of(turn, "U0ASKER", first=True)
    assert refused_blocks(_shown(message)) is None
    assert all(len(element["text"]) <= 3000 for element in _small_print(message))


def _small_print(message: Message) -> list[dict[str, Any]]:
    blocks = (block.to_dict() for block in message.blocks)
    return [one for block in blocks if block["type"] == "context" for one in block["elements"]]


@given(text=st.text(max_size=400), most=st.integers(1, 80))
def test_parts_keep_every_word_and_their_limit(text: str, most: int) -> None:
    parts = parts_of(text, most)
    assert all(len(part) <= most for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@given(text=st.text(max_size=200), most=st.integers(2, 90))
def test_a_shortened_text_fits_and_begins_alike(text: str, most: int) -> None:
    short = shortened(text, most)
    assert len(short) <= most
    assert text.startswith(short.removesuffix("…"))


def test_a_part_leaves_room_for_the_assessment() -> None:
    from api.slack.proofs import _MOST_OF_ASSESSMENT

    assert MOST_OF_A_PART + _MOST_OF_ASSESSMENT < 12_000
