"""The table of token vectors, on five tokens worked out by hand; and the one that is shipped."""

from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from index import Encoder, EncoderUnavailable, load_encoder
from index.encoder import MAX_CHARACTERS
from index.static_encoder import (
    TABLE_FILE,
    TOKENIZER_FILE,
    StaticEncoder,
    save_static_encoder,
)

TOKENS = ["[UNK]", "pain", "four", "sel", "##s"]
TABLE = np.array([[0, 0], [3, 4], [0, 2], [1, 0], [0, 0]], np.float32)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tokenizer = Tokenizer(
        models.WordPiece({token: n for n, token in enumerate(TOKENS)}, unk_token="[UNK]")
    )
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    save_static_encoder(tmp_path / "weights", tokenizer.to_str(), TABLE)
    return tmp_path / "weights"


@pytest.mark.parametrize(
    ("text", "vector"),
    [
        ("pain", [0.6, 0.8]),  # (3, 4) has length 5
        ("Pain PAIN", [0.6, 0.8]),
        ("four", [0, 1]),
        ("pain four", [1.5 / np.hypot(1.5, 3), 3 / np.hypot(1.5, 3)]),  # mean (1.5, 3)
        ("sel four four four", [0.25 / np.hypot(0.25, 1.5), 1.5 / np.hypot(0.25, 1.5)]),
        ("pains", [0.6, 0.8]),  # "pain" and "##s", whose row is zero
        ("", [0, 0]),
        ("   ", [0, 0]),
        ("lune mars", [0, 0]),
    ],
)
def test_a_text_is_the_mean_of_its_tokens_scaled_to_length_one(
    folder: Path, text: str, vector: list[float]
) -> None:
    encoder = StaticEncoder.load(folder)
    np.testing.assert_allclose(encoder.encode_passages([text])[0], vector, atol=1e-6)
    np.testing.assert_allclose(encoder.encode_queries([text])[0], vector, atol=1e-6)


def test_texts_are_encoded_one_by_one_whatever_their_neighbours(folder: Path) -> None:
    encoder = StaticEncoder.load(folder)
    texts = ["pain", "", "sel four", "lune"]
    together = encoder.encode_passages(texts)
    assert together.shape == (4, encoder.dimension) == (4, 2)
    assert together.dtype == np.float32
    for row, text in enumerate(texts):
        assert together[row].tolist() == encoder.encode_passages([text])[0].tolist()
    assert encoder.encode_passages([]).shape == (0, 2)


def test_a_long_text_is_cut_before_it_is_read(folder: Path) -> None:
    encoder = StaticEncoder.load(folder)
    long = "pain " * (MAX_CHARACTERS // 5)
    assert len(long) == MAX_CHARACTERS
    assert (
        encoder.encode_passages([long + "sel " * 9999]).tolist()
        == encoder.encode_passages([long]).tolist()
    )


def test_the_name_changes_with_the_weights_and_only_with_them(folder: Path, tmp_path: Path) -> None:
    first = StaticEncoder.load(folder)
    assert StaticEncoder.load(folder).name == first.name
    tokenizer = (folder / TOKENIZER_FILE).read_text("utf-8")
    save_static_encoder(tmp_path / "other", tokenizer, TABLE + 1)
    assert StaticEncoder.load(tmp_path / "other").name != first.name


@pytest.mark.parametrize("file", [TABLE_FILE, TOKENIZER_FILE])
@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "garbage"])
def test_missing_or_damaged_weights_make_the_encoder_unavailable(
    folder: Path, file: str, damage: str
) -> None:
    path = folder / file
    raw = path.read_bytes()
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(
            {"empty": b"", "cut": raw[: len(raw) // 2], "garbage": b"\xff" * 64}[damage]
        )
    with pytest.raises(EncoderUnavailable, match="no usable encoder"):
        StaticEncoder.load(folder)


def test_the_shipped_encoder_brings_translations_together(shipped_encoder: Encoder) -> None:
    french, english, other = shipped_encoder.encode_passages(
        ["le salaire d’un directeur produit", "the salary of a product director", "un vélo rouge"]
    )
    np.testing.assert_allclose(np.linalg.norm([french, english, other], axis=1), 1, atol=1e-5)
    assert french @ english > french @ other


def test_the_shipped_encoder_reads_text_without_accents_alike(shipped_encoder: Encoder) -> None:
    with_accents, without = shipped_encoder.encode_queries(
        ["Un débutant à l’école", "un debutant a l’ecole"]
    )
    np.testing.assert_allclose(with_accents, without, atol=1e-6)


def test_the_shipped_encoder_is_small_and_loads_the_same_each_time(
    shipped_encoder: Encoder,
) -> None:
    weights = Path(__file__).parents[2] / "index" / "weights"
    assert sum(path.stat().st_size for path in weights.iterdir()) <= 30_000_000
    assert load_encoder().name == shipped_encoder.name


@pytest.mark.parametrize("text", ["", "🥖", "\x00", "日本語", "a" * 10_000, "\u202e\u200f"])
def test_the_shipped_encoder_takes_any_text(shipped_encoder: Encoder, text: str) -> None:
    (vector,) = shipped_encoder.encode_queries([text])
    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5) or not vector.any()
