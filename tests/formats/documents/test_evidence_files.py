"""What a machine finds when it looks at the evidence, and what it never opens."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
import typst

from local2030.formats.documents.evidence_files import check_claims
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
