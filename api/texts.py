"""What the page and the terminal say, by language."""

import tomllib
from functools import cache
from pathlib import Path

PAGE = Path(__file__).parent / "page"


@cache
def page_texts(language: str) -> dict[str, str]:
    """The sentences of `page/texts.toml` in one language."""
    texts: dict[str, dict[str, str]] = tomllib.loads(
        (PAGE / "texts.toml").read_text(encoding="utf-8")
    )
    return texts[language]
