"""Trains the shipped static encoder.

A bilingual token table, first on public pairs, then on visitors' questions.
"""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import Corpus
from index.static_encoder import save_static_encoder
from index.training.pairs import Pair, passage_pairs, question_pairs, texts_of

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

VOCABULARY = 24_000
DIMENSION = 256
SEED = 20261122

_log = logging.getLogger(__name__)


def train_encoder(corpus: Corpus, public: list[Pair], out: Path) -> None:
    """Train the static encoder and write it to a folder.

    Some two minutes on two cores. Accents are stripped and case is dropped by the tokenizer.

    Args:
        corpus: the articles whose questions it learns from, but for those held out.
        public: pairs of texts that mean the same.
        out: where `StaticEncoder.load` finds the weights afterwards.
    """
    passages, questions = passage_pairs(corpus), question_pairs(corpus, SEED)
    tokenizer = _train_tokenizer([*texts_of(public), *texts_of(passages), *texts_of(questions)])
    model = _new_model(tokenizer)
    _log.info("%d public pairs, %d question pairs", len(public), len(questions))
    _fit(model, [*public, *passages], batch_size=1024, epochs=6, learning_rate=0.05)
    # few passages answer many questions: a batch may hold each passage once, so batches are small
    _fit(model, [*questions, *passages], batch_size=96, epochs=2, learning_rate=0.01)
    table = model[0].embedding.weight.detach().numpy()  # type: ignore[union-attr,operator]
    save_static_encoder(out, tokenizer.to_str(), table)


def _train_tokenizer(texts: list[str]) -> "Tokenizer":
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

    tokenizer = Tokenizer(
        models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=40)  # nosec B106
    )
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKD(), normalizers.StripAccents(), normalizers.Lowercase()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(
        vocab_size=VOCABULARY, min_frequency=2, special_tokens=["[UNK]"], show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def _new_model(tokenizer: "Tokenizer") -> "SentenceTransformer":
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    torch.manual_seed(SEED)
    return SentenceTransformer(
        modules=[StaticEmbedding(tokenizer, embedding_dim=DIMENSION)], device="cpu"
    )


def _fit(
    model: "SentenceTransformer",
    pairs: list[Pair],
    *,
    batch_size: int,
    epochs: int,
    learning_rate: float,
) -> None:
    import tempfile

    from datasets import Dataset
    from sentence_transformers import (
        SentenceTransformerTrainer,
        SentenceTransformerTrainingArguments,
    )
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
    from sentence_transformers.training_args import BatchSamplers

    with tempfile.TemporaryDirectory() as scratch:
        SentenceTransformerTrainer(
            model=model,
            args=SentenceTransformerTrainingArguments(
                output_dir=scratch,
                num_train_epochs=epochs,
                per_device_train_batch_size=batch_size,
                learning_rate=learning_rate,
                warmup_steps=0.1,
                batch_sampler=BatchSamplers.NO_DUPLICATES,
                seed=SEED,
                use_cpu=True,
                report_to="none",
                save_strategy="no",
                logging_strategy="no",
            ),
            train_dataset=Dataset.from_dict(
                {"anchor": [a for a, _ in pairs], "positive": [b for _, b in pairs]}
            ),
            loss=MultipleNegativesRankingLoss(model),
        ).train()


__all__ = ["train_encoder"]
