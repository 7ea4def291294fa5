"""Reading article folders that are in order."""

import json
import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus import Corpus, CorpusError, Glossary, Term, load_article, load_corpus

WriteArticle = Callable[[dict[str, str | bytes]], Path]

ENGLISH = """\
---
title: "The bakehouse"
language: en
---

The bakehouse opens at five.

## The batches

The first is out at six. It holds:

- baguettes
- loaves

| Bread | Price |
|---|---|
| Baguette | €1 |
"""


def test_an_article_with_nothing_around_it_loads(write_article: WriteArticle) -> None:
    article = load_article(write_article({}))
    assert (article.slug, article.title, article.language) == ("fournil", "Le fournil", "fr")
    assert article.url == "https://blog.example/fournil"
    assert (article.renderings, article.questions, article.off_topic) == ({}, (), ())
    assert article.glossary == Glossary()
    assert len(article.passages) == 6


def test_front_matter_is_optional_and_the_title_is_then_the_first_heading(
    write_article: WriteArticle,
) -> None:
    article = load_article(write_article({"article.md": "# Le levain\n\nIl vit.\n"}))
    assert (article.title, article.language, article.url) == ("Le levain", "fr", "")
    assert article.text == "# Le levain\n\nIl vit.\n"


@pytest.mark.promise(12)
@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("2024-13-45", "2024-13-45"),
        ("!!int x", "x"),
        ("!!python/object:os.system a", "a"),
        ("no", "no"),
        ("1_000", "1_000"),
        ("", "A"),
        ("~", "A"),
        ("null", "A"),
    ],
)
def test_front_matter_is_text_whatever_it_looks_like(
    write_article: WriteArticle, written: str, title: str
) -> None:
    """Promise 12: it makes no object either."""
    folder = write_article({"article.md": f"---\ntitle: {written}\n---\n# A\n\nB.\n"})
    assert load_article(folder).title == title


def test_norwegian_is_a_language(write_article: WriteArticle) -> None:
    folder = write_article({"article.md": "---\nlanguage: no\n---\n# A\n\nB.\n"})
    assert load_article(folder).language == "no"


def test_the_text_is_the_file_without_its_front_matter(write_article: WriteArticle) -> None:
    body = "\n# A\n\n  x --- y\n\n---\n\nz  \n\n\n"
    article = load_article(write_article({"article.md": f"---\ntitle: T\n---\n{body}"}))
    assert article.text == body


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_byte_order_marks_and_line_ends_of_windows_change_nothing(
    write_article: WriteArticle, line_end: str, mark: str
) -> None:
    folder = write_article({"en.md": ENGLISH})
    as_written = load_article(folder)
    for name in ("article.md", "en.md"):
        text = (folder / name).read_text("utf-8")
        write_article({name: (mark + text.replace("\n", line_end)).encode()})
    assert load_article(folder) == as_written


def test_a_rendering_gives_one_text_per_passage(write_article: WriteArticle) -> None:
    article = load_article(write_article({"en.md": ENGLISH}))
    rendering = article.renderings["en"]
    assert rendering.title == "The bakehouse"
    assert rendering.headings == ("intro", "The batches")
    assert rendering.passages == (
        "The bakehouse opens at five.",
        "The first is out at six.",
        "It holds:",
        "baguettes",
        "loaves",
        "Baguette — Price: €1",
    )


def test_files_of_its_own_language_and_other_markdown_are_no_renderings(
    write_article: WriteArticle,
) -> None:
    folder = write_article({"fr.md": "x", "README.md": "y", "notes.md": "z"})
    assert load_article(folder).renderings == {}


def question(**changes: str) -> str:
    row = {
        "question": "Quand sort la première ?",
        "lang": "fr",
        "section": "Les fournées",
        "passage": "La première sort à six heures.",
    }
    return json.dumps({**row, **changes}, ensure_ascii=False)


def test_questions_are_tied_to_their_passage(write_article: WriteArticle) -> None:
    rows = [
        question(),
        "",
        question(question="Combien ?", passage="| Baguette | 1 € |"),
        question(question="Quoi ?", passage="miches"),
        question(question="Quand ?", section="intro", passage="cinq heures"),
    ]
    article = load_article(write_article({"questions.jsonl": "\n".join(rows)}))
    assert [(q.text, q.passage) for q in article.questions] == [
        ("Quand sort la première ?", 1),
        ("Combien ?", 5),
        ("Quoi ?", 4),
        ("Quand ?", 0),
    ]


@pytest.mark.parametrize("separator", ["\u2028", "\u0085"])
def test_a_question_may_hold_any_character_json_allows(
    write_article: WriteArticle, separator: str
) -> None:
    text = f"Quand ?{separator}À quelle heure ?"
    folder = write_article({"questions.jsonl": question(question=text)})
    assert load_article(folder).questions[0].text == text


def test_off_topic_questions_say_whether_they_are_near(write_article: WriteArticle) -> None:
    rows = (
        '{"question": "La pâte ?", "lang": "fr", "near": true}\n'
        '{"question": "La lune ?", "lang": "fr", "near": false}\n'
    )
    article = load_article(write_article({"off_topic.jsonl": rows}))
    assert [(q.text, q.near) for q in article.off_topic] == [
        ("La pâte ?", True),
        ("La lune ?", False),
    ]


def test_a_glossary_keeps_equivalents_and_neighbours_apart(write_article: WriteArticle) -> None:
    toml = (
        '[[term]]\nname = "loaf"\nacronyms = ["L"]\nfr = ["miche", "pain"]\nen = ["loaf"]\n'
        '[[distinct]]\nname = "cake"\nfr = ["gâteau"]\n'
    )
    assert load_article(write_article({"glossary.toml": toml})).glossary == Glossary(
        terms=(Term("loaf", {"": ("L",), "fr": ("miche", "pain"), "en": ("loaf",)}),),
        distinct=(Term("cake", {"fr": ("gâteau",)}),),
    )


def test_a_corpus_holds_its_articles_by_slug_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b", "a", "c"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "article.md").write_text(f"# {name}\n\nTexte.\n")
    (tmp_path / "drafts").mkdir()
    (tmp_path / "README.md").write_text("not an article")
    corpus = load_corpus(tmp_path)
    assert [article.slug for article in corpus.articles] == ["a", "b", "c"]
    assert corpus["b"].title == "b"
    with pytest.raises(KeyError):
        corpus["drafts"]


def test_the_tiny_corpus_of_the_tests_loads(tiny_corpus: Corpus) -> None:
    article = tiny_corpus["boulanger"]
    assert [s.heading for s in article.sections] == ["intro", "Le pain", "Le levain", "Le salaire"]


def test_a_broken_article_stops_only_itself_and_is_logged_in_one_line(
    write_article: WriteArticle, caplog: pytest.LogCaptureFixture
) -> None:
    folder = write_article({}).parent
    (folder / "casse").mkdir()
    (folder / "casse" / "article.md").write_bytes(b"# a\n\n\xff\n")
    with caplog.at_level(logging.ERROR):
        corpus = load_corpus(folder)
    assert [article.slug for article in corpus.articles] == ["fournil"]
    (problem,) = corpus.problems
    assert (problem.path, problem.line) == (folder / "casse" / "article.md", 3)
    (record,) = caplog.records
    assert str(problem) in record.getMessage()
    assert "\n" not in record.getMessage()


def test_a_folder_whose_every_article_is_broken_is_said_so(write_article: WriteArticle) -> None:
    folder = write_article({"article.md": b"# a\n\n\xff\n"})
    with pytest.raises(CorpusError, match=r"no article that can be read .*article\.md:3") as raised:
        load_corpus(folder.parent)
    assert raised.value.path == folder.parent
    assert "\n" not in str(raised.value)


def test_a_folder_that_is_not_there_or_holds_no_article_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="is not a folder"):
        load_corpus(tmp_path / "absent")
    with pytest.raises(CorpusError, match="holds no article"):
        load_corpus(tmp_path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(CorpusError, match="holds no article"):
        load_corpus(tmp_path)
    with pytest.raises(CorpusError, match=r"article\.md: cannot be read"):
        load_article(tmp_path / "empty")
