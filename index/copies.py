"""A private copy of files that must not be shared, in the temporary folder.

It goes when it is closed or let go; what a killed process left goes when the next copy is made.
"""

import os
import shutil
import tempfile
import weakref
from pathlib import Path

_PREFIX = "cpo-coach-"
"""A copy's folder is named with this, the id of its process and something random."""


class PrivateCopy:
    """A copy of a folder, for this process alone.

    Attributes:
        folder: where the copy is.
    """

    def __init__(self, original: Path) -> None:
        _remove_abandoned()
        scratch = tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-")
        self._remove = weakref.finalize(self, shutil.rmtree, scratch, ignore_errors=True)
        self.folder = Path(scratch) / original.name
        shutil.copytree(original, self.folder)

    def close(self) -> None:
        """Remove the copy; closing again does nothing."""
        self._remove()


def _remove_abandoned() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        owner = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if owner.isdecimal() and not _is_running(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def _is_running(process: int) -> bool:
    if os.name != "posix":
        return True  # elsewhere, asking about a process may end it
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True  # somebody else's
    return True
