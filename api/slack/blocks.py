"""How a turn looks in Slack: its text, and below it what proves it, may follow it, or rates it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextActionsBlock,
    ContextBlock,
    FeedbackButtonObject,
    FeedbackButtonsElement,
    MarkdownBlock,
)

from api.slack.proofs import assessment_block, citation_blocks, small
from api.slack.safe_text import parts_of, safe_markdown, shortened
from api.slack.texts import texts
from coach import Turn

FEEDBACK, ASK = "feedback", "ask"
"""The names of what may be clicked; `ask` is followed by a number."""

MOST_OF_A_PART = 9_000
"""Slack takes 12,000 characters of Markdown in a message; what is below the text needs some."""

_MOST_OF_LABEL, _MOST_OF_VALUE = 75, 2000
_BUTTONS = 3


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: parts of text, each at most a message, and blocks below the last."""

    parts: tuple[str, ...]
    blocks: tuple[Block, ...] = ()

    @property
    def text(self) -> str:
        """The whole text."""
        return "\n\n".join(self.parts)


def message_of(turn: Turn, asker: str, *, first: bool) -> Message:
    """Show a turn.

    Args:
        turn: what was answered.
        asker: the only person whose rating counts.
        first: whether it begins a conversation, and so says that an AI speaks.
    """
    says = texts(turn.language)
    answer = safe_markdown(turn.answer, _sources(turn))
    blocks: list[Block] = []
    proofs = {str(one.number): one for one in turn.citations}
    if turn.kind == "coaching" and turn.assessment and not turn.check:  # once the check is over
        assessment, proofs = assessment_block(turn.assessment, proofs, says)
        blocks.append(assessment)
    blocks += citation_blocks(proofs, says)
    notes = [says["degraded"]] * turn.degraded + [says["notice"]] * first
    blocks += [ContextBlock(elements=[small(note)]) for note in notes]
    blocks += buttons(turn.suggestions)
    blocks.append(_feedback(turn.id, asker, says))
    return Message(parts_of(answer, MOST_OF_A_PART) or ("…",), tuple(blocks))


def markdown(text: str) -> Block:
    """A block of Markdown."""
    return MarkdownBlock(text=text)


def buttons(questions: Sequence[str]) -> list[Block]:
    """Questions that may be asked with a click."""
    elements = [
        ButtonElement(
            text=shortened(question, _MOST_OF_LABEL),
            action_id=f"{ASK}_{number}",
            value=shortened(question, _MOST_OF_VALUE),
        )
        for number, question in enumerate(questions[:_BUTTONS], 1)
    ]
    return [ActionsBlock(elements=elements)] if elements else []


def _sources(turn: Turn) -> list[str]:
    shown = [(one.url, one.quote, one.translation) for one in turn.citations]
    return [text for texts_of_one in shown for text in texts_of_one if text]


def _feedback(turn_id: str, asker: str, says: Mapping[str, str]) -> Block:
    def button(name: str, value: int) -> FeedbackButtonObject:
        return FeedbackButtonObject(
            text=says[name],
            accessibility_label=says[f"{name}_label"],
            value=f"{value} {asker} {turn_id}",
        )

    rating = FeedbackButtonsElement(
        action_id=FEEDBACK,
        positive_button=button("helpful", 1),
        negative_button=button("unhelpful", -1),
    )
    return ContextActionsBlock(elements=[rating])
