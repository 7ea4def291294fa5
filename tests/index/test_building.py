"""Indexes are built when they must be, opened when they can be, and never served damaged."""

import gc
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from corpus import Corpus, load_corpus
from index import (
    Encoder,
    IndexBusy,
    Retriever,
    UnusableIndex,
    build_index,
    building,
    ensure_index,
    open_index,
)


def pointed_at(folder: Path) -> str:
    return (folder / "current").read_text("utf-8")


def answer_of(retriever: Retriever, query: str = "Combien gagne un débutant ?") -> str:
    return retriever.retrieve(query).hits[0].passage.text


@pytest.fixture
def copied_index(bakery_retriever: Retriever, bakery_index: Path, tmp_path: Path) -> Path:
    """A copy of the bakery's index that a test may damage."""
    folder = tmp_path / "copy"
    shutil.copytree(bakery_index, folder)
    return folder


def test_an_article_alone_is_indexed_and_found(
    tiny_corpus: Corpus, word_counts: Encoder, tmp_path: Path
) -> None:
    retriever = ensure_index(tiny_corpus, word_counts, tmp_path / "index")
    assert answer_of(retriever, "Combien de temps vit le levain ?").startswith("Le levain vit")
    assert answer_of(retriever, "Quel salaire pour un débutant ?") == "Débutant | 20 000 €"
    assert not retriever.retrieve("Quelle est la capitale du Pérou ?").covered
    assert retriever.articles == tiny_corpus.articles


def test_an_article_with_hardly_a_question_is_indexed_and_found(
    small_corpus: Corpus, word_counts: Encoder, tmp_path: Path
) -> None:
    retriever = ensure_index(small_corpus, word_counts, tmp_path / "index")
    assert answer_of(retriever, "Combien de temps vit le levain ?").startswith("Le levain vit")
    assert answer_of(retriever, "Quel salaire pour un débutant ?") == "Débutant | 20 000 €"
    assert not retriever.retrieve("Quelle est la capitale du Pérou ?").covered
    assert retriever.articles == small_corpus.articles


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The temporary folder, for this test alone."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_an_index_that_is_closed_leaves_nothing_behind(
    small_corpus: Corpus, word_counts: Encoder, tmp_path: Path, scratch: Path
) -> None:
    retriever = ensure_index(small_corpus, word_counts, tmp_path / "index")
    assert list(scratch.iterdir()) == [], "its vectors are read, and their copy has gone"
    retriever.close()
    retriever.close()
    with pytest.raises(UnusableIndex):
        retriever.retrieve("pain")
    assert answer_of(open_index(small_corpus, word_counts, tmp_path / "index"))


def test_what_a_killed_process_left_goes_when_the_next_index_is_opened(
    small_corpus: Corpus, word_counts: Encoder, tmp_path: Path, scratch: Path
) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    names = [f"cpo-coach-{process}-x" for process in (ended.pid, 10**30, 1, os.getpid())]
    for name in (*names, "cpo-coach-notes", "other"):
        (scratch / name).mkdir()
        (scratch / name / "file").write_text("x")
    ensure_index(small_corpus, word_counts, tmp_path / "index").close()
    kept = {folder.name for folder in scratch.iterdir()}
    assert kept == {*names[2:], "cpo-coach-notes", "other"}


def test_an_index_that_is_let_go_leaves_nothing_behind_and_says_nothing(
    small_corpus: Corpus, word_counts: Encoder, tmp_path: Path, scratch: Path
) -> None:
    retriever = ensure_index(small_corpus, word_counts, tmp_path / "index")
    assert answer_of(retriever)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        del retriever
        gc.collect()
    assert list(scratch.iterdir()) == []
    assert [str(warning.message) for warning in said] == []


def test_an_index_is_opened_again_without_building(
    small_corpus: Corpus, word_counts: Encoder, tmp_path: Path
) -> None:
    ensure_index(small_corpus, word_counts, tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    told: list[str] = []
    ensure_index(small_corpus, word_counts, tmp_path, lambda what, _: told.append(what))
    after = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    assert after == before, "opening an index writes nothing in its folder"
    assert told == []


def test_answers_are_the_same_after_opening_again(
    bakery: Corpus, shipped_encoder: Encoder, bakery_index: Path, bakery_retriever: Retriever
) -> None:
    again = open_index(bakery, shipped_encoder, bakery_index)
    for query in ("Combien gagne un chef de fournil ?", "When does the shop open?", "", "lune"):
        first, second = bakery_retriever.retrieve(query), again.retrieve(query)
        assert first.hits[0].passage == second.hits[0].passage
        assert first.coverage == pytest.approx(second.coverage, abs=1e-6)
        scores = {hit.passage.number: hit.score for hit in second.hits}
        for hit in first.hits:
            assert hit.score == pytest.approx(scores.get(hit.passage.number, 0), abs=0.01)


def test_a_change_of_the_article_builds_again(
    small_corpus_folder: Path, word_counts: Encoder, tmp_path: Path
) -> None:
    folder = tmp_path / "index"
    ensure_index(load_corpus(small_corpus_folder), word_counts, folder)
    first = pointed_at(folder)
    article = small_corpus_folder / "boulanger" / "article.md"
    article.write_text(article.read_text("utf-8").replace("trois ans", "quatre ans"), "utf-8")
    changed = load_corpus(small_corpus_folder)
    with pytest.raises(UnusableIndex, match="have changed"):
        open_index(changed, word_counts, folder)
    retriever = ensure_index(changed, word_counts, folder)
    assert pointed_at(folder) != first
    assert "quatre ans" in answer_of(retriever, "Combien de temps vit le levain ?")


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("off_topic.jsonl", '{"question": "La lune ?", "lang": "fr", "near": false}'),
        ("glossary.toml", '[[term]]\nname = "loaf"\nfr = ["miche"]\n'),
    ],
)
def test_a_change_of_what_is_written_around_it_builds_again(
    small_corpus_folder: Path, word_counts: Encoder, tmp_path: Path, file: str, content: str
) -> None:
    ensure_index(load_corpus(small_corpus_folder), word_counts, tmp_path / "index")
    (small_corpus_folder / "boulanger" / file).write_text(content, "utf-8")
    with pytest.raises(UnusableIndex, match="have changed"):
        open_index(load_corpus(small_corpus_folder), word_counts, tmp_path / "index")


def test_another_encoder_builds_again(
    small_corpus: Corpus, word_counts: Encoder, other_word_counts: Encoder, tmp_path: Path
) -> None:
    ensure_index(small_corpus, word_counts, tmp_path)
    first = pointed_at(tmp_path)
    with pytest.raises(UnusableIndex, match="have changed"):
        open_index(small_corpus, other_word_counts, tmp_path)
    ensure_index(small_corpus, other_word_counts, tmp_path)
    assert pointed_at(tmp_path) != first


def test_a_new_version_of_the_code_builds_again(
    small_corpus: Corpus, word_counts: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "package"
    shutil.copytree(Path(building.__file__).parent, package, ignore=shutil.ignore_patterns("w*"))
    monkeypatch.setattr(building, "__file__", str(package / "building.py"))

    def printed() -> str:
        building._code.cache_clear()
        return building.fingerprint(small_corpus, word_counts)

    before = printed()
    assert printed() == before
    with (package / "spelling.py").open("a") as module:
        module.write("# of the next version")
    assert printed() != before
    building._code.cache_clear()


@pytest.mark.promise(25)
def test_every_file_of_a_build_is_watched(
    bakery: Corpus, shipped_encoder: Encoder, copied_index: Path
) -> None:
    """Promise 25: each file in turn is deleted, cut, and has one byte flipped."""
    (build,) = [path for path in (copied_index / "builds").iterdir() if path.is_dir()]
    files = sorted(path for path in build.rglob("*") if path.is_file())
    assert len(files) > 20
    for path in files:
        raw = path.read_bytes()
        middle = len(raw) // 2
        damages = [None]
        if raw:
            damages += [
                raw[:middle],
                raw[:middle] + bytes([raw[middle] ^ 0xFF]) + raw[middle + 1 :],
            ]
        for damaged in damages:
            path.unlink()
            if damaged is not None:
                path.write_bytes(damaged)
            with pytest.raises(UnusableIndex):
                open_index(bakery, shipped_encoder, copied_index)
            path.write_bytes(raw)
    assert answer_of(open_index(bakery, shipped_encoder, copied_index))


@pytest.mark.promise(25)
@pytest.mark.parametrize(
    "damaged", ["chroma/chroma.sqlite3", "calibration.json", "manifest.json", "proven.json"]
)
def test_a_damaged_index_is_built_again_at_the_next_start(
    bakery: Corpus, shipped_encoder: Encoder, copied_index: Path, damaged: str
) -> None:
    """Promise 25."""
    first = pointed_at(copied_index)
    path = copied_index / "builds" / first / damaged
    path.write_bytes(path.read_bytes()[:-7])
    retriever = ensure_index(bakery, shipped_encoder, copied_index)
    assert pointed_at(copied_index) != first
    assert "21 000€" in answer_of(retriever)


@pytest.mark.parametrize("garbage", [b"", b"nowhere", b"\xff\x00", b"../.."])
def test_a_pointer_to_nowhere_is_built_over(
    small_corpus: Corpus, word_counts: Encoder, tmp_path: Path, garbage: bytes
) -> None:
    ensure_index(small_corpus, word_counts, tmp_path)
    (tmp_path / "current").write_bytes(garbage)
    retriever = ensure_index(small_corpus, word_counts, tmp_path)
    assert answer_of(retriever, "Combien de temps vit le levain ?").startswith("Le levain vit")
    assert (tmp_path / "builds" / pointed_at(tmp_path) / "manifest.json").exists()


def test_an_index_is_opened_many_times_at_once(
    bakery: Corpus, shipped_encoder: Encoder, bakery_index: Path, bakery_retriever: Retriever
) -> None:
    expected = answer_of(bakery_retriever)
    with ThreadPoolExecutor(4) as pool:
        opened = [
            pool.submit(lambda: answer_of(open_index(bakery, shipped_encoder, bakery_index)))
            for _ in range(4)
        ]
        assert {future.result() for future in opened} == {expected}


@pytest.mark.promise(26)
def test_a_second_builder_is_told_and_who_reads_is_not_disturbed(
    small_corpus: Corpus, word_counts: Encoder, other_word_counts: Encoder, tmp_path: Path
) -> None:
    """Promise 26, through the door."""
    ensure_index(small_corpus, word_counts, tmp_path)
    begun, go_on = threading.Event(), threading.Event()

    def wait(_what: str, _share: float) -> None:
        begun.set()
        go_on.wait(60)

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(build_index, small_corpus, other_word_counts, tmp_path, wait)
        try:
            assert begun.wait(60)
            with pytest.raises(IndexBusy):
                ensure_index(small_corpus, other_word_counts, tmp_path)
            old = ensure_index(small_corpus, word_counts, tmp_path)
            assert answer_of(old, "Le levain vit combien ?").startswith("Le levain vit")
        finally:
            go_on.set()
        first.result()
    assert open_index(small_corpus, other_word_counts, tmp_path)


@pytest.mark.promise(23)
def test_a_retriever_goes_on_after_its_build_was_replaced_and_removed(
    small_corpus: Corpus, word_counts: Encoder, tmp_path: Path
) -> None:
    """Promise 23: who reads keeps the index it opened."""
    retriever = ensure_index(small_corpus, word_counts, tmp_path)
    expected = answer_of(retriever, "pain et farine")
    shutil.rmtree(tmp_path)
    for _ in range(3):
        build_index(small_corpus, word_counts, tmp_path)
        assert answer_of(retriever, "pain et farine") == expected
    assert len(list((tmp_path / "builds").iterdir())) == 2, "the one in use and the one before"


def test_progress_goes_from_nothing_to_all(
    bakery: Corpus, word_counts: Encoder, tmp_path: Path
) -> None:
    told: list[float] = []
    build_index(bakery, word_counts, tmp_path, lambda _what, share: told.append(share))
    assert told == sorted(told)
    assert 0 <= told[0] < 0.5
    assert told[-1] == 1


def test_articles_of_several_blogs_are_told_apart(
    bakery_folder: Path, small_corpus_folder: Path, word_counts: Encoder, tmp_path: Path
) -> None:
    both = tmp_path / "articles-of-both"
    shutil.copytree(bakery_folder / "boulanger", both / "boulanger")
    shutil.copytree(small_corpus_folder / "boulanger", both / "fournil")
    retriever = ensure_index(load_corpus(both), word_counts, tmp_path / "index")
    hit = retriever.retrieve("Combien de temps vit le levain, trois ans ?").hits[0]
    assert (hit.article.slug, hit.passage.text[:10]) == ("fournil", "Le levain ")
    hit = retriever.retrieve("Quel sel de Guérande dans la pâte ?").hits[0]
    assert hit.article.slug == "boulanger"
    assert hit.article.passages[hit.passage.number] == hit.passage
    assert hit.article.sections[hit.passage.section] == hit.section
