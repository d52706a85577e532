"""Whether more or less of a global indicator is wanted, as a signed file has it: a proposal, and nobody's wish by itself."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from local2030.methods.signed_files import HEAD, signed_file
from local2030.vocabulary.observations import Direction

FILE = Path(__file__).parent / "directions.yaml"
WAYS: tuple[Direction, ...] = ("increase", "decrease", "parity")


class Directions(NamedTuple):
    """The wanted direction by code of the global framework; who wrote them down, after what, and the file's SHA-256."""

    of: Mapping[str, Direction]
    title: str
    version: str
    author: str
    reviewer: str
    source: str
    sha256: str


def proposed(framework_code: str) -> Direction:
    """The direction of a global indicator; "" where the file leaves it open.

    >>> proposed("1.1.1"), proposed("4-5-1"), proposed("17.13.1")
    ('decrease', 'parity', '')
    """
    return directions().of.get(framework_code.replace("-", ".").lower(), "")


@cache
def directions() -> Directions:
    """The file, read once. Refused where its head lacks something or a code stands twice."""
    plain, head, sha256 = signed_file(FILE, (*HEAD, "source"))
    found: dict[str, Direction] = {}
    for way in WAYS:
        for code in map(str, plain[way]):
            if code in found:
                raise ValueError(f"{FILE.name} has {code} twice")
            found[code] = way
    return Directions(found, head["title"], head["version"], head["author"], head["reviewer"], head["source"], sha256)
