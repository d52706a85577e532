"""Plain text as pages: a form feed ends a page."""

from __future__ import annotations

import codecs


def pages_of_text(content: bytes, most: int) -> list[str]:
    """The first pages of a text file (one more than `most` where there are more), UTF-8 or UTF-16 with its mark, else read as Windows Latin-1."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = content.decode("utf-16", "replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", "replace")
    return text.replace("\x00", "").split("\f", most + 1)[: most + 1]
