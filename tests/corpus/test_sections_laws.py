"""Laws of sections and passages, for Markdown of any shape and any Unicode."""

from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus import INTRODUCTION, split_sections

# Files reach `split_sections` with their line ends already read as "\n".
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\r")
WORD = st.text(
    st.characters(categories=["L", "N", "M", "S", "P"], exclude_characters="|<>`\\[]_*~#&:"),
    min_size=1,
    max_size=8,
)
LETTERS = st.text(st.characters(categories=["Lu", "Ll", "Lo"]), min_size=1, max_size=8)
PROSE = st.builds(
    lambda first, rest, end: " ".join([first, *rest]) + end,
    LETTERS,
    st.lists(WORD, max_size=8),
    st.sampled_from([".", " !", " ?", "…", "", " :"]),
)
SENTENCES = st.lists(PROSE, min_size=1, max_size=4).map(" ".join)
HEADING = st.builds(lambda level, words: f"{'#' * level} {words}", st.integers(1, 6), LETTERS)
ITEM = st.builds(
    lambda depth, mark, words: f"{'    ' * depth}{mark} {words}",
    st.integers(0, 2),
    st.sampled_from(["-", "*", "1."]),
    PROSE,
)
TABLE = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.lists(LETTERS, min_size=width, max_size=width), min_size=2, max_size=4
    ).map(
        lambda rows: "\n".join(
            ["| " + " | ".join(rows[0]) + " |", "|---" * width + "|"]
            + ["| " + " | ".join(row) + " |" for row in rows[1:]]
        )
    )
)
BLOCK = st.one_of(
    SENTENCES,
    HEADING,
    st.lists(ITEM, min_size=1, max_size=5).map("\n".join),
    TABLE,
    st.lists(CHARACTERS, max_size=20).map(
        lambda c: "```\n" + "".join(c).replace("`", "") + "\n```"
    ),
    SENTENCES.map(lambda prose: f"> {prose}"),
    SENTENCES.map(lambda prose: f"{prose}\nsuite"),
)
MARKDOWN = st.lists(BLOCK, max_size=12).map("\n\n".join)

SOUP = st.text(st.one_of(st.sampled_from("#->*+|`~=_[]()<&\\!:.1aé \n\t"), CHARACTERS), max_size=80)


def _check(text: str) -> None:
    sections = split_sections(text)
    for section, following in pairwise(sections):
        assert section.end == following.start
    if sections:
        assert sections[0].start == 0
        assert sections[-1].end == len(text)
    assert len({section.id for section in sections}) == len(sections)
    passages = [passage for section in sections for passage in section.passages]
    assert [passage.number for passage in passages] == list(range(len(passages)))
    end = 0
    for passage in passages:
        assert end <= passage.start < passage.end <= len(text)
        assert text[passage.start : passage.end] == passage.text
        section = sections[passage.section]
        assert section.start <= passage.start
        assert passage.end <= section.end
        assert passage in section.passages
        if passage.lead is not None:
            assert passage.lead < passage.number
            assert passages[passage.lead].section == passage.section
            assert passages[passage.lead].plain.endswith(":")
        end = passage.end


@given(MARKDOWN)
@settings(deadline=None, max_examples=200)
@example("")
@example("a\n===\n\nb\n---\n\nc")
@example("- # titre dans un point\n- suite\n")
def test_sections_tile_any_article_and_passages_are_verbatim_ordered_and_inside(text: str) -> None:
    _check(text)


@given(SOUP)
@settings(deadline=None, max_examples=400)
def test_the_same_holds_for_any_soup_of_marks(text: str) -> None:
    _check(text)


@given(st.lists(SENTENCES | HEADING, max_size=10))
@settings(deadline=None)
def test_passages_hold_all_the_prose_of_paragraphs(parts: list[str]) -> None:
    text = "\n\n".join(parts)
    kept = "".join(p.text for section in split_sections(text) for p in section.passages)
    prose = "".join(part for part in parts if not part.startswith("#"))
    assert "".join(kept.split()) == "".join(prose.split())


@given(st.lists(st.tuples(st.integers(1, 6), LETTERS, PROSE), min_size=1, max_size=8))
@settings(deadline=None)
def test_every_heading_makes_a_section_with_its_level_and_its_path(
    parts: list[tuple[int, str, str]],
) -> None:
    text = "\n\n".join(f"{'#' * level} {heading}\n\n{prose}" for level, heading, prose in parts)
    sections = split_sections(text)
    assert [(s.level, s.heading) for s in sections] == [(lvl, name) for lvl, name, _ in parts]
    trail: list[tuple[int, str]] = []
    for section in sections:
        trail = [*((lvl, name) for lvl, name in trail if lvl < section.level)]
        trail.append((section.level, section.heading))
        assert section.path == tuple(name for _, name in trail)
        assert section.heading != INTRODUCTION or section.level > 0
