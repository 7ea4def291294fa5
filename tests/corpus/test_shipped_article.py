"""The article that comes with the coach, and what was written around it."""

import json
import re
import unicodedata

import pytest

from corpus import SHIPPED_ARTICLES, Article, load_corpus

FOLDER = SHIPPED_ARTICLES / "chief-product-officer"


def test_nothing_in_the_shipped_corpus_is_left_out() -> None:
    assert load_corpus().problems == ()


def test_it_has_twenty_five_sections_and_114_passages(shipped: Article) -> None:
    assert len(shipped.sections) == 25
    assert len(shipped.passages) == 114
    assert [passage.number for passage in shipped.passages] == list(range(114))


def test_its_text_is_its_file_without_front_matter(shipped: Article) -> None:
    whole = (FOLDER / "article.md").read_text("utf-8")
    assert whole.endswith(shipped.text)
    assert whole.removesuffix(shipped.text).count("---\n") == 2


def test_offsets_give_back_every_passage(shipped: Article) -> None:
    for section in shipped.sections:
        for passage in section.passages:
            assert shipped.text[passage.start : passage.end] == passage.text
            assert section.start <= passage.start < passage.end <= section.end
            assert shipped.sections[passage.section] == section


def test_sections_begin_with_their_heading_and_tile_the_text(shipped: Article) -> None:
    position = 0
    for section in shipped.sections:
        assert section.start == position
        position = section.end
        if section.level:
            line = shipped.text[section.start :].split("\n", 1)[0]
            assert line == f"{'#' * section.level} {section.heading}"
    assert position == len(shipped.text)


def test_passages_hold_all_of_its_prose(shipped: Article) -> None:
    between, position = [], 0
    for passage in shipped.passages:
        between.append(shipped.text[position : passage.start])
        position = passage.end
    between.append(shipped.text[position:])
    lines = [line.strip(" |") for part in between for line in part.splitlines()]
    left = {line for line in lines if line not in ("", "-") and not line.startswith(("#", "---"))}
    assert left == {"Domaine d’expertise | Compétences essentielles | Impact business"}


def test_the_list_of_salary_factors_knows_its_lead(shipped: Article) -> None:
    size = next(p for p in shipped.passages if p.text == "La taille de l’entreprise")
    assert size.kind == "item"
    assert size.lead is not None
    assert shipped.passages[size.lead].text.endswith("à savoir :")


def test_rows_of_the_table_of_skills_name_their_columns(shipped: Article) -> None:
    rows = [p for p in shipped.passages if p.kind == "row"]
    assert len(rows) == 4
    assert rows[0].plain == (
        "Méthodologies — Compétences essentielles : Agile, Scrum, SAFe, Lean ; "
        "Impact business : Accélération du time-to-market"
    )


def test_its_english_rendering_has_every_heading_and_passage(shipped: Article) -> None:
    rendering = shipped.renderings["en"]
    assert len(rendering.headings) == 25
    assert len(rendering.passages) == 114
    assert all(rendering.passages)
    assert rendering.title != shipped.title


def test_figures_and_acronyms_stand_alike_in_both_languages(shipped: Article) -> None:
    def told(text: str) -> list[str]:
        joined = re.sub(r"(?<=\d)[\s,.](?=\d{3}\b)", "", text)
        return sorted(re.findall(r"\d+", joined))

    for passage, english in zip(shipped.passages, shipped.renderings["en"].passages, strict=True):
        assert told(passage.plain) == told(english), english


def test_every_question_is_tied_to_the_passage_it_names(shipped: Article) -> None:
    lines = (FOLDER / "questions.jsonl").read_text("utf-8").splitlines()
    assert len(shipped.questions) == len(lines) > 1000
    for question, line in zip(shipped.questions, lines, strict=True):
        row = json.loads(line)
        passage = shipped.passages[question.passage]
        assert row["passage"].strip(" |") in passage.text
        assert shipped.sections[passage.section].heading == row["section"]
        assert question.text == row["question"]
        assert question.language in {"fr", "en"}


def test_every_section_is_asked_about_in_both_languages(shipped: Article) -> None:
    asked = {
        (shipped.passages[question.passage].section, question.language)
        for question in shipped.questions
    }
    told = {section for section, _ in enumerate(shipped.sections)}
    assert asked == {(section, language) for section in told for language in ("fr", "en")}


def test_off_topic_questions_are_near_and_far_in_both_languages(shipped: Article) -> None:
    assert {(q.language, q.near) for q in shipped.off_topic} == {
        (language, near) for language in ("fr", "en") for near in (True, False)
    }


def test_no_question_is_both_answered_and_off_topic(shipped: Article) -> None:
    answered = {_folded(question.text) for question in shipped.questions}
    assert not answered & {_folded(question.text) for question in shipped.off_topic}


def _folded(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.lower())
    bare = "".join(c for c in bare if not unicodedata.combining(c))
    return " ".join(re.sub(r"[-/'’]", " ", bare).split())


@pytest.mark.parametrize("kind", ["term", "distinct"])
def test_glossary_names_are_told_apart(shipped: Article, kind: str) -> None:
    entries = shipped.glossary.terms if kind == "term" else shipped.glossary.distinct
    assert len({entry.name for entry in entries}) == len(entries) > 10


def test_a_form_kept_distinct_never_belongs_to_a_term(shipped: Article) -> None:
    def forms(kind: str) -> set[str]:
        entries = shipped.glossary.terms if kind == "term" else shipped.glossary.distinct
        return {
            _folded(form)
            for entry in entries
            for words in (*entry.forms.values(), (entry.name,))
            for form in words
        }

    assert not forms("term") & forms("distinct")


def test_no_form_stands_for_two_terms(shipped: Article) -> None:
    owner: dict[str, str] = {}
    for term in shipped.glossary.terms:
        for form in {_folded(form) for words in term.forms.values() for form in words}:
            assert owner.setdefault(form, term.name) == term.name, form
