"""Builds on disk: checked, swapped in one step, old ones removed, one builder at a time."""

import threading
from pathlib import Path

import pytest

from index import IndexBusy, UnusableIndex, held_articles, release, roll_back
from index.files import current_build, new_build

PRINT = "0123456789abcdef"


def make_build(folder: Path, content: str = "whole", fingerprint: str = PRINT) -> Path:
    with new_build(folder, fingerprint) as build:
        (build / "part").mkdir()
        (build / "part" / "one.bin").write_text(content)
        (build / "two.json").write_text("{}")
    return current_build(folder, fingerprint)


def test_there_is_no_index_before_the_first_build(tmp_path: Path) -> None:
    with pytest.raises(UnusableIndex, match="no index has been built"):
        current_build(tmp_path, PRINT)


def test_a_finished_build_is_the_one_in_use(tmp_path: Path) -> None:
    build = make_build(tmp_path)
    assert (build / "part" / "one.bin").read_text() == "whole"
    assert build.parent == tmp_path / "builds"


def test_a_build_from_something_else_is_stale(tmp_path: Path) -> None:
    make_build(tmp_path)
    with pytest.raises(UnusableIndex, match="have changed"):
        current_build(tmp_path, PRINT[::-1])


def test_a_build_that_fails_leaves_the_one_before_in_use_and_nothing_else(tmp_path: Path) -> None:
    old = make_build(tmp_path)
    with pytest.raises(FileExistsError), new_build(tmp_path, PRINT) as build:
        build.mkdir()
    assert current_build(tmp_path, PRINT) == old
    assert list((tmp_path / "builds").iterdir()) == [old]


def test_the_build_before_is_kept_and_older_ones_are_removed(tmp_path: Path) -> None:
    builds = []
    for number in range(5):
        builds.append(make_build(tmp_path, str(number)))
        kept = {path.name for path in (tmp_path / "builds").iterdir()}
        assert kept == {build.name for build in builds[-2:]}


def test_what_a_killed_build_left_is_removed_by_the_next(tmp_path: Path) -> None:
    left = tmp_path / "builds" / "0123456789ab-half"
    left.mkdir(parents=True)
    (left / "half").write_text("x")
    (tmp_path / "current.new").write_text("0123456789ab-half")
    build = make_build(tmp_path)
    assert list((tmp_path / "builds").iterdir()) == [build]


@pytest.mark.parametrize("file", ["part/one.bin", "two.json", "manifest.json"])
@pytest.mark.parametrize("damage", ["delete", "truncate", "flip", "empty", "lengthen"])
def test_any_damage_to_a_file_is_noticed(tmp_path: Path, file: str, damage: str) -> None:
    path = make_build(tmp_path) / file
    raw = path.read_bytes()
    if damage == "delete":
        path.unlink()
    else:
        middle = len(raw) // 2
        path.write_bytes(
            {
                "truncate": raw[:middle],
                "flip": raw[:middle] + bytes([raw[middle] ^ 0x55]) + raw[middle + 1 :],
                "empty": b"",
                "lengthen": raw + b"}",
            }[damage]
        )
    with pytest.raises(UnusableIndex):
        current_build(tmp_path, PRINT)


def test_a_file_too_many_is_noticed(tmp_path: Path) -> None:
    (make_build(tmp_path) / "part" / "more.bin").write_text("x")
    with pytest.raises(UnusableIndex, match="missing or damaged"):
        current_build(tmp_path, PRINT)


def test_a_file_named_as_the_manifest_deeper_down_is_checked_too(tmp_path: Path) -> None:
    with new_build(tmp_path, PRINT) as build:
        (build / "part").mkdir()
        (build / "part" / "manifest.json").write_text("{}")
    (build / "part" / "manifest.json").write_text("[]")
    with pytest.raises(UnusableIndex):
        current_build(tmp_path, PRINT)


GARBAGE = {
    "empty": b"",
    "white space": b" \n",
    "absent": b"0123456789ab-00000000",
    "a path": b"../../etc",
    "parent": b"..",
    "here": b".",
    "absolute": b"/etc/passwd",
    "not UTF-8": b"\xff\xfe\x00",
    "a null": b"abc\x00def",
    "too long": b"a" * 5000,
    "two lines": b"one\ntwo",
}


@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE)
def test_a_pointer_to_nowhere_is_noticed_and_the_next_build_mends_it(
    tmp_path: Path, garbage: bytes
) -> None:
    make_build(tmp_path)
    (tmp_path / "current").write_bytes(garbage)
    with pytest.raises(UnusableIndex):
        current_build(tmp_path, PRINT)
    assert make_build(tmp_path, "again").is_dir()
    assert len(list((tmp_path / "builds").iterdir())) <= 2


@pytest.mark.parametrize("manifest", ["[]", "3", "{}", '{"fingerprint": 1}', "null", '"x"', ""])
def test_a_manifest_of_another_form_is_noticed(tmp_path: Path, manifest: str) -> None:
    (make_build(tmp_path) / "manifest.json").write_text(manifest)
    with pytest.raises(UnusableIndex):
        current_build(tmp_path, PRINT)


@pytest.mark.promise(26)
def test_a_second_builder_is_told_that_one_is_at_it(tmp_path: Path) -> None:
    """Promise 26."""
    make_build(tmp_path)
    told: list[BaseException] = []

    def build_too() -> None:
        try:
            make_build(tmp_path, "second")
        except IndexBusy as error:
            told.append(error)

    with new_build(tmp_path, PRINT) as build:
        (build / "one").write_text("x")
        second = threading.Thread(target=build_too)
        second.start()
        second.join()
    (busy,) = told
    assert str(tmp_path) in str(busy)
    assert current_build(tmp_path, PRINT) == build


def test_after_a_build_failed_another_may_begin(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), new_build(tmp_path, PRINT):
        raise ZeroDivisionError
    assert make_build(tmp_path).is_dir()


def test_the_build_in_use_can_be_read_while_another_is_made(tmp_path: Path) -> None:
    old = make_build(tmp_path)
    with new_build(tmp_path, PRINT) as build:
        (build / "one").write_text("x")
        assert current_build(tmp_path, PRINT) == old
    assert current_build(tmp_path, PRINT) == build
    assert (old / "two.json").exists(), "who opened the build before may still be reading it"


@pytest.mark.promise(23)
def test_a_roll_back_puts_the_build_before_to_use_and_again_the_other(tmp_path: Path) -> None:
    """Promise 23."""
    old, new = make_build(tmp_path, "old"), make_build(tmp_path, "new")
    (old / "articles").mkdir()
    assert held_articles(tmp_path) is None
    assert roll_back(tmp_path) == old.name
    assert current_build(tmp_path, PRINT) == old
    assert held_articles(tmp_path) == old / "articles"
    assert roll_back(tmp_path) == new.name
    assert current_build(tmp_path, PRINT) == new
    release(tmp_path)
    release(tmp_path)
    assert held_articles(tmp_path) is None


def test_a_roll_back_to_a_damaged_build_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    old, new = make_build(tmp_path, "old"), make_build(tmp_path, "new")
    (old / "two.json").write_text("[]")
    with pytest.raises(UnusableIndex, match="damaged"):
        roll_back(tmp_path)
    assert current_build(tmp_path, PRINT) == new


@pytest.mark.promise(26)
def test_a_roll_back_while_one_is_building_is_refused(tmp_path: Path) -> None:
    """Promise 26."""
    make_build(tmp_path, "old")
    old = make_build(tmp_path, "new")
    with new_build(tmp_path, PRINT) as build:
        (build / "one").write_text("x")
        with pytest.raises(IndexBusy):
            roll_back(tmp_path)
        assert current_build(tmp_path, PRINT) == old
