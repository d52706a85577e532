"""Where an address of the site lies in the archive, and how one file of it points to another. Pure.

/coalition/hubs/?page=2  ->  coalition/hubs/page-2.html
"""

from __future__ import annotations

import posixpath
import re
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

# What a list may be narrowed by and still be kept; a link that asks for more is no link in the archive.
ASKED = frozenset({"page", "standing", "country", "owner", "late", "state", "workstream", "scheme", "letter"})
FILES = (".csv", ".json", ".svg", ".pdf")
FEEDS = ("/marker/feed.",)  # of what moves: an archive stands still
EXPORT = re.compile(r"/monitoring/d/[^/]+/export/")  # whole data sets in formats of their own: no pages
SPREAD = "/equity/"  # how a list is spread is kept of the whole list only: else each list would be there twice
_SAFE = re.compile(r"[A-Za-z0-9_-]{1,40}")
_PATH = re.compile(r"/(?:[A-Za-z0-9_-][A-Za-z0-9_.-]*/)*(?:[A-Za-z0-9_-][A-Za-z0-9_.-]*)?")


def address_of(link: str, page: str) -> str | None:
    """The address that a link on a page means, in one spelling; None for one that leads elsewhere or can't be kept."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return None
    path = unquote(parts.path) or urlsplit(page).path
    if not path.startswith("/"):
        path = posixpath.join(urlsplit(page).path, path)
    asked = [(name, value) for name, value in parse_qsl(parts.query) if value and (name, value) != ("page", "1")]
    if (
        path.startswith(FEEDS)
        or EXPORT.match(path)
        or not _PATH.fullmatch(path)
        or ".." in path
        or not path.endswith(("/", *FILES))
    ):
        return None
    if asked and path.endswith(SPREAD):
        return None
    if any(name not in ASKED or not _SAFE.fullmatch(value) for name, value in asked):
        return None
    return f"{path}?{urlencode(sorted(asked))}" if asked else path


def file_of(address: str) -> str:
    """The file of an address that `address_of` gave, as a path inside the archive."""
    parts = urlsplit(address)
    path = parts.path.lstrip("/")
    asked = ".".join(f"{name}-{value}" for name, value in parse_qsl(parts.query))
    if path.endswith(FILES):
        stem, _dot, ending = path.rpartition(".")
        return f"{stem}.{asked}.{ending}" if asked else path
    folder = path if path.endswith("/") or not path else f"{path}/"
    return f"{folder}{asked or 'index'}.html"


def way(file: str, to: str) -> str:
    """The relative link from one file to another."""
    return posixpath.relpath(to, posixpath.dirname(file) or ".")
