"""The index on disk.

One folder per build, checksums of every file, and a pointer swapped in one step.

    index/current            the name of the build in use
    index/held               there after a roll back: the build's own articles are the ones to serve
    index/builds/NAME/       one whole build, never changed once the pointer names it
        manifest.json        fingerprint of what it was built from, checksum of every file
        articles/            the articles as they were
        …

A build killed half-way leaves the pointer as it was. The index is a cache: whatever is stale or
damaged is built again, never repaired.
"""

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import IndexBusy, UnusableIndex

_POINTER, _BUILDS, _LOCK, _MANIFEST = "current", "builds", "lock", "manifest.json"
_HELD = "held"

ARTICLES = "articles"
"""The folder of a build that holds the articles it was made from."""

_KEPT = 2
"""Builds kept: the one in use and the one before it."""


def current_build(folder: Path, fingerprint: str) -> Path:
    """The build in use, checked.

    Args:
        folder: of the index.
        fingerprint: of what the build must have been made from.

    Raises:
        UnusableIndex: there is none, it was made from something else, or a file is missing or
            changed.
    """
    build = folder / _BUILDS / build_in_use(folder)
    if _built_from(build) != fingerprint:
        raise UnusableIndex("the articles or the encoder have changed since the index was built")
    return build


def build_in_use(folder: Path) -> str:
    """The name of the build in use, which may be damaged.

    Raises:
        UnusableIndex: there is none.
    """
    try:
        name = (folder / _POINTER).read_text("utf-8").strip()
    except OSError as error:
        raise UnusableIndex("no index has been built yet") from error
    except UnicodeDecodeError as error:
        raise UnusableIndex("the pointer to the build in use is damaged") from error
    if not name or Path(name).name != name:
        raise UnusableIndex("the pointer to the build in use is damaged")
    return name


def _built_from(build: Path) -> object:
    """The fingerprint of a build whose files are whole."""
    try:
        manifest = json.loads((build / _MANIFEST).read_text("utf-8"))
        built_from, checksums = manifest["fingerprint"], manifest["files"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnusableIndex("the index has no readable manifest") from error
    if checksums != _checksums(build):
        raise UnusableIndex("files of the index are missing or damaged")
    return built_from


def roll_back(folder: Path) -> str:
    """Put the build before back to use, with the articles it was made from, and give its name.

    They stay in use, whatever the folder of articles holds, until `release`. Done again, it goes
    forward to the build it came from.

    Raises:
        UnusableIndex: there is no whole build before the one in use.
        IndexBusy: another process is building in the same folder.
    """
    with _only_builder(folder):
        others = _finished_builds(folder, except_for=build_in_use(folder))
        if not others:
            raise UnusableIndex("there is no build before the one in use to go back to")
        _built_from(others[0])
        (folder / _HELD).touch()
        _put_in_use(folder, others[0].name)
        return others[0].name


def release(folder: Path) -> None:
    """Let the folder of articles say again what the index is built from."""
    (folder / _HELD).unlink(missing_ok=True)


def held_articles(folder: Path) -> Path | None:
    """The articles of the build in use after a roll back, else None."""
    if not (folder / _HELD).exists():
        return None
    articles = folder / _BUILDS / build_in_use(folder) / ARTICLES
    return articles if articles.is_dir() else None


@contextmanager
def new_build(folder: Path, fingerprint: str) -> Iterator[Path]:
    """Give an empty folder to build in.

    When the block ends without error, it becomes the build in use.

    Raises:
        IndexBusy: another process is building in the same folder.
    """
    builds = folder / _BUILDS
    builds.mkdir(parents=True, exist_ok=True)
    with _only_builder(folder):
        _remove_old_builds(folder)
        build = builds / f"{fingerprint[:12]}-{secrets.token_hex(4)}"
        build.mkdir()
        try:
            yield build
            manifest = {"fingerprint": fingerprint, "files": _checksums(build)}
            _write_durably(build / _MANIFEST, json.dumps(manifest, indent=1))
        except BaseException:
            shutil.rmtree(build, ignore_errors=True)
            raise
        _put_in_use(folder, build.name)


@contextmanager
def _only_builder(folder: Path) -> Iterator[None]:
    lock = FileLock(folder / _LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise IndexBusy(f"another process is building the index in {str(folder)!r}") from error
    try:
        yield
    finally:
        lock.release()


def _put_in_use(folder: Path, name: str) -> None:
    pointer = folder / f"{_POINTER}.new"
    _write_durably(pointer, name)
    os.replace(pointer, folder / _POINTER)


def _remove_old_builds(folder: Path) -> None:
    """Remove what killed builds left and builds before the last ones in use."""
    try:
        in_use = (folder / _POINTER).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        in_use = ""
    for build in (folder / _BUILDS).iterdir():
        if not (build / _MANIFEST).exists():
            shutil.rmtree(build, ignore_errors=True)
    # the one in use is about to become the one before
    for build in _finished_builds(folder, except_for=in_use)[_KEPT - 2 :]:
        shutil.rmtree(build, ignore_errors=True)


def _finished_builds(folder: Path, except_for: str) -> list[Path]:
    """The builds that ended, the latest first."""
    builds = [path.parent for path in (folder / _BUILDS).glob(f"*/{_MANIFEST}")]
    others = [build for build in builds if build.name != except_for]
    return sorted(others, key=lambda build: build.stat().st_mtime, reverse=True)


def _checksums(build: Path) -> dict[str, str]:
    paths = sorted(path for path in build.rglob("*") if path.is_file())
    return {
        path.relative_to(build).as_posix(): _checksum(path)
        for path in paths
        if path != build / _MANIFEST
    }


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_durably(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
