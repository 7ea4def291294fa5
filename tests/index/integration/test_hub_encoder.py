"""Any sentence-transformers model, here one made on the spot; these tests import torch."""

import gc
from pathlib import Path

import numpy as np
import pytest

from corpus import Corpus
from index import EncoderUnavailable, ensure_index, load_encoder, open_index, words

pytestmark = [
    pytest.mark.integration,
    # torch and what it brings warn about themselves when they are imported
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]


def save_model(folder: Path, corpus: Corpus, seed: int) -> None:
    """A static embedding of the words of a corpus, sixteen numbers a word."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    passages = [p.plain for article in corpus.articles for p in article.passages]
    vocabulary = ["[UNK]", *sorted({word for text in passages for word in words(text)})]
    tokenizer = Tokenizer(
        models.WordLevel({word: n for n, word in enumerate(vocabulary)}, unk_token="[UNK]")
    )
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKD(), normalizers.StripAccents(), normalizers.Lowercase()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    weights = np.random.default_rng(seed).normal(size=(len(vocabulary), 16)).astype(np.float32)
    weights[0] = 0
    model = SentenceTransformer(
        modules=[StaticEmbedding(tokenizer, embedding_weights=weights)], device="cpu"
    )
    model.save(str(folder), create_model_card=False)


@pytest.fixture
def model_folder(tiny_corpus: Corpus, tmp_path: Path) -> Path:
    save_model(tmp_path / "model", tiny_corpus, seed=1)
    return tmp_path / "model"


def test_a_model_in_a_folder_encodes_like_any_encoder(model_folder: Path) -> None:
    encoder = load_encoder(str(model_folder))
    assert encoder.dimension == 16
    assert str(model_folder) in encoder.name
    rows = encoder.encode_passages(["Le pain", "le PAIN", "zzz", ""])
    assert (rows.shape, rows.dtype) == ((4, 16), np.float32)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), [1, 1, 0, 0], atol=1e-5)
    np.testing.assert_allclose(rows[0], rows[1], atol=1e-6)
    np.testing.assert_allclose(encoder.encode_queries(["Le pain"])[0], rows[0], atol=1e-6)
    assert encoder.encode_passages([]).shape == (0, 16)


def test_an_index_is_built_and_opened_with_such_a_model(
    model_folder: Path, small_corpus: Corpus, tmp_path: Path
) -> None:
    encoder = load_encoder(str(model_folder))
    retriever = ensure_index(small_corpus, encoder, tmp_path / "index")
    hit = retriever.retrieve("Combien de temps vit le levain ?").hits[0]
    assert hit.passage.text.startswith("Le levain vit")
    assert open_index(small_corpus, load_encoder(str(model_folder)), tmp_path / "index")


def test_other_weights_in_the_same_folder_have_another_name(
    model_folder: Path, tiny_corpus: Corpus
) -> None:
    before = load_encoder(str(model_folder)).name
    save_model(model_folder, tiny_corpus, seed=2)
    assert load_encoder(str(model_folder)).name != before


@pytest.mark.parametrize("damage", ["absent", "empty", "garbage"])
def test_a_model_that_cannot_be_loaded_is_unavailable(
    model_folder: Path, tmp_path: Path, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    folder = model_folder
    if damage == "garbage":
        for path in folder.rglob("*.safetensors"):
            path.write_bytes(b"\xff" * 100)
    elif damage == "empty":
        folder = tmp_path / "empty"
        folder.mkdir()
    else:
        folder = tmp_path / "absent"
    with pytest.raises(EncoderUnavailable, match="cannot load the encoder") as raised:
        load_encoder(str(folder))
    assert "\n" not in str(raised.value)
    gc.collect()
