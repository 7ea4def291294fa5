"""Takes out of a written sentence all that is not plain text: links, images, markup."""

import re

_IMAGE = re.compile(r"!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])?")
_LINK = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")
_HIDDEN = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f\x00-\x08\x0b-\x1f\x7f]"
)
"""Characters that are not seen: they hide words or turn them round."""

_ADDRESS = re.compile(
    r"://|\bwww\.|\b(?:https?|javascript|data|mailto|vbscript|ftp|tel|file)\s*:|@\w|\w@"
    r"|\b[\w-]{2,}\.(?:[a-z]{2,}\b)(?!\.\w)|^\s*\[[^\]]+\]\s*:",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"<\s*[/!?a-zA-Z]|&#?\w+;|\\[\[\]()<>]|\]\(|^\s*(?:```|\||>)")
_EMPHASIS = re.compile(r"\*+|__+|`+|^#+\s*|[\[\]{}|]")

_ENDS = re.compile(r"([.!?…:;])[.;:]+$")
"""A full stop after the end: "… [1]." of a sentence that had its own."""


def plain(text: str) -> str:
    """A sentence as plain text.

    A link becomes its words, an image nothing.

    Returns:
        An empty text when an address or markup is left: then nothing of it is to be shown.
    """
    text = _LINK.sub(r"\1", _IMAGE.sub("", _HIDDEN.sub("", text)))
    if _ADDRESS.search(text) or _MARKUP.search(text):
        return ""
    return _ENDS.sub(r"\1", " ".join(_EMPHASIS.sub("", text).split()))
