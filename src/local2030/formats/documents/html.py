"""The text of an HTML page: what a reader sees, without scripts and styles. In the limited child only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from local2030.formats.sandbox import Refused

_UNSEEN = ("script", "style", "template", "noscript")


def pages_in_child(stream: BinaryIO, options: dict[str, Any]) -> Iterator[object]:
    """One page: all text in the body, elements apart by a space."""
    from lxml import etree, html

    content = stream.read().replace(b"\x00", b"")
    parser = html.HTMLParser(no_network=True, encoding=_encoding(content))
    try:
        root = html.document_fromstring(content, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise Refused("broken") from None
    etree.strip_elements(root, etree.Comment, *_UNSEEN, with_tail=False)
    yield " ".join(str(text) for text in root.itertext())[: int(options["max_letters"])]
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise Refused("too deep or too long")  # what came before the limit was read


def _encoding(content: bytes) -> str | None:
    """UTF-8 where the bytes are that; else what the page says of itself."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"
