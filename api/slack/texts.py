"""What the bot says, by language."""

import tomllib
from functools import cache
from pathlib import Path

from coach import LANGUAGES
from index import language_scores


@cache
def texts(language: str) -> dict[str, str]:
    """The sentences of `texts.toml` in one language."""
    path = Path(__file__).parent / "texts.toml"
    by_language: dict[str, dict[str, str]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return by_language[language]


def language_of(message: str) -> str:
    """The language of a message that the coach has not answered, for what is said of that."""
    scores = language_scores(message)
    return max(LANGUAGES, key=lambda language: scores[language])
