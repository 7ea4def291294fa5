"""Guards on every test, and a corpus small enough to check by hand."""

import ipaddress
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus import Corpus, load_corpus
from tests.promises import (  # pytest finds its hooks and fixtures here
    counts,
    figure,
    pytest_collection_modifyitems,
    pytest_runtest_logreport,
    pytest_sessionfinish,
)

__all__ = [
    "counts",
    "figure",
    "pytest_collection_modifyitems",
    "pytest_runtest_logreport",
    "pytest_sessionfinish",
]

TINY_ARTICLE = """\
---
title: "Le métier de boulanger"
language: fr
url: "https://blog.example/boulanger"
---

Un boulanger se lève tôt.

## Le pain

Le pain demande **quatre** heures. Il contient :

- de la farine ;
- de l’eau.

### Le levain

Le levain vit <script>alert(1)</script> trois ans.

## Le salaire

| Niveau | Salaire |
|---|:-:|
| Débutant | 20 000 € |
"""


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Promise 17: nothing needs a network. A test that reaches for one fails."""
    look_up = socket.getaddrinfo

    def guarded(connect: Callable[[socket.socket, Any], Any]) -> Callable[..., Any]:
        def connect_to_loopback(self: socket.socket, address: Any) -> Any:
            if self.family != socket.AF_UNIX:
                _refuse_beyond_loopback(address[0])
            return connect(self, address)

        return connect_to_loopback

    def guarded_look_up(host: Any, *arguments: Any, **options: Any) -> Any:
        _refuse_beyond_loopback(host)
        return look_up(host, *arguments, **options)

    monkeypatch.setattr(socket.socket, "connect", guarded(socket.socket.connect))
    monkeypatch.setattr(socket.socket, "connect_ex", guarded(socket.socket.connect_ex))
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)


def _refuse_beyond_loopback(host: object) -> None:
    name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    try:
        is_here = name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        is_here = False  # some other machine's name
    if not is_here:
        raise AssertionError(f"a test reached for the network: {name!r}")


@pytest.fixture
def tiny_corpus_folder(tmp_path: Path) -> Path:
    """A folder of one article of four sections."""
    folder = tmp_path / "articles" / "boulanger"
    folder.mkdir(parents=True)
    (folder / "article.md").write_text(TINY_ARTICLE, encoding="utf-8")
    return folder.parent


@pytest.fixture
def tiny_corpus(tiny_corpus_folder: Path) -> Corpus:
    """The corpus of that folder."""
    return load_corpus(tiny_corpus_folder)
