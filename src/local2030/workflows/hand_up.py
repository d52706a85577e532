"""Values handed up from one data set into another: a city's own into its country's, with where they came from.

What is handed up are the published observations of a state, as they are; in the data set above each keeps the name of
the one below, its version, file and row. A value that the data set above has already from somebody else, under the same
key, stays as it is there; the one from below isn't taken over and is counted: which of both is right people decide.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from local2030.store.datasets import MARK, Datasets, Manifest, Source, next_version, origin_of
from local2030.store.known_indicators import indicators_of
from local2030.store.tables import engine, observations, schema
from local2030.vocabulary.observations import SERIES_KEY

KEY = (*SERIES_KEY[1:], "time_period")


@dataclass(frozen=True, slots=True)
class HandedUp:
    """What would come of it. `taken` + `same` + `differing` + `unplaced` = `rows`.

    `same`: the data set above has that value already. `differing`: it has another under the same key, from elsewhere.
    `unplaced`: their place isn't known above. `places` and `indicators` are those of the values that are taken.
    """

    rows: int
    taken: int
    same: int
    differing: int
    unplaced: int
    places: tuple[str, ...]
    indicators: tuple[str, ...]
    unknown_places: tuple[str, ...]
    differing_indicators: tuple[str, ...]

    @property
    def keeps_rules(self) -> bool:
        """Whether nothing contradicts what is known above and there is something to take."""
        return self.taken > 0 and not self.differing and not self.unplaced


def looked_at(store: Datasets, below: Manifest, above: Manifest, root: str = "") -> HandedUp:
    """What handing up would do. `root`: which place of the data set above the whole of the one below is."""
    return _sorted_out(store, below, above, root)[0]


def hand_up(
    store: Datasets, below: Manifest, above: Manifest, root: str, at: str, by: str, note: str
) -> tuple[Manifest, HandedUp]:
    """A new published state of the data set above, which has the values; what was handed up before is replaced."""
    found, table = _sorted_out(store, below, above, root)
    kept = {name: source for name, source in above.sources.items() if not _is_from(name, below.dataset)}
    batch = ""
    import_id = hashlib.sha256(f"{below.dataset} {below.version} {at}".encode()).hexdigest()[:16]
    rows = Counter(table["source_file"].to_pylist())
    if table.num_rows:
        ids = pa.array([import_id] * table.num_rows, pa.string())
        table = table.set_column(table.schema.get_field_index("import_id"), "import_id", ids)
        batch = store.write_batch(above.dataset, table)
    for name, count in rows.items():
        origin = below.sources.get(name.split("/", 1)[1])
        kept[name] = Source(origin.sha256 if origin else "", import_id, batch, count, count, 0)
    indicators = {**indicators_of(store, below), **_side(store, above, "indicators")}
    side = store.write_side(above.dataset, json.dumps(indicators, ensure_ascii=False, sort_keys=True).encode())
    state = replace(
        above, version=next_version(store.manifest(above.dataset)), made=at, stage="published", by=by, note=note,
        sources=kept, sides={**above.sides, "indicators": side},
    )  # fmt: skip
    store.write_manifest(state)
    return state, found


def _sorted_out(store: Datasets, below: Manifest, above: Manifest, root: str) -> tuple[HandedUp, pa.Table]:
    """The counts, and the rows that are taken, as the data set above keeps them."""
    given: pa.Table = observations(store, below, engine()).to_pyarrow().select(schema().names)
    own = {name: source for name, source in above.sources.items() if not _is_from(name, below.dataset)}
    there = _by_key(observations(store, replace(above, sources=own), engine()).to_pyarrow()) if own else {}
    places = {str(place["code"]) for place in store.side(above, "places") or ()}
    whole = next((str(p["code"]) for p in store.side(below, "places") or () if not p.get("level")), "")
    codes = pa.array([root if root and code == whole else code for code in given["ref_area"].to_pylist()])
    given = given.set_column(given.schema.get_field_index("ref_area"), "ref_area", codes)
    verdicts = [_verdict(key, value, there, places) for key, value in _keys(given)]
    taken = given.filter(pa.array([verdict == "taken" for verdict in verdicts]))
    counted = Counter(verdicts)
    found = HandedUp(
        given.num_rows, counted["taken"], counted["same"], counted["differing"], counted["unplaced"],
        _distinct(taken["ref_area"]), _distinct(taken["indicator"]),
        _distinct(given.filter(pa.array([v == "unplaced" for v in verdicts]))["ref_area"]),
        _distinct(given.filter(pa.array([v == "differing" for v in verdicts]))["indicator"]),
    )  # fmt: skip
    named = [f"{below.dataset}{MARK}{below.version}/{name}" for name in taken["source_file"].to_pylist()]
    for column, cells in (("source_file", named), ("dataset", [above.dataset] * taken.num_rows)):
        taken = taken.set_column(taken.schema.get_field_index(column), column, pa.array(cells, pa.string()))
    return found, taken.cast(schema())


def _verdict(key: tuple[Any, ...], value: Any, there: Mapping[tuple[Any, ...], Any], places: set[str]) -> str:
    if key[KEY.index("ref_area")] not in places:
        return "unplaced"
    if key not in there:
        return "taken"
    return "same" if there[key] == value else "differing"


def _by_key(table: pa.Table) -> dict[tuple[Any, ...], Any]:
    return dict(_keys(table))


def _keys(table: pa.Table) -> Iterable[tuple[tuple[Any, ...], Any]]:
    columns = [table[name].to_pylist() for name in KEY]
    values = zip(table["obs_value"].to_pylist(), table["obs_status"].to_pylist(), strict=True)
    return zip(zip(*columns, strict=True), values, strict=True)


def _distinct(column: pa.ChunkedArray) -> tuple[str, ...]:
    return tuple(sorted(pc.unique(column).to_pylist()))


def _is_from(source_file: str, dataset: str) -> bool:
    found = origin_of(source_file)
    return found is not None and found[0] == dataset


def _side(store: Datasets, manifest: Manifest, name: str) -> dict[str, Any]:
    found = store.side(manifest, name) or {}
    return found if isinstance(found, dict) else {row["code"]: row for row in found}
