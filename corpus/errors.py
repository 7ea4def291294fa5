"""What can be wrong with an article's files, said in one line that names file and line."""

import re
import tomllib
from pathlib import Path
from typing import Any

_TOML_LINE = re.compile(r"\(at line (\d+)")


class CorpusError(Exception):
    """One article cannot be read; the others are not concerned.

    Attributes:
        path: the file at fault.
        line: its line, counted from 1, or None when the whole file is at fault.
        reason: what is wrong, in a few words.
    """

    def __init__(self, path: Path, line: int | None, reason: str) -> None:
        self.path, self.line, self.reason = path, line, reason
        where = f"{path}:{line}" if line is not None else str(path)
        super().__init__(f"{where}: {reason}")


def read_utf8(path: Path) -> str:
    """Read a text file, with one kind of line end.

    Raises:
        CorpusError: the file cannot be opened or is not UTF-8 (the line of the first bad byte is
            named).
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise CorpusError(path, None, f"cannot be read ({error.strerror})") from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise CorpusError(path, line, f"is not UTF-8 (byte {raw[error.start]:#04x})") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file.

    Raises:
        CorpusError: it cannot be read or is not TOML.
    """
    try:
        return tomllib.loads(read_utf8(path))
    except (ValueError, RecursionError) as error:
        found = _TOML_LINE.search(str(error))
        raise CorpusError(path, int(found[1]) if found else None, str(error)) from error
