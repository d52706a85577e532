"""What attacks cost and how far they are searched for, read from the signed file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from local2030.methods.signed_files import SIGNED, signed_file

FILE = Path(__file__).parent / "attack_costs.yaml"


@dataclass(frozen=True, slots=True)
class AttackCosts:
    """Days of work by kind of change, and the bounds of the search."""

    of: Mapping[str, float]
    most_steps: int
    most_tries: int
    most_work: int
    most_receivers: int
    head: Mapping[str, str]
    sha256: str


@cache
def attack_costs(path: Path = FILE) -> AttackCosts:
    """The costs in that file; a missing key is a `KeyError` that names it."""
    of, head, sha256 = signed_file(path, SIGNED)
    bounds = {key: int(of["bounds"][key]) for key in ("most_steps", "most_tries", "most_work", "most_receivers")}
    return AttackCosts(
        of={str(k): float(v) for k, v in of["costs"].items()},
        **bounds,
        head=head,
        sha256=sha256,
    )
