"""The shape of the house: arrows one way, rooms entered by their doors, small modules."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("corpus", "index", "coach", "api")
MODULES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def test_imports_keep_to_the_contracts() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_module_is_small_enough_to_read(module: Path) -> None:
    assert len(module.read_text("utf-8").splitlines()) <= 250


def test_no_package_registry_or_machine_path_is_committed() -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    texts = [ROOT / name for name in tracked if name.endswith((".txt", ".toml", "Makefile", ".md"))]
    assert texts
    for path in texts:
        content = path.read_text("utf-8")
        assert "index-url" not in content, path
        assert "://pypi" not in content, path
