"""Files from an http(s) address, for the command line only: bounded in time. The site never uses it."""

from __future__ import annotations

from typing import BinaryIO, cast
from urllib.request import Request, urlopen

SECONDS = 60


def fetch(address: str) -> BinaryIO:
    """The open stream of what lies at the address; who reads it bounds how much."""
    if not address.lower().startswith(("http://", "https://")):
        raise OSError(f"not an http(s) address: {address}")
    return cast(BinaryIO, urlopen(Request(address, headers={"User-Agent": "local2030"}), timeout=SECONDS))
