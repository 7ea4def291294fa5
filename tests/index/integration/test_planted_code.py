"""Promise 12: a pickle planted where weights or an index are read is refused, never executed."""

import gc
import hashlib
import io
import json
import os
import pickle
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from corpus import Corpus
from index import EncoderUnavailable, UnusableIndex, build_index, open_index
from index.encoder import SHIPPED_WEIGHTS
from index.static_encoder import TABLE_FILE, TOKENIZER_FILE, StaticEncoder
from tests.index.conftest import WordCounts

pytestmark = pytest.mark.integration

Payload = Callable[[Path], bytes]


class _Planted:
    """Makes a folder when it is unpickled."""

    def __init__(self, canary: Path) -> None:
        self._canary = canary

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self._canary),)


def plain_pickle(canary: Path) -> bytes:
    """A pickle by itself."""
    return pickle.dumps(_Planted(canary))


def in_an_array(canary: Path) -> bytes:
    """A pickle as the only element of numpy's arrays, under every name the index uses."""
    held = io.BytesIO()
    planted = np.array([_Planted(canary)], dtype=object)
    np.savez(held, **dict.fromkeys(("weights", "bias", "arr_0", "labels", "vocabulary"), planted))
    return held.getvalue()


def alone_in_an_array(canary: Path) -> bytes:
    """The same in one array without a name."""
    held = io.BytesIO()
    np.save(held, np.array([_Planted(canary)], dtype=object))
    return held.getvalue()


PAYLOADS = [plain_pickle, in_an_array, alone_in_an_array]


def test_the_payloads_would_run(tmp_path: Path) -> None:
    pickle.loads(plain_pickle(tmp_path / "a"))
    np.load(io.BytesIO(alone_in_an_array(tmp_path / "b")), allow_pickle=True)
    np.load(io.BytesIO(in_an_array(tmp_path / "c")), allow_pickle=True)["weights"]
    assert all((tmp_path / name).is_dir() for name in "abc")


@pytest.mark.promise(12)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # left open by bm25s
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # numpy's, of what bm25s does with it
@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_pickle_in_the_place_of_any_file_of_an_index_is_not_executed(
    small_corpus: Corpus, word_counts: WordCounts, tmp_path: Path, payload: Payload
) -> None:
    """Promise 12: even by somebody who can write the folder and its checksums."""
    build_index(small_corpus, word_counts, tmp_path / "index")
    files = [path.relative_to(tmp_path / "index") for path in _files(tmp_path / "index")]
    refused = []
    for number, name in enumerate(files):
        folder, canary = tmp_path / f"copy-{number}", tmp_path / "canary"
        shutil.copytree(tmp_path / "index", folder)
        (folder / name).write_bytes(payload(canary))
        _sign(folder)
        try:
            with closing(open_index(small_corpus, word_counts, folder)) as retriever:
                retriever.retrieve("Combien de temps vit le levain ?")
        except UnusableIndex:
            refused.append(name.suffix)
        except (TypeError, ValueError):  # an archive where bm25s expects an array: of no use
            assert name.suffix == ".npy"
        assert not canary.exists(), name
    gc.collect()
    assert {".json", ".npz"} & set(refused)


@pytest.mark.promise(12)
@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("name", [TABLE_FILE, TOKENIZER_FILE])
def test_a_pickle_in_the_place_of_weights_is_refused(
    tmp_path: Path, payload: Payload, name: str
) -> None:
    """Promise 12."""
    for file in (TABLE_FILE, TOKENIZER_FILE):
        shutil.copyfile(SHIPPED_WEIGHTS / file, tmp_path / file)
    (tmp_path / name).write_bytes(payload(tmp_path / "canary"))
    with pytest.raises(EncoderUnavailable):
        StaticEncoder.load(tmp_path)
    assert not (tmp_path / "canary").exists()


def _files(index: Path) -> list[Path]:
    paths = sorted(path for path in (index / "builds").rglob("*") if path.is_file())
    return [path for path in paths if path.name != "manifest.json"]


def _sign(index: Path) -> None:
    """Make the checksums those of the files as they are."""
    (manifest,) = index.glob("builds/*/manifest.json")
    written = json.loads(manifest.read_text("utf-8"))
    written["files"] = {
        path.relative_to(manifest.parent).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in _files(index)
    }
    manifest.write_text(json.dumps(written), "utf-8")
