"""A state of a data set as it goes out: its rows in one order, and what is said of it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from local2030.formats.observations.out.geometry import plain_geometry
from local2030.formats.observations.out.head import Head
from local2030.formats.observations.out.rows import ORDER
from local2030.formats.observations.out.sdmx_coding import period_codes
from local2030.formats.observations.out.tidy_csv import names_of
from local2030.store.datasets import Datasets, Manifest, live_sources
from local2030.store.known_indicators import indicators_of
from local2030.store.tables import schema
from local2030.vocabulary.errors import NothingToRead
from local2030.vocabulary.findings import Finding

if TYPE_CHECKING:
    import pyarrow as pa

MOST_IN_MEMORY = 600_000
ROWS_AT_ONCE = 65_536
_PERIOD = ("indicator", "time_period", "freq", "period_start", "period_end")


@dataclass(frozen=True, slots=True)
class Selection:
    """What is asked for; nothing named is all. Places are codes."""

    indicators: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    @property
    def plain(self) -> dict[str, tuple[str, ...]]:
        """What was named."""
        return {name: values for name, values in asdict(self).items() if values}


@dataclass
class Source:
    """The rows of a state in the order of series; asked once, they can be gone through as often as wanted."""

    datasets: Datasets
    manifest: Manifest
    selection: Selection = field(default_factory=Selection)

    @cached_property
    def head(self) -> Head:
        """What is said of the data set, with the number of its rows."""
        return replace(head_of(self.datasets, self.manifest), rows=self.rows, selection=self.selection.plain)

    @property
    def rows(self) -> int:
        """How many rows go out."""
        return int(self._table.num_rows) if self._table is not None else int(self._asked.count().to_pyarrow().as_py())

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The rows."""
        if self._table is not None:
            yield from self._table.to_batches(max_chunksize=ROWS_AT_ONCE)
        else:
            for code in self._codes:
                part = self._asked.filter(self._asked.indicator == code).order_by(list(ORDER))
                yield from part.to_pyarrow().cast(schema()).to_batches(max_chunksize=ROWS_AT_ONCE)

    @cached_property
    def dimensions(self) -> tuple[str, ...]:
        """The dimensions that occur."""
        return names_of(self.batches())

    @cached_property
    def periods(self) -> dict[tuple[str, str, str], str]:
        """TIME_PERIOD of SDMX for each indicator and period as written."""
        import pyarrow as pa

        found: set[tuple[Any, ...]] = set()
        for batch in self.batches():
            distinct = pa.Table.from_batches([batch]).select(_PERIOD).group_by(list(_PERIOD)).aggregate([])
            columns = (distinct.column(name).to_pylist() for name in _PERIOD)
            found.update((i, p, f or "", s, e) for i, p, f, s, e in zip(*columns, strict=True))
        return period_codes(found)

    def boundaries(self) -> dict[str, bytes]:
        """The boundary files by name, as they were received."""
        found = {}
        for one in self.head.boundaries:
            content = self._boundary(one)
            if content:
                found[str(one["name"])] = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        return found

    def geometries(self) -> dict[str, str]:
        """The boundary of each place as JSON text by RFC 7946, by the place's code; codes are codes within a level."""
        found: dict[tuple[str, str], str] = {}
        for one in self.head.boundaries:
            content = self._boundary(one)
            if not _in_degrees(content):
                continue
            for feature in content.get("features") or ():
                code = str((feature.get("properties") or {}).get(one.get("id_property") or "", feature.get("id", "")))
                shape = plain_geometry(feature.get("geometry"))
                if shape:
                    found[str(one.get("level")), code] = json.dumps(shape, separators=(",", ":"))
        by_place = {
            code: found.get((str(place.get("level_name")), str(place.get("boundary") or code)))
            for code, place in self.head.places.items()
        }
        return {code: shape for code, shape in by_place.items() if shape}

    def _boundary(self, one: Mapping[str, Any]) -> dict[str, Any]:
        """A boundary file's GeoJSON."""
        found = self.datasets.side(self.manifest, f"boundary:{one.get('file')}")
        return found or self.datasets.side(self.manifest, f"boundary:{one.get('level')}") or {}

    @cached_property
    def _table(self) -> pa.Table | None:
        """All rows in memory, in order; None where they are too many for that."""
        import pyarrow as pa
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        paths = [self.datasets.batch_path(self.manifest.dataset, name) for name in self.manifest.batches]
        if sum(pq.read_metadata(path).num_rows for path in paths) > MOST_IN_MEMORY:
            return None
        table = (
            pa.concat_tables([pq.read_table(path).cast(schema()) for path in paths])
            if paths
            else schema().empty_table()
        )
        live = pa.array([f"{source}\x1f{import_id}" for source, import_id in live_sources(self.manifest)], pa.string())
        key = pc.binary_join_element_wise(table["source_file"], table["import_id"], "\x1f")
        wanted = pc.is_in(key, value_set=live)
        for column, codes in (("indicator", self.selection.indicators), ("ref_area", self.selection.places)):
            if codes:
                wanted = pc.and_(wanted, pc.is_in(table[column], value_set=pa.array(codes, pa.string())))
        table = table.filter(wanted)
        return table.take(pc.sort_indices(table, sort_keys=[(name, "ascending") for name in ORDER])).combine_chunks()

    @cached_property
    def _codes(self) -> list[str]:
        """The indicators in order; they are gone through one by one, so that one of them has to fit into memory."""
        found: list[str] = self._asked.select("indicator").distinct().to_pyarrow()["indicator"].to_pylist()
        return sorted(found, key=lambda code: code.encode())

    @cached_property
    def _asked(self) -> Any:
        """The rows as an expression, for data sets that are larger than memory."""
        from local2030.store.tables import engine, observations

        asked = observations(self.datasets, self.manifest, engine())
        if self.selection.indicators:
            asked = asked.filter(asked.indicator.isin(self.selection.indicators))
        return asked.filter(asked.ref_area.isin(self.selection.places)) if self.selection.places else asked


def open_source(
    datasets: Datasets, dataset: str, version: int | None = None, selection: Selection | None = None, stage: Any = "published"
) -> Source:  # fmt: skip
    """The state asked for, or the latest of that stage."""
    manifest = datasets.manifest(dataset, version, stage)
    if manifest is None:
        values = {
            "dataset": dataset,
            "version": f", version {version}" if version else "",
            "stage": stage or "in the store",
        }
        raise NothingToRead(Finding("export-no-state", "error", None, None, values))
    source = Source(datasets, manifest, selection or Selection())
    unknown = [code for code in source.selection.places if code not in source.head.places]
    unknown += [code for code in source.selection.indicators if code not in source.head.indicators]
    if unknown or not source.rows:
        raise NothingToRead(Finding("export-nothing", "error", None, None, {"names": ", ".join(unknown[:8])}))
    return source


def head_of(datasets: Datasets, manifest: Manifest) -> Head:
    """What is said of a state, out of its manifest and sides."""
    about = manifest.about
    places = {str(place["code"]): place for place in datasets.side(manifest, "places") or ()}
    findings = Counter(str(one.get("severity")) for one in datasets.side(manifest, "findings") or ())
    roots = [code for code, place in places.items() if place.get("level") == 0]
    return Head(
        manifest.dataset, manifest.version, manifest.made, sha256_of(manifest), manifest.stage, about.get("title", ""),
        about.get("licence", ""), about.get("attribution", ""), about.get("source_url", "") or about.get("source", ""),
        about.get("root") or (roots[0] if roots else "_T"), 0, findings, places,
        indicators_of(datasets, manifest), datasets.side(manifest, "columns") or {},
        tuple(_named(one) for one in datasets.side(manifest, "boundaries") or ()),
    )  # fmt: skip


def sha256_of(manifest: Manifest) -> str:
    """The hash of a state: of its manifest as it is kept."""
    content = json.dumps(asdict(manifest), ensure_ascii=False, indent=1, sort_keys=True).encode()
    return hashlib.sha256(content).hexdigest()


def _named(boundary: Mapping[str, Any]) -> dict[str, Any]:
    """With the file's bare name."""
    return {**boundary, "name": str(boundary.get("file") or f"{boundary.get('level')}.geojson").rpartition("/")[2]}


def _in_degrees(content: Mapping[str, Any]) -> bool:
    """Whether the first point of a boundary file can be a longitude and a latitude, as GeoJSON wants them."""
    shapes = [feature["geometry"] for feature in content.get("features") or () if feature.get("geometry")]
    point: Any = shapes[0].get("coordinates") if shapes else None
    while isinstance(point, list) and point and isinstance(point[0], list):
        point = point[0]
    return isinstance(point, list) and len(point) > 1 and abs(point[0]) <= 180 and abs(point[1]) <= 90


def codes_of(places: Mapping[str, Mapping[str, Any]], asked: Iterable[str]) -> tuple[str, ...]:
    """Places by code or by name; what is neither stays as it was asked."""
    by_name = {str(place.get("name") or "").casefold(): code for code, place in places.items()}
    return tuple(name if name in places else by_name.get(name.casefold(), name) for name in asked)
