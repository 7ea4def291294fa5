"""Says in words what a Slack app still lacks before the coach answers in it."""

import re
import tomllib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from api.settings import Settings, plain
from api.slack.client import SLACK_API_URL, TROUBLES, error_name, quiet_logger

_HERE = Path(__file__).parent

_OPTIONAL_SCOPES = frozenset({"channels:history", "groups:history", "mpim:history"})
"""What lets people go on in a thread without a mention; all else works without."""

_SECRET = re.compile("[0-9a-f]{32}")
_TIMEOUT_S = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that was checked.

    Attributes:
        good: whether it is as it should be; None where it may be left as it is.
    """

    good: bool | None
    text: str


async def check_slack(settings: Settings) -> AsyncIterator[Finding]:
    """Check the tokens, what they may do, and the way Slack reaches the coach."""
    address = str(settings.slack_api_url or SLACK_API_URL)
    client = AsyncWebClient(base_url=address, timeout=_TIMEOUT_S, logger=quiet_logger())
    async for finding in _token(client, plain(settings.slack_bot_token), address):
        yield finding
    app_token, secret = plain(settings.slack_app_token), plain(settings.slack_signing_secret)
    if not app_token and not secret:
        yield _finding(False, "way_missing")
    if app_token:
        yield await _socket(client, app_token, address)
    if secret:
        for finding in _secret(secret, settings):
            yield finding


async def _token(client: AsyncWebClient, token: str, address: str) -> AsyncIterator[Finding]:
    if not token:
        yield _finding(False, "token_missing")
        return
    if not token.startswith("xoxb-"):
        yield _finding(False, "token_of_another_kind")
        return
    try:
        identity = await client.auth_test(token=token)
    except TROUBLES as error:
        yield _refusal(error, "token_refused", address)
        return
    yield _finding(True, "token_good", team=identity.get("team"), user=identity.get("user"))
    for finding in _scopes(identity):
        yield finding


def _scopes(identity: AsyncSlackResponse) -> list[Finding]:
    """What the token may not do: Slack says in a header what it may."""
    told = next((v for k, v in identity.headers.items() if k.lower() == "x-oauth-scopes"), "")
    granted = {scope.strip() for scope in str(told).split(",")}
    missing = sorted(_wanted_scopes() - granted)
    needed = [scope for scope in missing if scope not in _OPTIONAL_SCOPES]
    optional = [scope for scope in missing if scope in _OPTIONAL_SCOPES]
    found = []
    if needed:
        found.append(_finding(False, "scopes_missing", scopes=", ".join(needed)))
    if optional:
        found.append(_finding(None, "scopes_optional", scopes=", ".join(optional)))
    return found or [_finding(True, "scopes_good")]


async def _socket(client: AsyncWebClient, app_token: str, address: str) -> Finding:
    if not app_token.startswith("xapp-"):
        return _finding(False, "socket_of_another_kind")
    try:
        await client.apps_connections_open(app_token=app_token)
    except TROUBLES as error:
        return _refusal(error, "socket_refused", address)
    return _finding(True, "socket_good")


def _secret(secret: str, settings: Settings) -> list[Finding]:
    if not _SECRET.fullmatch(secret):
        return [_finding(False, "secret_odd")]
    public = str(settings.public_url or "https://YOUR-ADDRESS/").rstrip("/")
    good = _finding(True, "secret_good", address=f"{public}/slack/events")
    return [good] if settings.public_url else [_finding(None, "address_missing"), good]


def _refusal(error: Exception, name: str, address: str) -> Finding:
    """What Slack said, in words; where it said nothing, that it cannot be reached."""
    refusal = error_name(error)
    if not refusal:
        return _finding(False, "unreachable", address=address)
    return _finding(False, name, error=refusal)


def _finding(good: bool | None, name: str, **values: object) -> Finding:
    return Finding(good, _sentences()[name].format(**values))


@cache
def _wanted_scopes() -> frozenset[str]:
    manifest = yaml.safe_load((_HERE / "manifest.yaml").read_text(encoding="utf-8"))
    return frozenset(manifest["oauth_config"]["scopes"]["bot"])


@cache
def _sentences() -> dict[str, str]:
    return tomllib.loads((_HERE / "checks.toml").read_text(encoding="utf-8"))
