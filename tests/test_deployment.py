"""The files that run the coach elsewhere: that they are valid, safe and agree with the code."""

import configparser
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.exit_codes import NOT_CONFIGURED
from api.settings import Settings

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "api" / "deploy"
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
FINAL_STAGE = DOCKERFILE.rpartition("\nFROM ")[2]


@pytest.fixture(scope="module")
def compose() -> Any:
    return yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))


def test_the_image_runs_as_nobody_and_says_whether_it_is_well() -> None:
    user = re.findall(r"^USER (\S+)", FINAL_STAGE, re.M)
    assert user == ["10001"]
    assert "HEALTHCHECK" in FINAL_STAGE
    assert "/ready" in FINAL_STAGE
    assert FINAL_STAGE.rstrip().endswith('CMD ["cpo-coach", "serve"]')


def test_the_image_is_made_of_named_versions_and_of_files_that_exist() -> None:
    for image in re.findall(r"^FROM (\S+)", DOCKERFILE, re.M):
        assert re.search(r":\d", image), image
    for sources in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.M):
        for source in sources.split():
            assert (ROOT / source).exists(), source
            assert f"!{source}" in (ROOT / ".dockerignore").read_text("utf-8").split()


@pytest.mark.promise(11)
def test_no_secret_is_written_into_an_image_or_a_file() -> None:
    """Promise 11."""
    for name in ("Dockerfile", "compose.yaml"):
        text = (ROOT / name).read_text("utf-8")
        pattern = r"^\s*(?:ENV |ARG )?\w*(?:PASSWORD|KEY|SECRET|TOKEN)S?[:=]\s*(\S+)"
        for value in re.findall(pattern, text, re.M):
            assert value.startswith("${"), value


def test_every_setting_that_is_named_is_one(compose: Any) -> None:
    known = {f"COACH_{name}".upper() for name in Settings.model_fields}
    later = {"COACH_CHAT_MODEL", "COACH_CHAT_MODEL_KEY"}
    files = [DOCKERFILE, *(path.read_text("utf-8") for path in sorted(DEPLOY.iterdir()))]
    files.append((ROOT / "compose.yaml").read_text("utf-8"))
    named = {name for text in files for name in re.findall(r"COACH_[A-Z_]+\b", text)}
    assert named <= known | later
    assert len(named) > 10


def test_every_coach_is_confined_and_has_an_index_of_its_own(compose: Any) -> None:
    coaches = [compose["services"][name] for name in ("coach-1", "coach-2")]
    for coach in coaches:
        assert coach["read_only"] is True
        assert coach["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in coach["security_opt"]
        assert "ports" not in coach, "visitors come by the proxy"
        assert int(coach["stop_grace_period"].removesuffix("s")) > 10
    assert coaches[0]["volumes"] != coaches[1]["volumes"]
    assert "ports" not in compose["services"]["postgres"]
    network = compose["networks"]["inside"]["ipam"]["config"][0]["subnet"]
    assert coaches[0]["environment"]["COACH_TRUSTED_PROXIES"] == network


def test_every_image_that_is_fetched_has_a_version(compose: Any) -> None:
    for service in compose["services"].values():
        if "build" not in service:
            assert re.search(r":\d", service["image"])


def test_systemd_is_told_when_not_to_start_again_and_waits_for_streams() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string((DEPLOY / "cpo-coach.service").read_text("utf-8"))
    service = unit["Service"]
    assert service["RestartPreventExitStatus"].split() == ["2", str(NOT_CONFIGURED)]
    assert int(service["TimeoutStopSec"]) > 10
    assert service["DynamicUser"] == "yes"


def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not installed")
    unit = tmp_path / "cpo-coach.service"
    text = (DEPLOY / "cpo-coach.service").read_text("utf-8")
    unit.write_text(text.replace("/opt/cpo-coach/.venv/bin/cpo-coach", "/bin/true"), "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True
    )
    assert "cpo-coach.service" not in done.stderr, done.stderr


WITHOUT_TRAINING = """
import sys
from pathlib import Path
missing = sys.argv[3].split("|")
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in missing:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Missing())
import api.command_line, api.serving
from api.settings import Settings
from api.wiring import build_parts
from coach import Conversation
parts = build_parts(Settings(corpus=sys.argv[1], data=sys.argv[2]))
print(parts.coach.answer("Combien gagne un débutant ?", Conversation("x")).kind)
parts.close()
"""


@pytest.mark.integration
def test_what_the_image_leaves_out_is_needed_by_no_part_that_builds_or_serves(
    tiny_corpus_folder: Path, tmp_path: Path
) -> None:
    left_out = re.search(r"re\.compile\('\((.+?)\)", DOCKERFILE)
    assert left_out
    modules = left_out[1].replace("-", "_")
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_TRAINING, tiny_corpus_folder, tmp_path, modules],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.split()
