"""What the app's home says: what the coach is, what becomes of what is said, and erasing it."""

from collections.abc import Callable, Sequence
from contextlib import suppress

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    DividerBlock,
    HeaderBlock,
    MarkdownTextObject,
    SectionBlock,
)
from slack_sdk.models.views import View

from api.slack.client import TROUBLES, Slack
from api.slack.texts import texts
from coach import LANGUAGES

ERASE = "erase"

_MOST_PROMPTS, _MOST_OF_TITLE = 4, 75


async def show_home(slack: Slack, user: str, said: str | None = None) -> None:
    """Publish a person's home, in both languages: Slack does not tell theirs.

    Args:
        slack: where.
        user: whose home it is.
        said: the name of a sentence to begin with: what was just done.
    """
    blocks: list[Block] = []
    for language in LANGUAGES:
        says = texts(language)
        if said:
            blocks.append(_section(f":information_source: {says[said]}"))
        blocks.append(HeaderBlock(text=says["home_title"]))
        blocks += [_section(says[name]) for name in ("home_what", "home_how", "home_privacy")]
        blocks += [_erase_button(language), DividerBlock()]
    with suppress(*TROUBLES):  # it is shown again each time it is opened
        await slack.patient.views_publish(user_id=user, view=View(type="home", blocks=blocks[:-1]))


async def suggest_prompts(
    slack: Slack, channel: str, starters: Callable[[str], Sequence[str]]
) -> None:
    """Offer questions to begin with, above an empty conversation; with the notice beforehand."""
    share = _MOST_PROMPTS // len(LANGUAGES)
    questions = [question for language in LANGUAGES for question in starters(language)[:share]]
    if not questions:
        return
    prompts = [{"title": one[:_MOST_OF_TITLE], "message": one} for one in questions]
    title = " · ".join(texts(language)["prompts_title"] for language in LANGUAGES)
    with suppress(*TROUBLES):
        await slack.patient.assistant_threads_setSuggestedPrompts(
            channel_id=channel, title=title, prompts=prompts
        )


def _section(text: str) -> Block:
    return SectionBlock(text=MarkdownTextObject(text=text))


def _erase_button(language: str) -> Block:
    says = texts(language)
    button = ButtonElement(
        text=says["erase"],
        action_id=f"{ERASE}_{language}",
        style="danger",
        confirm=ConfirmObject(
            title=says["erase_title"],
            text=says["erase_confirm"],
            confirm=says["erase_yes"],
            deny=says["erase_no"],
            style="danger",
        ),
    )
    return ActionsBlock(elements=[button])
