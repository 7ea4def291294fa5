"""The coach's own words: framing and small talk, in files per language."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zlib import crc32

_FOLDER = Path(__file__).parent / "texts"


@dataclass(frozen=True, slots=True)
class Phrases:
    """The texts of one language: `tables[table][key]` is a list of variants."""

    language: str
    tables: Mapping[str, Mapping[str, list[str]]]

    def say(self, table: str, key: str, seed: str = "") -> str:
        """One variant of a text; the same seed always gets the same."""
        variants = self.tables[table][key]
        return variants[crc32(seed.encode()) % len(variants)]

    def all(self, table: str, key: str) -> list[str]:
        """Every variant of a text."""
        return self.tables[table][key]


@cache
def phrases(language: str) -> Phrases:
    """The coach's words in a language it speaks."""
    return Phrases(language, tomllib.loads((_FOLDER / f"{language}.toml").read_text("utf-8")))
