"""The same coach in Slack: mentions and threads, direct messages, a command, and its home."""

from api.slack.checking import Finding, check_slack
from api.slack.routes import slack_router

__all__ = ["Finding", "check_slack", "slack_router"]
