"""The numbers that the checks go by: `monitoring/checks.yaml`, a signed file, with the SHA-256 of its bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from local2030.methods.signed_files import signed_bytes

FILE = Path(__file__).parent.parent / "checks.yaml"


@dataclass(frozen=True, slots=True, eq=False)
class CheckPolicy:
    """All of the file: a number for "jumps.least_points" and so on; `head` says who stands for them."""

    numbers: Mapping[str, float]
    head: Mapping[str, str]
    sha256: str

    def __getitem__(self, name: str) -> float:
        """The number of that name; one that isn't there is a fault of the program or of the file."""
        return self.numbers[name]

    def whole(self, name: str) -> int:
        """A number that counts something."""
        return int(self.numbers[name])


@cache
def shipped_policy() -> CheckPolicy:
    """The numbers that come with the program."""
    return read_policy(FILE.read_bytes(), FILE.name)


def read_policy(data: bytes, name: str = "checks.yaml") -> CheckPolicy:
    """A policy from the bytes of its file; without its whole head, or with a number that is none, a `ValueError`."""
    top, head, sha256 = signed_bytes(data, name)
    numbers: dict[str, float] = {}
    for group, said in top.items():
        if group in head:
            continue
        for part, number in said.items() if isinstance(said, dict) else (("", said),):
            full = f"{group}.{part}" if part else str(group)
            if isinstance(number, bool) or not isinstance(number, int | float):
                raise ValueError(f"{full} must be a number")
            numbers[full] = float(number)
    return CheckPolicy(MappingProxyType(numbers), MappingProxyType(head), sha256)
