"""What a machine finds when it looks at the evidence, and what it never opens."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

import pytest
import typst

from local2030.formats.documents import evidence_files
from local2030.formats.documents.evidence_files import check_claims
from local2030.formats.documents.pages import Document
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.programmes import CheckedClaim, ClaimRow

QUOTE = "The county assembly approved the plan"


def claim(document: str, page: int | None = 1, quote: str = QUOTE, kind: str = "D") -> ClaimRow:
    return ClaimRow(
        "P", "", "C2", 2, kind, document, page, quote, None, "", "", "", None, "", "UNDP", "claims.csv", 7
    )  # fmt: skip


def look(folder: Path, *rows: ClaimRow) -> tuple[tuple[CheckedClaim, ...], tuple[Finding, ...]]:
    return check_claims(rows, folder=folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inside = tmp_path / "claims"
    (inside / "documents").mkdir(parents=True)
    (inside / "documents" / "minutes.md").write_text(f"Minutes of the third meeting\f{QUOTE}.\f \f", "utf-8")
    (inside / "scan.pdf").write_bytes(typst.compile(b"#rect() #pagebreak() #rect()"))
    (inside / "photo.jpg").write_bytes(b"\xff\xd8")
    (tmp_path / "secret.md").write_text(QUOTE, "utf-8")
    os.symlink(tmp_path / "secret.md", inside / "link.md")
    os.symlink(tmp_path, inside / "up")
    os.mkfifo(inside / "pipe.md")
    return inside


@pytest.mark.parametrize(
    ("row", "found", "other", "codes"),
    [
        (claim("documents/minutes.md", 2), True, None, []),
        (claim("documents\\minutes.md", 2), True, None, []),
        (claim("documents/minutes.md", 1), False, 2, ["quote-on-other-page"]),
        (claim("documents/minutes.md", None), False, 2, ["quote-page-missing"]),
        (claim("documents/minutes.md", 1, "The county assembly refused it"), False, None, ["quote-not-found"]),
        (claim("documents/minutes.md", 9, "The county assembly refused it"), False, None, ["quote-page-beyond-end"]),
        (claim("documents/minutes.md", 3, "The county assembly refused it"), None, None, ["page-without-text"]),
        (claim("documents/minutes.md", 2, "the plan"), False, None, ["quote-too-short"]),
        (claim("documents/minutes.md", 2, ""), None, None, ["quote-missing"]),
        (claim("documents/minutes.md", 2, "", "M"), None, None, []),
        (claim("scan.pdf", 1), None, None, ["page-without-text"]),
        (claim("photo.jpg", 1), None, None, ["document-kind-unknown"]),
        (claim("", None, ""), None, None, []),
        (claim("https://example.org/a.pdf"), None, None, ["evidence-url-not-checked"]),
        (claim("file:///etc/passwd"), None, None, ["evidence-url-not-checked"]),
        (claim("documents/none.md"), False, None, ["evidence-file-missing"]),
        (claim("documents"), False, None, ["evidence-file-missing"]),
        (claim("pipe.md"), False, None, ["evidence-file-missing"]),
        (claim("../secret.md"), False, None, ["evidence-file-outside"]),
        (claim("documents/../../secret.md"), False, None, ["evidence-file-outside"]),
        (claim("/etc/passwd"), False, None, ["evidence-file-outside"]),
        (claim("link.md"), False, None, ["evidence-file-outside"]),
        (claim("up/secret.md"), False, None, ["evidence-file-outside"]),
        (claim("a\x00b.md"), False, None, ["evidence-file-outside"]),
        (claim("x" * 5000), False, None, ["evidence-file-missing"]),
    ],
)
def test_each_claim_gets_what_was_found(
    folder: Path, row: ClaimRow, found: bool | None, other: int | None, codes: list[str]
) -> None:
    (checked,), findings = look(folder, row)
    assert (checked.quote_found, checked.found_on_page) == (found, other)
    assert [f.code for f in findings] == codes
    assert all(f.line == 7 for f in findings if not f.code.startswith("document-"))


def test_the_hash_is_that_of_the_document(folder: Path) -> None:
    (checked,), _ = look(folder, claim("documents/minutes.md", 2))
    assert checked.sha256 == hashlib.sha256((folder / "documents" / "minutes.md").read_bytes()).hexdigest()


def test_a_document_of_one_page_needs_no_page_number(folder: Path) -> None:
    (folder / "one.txt").write_text(QUOTE)
    assert look(folder, claim("one.txt", None))[0][0].quote_found is True


def test_a_document_is_read_once_and_its_own_finding_said_once(folder: Path) -> None:
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 rubbish")
    checked, findings = look(folder, *[claim("broken.pdf", page) for page in (1, 2, 3)])
    assert [c.quote_found for c in checked] == [None, None, None]
    assert [f.code for f in findings] == ["document-refused"]


def test_after_two_documents_that_ran_out_of_time_no_more_is_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = Finding("document-refused", "warning", "x", None, {"reason": "time", "pages": 0})
    monkeypatch.setattr(evidence_files, "pages_of", lambda path, name: Document((), "abc", (late,)))
    for name in ("1.pdf", "2.pdf", "3.pdf"):
        (folder / name).write_bytes(b"%PDF")
    checked, findings = look(folder, *[claim(f"{n}.pdf") for n in (1, 2, 1, 3)])
    assert [f.code for f in findings] == ["document-refused", "document-refused", "evidence-too-much"]
    assert [c.sha256 for c in checked] == ["abc", "abc", "abc", ""]


def test_thousands_of_claims_on_a_long_document_are_bounded(folder: Path) -> None:
    (folder / "long.txt").write_text("abcdefgh " * 200_000)
    start = time.monotonic()
    checked, findings = look(folder, *[claim("long.txt", None, f"abcdefgh abcdefgi {n}") for n in range(3_000)])
    assert time.monotonic() - start < 20
    assert {c.quote_found for c in checked} == {False}
    assert len(findings) == 3_000
