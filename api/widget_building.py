"""Makes the files of `widget/` of those in `widget_source/`: one script and one style, uncommented.

`make widget` runs it. What it makes is committed, so that nothing has to be built to serve it, and
a test makes it again and compares.
"""

import re
from pathlib import Path

SOURCE = Path(__file__).parent / "widget_source"
WIDGET = Path(__file__).parent / "widget"

_ENTRY = "panel.js"
_IMPORT = re.compile(r'^import .*? from "\./(\w+\.js)";\n', re.MULTILINE)
_DECLARED = re.compile(r"^(?:async )?(?:function\*?|const|let|class) (\w+)", re.MULTILINE)
_COMMENTS = (
    re.compile(r"^[ \t]*/\*.*?\*/[ \t]*\n", re.MULTILINE | re.DOTALL),
    re.compile(r"^[ \t]*//.*\n", re.MULTILINE),
    re.compile(r"/\*\*? [^*\n]*?\*/ ?"),
    re.compile(r"(?<=[;{,)]) // .*$", re.MULTILINE),
)


class NameClash(Exception):
    """Two modules declare the same name: in one script they would meet."""


def built_files() -> dict[str, str]:
    """Every file that is built, by its name."""
    return {
        "widget.js": _without_comments((SOURCE / "loader.js").read_text(encoding="utf-8")),
        "coach.js": _joined(),
        "coach.css": _small_style((SOURCE / "coach.css").read_text(encoding="utf-8")),
    }


def _joined() -> str:
    """The modules as one, each after those it imports; it exports what the entry exports.

    Raises:
        NameClash: a name is declared in two of them.
    """
    modules: dict[str, str] = {}
    _collect(_ENTRY, modules)
    names: dict[str, str] = {}
    for module, source in modules.items():
        for name in _DECLARED.findall(source.replace("export ", "")):
            if name in names:
                raise NameClash(f"{name!r} is declared in {names[name]!r} and in {module!r}")
            names[name] = module
    *imported, entry = modules.values()
    inner = [re.sub(r"^export ", "", source, flags=re.MULTILINE) for source in imported]
    return _without_comments("".join([*inner, entry]))


def _collect(module: str, modules: dict[str, str]) -> None:
    if module in modules:
        return
    source = (SOURCE / module).read_text(encoding="utf-8")
    for imported in _IMPORT.findall(source):
        _collect(imported, modules)
    modules[module] = _IMPORT.sub("", source)


def _without_comments(source: str) -> str:
    for comment in _COMMENTS:
        source = comment.sub("", source)
    lines = (line.strip() for line in source.split("\n"))
    return "\n".join(line for line in lines if line) + "\n"


def _small_style(source: str) -> str:
    source = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
    source = re.sub(r"\s*([{};,])\s*", r"\1", re.sub(r"\s+", " ", source))
    return source.replace(";}", "}").replace("}", "}\n").strip() + "\n"


if __name__ == "__main__":
    for name, content in built_files().items():
        (WIDGET / name).write_text(content, encoding="utf-8")
