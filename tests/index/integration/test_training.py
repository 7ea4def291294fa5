"""Every weight of the index room, trained from a handful of sentences; this test imports torch."""

import json
from pathlib import Path

import numpy as np
import pytest

from corpus import Corpus
from index import Encoder, LinearClassifier, train_weights
from index.language import LANGUAGE_FILE, LANGUAGES
from index.marks import JOBS_FILE, PLACES_FILE
from index.spelling import WORDS_FILE
from index.static_encoder import StaticEncoder

pytestmark = [
    pytest.mark.integration,
    # torch and what it brings warn about themselves when they are imported
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]

PAIRS = [
    ("The oven is hot this morning", "Le four est chaud ce matin"),
    ("The bread is on the table", "Le pain est sur la table"),
    ("She buys the flour at the mill", "Elle achète la farine au moulin"),
    ("They sell the cakes in the shop", "Ils vendent les gâteaux dans la boutique"),
    ("He feeds the starter with water", "Il nourrit le levain avec de l’eau"),
    ("The salt comes from the sea", "Le sel vient de la mer"),
    ("The reading room opens at the weekend", "La salle de lecture ouvre le week-end"),
]
OCCUPATIONS = [
    {
        "kind": "occupation",
        "en": "lighthouse keeper",
        "en_alt": ["keeper of the light"],
        "fr": "gardien de phare/gardienne de phare",
        "fr_alt": [],
    },
    {"kind": "skill", "en": "knead dough", "en_alt": [], "fr": "pétrir la pâte", "fr_alt": []},
]


@pytest.fixture(scope="module")
def weights(bakery: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("data")
    sentences = [
        f"{english}, {n} times\t{french}, {n} fois" for n in range(6) for english, french in PAIRS
    ]
    (data / "sentences.tsv").write_text("\n".join(sentences), "utf-8")
    rows = [json.dumps(row, ensure_ascii=False) for row in OCCUPATIONS]
    (data / "occupations.jsonl").write_text("\n".join(rows), "utf-8")
    out = tmp_path_factory.mktemp("trained") / "weights"
    train_weights(bakery, data, out)
    return out


def lines(path: Path) -> set[str]:
    return set(path.read_text("utf-8").splitlines())


def test_words_and_names_are_listed(weights: Path) -> None:
    assert {"farine", "flour", "levain", "gateaux"} <= lines(weights / WORDS_FILE)
    assert {"lighthouse keeper", "gardien de phare"} <= lines(weights / JOBS_FILE)
    assert "knead dough" not in lines(weights / JOBS_FILE), "a skill is no job"
    assert {"lagos", "perou", "peru"} <= lines(weights / PLACES_FILE)
    assert "reading" not in lines(weights / PLACES_FILE), "an ordinary word here"


@pytest.mark.parametrize(("text", "language"), [("Le four est là", "fr"), ("The oven is", "en")])
def test_languages_are_told_apart(weights: Path, text: str, language: str) -> None:
    scores = LinearClassifier.load(weights / LANGUAGE_FILE).scores(text)
    assert LANGUAGES[int(scores.argmax())] == language


def test_the_encoder_brings_translations_together(weights: Path) -> None:
    encoder: Encoder = StaticEncoder.load(weights)
    english = encoder.encode_queries([english for english, _ in PAIRS])
    french = encoder.encode_passages([french for _, french in PAIRS])
    np.testing.assert_allclose(np.linalg.norm(french, axis=1), 1, atol=1e-3)
    assert (english @ french.T).argmax(axis=1).tolist() == list(range(len(PAIRS)))
