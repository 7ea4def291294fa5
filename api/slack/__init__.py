"""The same coach in Slack: mentions and threads, direct messages, a command, and its home."""

from api.slack.routes import slack_router

__all__ = ["slack_router"]
