"""What can go wrong with a chat model, named for what is left to do: answer without it."""


class ModelUnavailable(Exception):
    """The chat model did not answer, or broke off. The message holds no word of a person."""
