"""Reads the questions written around an article.

Those it answers, each tied to a passage, and those it does not.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.article import Article, OffTopicQuestion, Passage, VisitorQuestion
from corpus.errors import CorpusError, read_utf8


def read_questions(path: Path, article: Article) -> tuple[VisitorQuestion, ...]:
    """Read `questions.jsonl`: `{"question", "lang", "section", "passage"}` a line.

    `passage` is a verbatim extract of one passage of the section; the question is tied to it.

    Raises:
        CorpusError: a line is not such an object, or is tied to nothing.
    """
    by_heading: dict[str, list[Passage]] = {}
    for section in article.sections:
        by_heading.setdefault(section.heading, []).extend(section.passages)
    questions = []
    for line, row in _rows(path, ("question", "lang", "section", "passage")):
        passages = by_heading.get(row["section"])
        if passages is None:
            raise CorpusError(path, line, f"tied to no section: {row['section']!r}")
        extract = row["passage"].strip(" |")
        tied = [p for p in passages if extract and extract in p.text]
        if not tied:
            raise CorpusError(path, line, f"tied to no passage of {row['section']!r}")
        exact = [p for p in tied if p.text == row["passage"]] or tied
        questions.append(VisitorQuestion(row["question"], row["lang"], exact[0].number))
    return tuple(questions)


def read_off_topic(path: Path) -> tuple[OffTopicQuestion, ...]:
    """Read `off_topic.jsonl`: `{"question", "lang", "near"}` a line, `near` true or false.

    Raises:
        CorpusError: a line is not such an object.
    """
    questions = []
    for line, row in _rows(path, ("question", "lang")):
        if not isinstance(row.get("near"), bool):
            raise CorpusError(path, line, "'near' must be true or false")
        questions.append(OffTopicQuestion(row["question"], row["lang"], row["near"]))
    return tuple(questions)


def _rows(path: Path, keys: tuple[str, ...]) -> Iterator[tuple[int, dict[str, Any]]]:
    # cut at "\n" alone: a JSON text may hold other line ends of Unicode
    for line, text in enumerate(read_utf8(path).split("\n"), 1):
        if not text.strip():
            continue
        try:
            row = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise CorpusError(path, line, f"is not JSON ({error})") from error
        if not isinstance(row, dict):
            raise CorpusError(path, line, "is not a JSON object")
        for key in keys:
            if not isinstance(row.get(key), str) or not row[key].strip():
                raise CorpusError(path, line, f"{key!r} is missing or empty")
        yield line, row
