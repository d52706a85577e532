"""The places of a data set: one line each, with what it is matched with in the world's gazetteer and how its parent is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from local2030.monitoring.place_matching import Match, country_of, matches
from local2030.monitoring.place_records import LocalPlace
from local2030.store.datasets import Datasets
from local2030.vocabulary.errors import NothingToRead, WrongUse
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.messages import say
from local2030.vocabulary.places import country
from local2030.workflows.observation_findings import said_finding
from local2030.workflows.places_file import register

SCHEMA = "local2030/monitoring-places/1"
COLUMNS = (
    "code", "name", "level", "level_name", "parent", "parent_name", "basis", "scheme", "iso", "valid_from", "valid_to",
    "replaced_by", "lat", "lon", "boundary", "matched", "matched_name", "matched_kind", "sure", "reason", "score",
    "far_km", "runners_up", "message",
)  # fmt: skip
ABOUT_PLACES = ("place-", "places-", "boundary-")


def places_of(
    home: Path, dataset: str = "", within: str = "", version: int | None = None, language: str = "en"
) -> dict[str, Any]:
    """The document. `within`: the country, where it is known; else it is taken from the points and codes."""
    store = Datasets(home)
    names = store.names()
    if not dataset and len(names) != 1:
        raise WrongUse(Finding("dataset-not-named", "error", values={"names": ", ".join(names) or "-"}))
    manifest = store.manifest(dataset or names[0], version)
    if manifest is None:
        values = {"name": dataset or names[0], "known": ", ".join(names) or "-"}
        raise NothingToRead(Finding("dataset-unknown", "error", values=values))
    if within and country(within) is None:
        raise WrongUse(Finding("place-name-unknown-country", "error", values={"country": within}))
    found = register(store.side(manifest, "places"))
    rows, sure = matching_report(found, within, language)
    boundaries = store.side(manifest, "boundaries") or []
    kept = [one for one in store.side(manifest, "findings") or [] if one["code"].startswith(ABOUT_PLACES)]
    land = country(within) if within else country(country_of(found) or "-")
    return {
        "schema": SCHEMA,
        "dataset": {"name": manifest.dataset, "version": manifest.version},
        "country": land.code if land else None,
        "levels": _levels(found, boundaries),
        "boundaries": boundaries,
        "sure": sure,
        "places": rows,
        "findings": [said_finding(one, language) for one in kept],
    }


def matching_report(
    found: tuple[LocalPlace, ...], within: str = "", language: str = "en"
) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """A row for each place, and how many are sure, likely, unsure and none."""
    by_code = {place.code: place for place in found}
    answers = matches(found, within)
    counted = Counter(match.sure for match in answers)
    rows = [_row(place, match, by_code, language) for place, match in zip(found, answers, strict=True)]
    return rows, {word: counted[word] for word in ("sure", "likely", "unsure", "none")}


def _row(place: LocalPlace, match: Match, by_code: Mapping[str, LocalPlace], language: str) -> dict[str, Any]:
    other = match.found or (match.runners_up[0][0] if match.runners_up else None)
    values = {"name": place.name or place.code, "place": _named(other) if other else "", "far_km": match.far_km}
    above = by_code.get(place.parent)
    return {
        "code": place.code, "name": place.name, "level": place.level, "level_name": place.level_name,
        "parent": place.parent or None, "parent_name": above.name if above else None, "basis": place.basis or None,
        "scheme": place.scheme or None, "iso": place.iso or None, "valid_from": place.valid_from or None,
        "valid_to": place.valid_to or None, "replaced_by": list(place.replaced_by), "lat": place.lat, "lon": place.lon,
        "boundary": place.boundary or None, "matched": match.found.code if match.found else None,
        "matched_name": match.found.name if match.found else None, "matched_kind": match.found.kind if match.found else None,
        "sure": match.sure, "reason": match.reason, "score": match.score or None, "far_km": match.far_km,
        "runners_up": [f"{runner.code} {runner.name} {score:.2f}" for runner, score in match.runners_up],
        "message": say(match.reason, values, language),
    }  # fmt: skip


def _named(place: Any) -> str:
    return f"{place.name} ({place.code})"


def _levels(found: tuple[LocalPlace, ...], boundaries: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each level with how many places it has, how their parents are known and which file draws it."""
    levels = dict.fromkeys((place.level, place.level_name) for place in found)
    return [
        {
            "level": level,
            "level_name": name,
            "places": sum(place.level == level for place in found),
            "parents": dict(Counter(place.basis or "whole" for place in found if place.level == level and level)),
            "drawn": sum(bool(place.boundary) for place in found if place.level == level),
            "files": [one["file"] for one in boundaries if one["level"] == name],
        }
        for level, name in levels
    ]
