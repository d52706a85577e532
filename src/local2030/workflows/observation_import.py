"""From one state of a data set to the next: which files must be read, what they give, what the whole then is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from local2030.formats.observations.repository import FileEntry, Listing
from local2030.monitoring.checks import FileFacts
from local2030.monitoring.checks import Known as CheckKnown
from local2030.monitoring.place_labels import key_of
from local2030.monitoring.place_records import plain_place
from local2030.monitoring.recognition import Known
from local2030.store.datasets import Datasets, Manifest, Source
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.observations import ROOT_PLACE
from local2030.workflows.observation_checking import Checking, columns_by_file
from local2030.workflows.observation_findings import kept_finding
from local2030.workflows.observation_inputs import Inputs, hashes_of, other_files, place_words, read_inputs
from local2030.workflows.observation_memory import Memory, TableMemory, memory_of, with_same_indicators
from local2030.workflows.observation_places import Codes, changed_codes, codes_of, place_sets, places_of
from local2030.workflows.observation_reading import Piece, pieces_of
from local2030.workflows.observation_spool import Spool

if TYPE_CHECKING:
    import pyarrow as pa

    from local2030.workflows.load_observations import Request

ABOUT_ASKED = ("licence", "attribution")


@dataclass
class State:
    """A data set as it is or will be. `findings` are as they are kept, each with its `part`.

    Of the next state, `read` are the files read anew; iterate `tables` once, before `findings` and `sources` are whole.
    """

    manifest: Manifest | None = None
    memory: Memory = field(default_factory=Memory)
    sources: dict[str, Source] = field(default_factory=dict)
    findings: list[dict[str, Any]] = field(default_factory=list)
    indicators: Mapping[str, Any] = field(default_factory=dict)
    places: list[dict[str, Any]] = field(default_factory=list)
    boundaries: list[dict[str, Any]] = field(default_factory=list)
    about: dict[str, str] = field(default_factory=dict)
    read: dict[str, FileEntry] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    is_changed: bool = False
    checking: Checking | None = None
    others: tuple[FileEntry, ...] = ()  # metadata and boundary files that are new or changed
    drawings: tuple[FileEntry, ...] = ()  # all boundary files, where they were read

    @property
    def pieces(self) -> list[Piece]:
        """What was read."""
        return self.checking.spool.pieces if self.checking else []

    def tables(self, dataset: str, import_id: str) -> Iterator[pa.Table]:
        """What the files that were read have to be published; then the sums and findings are entered."""
        if self.checking is None:
            return
        yield from self.checking.tables(dataset, import_id)
        _enter(self, self.checking, import_id)


def state_of(store: Datasets, manifest: Manifest | None) -> State:
    """What is kept of a data set; an empty state where there is none."""
    if manifest is None:
        return State()
    return State(
        manifest,
        memory_of(store.side(manifest, "reading")),
        dict(manifest.sources),
        store.side(manifest, "findings") or [],
        store.side(manifest, "indicators") or {},
        store.side(manifest, "places") or [],
        store.side(manifest, "boundaries") or [],
        dict(manifest.about),
    )


@contextmanager
def next_state(listing: Listing, before: State, request: Request) -> Iterator[State]:
    """The state after an import of what is listed; its `tables` are still to be gone through."""
    with Spool() as spool:
        yield _made(listing, before, request, spool)


def _made(listing: Listing, before: State, request: Request, spool: Spool) -> State:
    entries = {entry.name: entry for entry in listing.of("data")}
    hashes = hashes_of(other_files(listing))
    about = before.about | {name: text for name, text in (request.about or {}).items() if text}
    memory = before.memory
    fresh = not memory.tables or memory.mapping != request.mapping.sha256 or memory.root != about.get("root", "")
    inputs = None
    if fresh or hashes != memory.others:
        inputs = read_inputs(listing, hashes)
        fresh = fresh or set(inputs.words) != set(memory.words)
    must = set(entries) if fresh else _changed(entries, before, inputs)
    known_entries = {one.entry for one in memory.tables.values()}
    removed = known_entries - set(entries)
    if not fresh and (must or removed):
        must = with_same_indicators(memory.tables, must | removed, ()) & set(entries)
    words = place_words(inputs.words if inputs else memory.words)
    known = _known(words, inputs.indicators if inputs else before.indicators)
    tables = {file: one for file, one in memory.tables.items() if one.entry not in must and one.entry in entries}
    read = _read(must, entries, known, request, spool, tables, {})
    if not fresh:  # a file that came anew may share an indicator with one that was there
        codes = {code for file in read for code in tables[file].indicators}
        more = with_same_indicators({f: t for f, t in tables.items() if f not in read}, (), codes) - must
        if more:
            read |= _read(more & set(entries), entries, known, request, spool, tables, read)
            must |= more
    state = State(
        before.manifest, Memory(), {}, [], before.indicators, before.places, before.boundaries, about, removed=removed
    )
    codes_now, told = _place(
        state, before, tables, inputs, listing, hashes, about, must, entries, known, request, spool, read
    )
    tables = {file: tables[file] for file in sorted(tables)}
    places_file = request.places.sha256 or memory.places_file
    state.is_changed = bool(
        must or removed or inputs or about != before.about or places_file != before.memory.places_file
    )
    state.read = {name: entries[name] for name in sorted(must)}
    state.memory = Memory(mapping=request.mapping.sha256, others=hashes, words=inputs.words if inputs else memory.words,
                          root=about.get("root", ""), tables=tables, places_file=places_file)  # fmt: skip
    state.others = tuple(
        e for e in other_files(listing) if e.role != "data" and memory.others.get(e.name) != e.sha256
    )
    state.sources = {
        file: one for file, one in before.sources.items() if file in tables and tables[file].entry not in must
    }
    if inputs:
        state.indicators = inputs.indicators
    state.findings = _kept_findings(before, listing, must, removed, state, inputs, told)
    if must:
        state.checking = Checking(spool, codes_now, _root(state.places), _check_known(state, spool, tables, before))
    return state


def _changed(entries: Mapping[str, FileEntry], before: State, inputs: Inputs | None) -> set[str]:
    """The entries whose bytes are others, and those of indicators whose metadata are."""
    hash_of = {
        before.memory.tables[file].entry: one.sha256
        for file, one in before.sources.items()
        if file in before.memory.tables
    }
    must = {name for name, entry in entries.items() if hash_of.get(name) != entry.sha256}
    if inputs is not None:
        codes = {*inputs.indicators, *before.indicators}
        other = {code for code in codes if inputs.indicators.get(code) != before.indicators.get(code)}
        must |= {
            one.entry
            for one in before.memory.tables.values()
            if not other.isdisjoint(one.indicators) and one.entry in entries
        }
    return must


def _read(
    names: set[str], entries: Mapping[str, FileEntry], known: Known, request: Request, spool: Spool, tables: dict[str, TableMemory],
    already: Mapping[str, None],
) -> dict[str, None]:  # fmt: skip
    """Reads these entries into the spool; their tables are entered in `tables`. The files that were read."""
    read: dict[str, None] = dict(already)
    for n, name in enumerate(sorted(names)):
        for piece in pieces_of(entries[name], known, request.at.year, request.mapping.of):
            read[piece.file] = None
            spool.put(piece)
            _remember(tables, piece)
        if request.on_file:
            request.on_file(n + 1, len(names))
    return read


def _remember(tables: dict[str, TableMemory], piece: Piece) -> None:
    one = tables.get(piece.file)
    codes = tuple(dict.fromkeys((*(one.indicators if one else ()), *dict.fromkeys(piece.rows.indicator))))
    places = dict(one.places) if one else {}
    for cells, line in piece.places.items():
        places.setdefault(cells, line)
    roles = dict(zip(piece.mapping.header, piece.mapping.roles, strict=True)) if piece.mapping else {}
    columns, code_column = piece.place_columns, piece.code_column
    if one and not piece.places:  # a last piece without rows says nothing of the columns
        columns, code_column = one.place_columns, one.code_column
    tables[piece.file] = TableMemory(piece.entry, piece.header, piece.indicator, codes, 0, 0, roles, columns, code_column,
                                     tuple(places.items()))  # fmt: skip


def _place(
    state: State, before: State, tables: dict[str, TableMemory], inputs: Inputs | None, listing: Listing, hashes: Mapping[str, str],
    about: Mapping[str, str], must: set[str], entries: Mapping[str, FileEntry], known: Known, request: Request, spool: Spool,
    read: dict[str, None],
) -> tuple[Codes, list[Finding] | None]:  # fmt: skip
    """The code of each tuple of cells; the register is made anew where any tuple came or went, else it stays."""
    new_file = bool(request.places.sha256) and request.places.sha256 != before.memory.places_file
    same = before.places and not new_file and place_sets(tables) == place_sets(before.memory.tables)
    if inputs is None and same:
        codes = codes_of(before.memory.tables)
        for one in tables.values():
            one.codes = tuple(codes[one.names][cells] for cells, _line in one.places)
        return codes, None
    if inputs is None:
        inputs = read_inputs(listing, hashes)
    found = places_of(tables, inputs, about.get("root", ""), before.places, (*inputs.edits, *request.places.edits))
    again = changed_codes(tables, found, must)
    if again:
        read |= _read(again, entries, known, request, spool, tables, read)
        must |= again
    for one in tables.values():
        one.codes = tuple(found.codes[one.names][cells] for cells, _line in one.places)
    state.places = [plain_place(place) for place in found.places]
    state.boundaries = [dict(one) for one in found.boundaries]
    state.drawings = listing.of("boundary")
    return found.codes, [*request.places.findings, *found.findings]


def _root(places: list[dict[str, Any]]) -> str:
    return next((place["code"] for place in places if place["level"] == 0), ROOT_PLACE)


def _known(words: frozenset[str], indicators: Mapping[str, Any]) -> Known:
    return Known(lambda cell: key_of(cell) in words, indicators.__contains__, _names_a_place)


@lru_cache(maxsize=4096)
def _names_a_place(cell: str) -> bool:
    """Whether the gazetteer has a country, region or city of just this name: no likeness is weighed here."""
    from local2030.vocabulary.folding import bare, fold
    from local2030.vocabulary.gazetteer import rows_named

    folded = fold(cell)
    if len(folded) < 3 or not any(c.isalpha() for c in folded):
        return False
    return bool(rows_named(folded) or rows_named(bare(folded)[0]))


def _check_known(state: State, spool: Spool, tables: Mapping[str, TableMemory], before: State) -> CheckKnown:
    """What the checks may know: metadata, the places that exist by the data set's own borders, all files."""
    drawn = {one["level"] for one in state.boundaries}
    known = (
        {p["code"] for p in state.places if not p["level"] or p["level_name"] not in drawn or p["boundary"]}
        if drawn
        else set()
    )
    hashes = {piece.file: piece.sha256 for piece in spool.pieces} | {file: one.sha256 for file, one in before.sources.items()
                                                                    if file not in {piece.file for piece in spool.pieces}}  # fmt: skip
    files = [FileFacts(file, one.header, one.indicator, hashes.get(file, "")) for file, one in tables.items()]
    populations = {p["code"]: p["population"] for p in state.places if p.get("population")}
    return CheckKnown(state.indicators, known, populations, files, columns_by_file(spool.pieces), _root(state.places))


def _kept_findings(
    before: State,
    listing: Listing,
    must: set[str],
    removed: set[str],
    state: State,
    inputs: Inputs | None,
    told: list[Finding] | None,
) -> list[dict[str, Any]]:
    """What was found earlier and still holds, and what the listing, the metadata and the places say now."""
    gone = {file for file, one in before.memory.tables.items() if one.entry in must or one.entry in removed}
    stays = [
        one for one in before.findings
        if (one["part"] in ("reading", "checks") and one["file"] not in gone and one["values"].get("other") not in gone)
        or (one["part"] == "inputs" and inputs is None)
        or (one["part"] == "places" and told is None)
    ]  # fmt: skip
    stays += _parted(listing.findings, "listing")
    if inputs is not None:
        stays += _parted(inputs.findings, "inputs")
    stays += _parted(told or (), "places")
    lacking = [name for name in ABOUT_ASKED if not state.about.get(name)]
    stays += _parted([Finding(f"load-no-{name}", "info") for name in lacking], "about")
    if removed:
        stays += _parted([Finding("load-file-removed", "info", name) for name in sorted(removed)], "about")
    return stays


def _parted(findings: Any, part: str) -> list[dict[str, Any]]:
    return [kept_finding(finding) | {"part": part} for finding in findings]


def _enter(state: State, checking: Checking, import_id: str) -> None:
    """The sums and findings of what was read, once it has been checked."""
    pieces = checking.spool.pieces
    for piece in pieces:
        former = state.sources.get(piece.file)
        read, out = (former.rows_read, former.reported) if former else (0, 0)
        state.sources[piece.file] = Source(
            piece.sha256, import_id, "", read + piece.read, read - out + piece.read - piece.out, out + piece.out
        )
    for file in {piece.file for piece in pieces}:
        one = state.memory.tables[file]
        one.observations, one.series = checking.observations.get(file, 0), checking.series.get(file, 0)
    state.findings += _parted((f for piece in pieces for f in piece.findings), "reading")
    held = {_same(one) for one in state.findings}
    for told in _parted(checking.findings, "checks"):
        if (same := _same(told)) not in held:  # what is told of files without rows comes with every portion
            held.add(same)
            state.findings.append(told)


def _same(one: Mapping[str, Any]) -> tuple[Any, ...]:
    return one["code"], one["file"], one["row"], repr(one["values"])
