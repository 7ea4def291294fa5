"""Measures one framework in one process, for `peers.py`, and prints one line of JSON.

    python peer_worker.py identical|defaults NAME MATERIAL BEGAN

MATERIAL is the file that `peers.py` froze; BEGAN is when the process was started (epoch seconds).
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

from measuring import memory_mb, peak_memory_mb, say

WARM_UP = 50
"""Questions asked before any is timed."""

_K = 5
_DEEP = 25
"""Pieces taken to find three different sections among them."""


def main() -> None:
    """Run one measurement."""
    part, name, material, began = sys.argv[1:]
    frozen = json.loads(Path(material).read_text("utf-8"))
    measure = identical if part == "identical" else defaults
    say(json.dumps(measure(name, frozen, Path(material).parent, float(began))))


def identical(name: str, material: dict[str, Any], folder: Path, began: float) -> dict[str, Any]:
    """Time each question, its vector already known."""
    vectors = dict(zip(material["texts"], material["vectors"], strict=True))
    subject: Any
    if name.startswith("ours"):
        from peer_ours import OURS_FROZEN

        subject = OURS_FROZEN[name](vectors, folder)
    else:
        from peer_frameworks import FRAMEWORKS

        subject = FRAMEWORKS[name](vectors)
    subject.add([(name, text) for name, text in material["passages"]])
    asked = [question["question"] for question in material["questions"]]
    subject.search(asked[0], _K)
    started_s = time.time() - began
    for question in asked[:WARM_UP]:
        subject.search(question, _K)
    wall_ms, cpu_ms, found = [], [], []
    for question in asked:
        wall, cpu = time.perf_counter(), time.process_time()
        found.append(subject.search(question, _K))
        wall_ms.append(1000 * (time.perf_counter() - wall))
        cpu_ms.append(1000 * (time.process_time() - cpu))
    rss_mb, pss_mb = memory_mb()
    return {
        "start_s": started_s,
        "wall_ms": wall_ms,
        "cpu_ms": cpu_ms,
        "found": found,
        "rss_mb": rss_mb,
        "pss_mb": pss_mb,
    }


def defaults(name: str, material: dict[str, Any], folder: Path, began: float) -> dict[str, Any]:
    """Rank the sections for each answerable question, the framework set up as documented."""
    subject: Any
    texts = material["sections"]
    if name.startswith("ours"):
        from peer_ours import OURS_DEFAULT

        subject = OURS_DEFAULT[name](folder)
    else:
        import torch
        from peer_frameworks import FRAMEWORKS

        torch.set_num_threads(1)
        framework, _, also = name.partition(", ")
        texts = texts + (material["visitor questions"] if also else [])
        subject = FRAMEWORKS[framework](None)
    subject.add([(name, text) for name, text in texts])
    subject.search("?", _DEEP)
    ready_s = time.time() - began
    found, wall_ms = [], []
    for question in material["answerable"]:
        wall = time.perf_counter()
        sections = subject.search(question["question"], _DEEP)
        wall_ms.append(1000 * (time.perf_counter() - wall))
        found.append(list(dict.fromkeys(sections))[:3])
    return {
        "ready_s": ready_s,
        "wall_ms": wall_ms,
        "found": found,
        "peak_mb": peak_memory_mb(),
    }


if __name__ == "__main__":
    main()
