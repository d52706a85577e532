"""Documents become pages of text; hostile ones are bounded in time and memory and cost nobody else."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import time
import zipfile
import zlib
from pathlib import Path

import pytest
import typst

from local2030.formats import documents, sandbox
from local2030.formats.documents.pages import MAX_PAGES, Document, pages_of
from local2030.vocabulary.messages import catalogue

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def read(folder: Path, name: str, content: bytes) -> Document:
    (folder / name).write_bytes(content)
    return pages_of(folder / name)


def hand_written_pdf(*, kids: str = "[4 0 R]", count: int = 1, stream: bytes = b"", extra: str = "") -> bytes:
    """A PDF without a table of its parts: readers mend that."""
    flate = "/Filter /FlateDecode" if stream[:1] == b"x" else ""
    head = f"""%PDF-1.4
1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj
2 0 obj <</Type /Pages /Kids {kids} /Count {count}>> endobj
3 0 obj <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>> endobj
4 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources <</Font <</F 3 0 R>>>> /Contents 5 0 R>> endobj
5 0 obj <</Length {len(stream)} {flate}>> stream
"""
    return head.encode() + stream + f"\nendstream endobj\ntrailer <</Root 1 0 R {extra}>>\n%%EOF\n".encode()


def docx(body: str, *, entity: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f'{entity}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')
    return out.getvalue()


def test_a_pdf_gives_the_text_of_each_page(tmp_path: Path) -> None:
    document = read(tmp_path, "a.pdf", typst.compile(b"First page, ef\\u{FB01}cient #pagebreak() Second page"))
    assert [(page.number, page.text.split()[0]) for page in document.pages] == [(1, "First"), (2, "Second")]
    assert document.findings == ()


@pytest.mark.parametrize(
    ("content", "texts"),
    [
        (b"one\ftwo\f", ["one", "two", ""]),
        ("é".encode("latin-1"), ["é"]),
        ("é\ftwo".encode("utf-16"), ["é", "two"]),
        (b"a\x00b", ["ab"]),
        (b"", [""]),
    ],
)
def test_a_form_feed_ends_a_page_of_text(tmp_path: Path, content: bytes, texts: list[str]) -> None:
    assert [page.text for page in read(tmp_path, "a.txt", content).pages] == texts


def test_html_gives_what_a_reader_sees(tmp_path: Path) -> None:
    document = read(
        tmp_path, "a.html", "<title>T</title><body>Évian<script>bad()</script><!-- c --><p>two</p></body>".encode()
    )
    assert document.pages[0].text.split() == ["T", "Évian", "two"]


def test_docx_gives_its_paragraphs_as_one_page(tmp_path: Path) -> None:
    document = read(
        tmp_path, "a.docx", docx("<w:p><w:r><w:t>One</w:t></w:r></w:p><w:p><w:r><w:t>two</w:t></w:r></w:p>")
    )
    assert [page.text.split() for page in document.pages] == [["One", "two"]]


def test_entities_in_a_docx_are_not_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("never shown")
    entity = f'<!DOCTYPE d [<!ENTITY x SYSTEM "file://{secret}"><!ENTITY y "grown">]>'
    document = read(tmp_path, "a.docx", docx("<w:p><w:r><w:t>&x;&y;</w:t></w:r></w:p>", entity=entity))
    assert "never shown" not in "".join(page.text for page in document.pages)


def zipped_bomb(unpacked: int) -> bytes:
    return docx("<w:p><w:r><w:t>" + "a" * unpacked + "</w:t></w:r></w:p>")


ENCRYPTED = "/Encrypt <</Filter /Standard /V 1 /R 2 /O <{0}> /U <{0}> /P -4>> /ID [<00> <00>]".format("41" * 32)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 400, "document-refused"),
        ("a.pdf", b"", "document-refused"),
        ("a.pdf", hand_written_pdf(extra=ENCRYPTED), "document-encrypted"),
        ("a.docx", b"PK\x03\x04rubbish", "document-refused"),
        ("a.docx", zipped_bomb(30_000_000), "document-refused"),
        ("a.docx", docx("<w:p>" * 100_000), "document-refused"),
        ("a.html", b"", "document-refused"),
        ("a.txt", b"\f" * 40_000_000, "document-too-many-pages"),
        ("a.txt", "\U0001f30a".encode() + b"a" * 40_000_000, "document-too-much-text"),
        ("a.html", (b"<p>" + b"a " * 50 + b"</p>") * 120_000, "document-too-much-text"),
        ("a.html", b"<p>seen" + b"<div>" * 300_000, "document-refused"),
        ("a.pdf", hand_written_pdf(kids="[" + "4 0 R " * 2_500 + "]", count=2_500), "document-too-many-pages"),
    ],
    ids=[
        "rubbish",
        "empty",
        "encrypted",
        "no zip",
        "docx bomb",
        "deep",
        "empty html",
        "form feeds",
        "one line",
        "long html",
        "deep html",
        "2500 pages",
    ],
)
def test_a_hostile_document_gets_one_finding(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    start = time.monotonic()
    document = read(tmp_path, name, content)
    assert [f.code for f in document.findings] == [code]
    assert len(document.pages) <= MAX_PAGES
    assert sum(len(page.text) for page in document.pages) <= 8_000_000
    assert time.monotonic() - start < 20


@pytest.mark.parametrize(
    "content",
    [
        hand_written_pdf(count=1_000_000_000),
        hand_written_pdf(kids="[2 0 R]"),
        hand_written_pdf(stream=zlib.compress(b"BT /F 12 Tf 9 9 Td (" + b"a" * 60_000_000 + b") Tj ET", 9)),
        hand_written_pdf(stream=zlib.compress(b"BT /F 12 Tf (aaaa) Tj " * 2_000_000, 9)),
    ],
    ids=["huge count", "circle of pages", "one huge string", "two million strings"],
)
def test_a_bomb_in_a_pdf_ends_in_bounded_time_and_memory(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bomb.pdf").write_bytes(content)
    start = time.monotonic()
    # In a process of its own: a peak also counts what the parent held when the process was started.
    told = subprocess.run(
        [sys.executable, "-c", MEASURE, str(tmp_path / "bomb.pdf")], capture_output=True, check=True, timeout=60
    )
    letters, parent, child = map(int, told.stdout.split())
    assert time.monotonic() - start < 21
    assert letters <= 1_000_000
    assert max(parent, child) < 400_000  # kB


MEASURE = """
import sys
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from local2030.formats.documents.pages import pages_of
letters = sum(len(page.text) for page in pages_of(Path(sys.argv[1])).pages)
own = open("/proc/self/status").read().split("VmHWM:")[1].split()[0]  # since it was started
print(letters, own, getrusage(RUSAGE_CHILDREN).ru_maxrss)
"""


def test_a_child_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    start = time.monotonic()
    outcome = sandbox.run_limited("pdf", hand_written_pdf(), {"max_pages": 1}, seconds=0.001)
    assert outcome.trouble == "time"
    assert time.monotonic() - start < 5


def test_every_finding_of_the_room_has_words() -> None:
    source = "".join(path.read_text() for path in Path(documents.__file__).parent.glob("*.py"))
    codes = set(re.findall(r'"((?:document|quote|page|evidence)-[a-z-]+)"', source))
    assert len(codes) >= 15
    assert codes - set(catalogue("en")) == set()
