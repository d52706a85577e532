"""Inputs opened as files that can be read from any place: a path, a folder, standard input, a web address, gzip.

What can't be opened is a `Source` with an error and no bytes, never an exception: one bad file doesn't stop the others.
"""

from __future__ import annotations

import hashlib
import os
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp
from typing import BinaryIO

from local2030.formats.activities.encodings import encoding_of, rewrite_as_utf8
from local2030.vocabulary.findings import Finding

MOST_SPOOLED = 2 << 30  # bytes of a stream or of an unpacked gzip file
RATIO_LOOKED_AT = 16 << 20  # from this many unpacked bytes on ...
MOST_RATIO = 200  # ... more than so many for each packed one is a bomb: true IATI files stay below 50
_BLOCK = 1 << 20

Fetch = Callable[[str], BinaryIO]


@dataclass(frozen=True, slots=True)
class Source:
    """One opened input: where its bytes (unpacked, in UTF-8) lie, and what its opening showed.

    `sha256` and `size` are of those bytes; where there are none (a finding says why), `sha256` is "".
    """

    name: str  # how it is called in findings ("a.xml", "-")
    path: Path
    sha256: str
    size: int
    findings: tuple[Finding, ...]


def open_sources(inputs: Iterable[str], *, spool: Path, fetch: Fetch | None = None) -> Iterator[Source]:
    """Every file that the inputs stand for: a file, a folder (all .xml and .gz in it, sorted), "-", an http(s) address.

    Addresses are opened only with `fetch`, which gives a readable stream (the command line passes one, the site never).
    What must be unpacked or rewritten lies in the folder `spool`, which the caller removes.
    """
    for given in inputs:
        if given == "-":
            yield _spooled(lambda: sys.stdin.buffer, "-", spool)
        elif given.lower().startswith(("http://", "https://")):
            yield _fetched(given, spool, fetch)
        elif Path(given).is_dir():
            for path in _files_in(Path(given)):
                yield _file(path, path.relative_to(given).as_posix(), spool)
        else:
            yield _file(Path(given), Path(given).name, spool)


def _files_in(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.suffix.lower() in (".xml", ".gz") and p.is_file())


def _fetched(address: str, spool: Path, fetch: Fetch | None) -> Source:
    if fetch is None:
        return _nothing(
            address,
            Finding("address-not-allowed", "error", address, None, {"address": address}),
        )
    from http.client import HTTPException  # slow to import, and needed only here

    try:
        return _spooled(lambda: fetch(address), address, spool)
    except (HTTPException, ValueError) as error:
        return _nothing(address, Finding("file-unreadable", "error", address, None, {"reason": type(error).__name__}))


def _spooled(opened: Callable[[], BinaryIO], name: str, spool: Path) -> Source:
    """A stream written to a file first, since it is read from several places."""
    try:
        path = _new_file(spool)
        with path.open("wb") as target:
            total = 0
            stream = opened()
            while block := stream.read(_BLOCK):
                total += len(block)
                if total > MOST_SPOOLED:
                    return _nothing(
                        name,
                        Finding(
                            "input-too-large",
                            "error",
                            name,
                            None,
                            {"limit": MOST_SPOOLED},
                        ),
                    )
                target.write(block)
    except OSError as error:
        return _nothing(
            name,
            Finding("file-unreadable", "error", name, None, {"reason": _reason(error)}),
        )
    return _file(path, name, spool)


def _file(path: Path, name: str, spool: Path) -> Source:
    try:
        if path.exists() and not path.is_file():
            return _nothing(
                name,
                Finding(
                    "file-unreadable",
                    "error",
                    name,
                    None,
                    {"reason": "not a regular file"},
                ),
            )
        with path.open("rb") as stream:
            head = stream.read(2)
        if head == b"\x1f\x8b":
            return _unpacked(path, name, spool)
        return _plain(path, name, spool, ())
    except OSError as error:
        return _nothing(
            name,
            Finding("file-unreadable", "error", name, None, {"reason": _reason(error)}),
        )


def _unpacked(path: Path, name: str, spool: Path) -> Source:
    """The gzip file unpacked, within bounds. One that breaks off gives what it held, with a finding."""
    unpacked = _new_file(spool)
    with path.open("rb") as packed, unpacked.open("wb") as target:
        try:
            finding = _gunzip(packed, target, name)
        except zlib.error as error:
            finding = Finding("gzip-damaged", "error", name, None, {"reason": str(error)})
    if finding is not None and finding.code == "gzip-bomb":
        unpacked.unlink()
        return _nothing(name, finding)
    return _plain(unpacked, name, spool, () if finding is None else (finding,))


def _gunzip(packed: BinaryIO, target: BinaryIO, name: str) -> Finding | None:
    """Unpack member after member, in pieces of at most a block, so that no ratio can fill the memory."""
    total = read = 0
    member = zlib.decompressobj(wbits=31)
    data = b""
    while True:
        if not data:
            data = packed.read(_BLOCK)
            read += len(data)
            if not data:
                broken = not member.eof
                return Finding("gzip-damaged", "error", name, None, {"reason": "cut off"}) if broken else None
        if member.eof:
            data = data.lstrip(b"\0")
            if not data:
                continue
            member = zlib.decompressobj(wbits=31)
        out = member.decompress(data, _BLOCK)
        total += len(out)
        if total > MOST_SPOOLED or (total > RATIO_LOOKED_AT and total > MOST_RATIO * read):
            return Finding("gzip-bomb", "error", name, None, {"unpacked": total, "packed": read})
        target.write(out)
        data = member.unused_data if member.eof else member.unconsumed_tail


def _plain(path: Path, name: str, spool: Path, findings: tuple[Finding, ...]) -> Source:
    with path.open("rb") as stream:
        encoding = encoding_of(stream.read(4096), name)
        findings += encoding.findings
        if encoding.name != "utf-8":
            stream.seek(0)
            rewritten = _new_file(spool)
            findings += rewrite_as_utf8(stream, encoding.name, rewritten, name)
            path = rewritten
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return Source(name, path, digest, path.stat().st_size, findings)


def _nothing(name: str, finding: Finding) -> Source:
    return Source(name, Path(name), "", 0, (finding,))


def _new_file(spool: Path) -> Path:
    handle, name = mkstemp(dir=spool, suffix=".xml")
    os.close(handle)
    return Path(name)


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__
