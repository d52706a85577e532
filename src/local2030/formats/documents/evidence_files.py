"""The look a machine takes at each claim's evidence: is the file there, and does the quote stand on its page?

Only files in the folder of the claims file are opened: no way up, no absolute path, no link that leads out. Nothing is
ever fetched from an address.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from local2030.formats.documents.pages import Document, pages_of
from local2030.formats.documents.quotes import folded_text, is_long_enough, pages_with
from local2030.vocabulary.findings import Finding, Severity
from local2030.vocabulary.programmes import CheckedClaim, ClaimRow

MAX_DOCUMENTS = 500
MAX_SECONDS = 120  # for all documents of one claims file; what comes after isn't looked into, and that is said
LETTERS_OF_A_PAGE = 20  # a page with fewer is taken for a scan
_ADDRESS = re.compile(r"(?i)[a-z][a-z0-9+.-]+:")


class _Looked(NamedTuple):
    document: Document
    folded: tuple[str, ...]


def check_claims(rows: Iterable[ClaimRow], *, folder: Path) -> tuple[tuple[CheckedClaim, ...], tuple[Finding, ...]]:
    """Every claim with what was found when looking, and what was odd. Each document is read once."""
    looked: dict[Path, _Looked] = {}
    findings: list[Finding] = []
    deadline = time.monotonic() + MAX_SECONDS
    checked = []
    for row in rows:
        document = _document(row, folder, looked, findings, deadline)
        checked.append(_checked(row, document, findings))
    return tuple(checked), tuple(findings)


def _document(
    row: ClaimRow,
    folder: Path,
    looked: dict[Path, _Looked],
    findings: list[Finding],
    deadline: float,
) -> _Looked | None:
    if not row.file_or_url:
        return None
    if _ADDRESS.match(row.file_or_url) and not _is_in(row.file_or_url, folder):
        findings.append(_finding("evidence-url-not-checked", "info", row, url=row.file_or_url))
        return None
    path = _inside(row.file_or_url, folder)
    if path is None:
        findings.append(_finding("evidence-file-outside", "warning", row, document=row.file_or_url))
        return None
    if not _is_file(path):
        findings.append(_finding("evidence-file-missing", "warning", row, document=row.file_or_url))
        return None
    if path not in looked:
        if len(looked) >= MAX_DOCUMENTS or time.monotonic() > deadline:
            findings.append(_finding("evidence-too-much", "warning", row, document=row.file_or_url))
            return None
        document = pages_of(path, row.file_or_url)
        looked[path] = _Looked(document, tuple(folded_text(page.text) for page in document.pages))
        findings.extend(document.findings)
    return looked[path]


def _is_in(name: str, folder: Path) -> bool:
    path = _inside(name, folder)
    return path is not None and _is_file(path)


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
        or re.match(r"[A-Za-z]:/", relative.as_posix())
    ):
        return None
    try:
        root = folder.resolve()
        path = (root / relative).resolve()
        return path if path.is_relative_to(root) else None
    except (OSError, ValueError, RuntimeError):
        return None


def _checked(row: ClaimRow, looked: _Looked | None, findings: list[Finding]) -> CheckedClaim:
    if looked is None:
        missing = bool(row.quote) and bool(row.file_or_url) and not _ADDRESS.match(row.file_or_url)
        return CheckedClaim(row, False if missing else None, "", None)
    sha256 = looked.document.sha256
    if not row.quote:
        if row.kind == "D":
            findings.append(_finding("quote-missing", "warning", row, document=row.file_or_url))
        return CheckedClaim(row, None, sha256, None)
    if not is_long_enough(row.quote):
        findings.append(_finding("quote-too-short", "warning", row, quote=row.quote))
        return CheckedClaim(row, False, sha256, None)
    if not looked.folded:
        return CheckedClaim(row, None, sha256, None)  # the document's own finding says why there are no pages
    return _on_its_page(row, looked, findings)


def _on_its_page(row: ClaimRow, looked: _Looked, findings: list[Finding]) -> CheckedClaim:
    pages, sha256 = pages_with(row.quote, looked.folded), looked.document.sha256
    page = row.page or (1 if len(looked.folded) == 1 else None)
    if page in pages:
        return CheckedClaim(row, True, sha256, None)
    values = {"document": row.file_or_url, "quote": row.quote[:120], "page": page}
    if pages:
        code = "quote-on-other-page" if page else "quote-page-missing"
        findings.append(_finding(code, "warning", row, **values, found=pages[0]))
        return CheckedClaim(row, False, sha256, pages[0])
    if page and page > len(looked.folded):
        findings.append(
            _finding(
                "quote-page-beyond-end",
                "warning",
                row,
                **values,
                pages=len(looked.folded),
            )
        )
    elif _has_no_text(looked, page):
        findings.append(_finding("page-without-text", "warning", row, **values))
        return CheckedClaim(row, None, sha256, None)
    else:
        findings.append(_finding("quote-not-found", "warning", row, **values))
    return CheckedClaim(row, False, sha256, None)


def _has_no_text(looked: _Looked, page: int | None) -> bool:
    texts = looked.folded if page is None else looked.folded[page - 1 : page]
    return all(len(text) < LETTERS_OF_A_PAGE for text in texts)


def _finding(code: str, severity: Severity, row: ClaimRow, **values: object) -> Finding:
    return Finding(code, severity, row.file, row.line, values)
