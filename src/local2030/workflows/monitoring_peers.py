"""Nearest peers of a place out of a published data set: latest totals of what the places of its level share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from local2030.monitoring.peers import METHOD, Peer, peers_of
from local2030.monitoring.place_records import LocalPlace
from local2030.vocabulary.messages import say
from local2030.workflows.opened_dataset import open_dataset, place_code
from local2030.workflows.places_file import register

if TYPE_CHECKING:
    import ibis

SCHEMA = "local2030/monitoring-peers/1"
COLUMNS = ("place", "name", "distance", "shared", "coverage", "parent", "alike", "apart", "reasons", "messages")
OLDEST = 5  # years that a value may lie behind the newest of its indicator
KEY = ("indicator", "series", "unit_measure", "unit_mult")
BESIDE = "\x1f"


def peers(
    home: Path, dataset: str, place: str, most: int = 5, language: str = "en", version: int | None = None
) -> dict[str, Any]:
    """The document: the peers, nearest first, each with its reasons in words and as codes."""
    opened = open_dataset(home, dataset, version)
    code = place_code(opened, place)
    places = {one.code: one for one in register(opened.places)}
    found = nearest(opened.observations, places, code, most)
    return {
        "schema": SCHEMA,
        "dataset": {"name": opened.manifest.dataset, "version": opened.manifest.version},
        "place": code,
        "name": opened.name_of(code),
        "level_name": places[code].level_name,
        "method": METHOD,
        "peers": [peer_row(peer, places, code, language) for peer in found],
        "findings": [],
    }


def nearest(table: ibis.Table, places: Mapping[str, LocalPlace], code: str, most: int = 5) -> tuple[Peer, ...]:
    """The peers of a place in a table of observations; none for the whole territory."""
    here = places.get(code)
    if here is None or here.level == 0:
        return ()
    level = [one.code for one in places.values() if one.level == here.level]
    return peers_of(code, profiles(table, level), places, most)


def profiles(table: ibis.Table, codes: Sequence[str]) -> dict[str, dict[str, float]]:
    """Place -> indicator (with series and unit) -> its latest annual total, none that lies far behind the newest."""
    rows = table.filter(
        table.ref_area.isin(list(codes)),
        table.dims == "",
        table.freq == "A",
        table.obs_value.notnull(),
        table.year.notnull(),
    )
    latest = rows.group_by([*KEY, "ref_area"]).agg(last=rows.year.max(), value=rows.obs_value.argmax(rows.year))
    found = latest.to_pyarrow().to_pydict()
    newest: dict[tuple[str, ...], int] = {}
    keys = list(zip(*(found[name] for name in KEY), strict=True))
    for key, year in zip(keys, found["last"], strict=True):
        newest[key] = max(newest.get(key, year), year)
    result: dict[str, dict[str, float]] = defaultdict(dict)
    for key, place, year, value in zip(keys, found["ref_area"], found["last"], found["value"], strict=True):
        if year >= newest[key] - OLDEST:
            result[place][BESIDE.join(part or "" for part in key)] = value
    return dict(result)


def peer_row(peer: Peer, places: Mapping[str, LocalPlace], code: str, language: str = "en") -> dict[str, Any]:
    """A peer as plain values; `alike` and `apart` are indicators, or words such as population."""
    other = places[peer.code]
    own = round(peer.shared / peer.coverage) if peer.coverage else 0
    alike, apart = indicators_of(peer.alike), indicators_of(peer.apart)
    values = {"indicators": ", ".join(alike), "kind": places[code].urban, "shared": peer.shared, "own": own}
    return {
        "place": peer.code,
        "name": other.name or other.code,
        "parent": other.parent,
        "distance": peer.distance,
        "shared": peer.shared,
        "coverage": peer.coverage,
        "alike": alike,
        "apart": apart,
        "reasons": list(peer.reasons),
        "messages": [say(reason, values, language) for reason in peer.reasons],
    }


def indicators_of(keys: Sequence[str]) -> list[str]:
    """The indicators of keys of a profile, each once."""
    return list(dict.fromkeys(key.split(BESIDE)[0] for key in keys))
