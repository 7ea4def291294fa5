"""Vectors in Chroma and in memory give the same neighbours."""

from pathlib import Path

import numpy as np
import pytest

from index import UnusableIndex
from index.encoder import normalized
from index.exact import ExactVectors
from index.store import VectorStore

BY_HAND = np.array([[1, 0, 0], [0.6, 0.8, 0], [0, 1, 0], [-1, 0, 0], [0, 0, 1]], np.float32)
"""Cosines with the first axis: 1, 0.6, 0, -1, 0."""


@pytest.fixture(params=["chroma", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> VectorStore | ExactVectors:
    return VectorStore(tmp_path / "chroma") if request.param == "chroma" else ExactVectors()


def test_the_nearest_comes_first_with_its_cosine(store: VectorStore | ExactVectors) -> None:
    store.add("by-hand", BY_HAND)
    rows, cosines = store.nearest("by-hand", np.array([1, 0, 0], np.float32), 2)
    assert rows.tolist() == [0, 1]
    np.testing.assert_allclose(cosines, [1, 0.6], atol=1e-6)


def test_asking_for_more_than_there_are_gives_all(store: VectorStore | ExactVectors) -> None:
    store.add("by-hand", BY_HAND)
    rows, cosines = store.nearest("by-hand", np.array([1, 0, 0], np.float32), 99)
    assert sorted(rows.tolist()) == [0, 1, 2, 3, 4]
    np.testing.assert_allclose(cosines, [1, 0.6, 0, 0, -1], atol=1e-6)


def test_a_query_without_direction_or_an_empty_list_has_no_neighbours(
    store: VectorStore | ExactVectors,
) -> None:
    store.add("by-hand", BY_HAND)
    store.add("empty", np.zeros((0, 3), np.float32))
    for name, query in (("by-hand", [0, 0, 0]), ("empty", [1, 0, 0])):
        rows, cosines = store.nearest(name, np.array(query, np.float32), 3)
        assert rows.shape == cosines.shape == (0,)


def test_lists_do_not_mix(store: VectorStore | ExactVectors) -> None:
    store.add("by-hand", BY_HAND)
    store.add("axes", np.eye(3, dtype=np.float32)[::-1].copy())
    assert store.nearest("axes", np.array([1, 0, 0], np.float32), 1)[0].tolist() == [2]


def test_row_numbers_skip_rows_without_direction(store: VectorStore | ExactVectors) -> None:
    store.add("gap", np.array([[0, 0], [0, 1], [0, 0], [1, 0]], np.float32))
    rows, _ = store.nearest("gap", np.array([1, 0], np.float32), 4)
    assert rows.tolist() == [3, 1]


def test_chroma_finds_the_neighbours_that_comparing_with_all_finds(tmp_path: Path) -> None:
    generator = np.random.default_rng(20261122)
    vectors = normalized(generator.normal(size=(1500, 24)).astype(np.float32))
    chroma, exact = VectorStore(tmp_path / "chroma"), ExactVectors()
    chroma.add("seeded", vectors)
    exact.add("seeded", vectors)
    found = expected = 0
    for query in vectors[::50] + 0.3 * vectors[::-50]:
        query = query / np.linalg.norm(query)
        rows, cosines = chroma.nearest("seeded", query, 10)
        exact_rows, exact_cosines = exact.nearest("seeded", query, 10)
        assert rows[0] == exact_rows[0]
        np.testing.assert_allclose(cosines[:3], exact_cosines[:3], atol=1e-3)
        found += len(set(rows.tolist()) & set(exact_rows.tolist()))
        expected += 10
    assert found >= 0.97 * expected


def test_neighbours_stay_after_the_store_is_closed_and_opened_again(tmp_path: Path) -> None:
    store = VectorStore(tmp_path / "chroma")
    store.add("by-hand", BY_HAND)
    before = store.nearest("by-hand", np.array([0, 1, 0], np.float32), 2)
    store.close()
    store.close()
    again = VectorStore(tmp_path / "chroma")
    after = again.nearest("by-hand", np.array([0, 1, 0], np.float32), 2)
    assert after[0].tolist() == before[0].tolist()


def test_a_list_that_is_not_there_makes_the_index_unusable(tmp_path: Path) -> None:
    store = VectorStore(tmp_path / "chroma")
    with pytest.raises(UnusableIndex, match="'absent'"):
        store.nearest("absent", np.array([1, 0], np.float32), 1)
