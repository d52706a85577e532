"""The look a machine takes at each claim's evidence: is the file there, and does the quote stand on its page?

Only files in the folder of the claims file are opened: no way up, no absolute path, no link that leads out. Nothing is
ever fetched from an address. The bounds count documents and letters and not seconds, so that the same files give the
same answer on a slow machine; only a parser that hangs is stopped by the clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from local2030.formats.documents.pages import Document, pages_of
from local2030.formats.documents.quotes import folded_text, is_long_enough, pages_with
from local2030.vocabulary.findings import Finding, Severity
from local2030.vocabulary.programmes import CheckedClaim, ClaimRow

WITHHELD = "(in confidence)"
MAX_DOCUMENTS = 300
MAX_LETTERS = 20_000_000  # kept of all documents together
MAX_LETTERS_SEARCHED = 2_000_000_000  # some seconds of looking; a claim for each line of a book needs less
MAX_REFUSED = 2  # documents that ran out of time or memory; after them no more is read
MIN_LETTERS_OF_A_PAGE = 20  # a page with fewer is taken for a scan
_ADDRESS = re.compile(r"(?i)[a-z][a-z0-9+.-]+:")


class _Looked(NamedTuple):
    sha256: str
    pages: tuple[str, ...]  # folded


@dataclass(slots=True)
class _Desk:
    """The documents read so far, what was odd, and how much reading is left."""

    folder: Path
    looked: dict[Path, _Looked] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    letters: int = MAX_LETTERS
    searches: int = MAX_LETTERS_SEARCHED
    refused: int = 0

    def note(self, code: str, severity: Severity, row: ClaimRow, **values: object) -> None:
        if row.in_confidence:
            values |= {key: WITHHELD for key in ("url", "document", "quote") if key in values}
        self.findings.append(Finding(code, severity, row.file, row.line, values))


def check_claims(rows: Iterable[ClaimRow], *, folder: Path) -> tuple[tuple[CheckedClaim, ...], tuple[Finding, ...]]:
    """Every claim with what was found when looking, and what was odd. Each document is read once."""
    desk = _Desk(folder)
    checked = tuple(_checked(row, _document(row, desk), desk) for row in rows)
    return checked, tuple(desk.findings)


def _document(row: ClaimRow, desk: _Desk) -> _Looked | None:
    """The document that a claim names, None where there is none to look in; why is said."""
    name = row.file_or_url
    if not name:
        return None
    path = _inside(name, desk.folder)
    there = path is not None and _is_file(path)
    if not there and _ADDRESS.match(name):
        desk.note("evidence-url-not-checked", "info", row, url=name)
    elif path is None:
        desk.note("evidence-file-outside", "warning", row, document=name)
    elif not there:
        desk.note("evidence-file-missing", "warning", row, document=name)
    elif path in desk.looked:
        return desk.looked[path]
    elif len(desk.looked) >= MAX_DOCUMENTS or desk.letters <= 0 or desk.refused >= MAX_REFUSED:
        desk.note("evidence-too-much", "warning", row, document=name)
    else:
        return _read(path, WITHHELD if row.in_confidence else name, desk)
    return None


def _read(path: Path, name: str, desk: _Desk) -> _Looked:
    document: Document = pages_of(path, name)
    looked = _Looked(document.sha256, tuple(folded_text(page.text) for page in document.pages))
    desk.looked[path] = looked
    desk.letters -= sum(map(len, looked.pages))
    desk.refused += any(finding.values.get("reason") in ("time", "memory") for finding in document.findings)
    desk.findings.extend(document.findings)
    return looked


def _is_file(path: Path) -> bool:
    """Whether it is a plain file: no folder, no pipe that would wait for ever, no name longer than names may be."""
    try:
        return path.is_file()
    except OSError:
        return False


def _inside(name: str, folder: Path) -> Path | None:
    """The file of that name if it lies in the folder, links followed; None if it leads out or can't be a name."""
    relative = Path(name.replace("\\", "/"))
    if (
        relative.is_absolute()
        or ".." in relative.parts
        or "\x00" in name
        or re.match("[A-Za-z]:/", relative.as_posix())
    ):
        return None
    try:
        root = folder.resolve()
        path = (root / relative).resolve()
        return path if path.is_relative_to(root) else None
    except (OSError, ValueError, RuntimeError):
        return None


def _checked(row: ClaimRow, looked: _Looked | None, desk: _Desk) -> CheckedClaim:
    if looked is None:
        missing = bool(row.quote) and bool(row.file_or_url) and not _ADDRESS.match(row.file_or_url)
        return CheckedClaim(row, False if missing else None, "", None)
    if not row.quote:
        if row.kind == "D":
            desk.note("quote-missing", "warning", row, document=row.file_or_url)
        return CheckedClaim(row, None, looked.sha256, None)
    if not is_long_enough(row.quote):
        desk.note("quote-too-short", "warning", row, quote=row.quote)
        return CheckedClaim(row, False, looked.sha256, None)
    if not looked.pages:
        return CheckedClaim(row, None, looked.sha256, None)  # the document's own finding says why there are no pages
    return _on_its_page(row, looked, desk)


def _on_its_page(row: ClaimRow, looked: _Looked, desk: _Desk) -> CheckedClaim:
    page = row.page or (1 if len(looked.pages) == 1 else None)
    if page and page <= len(looked.pages) and pages_with(row.quote, looked.pages[page - 1 : page]):
        return CheckedClaim(row, True, looked.sha256, None)
    values = {"document": row.file_or_url, "quote": row.quote[:120], "page": page}
    others = _elsewhere(row.quote, looked, desk)
    if others:
        code = "quote-on-other-page" if page else "quote-page-missing"
        desk.note(code, "warning", row, **values, found=others[0])
        return CheckedClaim(row, False, looked.sha256, others[0])
    if page and page > len(looked.pages):
        desk.note("quote-page-beyond-end", "warning", row, **values, pages=len(looked.pages))
    elif _has_no_text(looked, page):
        desk.note("page-without-text", "warning", row, **values)
        return CheckedClaim(row, None, looked.sha256, None)
    else:
        desk.note("quote-not-found", "warning", row, **values)
    return CheckedClaim(row, False, looked.sha256, None)


def _elsewhere(quote: str, looked: _Looked, desk: _Desk) -> list[int]:
    """The other pages on which the quote stands; none are looked for once too much was searched."""
    desk.searches -= sum(map(len, looked.pages))
    return pages_with(quote, looked.pages) if desk.searches > 0 else []


def _has_no_text(looked: _Looked, page: int | None) -> bool:
    texts = looked.pages if page is None else looked.pages[page - 1 : page]
    return all(len(text) < MIN_LETTERS_OF_A_PAGE for text in texts)
