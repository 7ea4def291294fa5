"""Every way an article's files can be wrong: one line says it, and only that article stops."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus import CorpusError, load_article, load_corpus

WriteArticle = Callable[[dict[str, str | bytes]], Path]

# The lines of conftest's good article, rendered; each bad rendering changes one thing.
ENGLISH = (
    "Opens at five.\n\n## Batches\n\nOut at six. It holds:\n\n- baguettes\n- loaves\n\n"
    "| Bread | Price |\n|---|---|\n| Baguette | €1 |\n"
)
QUESTION = {
    "question": "Quand ?",
    "lang": "fr",
    "section": "Les fournées",
    "passage": "La première sort à six heures.",
}


def rows(*changes: dict[str, object]) -> str:
    return "\n".join(json.dumps({**QUESTION, **change}) for change in changes)


# (file, its content, the line at fault or None for the whole file, words of the reason)
BAD = {
    "text in another encoding": ("article.md", "# a\n\né\n".encode("latin-1"), 3, "UTF-8"),
    "UTF-16": ("article.md", "# a\n\nb\n".encode("utf-16"), 1, "UTF-8"),
    "empty": ("article.md", "", None, "is empty"),
    "only white space": ("article.md", " \n\n", None, "is empty"),
    "nothing after the front matter": ("article.md", "---\ntitle: T\n---\n\n", 4, "is empty"),
    "no heading": ("article.md", "Du texte.\n", 1, "no heading"),
    "no heading after front matter": ("article.md", "---\na: b\n---\nx\n", 4, "no heading"),
    "headings without text": ("article.md", "# a\n\n## b\n", 1, "no text"),
    "unclosed front matter": ("article.md", "---\ntitle: T\n# a\n\nb\n", 1, "never closed"),
    "broken front matter": ("article.md", "---\nx: 1\ntitle: a: b\n---\n# a\n", 3, "front matter"),
    "front matter that is a list": ("article.md", "---\n- a\n---\n# a\n", 2, "key: value"),
    "front matter nested without end": (
        "article.md",
        f"---\nx: {'[' * 10_000}\n---\n# a\n\nb\n",
        1,
        "front matter",
    ),
    "control character in front matter": ("article.md", "---\nx: \x01\n---\n# a\n", 1, "front"),
    "rendering in another encoding": ("en.md", b"\xff", 1, "UTF-8"),
    "empty rendering": ("en.md", "", None, "is empty"),
    "rendering with a section more": ("en.md", ENGLISH + "\n## C\n\nx\n", None, "3 sections"),
    "rendering without introduction": ("en.md", ENGLISH[16:], None, "1 sections"),
    "rendering with a heading of another level": (
        "en.md",
        "---\ntitle: T\n---\n" + ENGLISH.replace("## B", "### B"),
        6,
        "level 3",
    ),
    "rendering with a sentence less": (
        "en.md",
        ENGLISH.replace("six. It", "six and it"),
        5,
        "1 sentence passages where the article has 2",
    ),
    "rendering with an item more": (
        "en.md",
        ENGLISH.replace("- loaves", "- loaves\n- buns"),
        7,
        "3 item passages where the article has 2",
    ),
    "rendering with a row less": (
        "en.md",
        ENGLISH.replace("| Baguette | €1 |\n", ""),
        3,
        "paragraphs, lists or tables",
    ),
    "rendering with prose for a list": (
        "en.md",
        ENGLISH.replace("- baguettes\n- loaves", "Bread. Loaves."),
        7,
        "a sentence stands where",
    ),
    "rendering with a paragraph more": (
        "en.md",
        ENGLISH + "\nMore.\n",
        3,
        "4 paragraphs, lists or tables",
    ),
    "question that is not JSON": ("questions.jsonl", rows({}) + "\n{", 2, "not JSON"),
    "question that is not an object": ("questions.jsonl", "[1]", 1, "not a JSON object"),
    "question without language": ("questions.jsonl", rows({"lang": ""}), 1, "'lang'"),
    "question whose text is a number": ("questions.jsonl", rows({"question": 3}), 1, "'question'"),
    "question tied to no section": (
        "questions.jsonl",
        rows({}, {}, {"section": "Ailleurs"}),
        3,
        "no section: 'Ailleurs'",
    ),
    "question tied to no passage": (
        "questions.jsonl",
        rows({}, {"passage": "Autre chose."}),
        2,
        "no passage of 'Les fournées'",
    ),
    "question tied to another section's passage": (
        "questions.jsonl",
        rows({"section": "intro"}),
        1,
        "no passage of 'intro'",
    ),
    "question tied to nothing but a bar": (
        "questions.jsonl",
        rows({"passage": "|"}),
        1,
        "no passage of 'Les fournées'",
    ),
    "questions nested without end": ("questions.jsonl", "[" * 100_000, 1, "not JSON"),
    "questions in another encoding": ("questions.jsonl", b'{}\n"\xe9"', 2, "UTF-8"),
    "off topic without near": ("off_topic.jsonl", '{"question": "a", "lang": "fr"}', 1, "'near'"),
    "off topic with near as a number": (
        "off_topic.jsonl",
        '\n{"question": "a", "lang": "fr", "near": 1}',
        2,
        "true or false",
    ),
    "off topic without question": ("off_topic.jsonl", '{"near": true}', 1, "'question'"),
    "glossary that is not TOML": ("glossary.toml", "[[term]]\nname = \n", 2, "Invalid value"),
    "glossary cut off": ("glossary.toml", '[[term]]\nname = "x', None, "Unterminated"),
    "glossary with a key twice": ("glossary.toml", "term = []\nterm = []\n", 2, "overwrite"),
    "glossary with another table": ("glossary.toml", "[[terms]]\n", None, "'terms'"),
    "glossary entry without name": ("glossary.toml", '[[term]]\nfr = ["x"]\n', None, "name"),
    "glossary entry that is no table": ("glossary.toml", 'term = ["x"]\n', None, "name"),
    "glossary with one table for a list": (
        "glossary.toml",
        '[distinct]\nname = "x"\n',
        None,
        "name",
    ),
    "glossary whose terms are a number": ("glossary.toml", "term = 3\n", None, "[[term]]"),
    "glossary nested without end": ("glossary.toml", f"x = {'[' * 10_000}", None, "recursion"),
    "glossary forms that are no list": (
        "glossary.toml",
        '[[term]]\nname = "x"\nfr = "y"\n',
        None,
        "'x': 'fr'",
    ),
    "glossary form that is empty": (
        "glossary.toml",
        '[[distinct]]\nname = "x"\nfr = [""]\n',
        None,
        "'x': 'fr'",
    ),
    "glossary language in full": (
        "glossary.toml",
        '[[term]]\nname = "x"\nfrench = ["y"]\n',
        None,
        "'french'",
    ),
}


def _check(folder: Path, file: str) -> CorpusError:
    with pytest.raises(CorpusError) as raised:
        load_article(folder)
    problem = raised.value
    assert problem.path == folder / file
    where = f"{folder / file}:{problem.line}" if problem.line else f"{folder / file}"
    assert str(problem).startswith(f"{where}: ")
    assert "\n" not in str(problem)
    return problem


@pytest.mark.parametrize(("file", "content", "line", "reason"), BAD.values(), ids=BAD)
def test_what_is_wrong_is_said_in_one_line_that_names_file_and_line(
    write_article: WriteArticle, file: str, content: str | bytes, line: int | None, reason: str
) -> None:
    problem = _check(write_article({file: content}), file)
    assert problem.line == line
    assert reason in str(problem)


@pytest.mark.parametrize(("file", "content"), [bad[:2] for bad in BAD.values()], ids=BAD)
def test_what_is_wrong_stops_only_its_article(
    write_article: WriteArticle, file: str, content: str | bytes
) -> None:
    folder = write_article({file: content})
    other = folder.parent / "autre"
    other.mkdir()
    (other / "article.md").write_text("# Autre\n\nTexte.\n")
    corpus = load_corpus(folder.parent)
    assert [article.slug for article in corpus.articles] == ["autre"]
    assert [problem.path for problem in corpus.problems] == [folder / file]


def test_a_file_that_is_a_folder_is_said_so(write_article: WriteArticle) -> None:
    folder = write_article({})
    (folder / "questions.jsonl").mkdir()
    assert _check(folder, "questions.jsonl").line is None
