"""Builds killed at random moments, and readers in several processes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from corpus import Corpus
from index import Encoder, Retriever, open_index
from tests.conftest import counts

pytestmark = pytest.mark.integration

KILLS = counts(10, 200)
TIME_S = counts(600, 6000)

# One process that loads everything once, then has forked children build and be killed.
DRIVER = """
import json, os, random, signal, sys, time
from dataclasses import replace
from pathlib import Path
import scipy.optimize, sklearn.linear_model, sklearn.svm  # once, not in every child
from corpus import Corpus, load_corpus
from index import UnusableIndex, build_index, ensure_index, load_encoder, open_index

articles, folder, kills = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
article = load_corpus(articles).articles[0]
article = replace(article, questions=article.questions[::4], off_topic=())  # quickly built
whole = Corpus((article,))
other = Corpus((replace(article, questions=article.questions[:-1]),))
encoder = load_encoder()

def in_child(work, after=None):
    child = os.fork()
    if not child:
        try:
            os._exit(work())
        except BaseException as error:
            print(json.dumps({"error": repr(error)}), flush=True)
            os._exit(99)
    if after is not None:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

def opens(corpus):
    def work():
        try:
            found = open_index(corpus, encoder, folder).retrieve("Qui forme un apprenti ?").hits[0]
        except UnusableIndex:
            return 1
        return 0 if "apprenti" in found.passage.text else 98
    return in_child(work)

def build(corpus):
    build_index(corpus, encoder, folder)
    return 0

def report(**facts):
    print(json.dumps(facts), flush=True)

chance = random.Random(24)
started = time.monotonic()
assert in_child(lambda: build(whole)) == 0
took = time.monotonic() - started
in_use, wanted = whole, other
for kill in range(kills):
    code = in_child(lambda: build(wanted), after=chance.uniform(0, 1.1 * took))
    old, new = opens(in_use), opens(wanted)
    report(killed=code == -signal.SIGKILL, old=old, new=new)
    if new == 0:
        in_use, wanted = wanted, in_use
report(next=in_child(lambda: 0 if ensure_index(wanted, encoder, folder) else 1),
       builds=len(list((folder / "builds").iterdir())), opens=opens(wanted))

empty = folder / "first"
folder = empty
for kill in range(3):
    in_child(lambda: build(whole), after=chance.uniform(0, 0.8 * took))
    report(first=opens(whole))
report(next=in_child(lambda: 0 if ensure_index(whole, encoder, folder) else 1),
       builds=len(list((folder / "builds").iterdir())), opens=opens(whole))
"""


@pytest.mark.promise(24)
@pytest.mark.timeout(TIME_S)
def test_builds_killed_at_random_moments_leave_the_old_or_the_new_index_whole(
    bakery_folder: Path, tmp_path: Path
) -> None:
    """Promise 24."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, str(bakery_folder), str(tmp_path / "index"), str(KILLS)],
        cwd=Path(__file__).parents[3],
        env={**os.environ, "TMPDIR": str(scratch)},  # what is killed leaves its copies there
        capture_output=True,
        text=True,
        timeout=TIME_S - 100,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert not [line for line in told if "error" in line]
    kills = [line for line in told if "killed" in line]
    assert len(kills) == KILLS
    assert sum(line["killed"] for line in kills) >= KILLS // 2, "most were killed half-way"
    for line in kills:
        assert sorted((line["old"], line["new"])) == [0, 1], "one whole index, the other stale"
        assert line["killed"] or line["new"] == 0
    assert all(line["first"] in (0, 1) for line in told if "first" in line)
    for end in [line for line in told if "next" in line]:
        assert (end["next"], end["opens"]) == (0, 0)
        assert end["builds"] <= 2


READER = """
import sys
from pathlib import Path
from corpus import load_corpus
from index import load_encoder, open_index
retriever = open_index(load_corpus(Path(sys.argv[1])), load_encoder(), Path(sys.argv[2]))
for _ in range(50):
    print(retriever.retrieve("Qui forme un apprenti ?").hits[0].passage.number)
"""


def test_processes_read_one_index_at_once(
    bakery_folder: Path, bakery_index: Path, bakery_retriever: Retriever
) -> None:
    expected = bakery_retriever.retrieve("Qui forme un apprenti ?").hits[0].passage.number
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READER, str(bakery_folder), str(bakery_index)],
            cwd=Path(__file__).parents[3],
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    told = [reader.communicate(timeout=120)[0] for reader in readers]
    assert [reader.returncode for reader in readers] == [0, 0, 0]
    assert [out.split() for out in told] == [[str(expected)] * 50] * 3


BUILDER = """
import sys
from pathlib import Path
from corpus import load_corpus
from index import IndexBusy, build_index, load_encoder
try:
    build_index(load_corpus(Path(sys.argv[1])), load_encoder(), Path(sys.argv[2]))
except IndexBusy as error:
    print("busy", error)
"""


@pytest.mark.promise(26)
def test_a_builder_in_another_process_is_told_that_one_is_at_it(
    bakery: Corpus,
    bakery_folder: Path,
    shipped_encoder: Encoder,
    tmp_path: Path,
) -> None:
    """Promise 26, between processes."""
    from index import build_index

    told = []

    def build_elsewhere(_what: str, _share: float) -> None:
        if not told:
            done = subprocess.run(
                [sys.executable, "-c", BUILDER, str(bakery_folder), str(tmp_path)],
                cwd=Path(__file__).parents[3],
                capture_output=True,
                text=True,
                timeout=120,
            )
            told.append(done.stdout)

    build_index(bakery, shipped_encoder, tmp_path, build_elsewhere)
    assert told[0].startswith("busy")
    assert str(tmp_path) in told[0]
    assert open_index(bakery, shipped_encoder, tmp_path)


SERVING = """
import sys
from pathlib import Path
from coach import Coach, Conversation
from corpus import load_corpus
from index import load_encoder, open_index
corpus = load_corpus(Path(sys.argv[1]))
coach = Coach(corpus, open_index(corpus, load_encoder(), Path(sys.argv[2])))
for message in ("Combien gagne un débutant ?", "How much does a beginner earn?", "Bonjour"):
    assert coach.answer(message, Conversation("x")).answer
heavy = ("torch", "transformers", "sentence_transformers", "sklearn", "datasets")
print([name for name in heavy if name in sys.modules])
"""


def test_nothing_that_serves_imports_what_trains(
    bakery_folder: Path, bakery_index: Path, bakery_retriever: Retriever
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SERVING, str(bakery_folder), str(bakery_index)],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.strip() == "[]"
