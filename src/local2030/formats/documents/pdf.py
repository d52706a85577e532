"""The text of a PDF, page by page. Runs in the limited child only: the parser is native and the file may be hostile."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from local2030.formats.sandbox import Refused

MAX_PAGE_LETTERS = 200_000
PASSWORD_NEEDED = 4  # FPDF_ERR_PASSWORD


def pages_in_child(stream: BinaryIO, options: dict[str, Any]) -> Iterator[object]:
    """The text of each page; a page that can't be loaded is an empty one, so that the numbers stay right.

    One page more than asked for is given when there are more, so that the parent knows.
    """
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(stream.read())
    except pdfium.PdfiumError as trouble:
        raise Refused("encrypted" if trouble.err_code == PASSWORD_NEEDED else "broken") from None
    for index in range(min(len(document), int(options["max_pages"]) + 1)):
        yield _text(document, index, pdfium.PdfiumError)


def _text(document: Any, index: int, error: type[Exception]) -> str:
    try:
        page = document[index]
        textpage = page.get_textpage()
        text: str = textpage.get_text_range(0, min(textpage.count_chars(), MAX_PAGE_LETTERS))
        textpage.close()
        page.close()
    except error:
        return ""
    return text
