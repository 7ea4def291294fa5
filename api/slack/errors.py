"""What can go wrong between the bot and Slack, named for what can be done about it."""


class Unsent(Exception):
    """Slack did not take a message now: try again later."""


class TakenOver(Exception):
    """Another process answers this by now: say nothing."""


class FormRefused(Exception):
    """Slack does not take a message as it looks: its words alone may pass."""


class Undeliverable(Exception):
    """Slack will never take this message: its channel, its token or its rights are missing."""
