"""The pages of the roles' days: their tables are the matrix of rights."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from local2030.web.accounts.matrix import COLUMNS, PUBLIC, matrix
from local2030.web.registry.kinds import kinds

ROOT = Path(__file__).resolve().parents[2]
ROLES = ROOT / "docs" / "roles"
DAYS = {
    "SEC": "secretariat",
    "UN": "un-focal-point",
    "RC": "resident-coordinator",
    "LRG": "local-government",
    "HUB": "hub",
    "KSN": "academic",
    "DON": "donor",
    "COM": "communications",
    "WG": "working-group",
    "SC": "steering-committee",
    "PUB": "public",
}
ROW = re.compile(r"^\| `([a-z ]+)`: [^|]+\|([^|]*)\|([^|]*)\|([^|]*)\|$", re.MULTILINE)
# Rows of the matrix that are no things of the registry.
OTHERS = frozenset({"joint programme", "users", "audit", "tranche advice", "allocation scenario"})


def test_every_role_has_its_page() -> None:
    assert set(DAYS) == {*COLUMNS, PUBLIC}
    index = (ROLES / "README.md").read_text("utf-8")
    for role, name in DAYS.items():
        assert re.search(rf"^\| `{role}` \|.*\({name}\.md\)", index, re.MULTILINE), role
    assert {path.stem for path in ROLES.glob("*.md")} == {*DAYS.values(), "README"}


@pytest.mark.parametrize(("role", "name"), DAYS.items(), ids=DAYS)
def test_its_table_is_the_matrix(role: str, name: str) -> None:
    listed = {
        (what, deed, reach)
        for what, *cells in ROW.findall((ROLES / f"{name}.md").read_text("utf-8"))
        for reach, cell in zip("AOP", cells, strict=True)
        for deed in filter(None, (part.strip() for part in cell.split(",")))
    }
    wanted = set()
    for (what, deed), row in matrix().items():
        reach = "P" if row[role] == "-" and row[PUBLIC] == "P" else row[role]
        if what in _used() and deed != "export" and reach != "-":
            wanted.add((what, deed, reach))
    assert listed == wanted


def test_taking_out_is_no_right_beyond_reading() -> None:
    for what in {what for what, _deed in matrix()}:
        assert dict(matrix()[what, "read"]) == dict(matrix()[what, "export"]), what


def _used() -> set[str]:
    """The objects of the matrix that have pages today."""
    return {kind.rights for kind in kinds().values()} | OTHERS
