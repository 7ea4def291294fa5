"""Files with arrays can be read by several threads at once."""

import gc
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from index.keywords import KeywordIndex
from index.linear import LinearClassifier


@contextmanager
def other_threads_often_take_over() -> Iterator[None]:
    """Collect garbage often, and let other threads run whenever it happens."""
    interval, thresholds = sys.getswitchinterval(), gc.get_threshold()

    def give_way(phase: str, info: dict[str, int]) -> None:
        time.sleep(1e-6)

    gc.callbacks.append(give_way)
    sys.setswitchinterval(1e-6)
    gc.set_threshold(50)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        sys.setswitchinterval(interval)
        gc.callbacks.remove(give_way)


def test_two_threads_that_read_an_index_at_once_both_succeed(tmp_path: Path) -> None:
    linear, keywords = tmp_path / "linear.npz", tmp_path / "keywords"
    LinearClassifier.fit(["du pain", "du sel"] * 2, [0, 1] * 2, n_classes=2).save(linear)
    KeywordIndex.build([["pain"], ["sel"]]).save(keywords)
    reads: list[Callable[[], object]] = [
        lambda: LinearClassifier.load(linear),
        lambda: KeywordIndex.load(keywords),
    ]
    with other_threads_often_take_over(), ThreadPoolExecutor(8) as threads:
        done = [threads.submit(reads[number % 2]) for number in range(600)]
    assert all(read.result() is not None for read in done)
