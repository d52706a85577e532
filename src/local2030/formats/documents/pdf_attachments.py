"""The files that a PDF carries. A hostile PDF is opened in the limited child only, and what it carries is bounded."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from local2030.formats.sandbox import Refused, run_limited
from local2030.vocabulary.findings import Finding

MOST_ATTACHMENTS = 400
MOST_ATTACHED = 24_000_000  # bytes of all attachments together
MOST_PDF = 64_000_000
PASSWORD_NEEDED = 4  # FPDF_ERR_PASSWORD


def attachments_of(path: Path) -> tuple[dict[str, bytes], Finding | None]:
    """The attachments by name, or why there are none. Names are labels and never paths to write to."""
    size = path.stat().st_size
    if size > MOST_PDF:
        return {}, _refused(path, "size")
    with path.open("rb", buffering=0) as stream:  # the child shares the place in the file
        if stream.read(5) != b"%PDF-":
            return {}, _refused(path, "no-pdf")
        outcome = run_limited("pdf-attachments", stream)
    if outcome.trouble:
        return {}, _refused(path, outcome.trouble)
    return {name: base64.b64decode(content) for name, content in outcome.values()}, None


def _refused(path: Path, reason: str) -> Finding:
    return Finding("check-refused", "error", path.name, None, {"reason": reason})


def attachments_in_child(stream: BinaryIO, options: dict[str, Any]) -> Iterator[object]:
    """Each attachment as its name and its bytes in base64; two of one name, too many or too large are refused."""
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(stream.read())
        count = document.count_attachments()
    except pdfium.PdfiumError as trouble:
        raise Refused("encrypted" if trouble.err_code == PASSWORD_NEEDED else "broken") from None
    if count > MOST_ATTACHMENTS:
        raise Refused("too-many")
    names: set[str] = set()
    total = 0
    for index in range(count):
        attachment = document.get_attachment(index)
        name = attachment.get_name()
        content = bytes(attachment.get_data())
        total += len(content)
        if total > MOST_ATTACHED:
            raise Refused("too-large")
        if name in names:
            raise Refused("same-name")
        names.add(name)
        yield [name, base64.b64encode(content).decode("ascii")]
