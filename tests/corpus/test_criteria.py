"""What an article asks of a person: read, resolved to passages and checked when it is loaded."""

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus import Article, CorpusError, load_article

WriteArticle = Callable[[dict[str, str | bytes]], Path]

GOOD = """\
[[job]]
id = "boulanger"
field = true
target = true
fr = ["boulanger", "boulangère"]
[field]
fr = ["boulangerie"]
[[profile]]
key = "years"
reads = "years"
none = 0
ask = { fr = "combien d’années ?" }
answers = { fr = ["2 ans"] }
[[profile]]
key = "diploma"
reads = "level"
[[profile.value]]
id = "cap"
fr = ["CAP"]
[[criterion]]
key = "experience"
label = { fr = "Expérience" }
unknown = { fr = "inconnue" }
asks = ["years"]
passages = ["ouvre à cinq heures"]
[[criterion.rule]]
status = "met"
when = { years = { at_least = 3 }, diploma = { is = "cap" } }
reason = { fr = "{years}" }
[[criterion.step]]
text = { fr = "pétris" }
passages = ["La première sort à six heures"]
[pay]
places = { fr = "le fournil" }
[pay.words]
fr = ["salaire"]
[[pay.range]]
place = "France"
passages = ["Baguette | 1 €"]
"""


def test_extracts_become_passages(write_article: WriteArticle) -> None:
    article = load_article(write_article({"criteria.toml": GOOD}))
    assert article.criteria is not None
    (criterion,) = article.criteria.criteria
    assert [article.passages[n].text for n in criterion.passages] == [
        "Le fournil ouvre à cinq heures."
    ]
    assert "six heures" in article.passages[criterion.steps[0].passages[0]].text
    assert "Baguette" in article.passages[article.criteria.pay[0].passages[0]].text


def test_an_article_without_criteria_has_none(write_article: WriteArticle) -> None:
    assert load_article(write_article({})).criteria is None


def test_a_key_is_found_by_its_name(write_article: WriteArticle) -> None:
    criteria = load_article(write_article({"criteria.toml": GOOD})).criteria
    assert criteria is not None
    assert criteria["years"].none == 0
    with pytest.raises(KeyError):
        criteria["shoe size"]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("ouvre à cinq heures", "ferme à midi", "no passage holds 'ferme à midi'"),
        ("ouvre à cinq heures", "heures", "passages hold 'heures'"),
        ('reads = "years"', 'reads = "palms"', "'reads' must be one of"),
        ('status = "met"', 'status = "splendid"', "must be met or gap"),
        ("at_least = 3", "about = 3", "unknown test 'about'"),
        ("when = { years", "when = { weeks", "no profile key 'weeks'"),
        ('is = "cap"', 'is = "phd"', "'phd' is no value of 'diploma'"),
        ('asks = ["years"]', 'asks = ["weight"]', "no profile key 'weight'"),
        ('key = "diploma"', 'key = "years"', "declared twice"),
        ("[field]", "[fields]", "unknown table 'fields'"),
        ('fr = ["boulanger", "boulangère"]', 'fr = "boulanger"', "expected a list of words"),
        ('label = { fr = "Expérience" }', 'label = "Expérience"', "expected one text a language"),
        ('passages = ["ouvre à cinq heures"]', "", "needs the passages"),
        ('id = "boulanger"', "", "job without 'id'"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    write_article: WriteArticle, old: str, new: str, reason: str
) -> None:
    assert old in GOOD
    folder = write_article({"criteria.toml": GOOD.replace(old, new)})
    with pytest.raises(CorpusError) as problem:
        load_article(folder)
    assert reason in str(problem.value)
    assert "criteria.toml" in str(problem.value)
    assert "\n" not in str(problem.value)


def test_broken_toml_is_named_by_its_line(write_article: WriteArticle) -> None:
    with pytest.raises(CorpusError) as problem:
        load_article(write_article({"criteria.toml": "[[job]]\nid = \n"}))
    assert "criteria.toml:2" in str(problem.value)


def test_shipped_criteria_cite_what_they_say(shipped: Article) -> None:
    assert shipped.criteria is not None
    cited = {c.key: shipped.passages[c.passages[0]].text for c in shipped.criteria.criteria}
    assert "Bac+5" in cited["education"]
    assert "5 à 10 ans" in cited["product_experience"]
    assert "pluridisciplinaires" in cited["leadership"]
    assert "Scrum" in cited["methods"]
    assert "PSPO" in cited["certification"]
    assert "discovery" in cited["delivery"]
    assert "innovation" in cited["innovation"]


def test_shipped_criteria_speak_both_languages(shipped: Article) -> None:
    assert shipped.criteria is not None
    for criterion in shipped.criteria.criteria:
        texts = [criterion.label, criterion.unknown]
        texts += [rule.reason for rule in criterion.rules] + [s.text for s in criterion.steps]
        assert all(set(text) == {"fr", "en"} for text in texts), criterion.key
        assert criterion.steps, f"{criterion.key} has no next step"
        for asked in criterion.asks:
            key = shipped.criteria[asked]
            if key.ask is not None:
                assert set(key.ask) == {"fr", "en"}
                assert all(2 <= len(key.answers[language]) <= 3 for language in ("fr", "en"))
