"""What is waived is waived for a time, and what is waived is not done."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROW = re.compile(r"^\| .+ \| (\d{4}-\d\d-\d\d) \| (\d{4}-\d\d-\d\d) \|$", re.M)


@pytest.mark.promise(18)
def test_no_waiver_has_run_out() -> None:
    """Promise 18."""
    waivers = ROW.findall((ROOT / "SECURITY.md").read_text("utf-8"))
    assert len(waivers) >= 2
    today = datetime.now(UTC).date()
    for waived, again_by in waivers:
        assert date.fromisoformat(waived) < date.fromisoformat(again_by)
        assert today <= date.fromisoformat(again_by), "look at it again"


@pytest.mark.promise(12, 18)
def test_nothing_starts_chromas_python_server_or_turns_data_into_code() -> None:
    """Promises 12 and 18."""
    forbidden = re.compile(
        r"chromadb\.server|chromadb\.app|trust_remote_code=True|\bpickle\b|\beval\(|\bexec\(|"
        r"langchain_core\.load|allow_pickle=True|yaml\.load\((?!.*Loader)"
    )
    modules = [path for room in ("api", "coach", "corpus", "index") for path in _modules(room)]
    assert len(modules) > 100
    for path in modules:
        found = forbidden.search(path.read_text("utf-8"))
        assert found is None, f"{path}: {found}"


def _modules(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))
