"""Sets Bolt up to do the least: dispatch what Slack delivers, and never speak of it."""

import logging

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_sdk.web.async_client import AsyncWebClient

from api.logs import where
from api.slack.client import quiet_logger

_log = logging.getLogger(__name__)


def make_bolt(token: str, signing_secret: str, api_url: str) -> AsyncApp:
    """A Bolt application that asks Slack nothing before it acknowledges.

    Args:
        token: of the bot.
        signing_secret: what requests over HTTP are signed with; "" where none come.
        api_url: Slack's Web API.
    """

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        # Bolt's own way calls `auth.test` first: nothing would be acknowledged with Slack slow.
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=token)

    bolt = AsyncApp(
        name="cpo-coach",
        client=AsyncWebClient(base_url=api_url, logger=quiet_logger()),
        authorize=authorize,
        signing_secret=signing_secret,
        logger=quiet_logger(),
        ssl_check_enabled=False,  # it would answer a request nobody signed
        request_verification_enabled=bool(signing_secret),
        raise_error_for_unhandled_request=True,
        attaching_conversation_kwargs_enabled=False,
    )
    bolt.error(_quietly)
    return bolt


async def _quietly(error: Exception, response: BoltResponse | None) -> BoltResponse | None:
    """Take what we do not listen to as delivered, and refuse what Bolt cannot read."""
    if isinstance(error, BoltUnhandledRequestError):
        return BoltResponse(status=200)
    _log.error("slack request failed %s", where(error))
    return BoltResponse(status=400) if response is not None else None
