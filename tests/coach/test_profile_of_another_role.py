"""The code knows no role: it coaches for one invented here, from a folder of its own."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from coach import Conversation, Turn
from coach.citations import prove
from coach.coaching import Coaching, coaching_for
from corpus import Corpus, load_corpus

ARTICLE = """\
---
title: "Le métier de gardien de phare"
language: fr
url: "https://blog.example/phare"
---

Le gardien de phare veille sur la côte.

## Devenir gardien

Il faut au moins trois ans de navigation. Le permis côtier est indispensable.

Le gardien dirige souvent une équipe de matelots et d’électriciens.

## La solde

À Brest, la solde est de 2 000 € par mois. En France, elle est de 1 800 €.
"""

CRITERIA = """\
[[job]]
id = "gardien de phare"
target = true
field = true
short = ["GDP"]
fr = ["gardien de phare", "gardienne de phare"]
en = ["lighthouse keeper"]
[[job]]
id = "matelot"
name = { fr = "matelot", en = "sailor" }
field = true
fr = ["matelot", "marin"]
en = ["sailor"]
[[job]]
id = "électricien"
name = { fr = "électricien", en = "electrician" }
fr = ["électricien", "électricienne"]
en = ["electrician"]

[field]
fr = ["navigation", "mer"]
en = ["sailing", "at sea", "sea"]

[[profile]]
key = "metier"
reads = "role"
[[profile]]
key = "annees_en_mer"
reads = "years"
none = 0
ask = { fr = "combien d’années en mer ?", en = "how many years at sea?" }
answers = { fr = ["Aucune", "3 ans"], en = ["None", "3 years"] }
[[profile]]
key = "permis"
reads = "list"
none = "none"
ask = { fr = "quels permis as-tu ?", en = "which licences do you hold?" }
answers = { fr = ["Permis côtier", "Aucun"], en = ["Coastal licence", "None"] }
[profile.nouns]
fr = ["permis"]
en = ["licence", "license"]
[[profile.value]]
id = "cotier"
name = { fr = "permis côtier", en = "coastal licence" }
fr = ["permis côtier"]
en = ["coastal licence", "coastal license"]
[[profile]]
key = "equipage"
reads = "team"
[[profile.value]]
id = "matelot"
[[profile.value]]
id = "électricien"
[[profile]]
key = "port"
reads = "place"

[[criterion]]
key = "navigation"
label = { fr = "Navigation", en = "Sailing" }
unknown = { fr = "rien sur la navigation", en = "nothing on sailing" }
asks = ["annees_en_mer"]
passages = ["au moins trois ans de navigation"]
[[criterion.rule]]
status = "met"
when = { annees_en_mer = { at_least = 3 } }
reason = { fr = "{annees_en_mer} en mer", en = "{annees_en_mer} at sea" }
[[criterion.rule]]
status = "gap"
when = { annees_en_mer = { below = 3 } }
reason = { fr = "{annees_en_mer} en mer", en = "{annees_en_mer} at sea" }
[[criterion.step]]
text = { fr = "embarque", en = "go to sea" }
passages = ["au moins trois ans de navigation"]

[[criterion]]
key = "permis"
label = { fr = "Permis", en = "Licence" }
unknown = { fr = "rien sur les permis", en = "nothing on licences" }
asks = ["permis"]
passages = ["Le permis côtier est indispensable"]
[[criterion.rule]]
status = "met"
when = { permis = { any_of = ["cotier"] } }
reason = { fr = "{permis}", en = "{permis}" }
[[criterion.rule]]
status = "gap"
when = { permis = { empty = true } }
reason = { fr = "aucun permis", en = "no licence" }
[[criterion.step]]
text = { fr = "passe le permis côtier", en = "take the coastal licence" }
passages = ["Le permis côtier est indispensable"]

[pay]
places = { fr = "la France et Brest", en = "France and Brest" }
[pay.words]
fr = ["solde", "gagner"]
en = ["pay", "earn"]
[[pay.range]]
place = "Brest"
passages = ["À Brest, la solde"]
[[pay.range]]
place = "France"
passages = ["En France, elle est"]
"""

Talk = Callable[..., Turn]


@pytest.fixture(scope="module")
def lighthouses(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder: Path = tmp_path_factory.mktemp("articles") / "phare"
    folder.mkdir()
    (folder / "article.md").write_text(ARTICLE, "utf-8")
    (folder / "criteria.toml").write_text(CRITERIA, "utf-8")
    return load_corpus(folder.parent)


@pytest.fixture(scope="module")
def coaching(lighthouses: Corpus) -> Coaching:
    found = coaching_for(lighthouses.articles, lambda: date(2026, 11, 22))
    assert found is not None
    return found


@pytest.fixture(scope="module")
def talk(coaching: Coaching) -> Talk:
    def said(language: str, *messages: str) -> Turn:
        conversation = Conversation("test")
        for message in messages:
            heard = coaching.hear(message, conversation, (language, language), "turn")
            turn = coaching.reply(heard) or Turn("t", message, "answer", language, "A dot.")
            turn = coaching.joined(turn, heard)
            conversation = Conversation("test", (*conversation.turns, turn))
        return turn

    return said


def test_its_own_keys_are_read(talk: Talk) -> None:
    turn = talk("fr", "Je suis marin depuis 2 ans à Lorient et j'ai le permis côtier.")
    assert turn.profile == {
        "metier": "marin",
        "annees_en_mer": 2,
        "permis": ["cotier"],
        "equipage": None,
        "port": "Lorient",
    }


def test_its_own_criteria_are_judged_and_cited(talk: Talk, lighthouses: Corpus) -> None:
    turn = talk("en", "I've spent five years at sea as a sailor.", "What am I missing?")
    assert turn.assessment is not None
    statuses = {c["key"]: c["status"] for c in turn.assessment["criteria"]}
    assert statuses == {"navigation": "met", "permis": "unknown"}
    assert "trois ans de navigation" in turn.answer
    assert "which licences do you hold?" in turn.answer
    prove(lighthouses, turn.answer, turn.citations)


def test_years_in_a_job_of_another_field_do_not_count(talk: Talk) -> None:
    turn = talk("fr", "Je suis électricien depuis 12 ans, je n'ai jamais navigué ni fait de mer.")
    assert turn.profile is not None
    assert turn.profile["metier"] == "électricien"
    assert turn.profile["annees_en_mer"] == 0


def test_its_team_and_its_pay_are_its_own(talk: Talk) -> None:
    turn = talk(
        "fr", "Je dirige 3 matelots et 2 électriciennes à Brest.", "Je peux gagner combien ?"
    )
    assert turn.profile is not None
    assert turn.profile["equipage"] == ["matelot", "électricien"]
    assert "2 000 €" in turn.answer


def test_nothing_of_the_shipped_role_is_known(talk: Talk) -> None:
    turn = talk("fr", "Je suis product owner depuis 9 ans, certifiée PSPO.")
    assert turn.profile is None or turn.profile["annees_en_mer"] is None


def test_an_article_without_criteria_coaches_nobody(tiny_corpus: Corpus) -> None:
    assert coaching_for(tiny_corpus.articles, date.today) is None
