"""Which register an organisation identifier comes from: `GB-CHC-202918` is a charity registered in the United Kingdom.

The prefix says where an organisation is REGISTERED and in what kind of register, not that it is local: affiliates of
international networks register nationally too. `XM-DAC` is a donor or multilateral body, `XI-...` says nothing.
The codes are those of the OrganisationRegistrationAgency list; categories and labels are ours.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple, get_args

Category = Literal[
    "company", "ngo", "foreign_ngo", "government", "local_government", "tax", "any", "education", "health", "research",
    "procurement", "church", "mutual", "donor", "humanitarian", "international", "european", "example",
]  # fmt: skip

CATEGORIES: tuple[Category, ...] = get_args(Category)
_LEGACY_DONOR = re.compile(r"([A-Z]{2})-\d+")  # GB-1, NL-1, US-21: a donor's government before 2013
MAX_REF = 200


class Agency(NamedTuple):
    """A register. `country` is ISO 3166 alpha-2, or "" where the register belongs to no one country."""

    code: str
    country: str
    category: Category
    label: str


def agency_of(ref: str) -> Agency | None:
    """The register an identifier was drawn from, or None where its prefix is on no list.

    Right: "GB-CHC-202918" -> GB-CHC; "be-bce_kbo-0410644946" -> BE-BCE_KBO; "GB-1" -> the legacy form of a donor.
    Wrong would be to read a country from "TZ-anything": a prefix on no list proves nothing.
    """
    text = ref.strip().upper()
    if not text or len(text) > MAX_REF:
        return None
    head, _, rest = text.partition("-")
    register = rest.partition("-")[0]
    found = agencies().get(f"{head}-{register}")
    if found:
        return found
    legacy = _LEGACY_DONOR.fullmatch(text)
    if legacy and legacy[1] in _countries():
        return Agency(legacy[1], legacy[1], "donor", "Donor government, code from before 2013")
    return None


@cache
def agencies() -> dict[str, Agency]:
    """Every register by its code, in upper case."""
    text = (files("local2030.vocabulary") / "data" / "registration_agencies.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return {r["code"].upper(): Agency(r["code"], r["country"], _category(r["category"]), r["label"]) for r in rows}


@cache
def _countries() -> frozenset[str]:
    return frozenset(a.country for a in agencies().values() if a.country)


def _category(word: str) -> Category:
    for category in CATEGORIES:
        if category == word:
            return category
    raise ValueError(f"registration_agencies.csv: unknown category {word!r}")
