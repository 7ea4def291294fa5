"""Folders of articles written by the tests, and the article that comes with the coach."""

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus import Article, load_corpus

WriteArticle = Callable[[dict[str, str | bytes]], Path]

GOOD_ARTICLE = """\
---
title: "Le fournil"
language: fr
url: "https://blog.example/fournil"
---

Le fournil ouvre à cinq heures.

## Les fournées

La première sort à six heures. Elle contient :

- des baguettes
- des miches

| Pain | Prix |
|---|---|
| Baguette | 1 € |
"""


@pytest.fixture
def write_article(tmp_path: Path) -> WriteArticle:
    """Write the folder `articles/fournil`: a good `article.md`, and the files that are named."""

    def write(files: dict[str, str | bytes]) -> Path:
        folder = tmp_path / "articles" / "fournil"
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in {"article.md": GOOD_ARTICLE, **files}.items():
            raw = content.encode("utf-8") if isinstance(content, str) else content
            (folder / name).write_bytes(raw)
        return folder

    return write


@pytest.fixture(scope="session")
def shipped() -> Article:
    """The article on the Chief Product Officer."""
    return load_corpus()["chief-product-officer"]
