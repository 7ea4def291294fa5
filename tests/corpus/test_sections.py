"""Articles cut into sections and passages: examples worked out by hand."""

import pytest

from corpus import INTRODUCTION, Passage, split_sections


def passages_of(text: str, language: str = "fr") -> list[Passage]:
    return [p for section in split_sections(text, language) for p in section.passages]


def test_text_before_the_first_heading_is_the_introduction() -> None:
    introduction, first = split_sections("Bonjour.\n\n## Le pain\n\nLe pain lève.\n")
    assert (introduction.heading, introduction.id) == (INTRODUCTION, INTRODUCTION)
    assert (introduction.level, introduction.path) == (0, ())
    assert (first.heading, first.level, first.path) == ("Le pain", 2, ("Le pain",))


def test_nothing_but_code_before_the_first_heading_is_no_introduction() -> None:
    (only,) = split_sections("```\ncode\n```\n\n# Titre\n\nTexte.\n")
    assert (only.heading, only.start) == ("Titre", 0)


def test_a_path_goes_from_the_top_heading_down_and_forgets_closed_ones() -> None:
    text = "# A\n\n## B\n\n#### C\n\n## D\n\nx\n\n# E\n\ny\n"
    assert [section.path for section in split_sections(text)] == [
        ("A",),
        ("A", "B"),
        ("A", "B", "C"),
        ("A", "D"),
        ("E",),
    ]


def test_headings_that_say_the_same_have_different_ids() -> None:
    sections = split_sections("# Pain\n\na\n\n# Pain\n\nb\n\n# Intro\n\nc\n\n# 日本\n\nd\n")
    ids = [section.id for section in sections]
    assert len(set(ids)) == 4
    assert ids[:2] == ["pain", "pain-2"]
    assert INTRODUCTION not in ids, "the introduction's id is its own"
    assert all(identifier.isascii() and identifier for identifier in ids)


def test_the_id_of_a_heading_keeps_its_ligature() -> None:
    (section,) = split_sections("# Œuvre et cœur\n\nTexte.\n")
    assert section.id == "oeuvre-et-coeur"


def test_marks_stand_in_the_text_and_not_in_the_plain_words() -> None:
    (passage,) = passages_of(
        "# A\n\nUn **gras**, un `code`, un [lien](https://x.example) &amp; <b>un</b>.\n"
    )
    assert passage.text == "Un **gras**, un `code`, un [lien](https://x.example) &amp; <b>un</b>."
    assert passage.plain == "Un gras, un code, un lien & un."


def test_a_paragraph_over_two_lines_is_cut_at_its_sentences_only() -> None:
    assert [p.text for p in passages_of("# A\n\nUn début\nsuivi. Une\nfin.\n")] == [
        "Un début\nsuivi.",
        "Une\nfin.",
    ]
    assert [p.plain for p in passages_of("# A\n\nUn début\nsuivi.\n")] == ["Un début suivi."]


def test_sentences_of_a_paragraph_share_a_block_and_other_paragraphs_do_not() -> None:
    one, two, three = passages_of("# A\n\nUn. Deux.\n\nTrois.\n")
    assert one.block == two.block != three.block


def test_an_item_is_one_passage_and_knows_the_sentence_that_introduces_it() -> None:
    before, lead, first, second = passages_of(
        "# A\n\nAvant. Il faut :\n\n- de la farine. Beaucoup.\n- de l’eau\n"
    )
    assert (before.lead, lead.lead) == (None, None)
    assert (first.kind, first.text, first.lead) == (
        "item",
        "de la farine. Beaucoup.",
        lead.number,
    )
    assert (second.text, second.lead, second.block) == ("de l’eau", lead.number, first.block)


def test_an_item_after_an_ordinary_sentence_has_no_lead() -> None:
    _, item = passages_of("# A\n\nIl faut tout.\n\n- de la farine\n")
    assert item.lead is None


def test_a_lead_does_not_reach_over_a_heading() -> None:
    _, item = passages_of("# A\n\nIl faut :\n\n# B\n\n- de la farine\n")
    assert item.lead is None


def test_items_of_nested_lists_are_all_passages() -> None:
    passages = passages_of("# A\n\nDeux :\n\n- un\n  - un a\n    1. un a 1\n- deux\n")
    assert [p.text for p in passages] == ["Deux :", "un", "un a", "un a 1", "deux"]
    assert {p.lead for p in passages[1:]} == {0}


def test_a_row_names_its_columns() -> None:
    text = (
        "# A\n\n| Pain | Prix | Poids |\n|:--|--:|---|\n"
        "| Baguette | **1 €** | 250 g |\n| Miche | | 1 kg |\n"
    )
    baguette, loaf = passages_of(text)
    assert baguette.kind == "row"
    assert baguette.text == "Baguette | **1 €** | 250 g"
    assert baguette.plain == "Baguette — Prix : 1 € ; Poids : 250 g"
    assert loaf.plain == "Miche — Poids : 1 kg", "an empty cell says nothing"
    assert (baguette.cells, loaf.cells) == (("Baguette", "1 €", "250 g"), ("Miche", "1 kg"))
    assert baguette.block == loaf.block


def test_a_row_in_english_is_punctuated_in_english() -> None:
    (row,) = passages_of("# A\n\n| Bread | Price |\n|---|---|\n| Loaf | £2 |\n", "en")
    assert row.plain == "Loaf — Price: £2"


def test_code_html_and_column_names_are_nothing_to_quote() -> None:
    code = "```\nprint(1)\n```\n\n    indented\n\n<div>html</div>\n\n---"
    text = f"# A\n\n{code}\n\n| a |\n|---|\n| b |\n"
    assert [p.text for p in passages_of(text)] == ["b"]


def test_a_quote_of_the_article_is_prose() -> None:
    assert [p.text for p in passages_of("# A\n\n> Le pain vit.\n")] == ["Le pain vit."]


def test_a_text_without_prose_has_no_passage() -> None:
    assert split_sections("") == ()
    assert split_sections("\n\n```\ncode\n```\n") == ()
    (section,) = split_sections("# Titre\n")
    assert section.passages == ()


@pytest.mark.parametrize("row", ["| | |", "||", "|  |"])
def test_a_row_without_text_is_no_passage(row: str) -> None:
    passages = passages_of(f"# A\n\n| x | y |\n|---|---|\n{row}\n| b | c |\n")
    assert [p.text for p in passages] == ["b | c"]


@pytest.mark.parametrize(("item", "text"), [("1. 1", "1"), ("12. 1", "1")])
def test_the_mark_of_an_item_is_not_part_of_it(item: str, text: str) -> None:
    assert [p.text for p in passages_of(f"# A\n\n{item}\n")] == [text]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("> Le pain\n> vit.", ["Le pain vit."]),
        ("**Le pain vit. Il lève.**", ["Le pain vit.", "Il lève."]),
        ("Voir [ici][pain].\n\n[pain]: https://x.example", ["Voir ici."]),
    ],
)
def test_plain_words_hold_no_mark_that_spans_sentences_or_lines(
    text: str, plain: list[str]
) -> None:
    assert [p.plain for p in passages_of(f"# A\n\n{text}\n")] == plain
