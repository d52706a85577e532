"""Files that come in: how large they may be, what they must look like, and how they get to their place whole."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

if TYPE_CHECKING:
    Sent = UploadedFile[Any]

XML_STARTS = (b"<", b"\xef\xbb\xbf<", b"\xfe\xff\x00<", b"\xff\xfe<\x00")
GZIP_START = b"\x1f\x8b"
ZIP_START = b"PK\x03\x04"
FORMAL_BYTES = 64 * 1024  # what a form takes beside its file


class TooLarge(SuspiciousOperation):
    """More bytes than the site takes; answered with 413."""


class BoundedUpload(FileUploadHandler):
    """Refuses a request that says, or turns out, to be too large, before it fills the disk."""

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *args: Any, **kwargs: Any) -> None:
        """The length that the request states."""
        self.received = 0
        if content_length > settings.UPLOAD_LIMIT + FORMAL_BYTES:
            raise TooLarge

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """The bytes that really come."""
        self.received += len(raw_data)
        if self.received > settings.UPLOAD_LIMIT:
            raise TooLarge
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handler keeps the file."""
        return None


def looks_like_aid_data(file: Sent) -> bool:
    """Whether the first bytes are those of XML, plain or packed. What is inside is the reader's to judge."""
    head = _head(file)
    return head.lstrip(b" \t\r\n").startswith(XML_STARTS) or head.startswith(XML_STARTS) or head.startswith(GZIP_START)


def looks_like_table(file: Sent) -> bool:
    """Whether a file is an XLSX by name and bytes, or a CSV: text without NUL bytes."""
    head, name = _head(file), (file.name or "").lower()
    if name.endswith(".xlsx"):
        return head.startswith(ZIP_START)
    return name.endswith(".csv") and b"\x00" not in head and not head.startswith(ZIP_START)


def sha256_of(file: Sent) -> str:
    """The SHA-256 of a file that came in."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def safe_name(name: str) -> str:
    """A file's own name without what a file system or a page could misread; its ending is kept."""
    plain = re.sub(r"[^\w.\- ]+", "_", name.replace("\\", "/").rsplit("/", 1)[-1]).strip(". ")
    return plain[-120:] or "file"


def file_name(identifier: str) -> str:
    """A programme's identifier as the name of a file: nothing of it is lost, slashes become hyphens."""
    return safe_name(re.sub(r"[/\\]", "-", identifier))


def keep(file: Sent, goal: Path) -> None:
    """Puts a file into the store: written aside, synced, then renamed, so that it is there whole or not at all."""
    goal.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = Path(settings.WORK) / f"receiving-{os.getpid()}-{token_hex(8)}"
    try:
        with aside.open("wb") as out:
            for chunk in file.chunks():
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        os.replace(aside, goal)
    finally:
        aside.unlink(missing_ok=True)  # there only if the disk was full


def limit_of(request: HttpRequest) -> int:
    """The limit in megabytes, for words."""
    return int(settings.UPLOAD_LIMIT // (1024 * 1024))


def _head(file: Sent) -> bytes:
    file.seek(0)
    head = file.read(512)
    file.seek(0)
    return bytes(head)
