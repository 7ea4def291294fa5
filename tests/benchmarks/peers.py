"""LangChain with Chroma, LlamaIndex, Haystack and txtai beside this project, on the same article.

    .venv/bin/python tests/benchmarks/peers.py [--venv FOLDER] [--rounds 5]

Table A, identical parts: the same passages, the same vectors of the shipped encoder, known before
any clock starts; five passages a question. What is left is what each framework costs by itself.
Table B, defaults: each as its documentation sets it up, with all-MiniLM-L6-v2 and its own splitter,
given the article's sections and their English rendering; is the right section first, or among the
first three different ones? `ready` is from the start of the process to its first answer, indexing
included. One process each, one thread, in turns. The frameworks are installed
into FOLDER when it does not exist; the project does not depend on them.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean, median
from typing import Any

import numpy as np
from measuring import DEV_QUESTIONS, machine, quantile, say, table
from peer_frameworks import FRAMEWORKS
from peer_ours import OURS_DEFAULT, OURS_FROZEN, WholeRetriever

from api.evaluation import key
from corpus import load_corpus
from index import load_encoder
from index.catalog import Catalog, rows_of

_HERE = Path(__file__).parent
_ASKED = 300
_QUIET = {
    "OMP_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "HF_HUB_OFFLINE": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "DO_NOT_TRACK": "1",
}
_ALSO_QUESTIONS = "LangChain + Chroma, also given the visitor questions"

Measured = dict[str, list[dict[str, Any]]]


def main() -> None:
    """Measure every framework in turns and print both tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    default = Path(tempfile.gettempdir()) / "cpo-coach-peers"
    parser.add_argument("--venv", type=Path, default=default, metavar="FOLDER")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--skip", choices=("identical", "defaults"), help="leave out a table")
    given = parser.parse_args()
    python = installed(given.venv)
    with tempfile.TemporaryDirectory() as scratch:
        material = freeze(Path(scratch) / "material.json")
        WholeRetriever(Path(scratch))  # its index is built off the clock
        say(machine())
        if given.skip != "identical":
            names = [*FRAMEWORKS, *OURS_FROZEN]
            say("\nA. Identical parts\n")
            say(
                identical(
                    run_all("identical", names, python, Path(scratch), given.rounds), material
                )
            )
        if given.skip != "defaults":
            names = [*FRAMEWORKS, _ALSO_QUESTIONS, *OURS_DEFAULT]
            say("\nB. Documented defaults\n")
            say(defaults(run_all("defaults", names, python, Path(scratch), 1), material))
        say(f"\n{machine()}")


def installed(venv: Path) -> Path:
    """The Python of the frameworks' environment, which is made when it is missing."""
    python = venv / "bin" / "python"
    if not python.exists():
        say(f"installing the frameworks into {venv}")
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "torch==2.13.0"], check=True)
        subprocess.run([*pip, "-r", _HERE / "peers-requirements.txt"], check=True)
    return python


def freeze(path: Path) -> dict[str, Any]:
    """Write what every framework is given: passages, questions and their vectors."""
    catalog, encoder = Catalog.of(load_corpus()), load_encoder()
    texts, _ = rows_of([catalog.in_every_language(place) for place in catalog.places])
    asked = [
        json.loads(line)
        for language in ("fr", "en")
        for line in (DEV_QUESTIONS / f"{language}.jsonl").read_text("utf-8").splitlines()
    ]
    random.Random(0).shuffle(asked)
    questions = asked[:_ASKED]
    passages, queries = (
        encoder.encode_passages(texts),
        encoder.encode_queries([question["question"] for question in questions]),
    )
    material = {
        "passages": [(f"{number}", text) for number, text in enumerate(texts)],
        "questions": questions,
        "answerable": [question for question in asked if question["kind"] == "answerable"],
        "texts": [*texts, *(question["question"] for question in questions)],
        "vectors": np.concatenate([passages, queries]).tolist(),
        "nearest": np.argsort(-(queries @ passages.T), axis=1, kind="stable")[:, :5].tolist(),
        "sections": sections(catalog),
        "visitor questions": [
            (catalog.places[answer].section.heading, question)
            for question, answer in zip(catalog.questions, catalog.answers, strict=True)
            if answer >= 0
        ],
    }
    path.write_text(json.dumps(material, default=int), "utf-8")
    return material


def sections(catalog: Catalog) -> list[tuple[str, str]]:
    """Each section's heading and text, in the article's language and in each rendering."""
    texts: dict[tuple[str, str], list[str]] = {}
    headings: dict[tuple[str, str], str] = {}
    for place in catalog.places:
        for language, text in catalog.in_every_language(place):
            texts.setdefault((place.section.heading, language), []).append(text)
        for language, heading in catalog.headings(place):
            headings[place.section.heading, language] = heading
    return [
        (heading, "\n".join([headings.get((heading, language), heading), *lines]))
        for (heading, language), lines in texts.items()
    ]


def run_all(part: str, names: Sequence[str], python: Path, scratch: Path, rounds: int) -> Measured:
    """Run every framework once a round, in an order that changes; a failure leaves no figures."""
    measured: Measured = defaultdict(list)
    for number in range(rounds):
        for name in random.Random(number).sample(list(names), len(names)):
            command = [sys.executable if name.startswith("ours") else str(python)]
            command += [str(_HERE / "peer_worker.py"), part, name, str(scratch / "material.json")]
            done = subprocess.run(
                [*command, str(time.time())],
                env={**os.environ, **_QUIET},
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                reason = (done.stderr.strip().splitlines() or ["no message"])[-1]
                say(f"{name} could not be measured: {reason}")
            else:
                measured[name].append(json.loads(done.stdout.splitlines()[-1]))
    return {name: measured[name] for name in names}


def identical(measured: Measured, material: Mapping[str, Any]) -> str:
    """Table A."""
    header = ("", "p50 ms", "p95 ms", "CPU ms", "start s", "RSS MB", "PSS MB", "same 5 as exact")
    nearest = [{str(row) for row in rows} for rows in material["nearest"]]
    rows = []
    for name, runs in measured.items():
        if not runs:
            rows.append((name, *["–"] * (len(header) - 1)))
            continue
        wall = [value for run in runs for value in run["wall_ms"]]
        same = mean(
            set(found) == best for found, best in zip(runs[0]["found"], nearest, strict=True)
        )
        rows.append(
            (
                name,
                f"{quantile(wall, 0.5):.2f}",
                f"{quantile(wall, 0.95):.2f}",
                f"{mean(value for run in runs for value in run['cpu_ms']):.2f}",
                f"{median(run['start_s'] for run in runs):.1f}",
                *(f"{median(run[what] for run in runs):.0f}" for what in ("rss_mb", "pss_mb")),
                f"{100 * same:.0f} %" if "whole" not in name else "ranks by more",
            )
        )
    return table(header, rows)


def defaults(measured: Measured, material: Mapping[str, Any]) -> str:
    """Table B."""
    header = ("", "FR first", "FR in 3", "EN first", "EN in 3", "p50 ms", "ready s", "peak MB")
    rows = []
    for name, runs in measured.items():
        if not runs:
            rows.append((name, *["–"] * (len(header) - 1)))
            continue
        met: dict[str, list[int]] = defaultdict(list)
        for question, found in zip(material["answerable"], runs[0]["found"], strict=True):
            right = {key(section) for section in question["sections"]}
            met[question["lang"] + "1"].append(key(found[0]) in right if found else False)
            met[question["lang"] + "3"].append(any(key(section) in right for section in found))
        rows.append(
            (
                name,
                *(f"{mean(met[column]):.3f}"[1:] for column in ("fr1", "fr3", "en1", "en3")),
                f"{quantile(runs[0]['wall_ms'], 0.5):.1f}",
                f"{runs[0]['ready_s']:.1f}",
                f"{runs[0]['peak_mb']:.0f}",
            )
        )
    return table(header, rows)


if __name__ == "__main__":
    main()
