"""Makes an answer safe to show in Slack: it calls nobody, and leads only where its sources are."""

import re
from collections.abc import Iterable

_LINK = re.compile(r"!?\[([^\[\]]*)\]\(([^()]*(?:\([^()]*\)[^()]*)*)\)")
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*://|www\.|mailto:)[^\s<>\"»”)\]]+", re.IGNORECASE)
_HALF_LINK = re.compile(r"\]([(:\[])")
_CALL = re.compile("<(?=[!@#])")


def safe_markdown(text: str, sources: Iterable[str]) -> str:
    """An answer's Markdown without mentions, and without addresses its sources do not give.

    Args:
        text: the answer.
        sources: what may be shown: addresses, and quotes that may hold some.
    """
    known = tuple(sources)

    def address(match: re.Match[str]) -> str:
        return match.group() if any(match.group() in source for source in known) else "…"

    text = _LINK.sub(r"\1", text)
    text = _HALF_LINK.sub(r"] \1", text)  # of a link inside another's brackets
    return _CALL.sub("&lt;", _ADDRESS.sub(address, text))


def escaped(text: str) -> str:
    """Text as it is, in Slack's own markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def shortened(text: str, most: int) -> str:
    """Text cut to a number of characters, at a word where there is one."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    at_word = cut.rsplit(None, 1)[0] if " " in cut else cut
    return f"{at_word if len(at_word) > most // 2 else cut}…"


def parts_of(text: str, most: int) -> tuple[str, ...]:
    """Text cut where paragraphs, lines or words end, into parts of at most so many characters."""
    parts: list[str] = []
    while len(text) > most:
        at = next(
            (at for mark in ("\n\n", "\n", " ") if (at := text.rfind(mark, 1, most)) > 0), most
        )
        parts.append(text[:at].rstrip())
        text = text[at:].lstrip()
    return (*parts, text) if text else tuple(parts)
