"""The text of a DOCX as one page, for where its pages end only a word processor knows. In the limited child only."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO

from local2030.formats.sandbox import Refused

MAX_XML_BYTES = 60_000_000
MAX_RATIO = 200
SMALL_BYTES = 2_000_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def pages_in_child(stream: BinaryIO, options: dict[str, Any]) -> Iterator[object]:
    """One page: the paragraphs of the document's body, tables and notes left in their order."""
    from lxml import etree

    try:
        with zipfile.ZipFile(stream) as archive:
            member = archive.getinfo("word/document.xml")
            if _is_bomb(member):
                raise Refused("bomb")
            if member.flag_bits & 1:
                raise Refused("encrypted")
            with archive.open(member) as xml:
                parts = etree.iterparse(
                    xml,
                    events=("end",),
                    resolve_entities=False,
                    no_network=True,
                    load_dtd=False,
                    huge_tree=False,
                )
                yield "".join(_texts(parts))[: int(options["max_letters"])]
    except (zipfile.BadZipFile, KeyError, NotImplementedError, etree.XMLSyntaxError):
        raise Refused("broken") from None


def _is_bomb(member: zipfile.ZipInfo) -> bool:
    if member.file_size > MAX_XML_BYTES:
        return True
    return member.file_size > SMALL_BYTES and member.file_size > MAX_RATIO * max(1, member.compress_size)


def _texts(parts: Any) -> Iterator[str]:
    for _, element in parts:
        if element.tag == _W + "t":
            yield element.text or ""
        elif element.tag in (_W + "tab", _W + "br"):
            yield " "
        elif element.tag == _W + "p":
            yield "\n"
            element.clear()
