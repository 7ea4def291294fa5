"""What every benchmark measures alike: percentiles, memory, the machine, and tables in Markdown.

Standard library only: it also runs in the virtual environments of other projects.
"""

import os
import platform
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEV_QUESTIONS = ROOT / "tests" / "evals" / "chief-product-officer"

_KILOBYTES_A_MEGABYTE = 1024


def say(text: str = "") -> None:
    """Print one line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def machine() -> str:
    """The machine and how busy it is now, in one line: timings mean little without it."""
    processor = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
        if line.startswith("model name"):
            processor = line.split(":", 1)[1].strip()
            break
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    when = time.strftime("%Y-%m-%d %H:%M")
    return (
        f"{when}, {os.cpu_count()} x {processor}, Python {platform.python_version()}, load {load}"
    )


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; every column but the first is aligned to the right."""
    lines = [" | ".join(header), " | ".join(["---", *["--:"] * (len(header) - 1)])]
    lines += [" | ".join(row) for row in rows]
    return "\n".join(f"| {line} |" for line in lines)


def quantile(values: Sequence[float], share: float) -> float:
    """The value that a share of the values does not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def memory_mb(process: int | str = "self") -> tuple[float, float]:
    """The resident and the proportional (shared pages divided) memory of a process, in MB."""
    rss = pss = 0.0
    for line in Path(f"/proc/{process}/smaps_rollup").read_text("utf-8").splitlines():
        name, _, rest = line.partition(":")
        if name in ("Rss", "Pss"):
            megabytes = int(rest.split()[0]) / _KILOBYTES_A_MEGABYTE
            rss, pss = (megabytes, pss) if name == "Rss" else (rss, megabytes)
    return rss, pss


def peak_memory_mb(process: int | str = "self") -> float:
    """The most memory a process has held so far, in MB."""
    for line in Path(f"/proc/{process}/status").read_text("utf-8").splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / _KILOBYTES_A_MEGABYTE
    return 0.0


def folder_mb(folder: Path) -> float:
    """The size of a folder's files, in MB."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
