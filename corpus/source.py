"""Reads one Markdown file of an article: its front matter and its text in sections."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from corpus.article import Section
from corpus.errors import CorpusError, read_utf8
from corpus.sections import split_sections

_FENCE = "---"
_NOTHING = ("~", "null")
"""How YAML writes that a key has no value."""


@dataclass(frozen=True, slots=True)
class Source:
    """A Markdown file taken apart.

    Attributes:
        front: its front matter, keys to text.
        text: the file without its front matter, verbatim.
        first_line: the line of the file on which `text` begins, from 1.
    """

    front: Mapping[str, str]
    text: str
    first_line: int
    sections: tuple[Section, ...]


def read_article_text(path: Path) -> Source:
    """Read an article's Markdown file.

    Raises:
        CorpusError: it is not UTF-8, its front matter is broken, it is empty, holds no heading or
            no prose.
    """
    whole = read_utf8(path)
    front, text, first_line = _split_front_matter(path, whole)
    if not text.strip():
        raise CorpusError(path, first_line if front else None, "is empty")
    sections = split_sections(text, front.get("language") or "fr")
    if not any(section.level for section in sections):
        raise CorpusError(path, first_line, "has no heading to make sections from")
    if not any(section.passages for section in sections):
        raise CorpusError(path, first_line, "has headings but no text under them")
    return Source(front, text, first_line, sections)


def _split_front_matter(path: Path, whole: str) -> tuple[dict[str, str], str, int]:
    lines = whole.split("\n")
    if lines[0].rstrip() != _FENCE:
        return {}, whole, 1
    close = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE), None)
    if close is None:
        raise CorpusError(path, 1, "front matter is opened by '---' and never closed")
    try:
        # every value as it is written: "no" is a language, and 2024-13-45 stops nothing; this
        # loader makes texts, lists and tables alone
        front = yaml.load("\n".join(lines[1:close]), Loader=yaml.BaseLoader) or {}  # nosec B506
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = 2 + mark.line if mark else 1
        reason = getattr(error, "problem", None) or "cannot be read"
        raise CorpusError(path, line, f"front matter: {reason}") from error
    if not isinstance(front, dict):
        raise CorpusError(path, 2, "front matter: expected 'key: value' lines")
    values = {str(key): "" if value in _NOTHING else str(value) for key, value in front.items()}
    return values, "\n".join(lines[close + 1 :]), close + 2
