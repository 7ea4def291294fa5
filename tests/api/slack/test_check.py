"""`cpo-coach slack check`, and the manifest it holds the app against."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

import api
from api.command_line import app
from api.slack import check_slack
from tests.api.slack.conftest import slack_settings
from tests.api.slack.fake_slack import APP_TOKEN, FakeSlack, failing

MANIFEST = yaml.safe_load((Path(api.__path__[0]) / "slack" / "manifest.yaml").read_text("utf-8"))
SCOPES = MANIFEST["oauth_config"]["scopes"]["bot"]
SECRET = "0123456789abcdef" * 2


async def _found(slack: FakeSlack, **settings: Any) -> list[tuple[bool | None, str]]:
    settings = {"slack_signing_secret": SECRET, "public_url": "https://coach.example/", **settings}
    found = [one async for one in check_slack(slack_settings(slack, **settings))]
    assert "canary" not in str(found)
    return [(one.good, one.text) for one in found]


async def test_an_app_that_lacks_nothing(slack: FakeSlack) -> None:
    slack.scopes = ",".join(SCOPES)
    assert await _found(slack, slack_app_token=APP_TOKEN) == [
        (True, "SLACK_BOT_TOKEN opens the workspace Équipe as coach."),
        (True, "The app has all the scopes it needs."),
        (True, "Socket Mode works: nothing of the coach needs to be exposed."),
        (
            True,
            "SLACK_SIGNING_SECRET is set. The Request URLs of the app must be "
            "https://coach.example/slack/events",
        ),
    ]


async def test_scopes_that_are_missing_are_named(slack: FakeSlack) -> None:
    slack.scopes = "app_mentions:read,chat:write,commands,im:history"
    found = await _found(slack)
    assert found[1][0] is False
    assert "assistant:write" in found[1][1]
    assert found[2][0] is None
    assert "channels:history, groups:history, mpim:history" in found[2][1]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"slack_bot_token": None}, "SLACK_BOT_TOKEN is missing"),
        ({"slack_bot_token": "xoxp-canary"}, "is not a bot token"),
        ({"slack_bot_token": "xoxb-canary-wrong"}, "Slack refuses SLACK_BOT_TOKEN (invalid_auth)"),
        ({"slack_signing_secret": None}, "Neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET"),
        ({"slack_app_token": "canary"}, "is not an app-level token"),
        ({"slack_app_token": "xapp-canary"}, "opens no socket with SLACK_APP_TOKEN (invalid_auth)"),
        ({"slack_signing_secret": "canary"}, "does not look like one"),
        ({"slack_api_url": "http://127.0.0.1:9/api/"}, "Slack cannot be reached at http://127"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.promise(11)
async def test_what_is_missing_is_said_in_words(
    slack: FakeSlack, settings: dict[str, Any], words: str
) -> None:
    """Promise 11."""
    found = await _found(slack, **settings)
    assert [text for good, text in found if good is False and words in text]


async def test_a_slack_that_fails_is_no_fault_of_the_token(slack: FakeSlack) -> None:
    slack.will("auth.test", failing(503))
    assert "cannot be reached" in (await _found(slack))[0][1]


def test_the_command_says_it_all_and_fails_where_something_is_missing() -> None:
    result = CliRunner().invoke(app, ["slack", "check"])
    assert result.exit_code == 1
    assert "missing  SLACK_BOT_TOKEN is missing" in result.output
    assert "missing  Neither SLACK_APP_TOKEN nor" in result.output


def test_the_manifest_asks_for_what_the_bot_uses() -> None:
    features, told = MANIFEST["features"], MANIFEST["settings"]
    assert "agent_view" in features
    assert "assistant_view" not in features
    assert features["slash_commands"][0]["command"] == "/coach"
    assert features["app_home"]["messages_tab_read_only_enabled"] is False
    assert {"app_mention", "message.im", "app_home_opened"} <= set(
        told["event_subscriptions"]["bot_events"]
    )
    assert told["socket_mode_enabled"] is True
    assert len(MANIFEST["display_information"]["description"]) <= 140
    assert len(MANIFEST["display_information"]["name"]) <= 35
