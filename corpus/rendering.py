"""Reads an article's renderings in other languages (`en.md`.

…) and holds them against the original.
"""

import re
from pathlib import Path

from corpus.article import Article, Passage, Rendering, Section
from corpus.errors import CorpusError
from corpus.markdown import line_of
from corpus.source import Source, read_article_text

_LANGUAGE_FILE = re.compile(r"[a-z]{2}\.md")


def read_renderings(folder: Path, article: Article) -> dict[str, Rendering]:
    """Read every `xx.md` of an article's folder, by language.

    Raises:
        CorpusError: a rendering does not have the sections, blocks and passages of the original.
    """
    paths = sorted(path for path in folder.glob("*.md") if _LANGUAGE_FILE.fullmatch(path.name))
    return {
        path.stem: _read_rendering(path, article) for path in paths if path.stem != article.language
    }


def _read_rendering(path: Path, article: Article) -> Rendering:
    source = read_article_text(path)
    if len(source.sections) != len(article.sections):
        raise CorpusError(
            path,
            None,
            f"has {len(source.sections)} sections where the article has {len(article.sections)}",
        )
    for original, rendered in zip(article.sections, source.sections, strict=True):
        _check_section(path, source, original, rendered)
    return Rendering(
        language=path.stem,
        title=source.front.get("title") or article.title,
        headings=tuple(section.heading for section in source.sections),
        passages=tuple(p.plain for section in source.sections for p in section.passages),
    )


def _check_section(path: Path, source: Source, original: Section, rendered: Section) -> None:
    def fail(offset: int, reason: str) -> CorpusError:
        return CorpusError(path, source.first_line - 1 + line_of(source.text, offset), reason)

    if original.level != rendered.level:
        raise fail(
            rendered.start,
            f"heading {rendered.heading!r} is of level {rendered.level}, "
            f"{original.heading!r} of level {original.level}",
        )
    pairs = zip(_shape(original), _shape(rendered), strict=False)
    for (kind, count, _), (other_kind, other_count, offset) in pairs:
        if kind != other_kind:
            raise fail(offset, f"misaligned: a {other_kind} stands where the article has a {kind}")
        if count != other_count:
            raise fail(
                offset,
                f"misaligned: {other_count} {other_kind} passages where the article has {count}",
            )
    if len(_shape(original)) != len(_shape(rendered)):
        raise fail(
            rendered.start,
            f"misaligned: {len(_shape(rendered))} paragraphs, lists or tables under "
            f"{rendered.heading!r} where the article has {len(_shape(original))}",
        )


def _shape(section: Section) -> list[tuple[str, int, int]]:
    """The blocks of a section: kind, number of passages, offset of the first."""
    by_block: dict[int, list[Passage]] = {}
    for passage in section.passages:
        by_block.setdefault(passage.block, []).append(passage)
    return [(group[0].kind, len(group), group[0].start) for group in by_block.values()]
