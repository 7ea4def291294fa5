"""Trains the weights that come with the coach: encoder, language, known words.

Nothing that serves needs it.
"""

from pathlib import Path

from corpus import Corpus
from index.training.language import list_words, train_language
from index.training.log_odds import fit_log_odds
from index.training.names import list_names
from index.training.pairs import public_pairs, translations
from index.training.static import train_encoder


def train_weights(corpus: Corpus, data: Path, out: Path) -> None:
    """Train every weight of the index room and write them to a folder.

    Args:
        corpus: the articles whose questions are learned from; those held out for calibration are
            left out of the encoder's training.
        data: public pairs in French and English, see `index.training.pairs`.
        out: the folder, which is made.

    Raises:
        FileNotFoundError: `data` holds no pairs.
    """
    public = public_pairs(data)
    if not public:
        raise FileNotFoundError(f"no *.tsv or *.jsonl pairs in {str(data)!r}")
    out.mkdir(parents=True, exist_ok=True)
    list_words(public, out)
    list_names(translations(data), data, out)
    train_language(corpus, translations(data), out)
    train_encoder(corpus, public, out)


__all__ = ["fit_log_odds", "train_weights"]
