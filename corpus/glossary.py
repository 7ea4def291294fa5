"""Reads `glossary.toml`: words that mean the same, and neighbours that must be kept apart."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corpus.article import Glossary, Term
from corpus.errors import CorpusError, read_toml


def read_glossary(path: Path) -> Glossary:
    """Read a glossary.

    Tables `[[term]]` and `[[distinct]]` with `name`, `acronyms` and one list per language.

    Raises:
        CorpusError: it is not TOML, or an entry is not of that form.
    """
    tables = read_toml(path)
    unknown = set(tables) - {"term", "distinct"}
    if unknown:
        raise CorpusError(path, None, f"unknown table {min(unknown)!r} (term or distinct)")
    return Glossary(
        terms=_entries(path, tables, "term"), distinct=_entries(path, tables, "distinct")
    )


def _entries(path: Path, tables: Mapping[str, Any], name: str) -> tuple[Term, ...]:
    entries = tables.get(name, [])
    if not isinstance(entries, list):
        raise CorpusError(path, None, f"{name!r} must be [[{name}]] tables with a name")
    return tuple(_term(path, entry) for entry in entries)


def _term(path: Path, entry: Any) -> Term:  # noqa: ANN401 - whatever the TOML holds
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
        raise CorpusError(path, None, f"an entry without a name: {entry!r}")
    forms: dict[str, tuple[str, ...]] = {}
    for key, words in entry.items():
        if key == "name":
            continue
        language = "" if key == "acronyms" else key
        if (language and len(language) != 2) or not _is_list_of_words(words):
            raise CorpusError(path, None, f"{entry['name']!r}: {key!r} must be a list of words")
        forms[language] = tuple(words)
    return Term(entry["name"], forms)


def _is_list_of_words(words: object) -> bool:
    return isinstance(words, list) and all(isinstance(word, str) and word for word in words)
