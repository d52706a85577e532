"""Statuses of expected cells one by one, slow and plain: the judge of the expressions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from local2030.monitoring.expecting import Expectation

ORDER = ("value", "Q", "L", "M", "O")


def plain_statuses(
    rows: Iterable[Mapping[str, Any]], places: Sequence[Mapping[str, Any]], expected: Sequence[Expectation]
) -> dict[tuple[int, str, int], str]:
    """Status by (number of the expectation, place, year)."""
    said: dict[tuple[str, str, int], str] = {}
    for row in rows:
        key = row["indicator"], row["ref_area"], row["year"]
        state = "value" if row["obs_value"] is not None else row["obs_status"] if row["obs_status"] in "QLM" else "O"
        if key not in said or ORDER.index(state) < ORDER.index(said[key]):
            said[key] = state
    found = {}
    for number, e in enumerate(expected):
        for place in places:
            years = [y for (i, p, y), state in said.items() if (i, p, state) == (e.indicator, place["code"], "value")]
            if place["level"] == e.level and (e.of == "all" or years):
                for year in e.years:
                    if _there(place, year):
                        state = said.get((e.indicator, place["code"], year), "O")
                        found[number, place["code"], year] = _status(state, year, max(years, default=None), e)
    return found


def _status(state: str, year: int, newest: int | None, e: Expectation) -> str:
    if not e.in_scope:
        return "out_of_scope"
    if state != "O":
        return {"value": "present", "Q": "suppressed", "L": "refused", "M": "not_applicable"}[state]
    stopped = newest is not None and year > newest and max(e.years) - newest >= e.stale_after
    return "stale" if stopped else "missing"


def _there(place: Mapping[str, Any], year: int) -> bool:
    return int((place.get("valid_from") or "0")[:4]) <= year <= int((place.get("valid_to") or "9999")[:4])
