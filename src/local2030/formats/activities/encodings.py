"""Which encoding a file is in, whatever it says of itself; everything else than UTF-8 is rewritten as UTF-8."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import BinaryIO, NamedTuple

from local2030.vocabulary.findings import Finding

_BLOCK = 1 << 20
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BARE = (
    (b"<\0?\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
    (b"<\0i\0", "utf-16-le"),
    (b"\0<\0i", "utf-16-be"),
)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_READABLE = re.compile(
    r"utf-?8|us-ascii|ascii|iso[-_]?8859[-_]?\d{1,2}|latin-?1|windows-?125\d|cp125\d|cp437|cp85\d|koi8-[ru]|macroman|"
    r"gb2312|gbk|gb18030|big5|big5-?hkscs|shift[-_]jis|euc-(?:jp|kr)|tis-620"
)
_ALSO_UTF8 = ("utf-8", "ascii")


class Encoding(NamedTuple):
    """The encoding found, and what is to be said about it."""

    name: str
    findings: tuple[Finding, ...]


def encoding_of(head: bytes, file: str) -> Encoding:
    """The encoding that the first bytes show: a mark of byte order, else the shape of UTF-16, else what is declared.

    A declaration that can't be true (UTF-16 stated in single bytes) or that nobody knows is not followed.
    """
    for bom, name in _BOMS:
        if head.startswith(bom):
            return Encoding(name, ())
    for shape, name in _BARE:
        if head.startswith(shape):
            return Encoding(name, ())
    match = _DECLARED.match(head[:400])
    if match is None:
        return Encoding("utf-8", ())
    stated = match.group(1).decode("ascii").lower()
    if not _READABLE.fullmatch(stated):
        return Encoding(
            "utf-8",
            (
                Finding(
                    "encoding-wrong",
                    "warning",
                    file,
                    1,
                    {"stated": stated, "read_as": "utf-8"},
                ),
            ),
        )
    name = codecs.lookup(stated).name
    return Encoding("utf-8" if name in _ALSO_UTF8 else name, ())


def rewrite_as_utf8(source: BinaryIO, encoding: str, target: Path, file: str) -> tuple[Finding, ...]:
    """Write the text to `target` in UTF-8; what can't be decoded becomes U+FFFD, with one finding."""
    reader = codecs.getincrementaldecoder(encoding)("replace")
    lost = 0
    with target.open("wb") as out:
        while True:
            block = source.read(_BLOCK)
            text = reader.decode(block, final=not block)
            lost += text.count("\ufffd")
            out.write(text.encode("utf-8", "replace"))
            if not block:
                break
    if not lost:
        return ()
    return (
        Finding(
            "encoding-unreadable",
            "warning",
            file,
            None,
            {"encoding": encoding, "count": lost},
        ),
    )


def _windows(error: UnicodeError) -> tuple[str, int]:
    """The bytes that aren't UTF-8, as Windows-1252 has them: by far the commonest cause."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("local2030-windows", _windows)


def mended(data: bytes) -> bytes:
    """The same bytes as UTF-8, with what isn't UTF-8 read as Windows-1252."""
    return data.decode("utf-8", "local2030-windows").encode("utf-8")
