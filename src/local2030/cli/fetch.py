"""Files from an http(s) address, for the command line only: bounded in size and time. The site never uses it."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.request import Request, urlopen

SECONDS = 60
BLOCK = 1 << 16


def fetch(address: str) -> Iterator[bytes]:
    """The blocks of what lies at the address; who reads them bounds how much."""
    if not address.lower().startswith(("http://", "https://")):
        raise OSError(f"not an http(s) address: {address}")
    with urlopen(Request(address, headers={"User-Agent": "local2030"}), timeout=SECONDS) as answer:  # noqa: S310
        while block := answer.read(BLOCK):
            yield block
