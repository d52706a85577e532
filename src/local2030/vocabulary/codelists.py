"""Codes that aid data is written in, with short labels of ours: organisation types, transaction types, roles.

A list is a CSV file in `data/` (`code,label,note`); the codes are IATI's or the marker's own, the words aren't.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

ListName = Literal[
    "organisation_types", "transaction_types", "organisation_roles", "activity_statuses", "activity_scopes",
    "location_classes", "related_activity_types", "evidence_kinds",
]  # fmt: skip


class Code(NamedTuple):
    """One code of a list. `note` says what a careful reader must know, "" if nothing."""

    code: str
    label: str
    note: str


def label(name: ListName, code: str) -> str:
    """The short label of a code; the code itself where the list doesn't have it, so that nothing is lost."""
    found = codelist(name).get(code.strip())
    return found.label if found else code


@cache
def codelist(name: ListName) -> dict[str, Code]:
    """A whole list by code, in the order of its file."""
    text = (files("local2030.vocabulary") / "data" / f"{name}.csv").read_text("utf-8")
    return {row["code"]: Code(row["code"], row["label"], row["note"]) for row in csv.DictReader(text.splitlines())}
