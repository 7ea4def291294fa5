"""Vectors on a Chroma server, a real one on loopback."""

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from corpus import Corpus
from index import Encoder, Retriever, UnusableIndex, ensure_index, open_index, store

pytestmark = pytest.mark.integration

QUERIES = ("Combien de temps vit le levain ?", "Combien gagne un débutant ?", "farine")


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("chroma")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    program = Path(sys.executable).parent / "chroma"
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [program, "run", "--path", str(folder / "data"), "--port", str(port)],
            cwd=folder,
            stdout=log,
            stderr=log,
        )
        try:
            for _ in range(300):
                try:
                    beat = f"http://127.0.0.1:{port}/api/v2/heartbeat"
                    urllib.request.urlopen(beat, timeout=1).close()
                    break
                except (urllib.error.URLError, ConnectionError):
                    assert server.poll() is None, (folder / "log").read_text()
                    time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(10)


def found(retriever: Retriever) -> list[int]:
    return [retriever.retrieve(query).hits[0].passage.number for query in QUERIES]


def test_an_index_on_a_server_finds_what_one_on_disk_finds_and_replicas_share_it(
    tiny_corpus: Corpus, shipped_encoder: Encoder, chroma: str, tmp_path: Path
) -> None:
    with closing(ensure_index(tiny_corpus, shipped_encoder, tmp_path / "disk")) as on_disk:
        expected = found(on_disk)
    replicas = [
        ensure_index(tiny_corpus, shipped_encoder, tmp_path / name, chroma_url=chroma)
        for name in ("one", "two")
    ]
    for replica in replicas:
        with closing(replica):
            assert found(replica) == expected
    assert not list((tmp_path / "one").rglob("chroma.sqlite3")), "nothing of it is here"
    with closing(open_index(tiny_corpus, shipped_encoder, tmp_path / "one", chroma)) as again:
        assert found(again) == expected


def test_a_server_that_lost_the_vectors_is_given_them_again(
    tiny_corpus: Corpus, shipped_encoder: Encoder, chroma: str, tmp_path: Path
) -> None:
    with closing(ensure_index(tiny_corpus, shipped_encoder, tmp_path, chroma_url=chroma)) as first:
        expected = found(first)
    lists = f"{chroma}/api/v2/tenants/default_tenant/databases/default_database/collections"
    with urllib.request.urlopen(lists) as answer:
        names = [kept["name"] for kept in json.load(answer)]
    assert len(names) == 2
    for name in names:
        urllib.request.urlopen(urllib.request.Request(f"{lists}/{name}", method="DELETE")).close()
    with pytest.raises(UnusableIndex):
        open_index(tiny_corpus, shipped_encoder, tmp_path, chroma)
    with closing(ensure_index(tiny_corpus, shipped_encoder, tmp_path, chroma_url=chroma)) as again:
        assert found(again) == expected


@pytest.mark.promise(11)
def test_a_server_that_does_not_answer_is_said_without_its_key(
    tiny_corpus: Corpus, shipped_encoder: Encoder, tmp_path: Path
) -> None:
    """Promise 11."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"http://canary@127.0.0.1:{port}"
    with pytest.raises(UnusableIndex, match="Chroma") as told:
        ensure_index(tiny_corpus, shipped_encoder, tmp_path, chroma_url=url)
    assert "canary" not in str(told.value)


def test_a_server_that_takes_the_call_and_says_nothing_is_not_waited_for(
    tiny_corpus: Corpus,
    shipped_encoder: Encoder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(store, "_SERVER_TIMEOUT_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(UnusableIndex, match="Chroma does not answer"):
            ensure_index(tiny_corpus, shipped_encoder, tmp_path, chroma_url=url)
