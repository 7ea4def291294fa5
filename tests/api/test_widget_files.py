"""The files of the widget: their weight, their words, their types, and how they are served."""

import gzip
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from api.widget_building import SOURCE, built_files
from api.widget_files import WIDGET, widget_files
from coach import LANGUAGES
from corpus import Corpus

FILES = sorted(path for path in WIDGET.rglob("*") if path.is_file())
SCRIPTS = sorted(SOURCE.glob("*.js"))
SHIPPED_SCRIPTS = [path for path in FILES if path.suffix == ".js"]
PAGE_SCRIPTS = [WIDGET.parent / "page" / "copying.js"]
MAX_GZIP_BYTES = 25 * 1024


def gzipped(content: bytes) -> int:
    return len(gzip.compress(content, 9))


@pytest.mark.promise(38)
def test_all_of_it_weighs_at_most_25_kilobytes(figure: Callable[[str], None]) -> None:
    """Promise 38: the script, the style and the words of both languages, each file on its own."""
    weights = {path.relative_to(WIDGET).as_posix(): gzipped(path.read_bytes()) for path in FILES}
    shown = ", ".join(f"{name} {weight}" for name, weight in weights.items())
    total = sum(weights.values())
    print(f"widget: {total} bytes in gzip ({shown})")  # noqa: T201
    figure(f"{total:,} bytes in gzip")
    assert total <= MAX_GZIP_BYTES, shown


def test_the_button_alone_weighs_little() -> None:
    assert gzipped(widget_files().loader.encode()) <= 5 * 1024


def test_what_is_shipped_is_built_of_its_source() -> None:
    """After a change: `make widget`."""
    for name, content in built_files().items():
        assert (WIDGET / name).read_text(encoding="utf-8") == content, name
    shipped = {path.name for path in FILES if path.suffix != ".json"}
    assert shipped == set(built_files())


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_module_is_small_enough_to_read(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 250


@pytest.mark.parametrize("path", SHIPPED_SCRIPTS + PAGE_SCRIPTS, ids=lambda path: path.name)
@pytest.mark.promise(2)
def test_no_script_makes_markup_or_code_of_text(path: Path) -> None:
    """Promise 2."""
    source = path.read_text(encoding="utf-8")
    for forbidden in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "srcdoc",
        "DOMParser",
        "createContextualFragment",
        "eval(",
        "new Function",
        "localStorage",
        ".cookie",
    ):
        assert forbidden not in source, forbidden
    addresses = re.findall(r"https?://[^\s\"'`]+", source)
    assert set(addresses) <= {"http://www.w3.org/2000/svg"}


def test_both_languages_say_the_same_things_with_the_same_gaps() -> None:
    texts = {
        language: json.loads((WIDGET / "texts" / f"{language}.json").read_text("utf-8"))
        for language in LANGUAGES
    }
    french, english = (texts[language] for language in LANGUAGES)
    assert list(french) == list(english)
    for name, text in french.items():
        assert text.strip()
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", english[name]))


def test_every_text_is_used_and_every_used_text_is_there() -> None:
    source = "".join(path.read_text("utf-8") for path in SCRIPTS)
    texts = json.loads((WIDGET / "texts" / "fr.json").read_text("utf-8"))
    used = set(re.findall(r"\btexts\.(\w+)", source)) - {"at"}
    by_name = {"met", "gap", "unknown", "offline", "lost", "busy", "failed"}
    assert used | by_name == set(texts)


def test_scripts_have_the_types_they_say(tmp_path: Path) -> None:
    compiler = shutil.which("tsc") or shutil.which("npx")
    if compiler is None:
        pytest.skip("no TypeScript compiler on this machine")
    command = [compiler] if compiler.endswith("tsc") else [compiler, "--no-install", "tsc"]
    known = subprocess.run([*command, "--version"], capture_output=True, check=False, cwd=tmp_path)
    if known.returncode != 0:
        pytest.skip("no TypeScript compiler on this machine: npm install -g typescript")
    options = "--noEmit --allowJs --checkJs --strict --target es2023 --module esnext --lib"
    done = subprocess.run(
        [
            *command,
            *options.split(),
            "es2023,dom,dom.iterable,dom.asynciterable",
            *map(str, SCRIPTS + PAGE_SCRIPTS),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


async def test_the_script_names_the_version_of_the_rest_and_the_words_of_its_button(
    client: httpx.AsyncClient,
) -> None:
    response = await client.get("/widget.js")
    assert response.headers["content-type"].startswith("text/javascript")
    assert response.headers["cache-control"] == "no-cache"
    assert widget_files().version in response.text
    assert "Demande au coach" in json.loads(f'"{_unescaped(response.text)}"')
    assert "%SERVED%" not in response.text
    again = await client.get("/widget.js", headers={"If-None-Match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def _unescaped(script: str) -> str:
    found = re.search(r'"launcher": "([^"]*)"', script)
    assert found is not None
    return found[1]


async def test_files_of_this_version_are_kept_and_those_of_another_are_asked_for_again(
    client: httpx.AsyncClient,
) -> None:
    for version, caching in ((widget_files().version, "immutable"), ("older", "no-cache")):
        for path in FILES:
            name = path.relative_to(WIDGET).as_posix()
            if name == "widget.js":
                continue
            response = await client.get(f"/widget/{version}/{name}")
            assert response.status_code == 200
            assert response.content == path.read_bytes()
            assert caching in response.headers["cache-control"]


@pytest.mark.parametrize("name", ["../app.py", "%2e%2e/app.py", "widget.js", "texts", "", "x.js"])
async def test_nothing_else_is_served(client: httpx.AsyncClient, name: str) -> None:
    assert (await client.get(f"/widget/x/{name}")).status_code == 404


async def test_a_visitor_is_greeted_with_the_title_and_questions_of_the_article(
    client: httpx.AsyncClient, tiny_corpus: Corpus
) -> None:
    response = await client.get("/widget/welcome", params={"lang": "en"})
    title = tiny_corpus["boulanger"].title
    assert response.json() == {"title": title, "starters": [], "check": False}
    assert (await client.get("/widget/welcome?article=boulanger")).json()["title"] == title
    assert (await client.get("/widget/welcome?article=abeille")).status_code == 404
    assert (await client.get("/widget/welcome?lang=xx")).status_code == 422
