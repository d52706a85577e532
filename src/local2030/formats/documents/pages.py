"""A document as numbered pages of text, whatever it was written with; PDF, DOCX and HTML are read in a limited child."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from io import BufferedReader
from pathlib import Path
from typing import NamedTuple

from local2030.formats.documents.text import pages_of_text
from local2030.formats.sandbox import run_limited
from local2030.vocabulary.findings import Finding

MAX_BYTES = 50_000_000
MAX_PAGES = 2_000
MAX_LETTERS = 8_000_000  # of all pages together: some 3,000 full pages of print
REMEMBERED, REMEMBERED_LETTERS = 64, 400_000  # documents kept at hand, and letters of one of them
IN_CHILD = {".pdf": "pdf", ".docx": "docx", ".html": "html", ".htm": "html"}
AS_TEXT = frozenset({".txt", ".md", ".csv", ".tsv", ".xml", ".json", ".yaml", ".yml"})


_remembered: dict[tuple[str, str], tuple[str, ...]] = {}


class Page(NamedTuple):
    """The text of a page; `number` counts from 1 as the document lies, whatever is printed at its foot."""

    number: int
    text: str


class Document(NamedTuple):
    """The pages that could be read, the hash of the whole file ("" if it couldn't be opened), what was odd."""

    pages: tuple[Page, ...]
    sha256: str
    findings: tuple[Finding, ...]


def pages_of(path: Path, name: str = "") -> Document:
    """The pages of a PDF, DOCX, HTML or text file, at most 2,000; of a file of another kind only its hash.

    What is beyond the bounds is left out and said, and so is why a file can't be read: nothing is raised.
    """
    name = name or path.name
    try:
        if not path.is_file():
            return _without_pages(name, "document-unreadable", reason="not a file")
        with path.open("rb") as stream:
            return _read(stream, path.suffix.lower(), name)
    except (OSError, ValueError) as trouble:
        return _without_pages(name, "document-unreadable", reason=type(trouble).__name__)


def _read(stream: BufferedReader, suffix: str, name: str) -> Document:
    size = stream.seek(0, 2)
    if size > MAX_BYTES:
        return _without_pages(name, "document-too-large", most=MAX_BYTES // 1_000_000)
    stream.seek(0)
    sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    if suffix in AS_TEXT:
        stream.seek(0)
        texts, trouble = list(_within_bounds(pages_of_text(stream.read(2 * MAX_LETTERS), MAX_PAGES))), ""
    elif suffix in IN_CHILD:
        texts, trouble = _from_child(stream, suffix, sha256)
    else:
        return Document(
            (),
            sha256,
            (Finding("document-kind-unknown", "info", name, None, {"kind": suffix or "?"}),),
        )
    pages = tuple(Page(number, text) for number, text in enumerate(texts[:MAX_PAGES], 1))
    cut = sum(map(len, texts)) >= MAX_LETTERS
    return Document(pages, sha256, tuple(_findings(len(texts), cut, trouble, name)))


def _from_child(stream: BufferedReader, suffix: str, sha256: str) -> tuple[list[str], str]:
    """The texts of the pages, and what went wrong. What was read well in this process isn't read a second time."""
    key = (sha256, suffix)
    if (kept := _remembered.get(key)) is not None:
        return list(kept), ""
    outcome = run_limited(IN_CHILD[suffix], stream, {"max_pages": MAX_PAGES, "max_letters": MAX_LETTERS})
    texts, trouble = list(_within_bounds(str(text) for text in outcome.values())), outcome.trouble
    if not trouble and sum(map(len, texts)) <= REMEMBERED_LETTERS:
        _remembered[key] = tuple(texts)
        while len(_remembered) > REMEMBERED:
            _remembered.pop(next(iter(_remembered)), None)
    return texts, trouble


def _within_bounds(texts: Iterable[str]) -> Iterator[str]:
    """The texts until there are too many letters; later pages are empty, so that the numbers stay right."""
    left = MAX_LETTERS
    for text in texts:
        yield text[:left]
        left -= min(left, len(text))


def _findings(count: int, cut: bool, trouble: str, name: str) -> Iterable[Finding]:
    if trouble == "encrypted":
        yield Finding("document-encrypted", "warning", name)
    elif trouble:
        yield Finding(
            "document-refused",
            "warning",
            name,
            None,
            {"reason": trouble, "pages": count},
        )
    if cut:
        yield Finding("document-too-much-text", "warning", name, None, {"most": MAX_LETTERS // 1_000_000})
    if count > MAX_PAGES:
        yield Finding("document-too-many-pages", "warning", name, None, {"most": MAX_PAGES})


def _without_pages(name: str, code: str, **values: object) -> Document:
    return Document((), "", (Finding(code, "warning", name, None, values),))
