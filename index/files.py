"""The index on disk.

One folder per build, checksums of every file, and a pointer swapped in one step.

    index/current            the name of the build in use
    index/builds/NAME/       one whole build, never changed once the pointer names it
        manifest.json        fingerprint of what it was built from, checksum of every file
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
    try:
        name = (folder / _POINTER).read_text("utf-8").strip()
    except OSError as error:
        raise UnusableIndex("no index has been built yet") from error
    except UnicodeDecodeError as error:
        raise UnusableIndex("the pointer to the build in use is damaged") from error
    if not name or Path(name).name != name:
        raise UnusableIndex("the pointer to the build in use is damaged")
    build = folder / _BUILDS / name
    try:
        manifest = json.loads((build / _MANIFEST).read_text("utf-8"))
        built_from, checksums = manifest["fingerprint"], manifest["files"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnusableIndex("the index has no readable manifest") from error
    if built_from != fingerprint:
        raise UnusableIndex("the articles or the encoder have changed since the index was built")
    if checksums != _checksums(build):
        raise UnusableIndex("files of the index are missing or damaged")
    return build


@contextmanager
def new_build(folder: Path, fingerprint: str) -> Iterator[Path]:
    """Give an empty folder to build in.

    When the block ends without error, it becomes the build in use.

    Raises:
        IndexBusy: another process is building in the same folder.
    """
    builds = folder / _BUILDS
    builds.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / _LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise IndexBusy(f"another process is building the index in {str(folder)!r}") from error
    try:
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
        pointer = folder / f"{_POINTER}.new"
        _write_durably(pointer, build.name)
        os.replace(pointer, folder / _POINTER)
    finally:
        lock.release()


def _remove_old_builds(folder: Path) -> None:
    """Remove what killed builds left and builds before the last ones in use."""
    try:
        in_use = (folder / _POINTER).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        in_use = ""
    finished = []
    for build in (folder / _BUILDS).iterdir():
        if not (build / _MANIFEST).exists():
            shutil.rmtree(build, ignore_errors=True)
        elif build.name != in_use:
            finished.append(build)
    finished.sort(key=lambda build: build.stat().st_mtime, reverse=True)
    for build in finished[_KEPT - 2 :]:  # the one in use is about to become the one before
        shutil.rmtree(build, ignore_errors=True)


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
