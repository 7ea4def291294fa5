"""Any cross-encoder of sentence-transformers, here one made on the spot; these tests import torch.

Its scores mean nothing: what counts is that they are read as the model gives them.
"""

import gc
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from api.settings import Settings
from api.wiring import open_retriever
from corpus import Corpus
from index import EncoderUnavailable, RerankerUnavailable, load_encoder, load_reranker, words
from tests.index.integration.test_planted_code import plain_pickle

pytestmark = [
    pytest.mark.integration,
    # torch and what it brings warn about themselves when they are imported
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]

QUERY = "Combien de temps vit le levain ?"


def save_model(folder: Path, corpus: Corpus, outputs: int = 1) -> None:
    """A BERT of one layer that knows the words of a corpus."""
    import torch
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    passages = [p.plain for article in corpus.articles for p in article.passages]
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    known = [*special, *sorted({word for text in passages for word in words(text)})]
    tokenizer = Tokenizer(models.WordLevel({word: n for n, word in enumerate(known)}, "[UNK]"))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKD(), normalizers.StripAccents(), normalizers.Lowercase()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(known),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
        num_labels=outputs,
        initializer_range=2.0,  # scores far enough apart to count
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        model_max_length=64,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
    ).save_pretrained(folder)


@pytest.fixture
def model_folder(tiny_corpus: Corpus, tmp_path: Path) -> Path:
    save_model(tmp_path / "model", tiny_corpus)
    return tmp_path / "model"


def test_its_scores_are_the_models_logits(model_folder: Path, tiny_corpus: Corpus) -> None:
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    texts = [passage.plain for passage in tiny_corpus["boulanger"].passages]
    tokenizer = AutoTokenizer.from_pretrained(model_folder)
    model = AutoModelForSequenceClassification.from_pretrained(model_folder).eval()
    with torch.inference_mode():
        logits = [float(model(**tokenizer(QUERY, t, return_tensors="pt")).logits) for t in texts]
    scores = load_reranker(str(model_folder)).scores(QUERY, texts)
    np.testing.assert_allclose(scores, logits, atol=1e-4)
    assert np.ptp(scores) > 0.1


def test_the_reranker_of_the_settings_is_asked_and_builds_no_other_index(
    model_folder: Path, small_corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    plain, reranking = Settings(data=tmp_path), Settings(data=tmp_path, reranker=str(model_folder))
    reranker = load_reranker(str(model_folder))
    with closing(open_retriever(plain, small_corpus)) as retriever:
        before, build = retriever.retrieve(QUERY), retriever.build
    with closing(open_retriever(reranking, small_corpus)) as retriever:
        after = retriever.retrieve(QUERY)
        assert retriever.build == build
    scores = np.exp(reranker.scores(QUERY, [hit.passage.plain for hit in before.hits]))
    expected = {
        hit.passage: (hit.score + share) / 2
        for hit, share in zip(before.hits, scores / scores.sum(), strict=True)
    }
    assert {hit.passage: hit.score for hit in after.hits} == pytest.approx(expected, abs=1e-5)
    assert after.coverage == before.coverage


def test_threads_may_share_it_and_long_texts_are_cut(model_folder: Path) -> None:
    reranker = load_reranker(str(model_folder))
    texts = ["le pain " * n for n in (1, 9, 40, 200_000)]
    alone = reranker.scores(QUERY, texts)
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda _: reranker.scores(QUERY, texts), range(32)))
    for scores in together:
        np.testing.assert_allclose(scores, alone, atol=1e-5)


@pytest.mark.parametrize("damage", ["absent", "empty", "garbage", "three outputs"])
def test_a_model_that_cannot_rerank_is_unavailable(
    model_folder: Path,
    tiny_corpus: Corpus,
    tmp_path: Path,
    damage: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    folder = model_folder
    if damage == "garbage":
        (folder / "model.safetensors").write_bytes(b"\xff" * 100)
    elif damage == "three outputs":
        save_model(folder, tiny_corpus, outputs=3)
    else:
        folder = tmp_path / damage
        if damage == "empty":
            folder.mkdir()
    with pytest.raises(RerankerUnavailable, match="the reranker") as raised:
        load_reranker(str(folder))
    assert "\n" not in str(raised.value)
    gc.collect()


@pytest.mark.promise(12)
@pytest.mark.parametrize("load", [load_encoder, load_reranker])
def test_a_model_of_pickled_weights_is_refused_when_they_hold_more_than_numbers(
    model_folder: Path, tmp_path: Path, load: Callable[[str], object]
) -> None:
    """Promise 12."""
    (model_folder / "model.safetensors").unlink()
    canary = tmp_path / "canary"
    (model_folder / "pytorch_model.bin").write_bytes(plain_pickle(canary))
    with pytest.raises((EncoderUnavailable, RerankerUnavailable)):
        load(str(model_folder))
    assert not canary.exists()
    gc.collect()


def test_nothing_of_it_is_imported_before_it_is_asked_for() -> None:
    check = "import sys, index; sys.exit('torch' in sys.modules or 'transformers' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
