"""`GET /widget.js` and the files it fetches once a visitor opens the coach."""

import json
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from coach import LANGUAGES

router = APIRouter(tags=["widget"])

WIDGET = Path(__file__).parent / "widget"

_LOADER = "widget.js"
_SERVED = '"%SERVED%"'
"""What stands in the loader for the version of the files and the words of its button."""

_WORDS = ("launcher", "unavailable")
_MEDIA_TYPES = {".js": "text/javascript", ".css": "text/css", ".json": "application/json"}
_FRESH = "no-cache"
_FOR_EVER = "public, max-age=31536000, immutable"
_ANY_PAGE = {"Cross-Origin-Resource-Policy": "cross-origin"}


@dataclass(frozen=True, slots=True)
class WidgetFiles:
    """The files by name, as they are served, and a name for this version of all of them."""

    version: str
    loader: str
    contents: dict[str, bytes]


@router.get("/widget.js", response_class=Response)
async def widget_script(request: Request) -> Response:
    """Serve the script an author's page loads. It names the version of the rest."""
    files = widget_files()
    tag = f'"{files.version}"'
    headers = {"Cache-Control": _FRESH, "ETag": tag, **_ANY_PAGE}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(files.loader, media_type="text/javascript", headers=headers)


@router.get("/widget/{version}/{name:path}", include_in_schema=False)
async def widget_file(version: str, name: str) -> Response:
    """Serve a file of the widget. One of an older version is answered with today's."""
    files = widget_files()
    content = files.contents.get(name)
    if content is None:
        raise HTTPException(404)
    caching = _FOR_EVER if version == files.version else _FRESH
    media_type = _MEDIA_TYPES[Path(name).suffix]
    return Response(content, media_type=media_type, headers={"Cache-Control": caching, **_ANY_PAGE})


@cache
def widget_files() -> WidgetFiles:
    """Read the files of the widget."""
    paths = sorted(path for path in WIDGET.rglob("*") if path.suffix in _MEDIA_TYPES)
    contents = {path.relative_to(WIDGET).as_posix(): path.read_bytes() for path in paths}
    version = sha256()
    for name, content in contents.items():
        version.update(f"{name} {len(content)} ".encode() + content)
    named = version.hexdigest()[:12]
    served = {"version": named, "texts": {language: _words(language) for language in LANGUAGES}}
    loader = contents.pop(_LOADER).decode()
    return WidgetFiles(named, loader.replace(_SERVED, json.dumps(served)), contents)


def _words(language: str) -> dict[str, str]:
    texts = json.loads((WIDGET / "texts" / f"{language}.json").read_text(encoding="utf-8"))
    return {name: texts[name] for name in _WORDS}
