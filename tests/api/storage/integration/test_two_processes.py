"""Promise 31: processes that write to one database at the same time."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from api.storage import Storage
from tests.api.storage.integration.conftest import ROOT
from tests.conftest import counts

pytestmark = [pytest.mark.integration, pytest.mark.promise(31, 34)]

SCRIPT = Path(__file__).parent / "converse.py"
CONVERSATIONS = 50


async def test_two_processes_that_write_at_once_lose_nothing_and_are_never_locked_out(
    storage: Storage, database_url: str, figure: Callable[[str], None]
) -> None:
    """Promise 31."""
    each = counts(5, 50)
    ids = [(await storage.create()).id for _ in range(CONVERSATIONS)]
    writers = [
        subprocess.Popen(
            [sys.executable, str(SCRIPT), database_url, str(each), *ids],
            env={"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [writer.communicate(timeout=900) for writer in writers]
    kept_ids = set[str]()
    for out, errors in said:
        assert errors == ""
        turn_ids = out.split()
        assert len(turn_ids) == each * CONVERSATIONS
        kept_ids.update(turn_ids)
    for conversation_id in ids:
        kept = await storage.export(conversation_id)
        assert kept is not None
        assert len(kept.turns) == 2 * each
        kept_ids -= {one.turn.id for one in kept.turns}
    assert not kept_ids
    figure(f"0 locked in {CONVERSATIONS} conversations × {2 * each} turns, 2 processes")
