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
from local2030.monitoring.checks.validity import span_of
from local2030.monitoring.outlines import outlines_of
from local2030.monitoring.place_labels import key_of
from local2030.monitoring.place_records import plain_place
from local2030.monitoring.recognition import Known
from local2030.monitoring.tidying import PLACE_PART
from local2030.store.datasets import Datasets, Manifest, Source, origin_of
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.observations import ROOT_PLACE
from local2030.workflows.observation_checking import Checking, columns_by_file
from local2030.workflows.observation_findings import kept_finding
from local2030.workflows.observation_inputs import Inputs, hashes_of, other_files, place_words, read_inputs
from local2030.workflows.observation_memory import Memory, TableMemory, memory_of, with_same_indicators
from local2030.workflows.observation_places import places_of, same_places, with_codes
from local2030.workflows.observation_reading import Piece, pieces_of
from local2030.workflows.observation_spool import Spool

if TYPE_CHECKING:
    import pyarrow as pa

    from local2030.workflows.load_observations import Request

HEAVY = 200_000  # corners from which on a boundary file is kept as light outlines too
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
    outlines: Mapping[str, Any] = field(default_factory=dict)  # by level, of files that are heavy for a page

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
        yield Step(listing, before, request, spool).made()


class Step:
    """The way from one state to the next. `must` are the entries that are read, `tables` what is remembered of all.

    `inputs` None: metadata, borders and settings are as they were, and are taken from the state before.
    """

    def __init__(self, listing: Listing, before: State, request: Request, spool: Spool) -> None:
        self.listing, self.before, self.request, self.spool = listing, before, request, spool
        self.entries = {entry.name: entry for entry in listing.of("data")}
        self.hashes = hashes_of(other_files(listing))
        self.about = before.about | {name: text for name, text in (request.about or {}).items() if text}
        memory = before.memory
        mapping, root = request.mapping.sha256, self.about.get("root", "")
        self.fresh = not memory.tables or (memory.mapping, memory.root) != (mapping, root)
        places = self.request.places.sha256
        self.fresh = self.fresh or bool(places and places != memory.places_file)  # the checks know its days
        self.inputs: Inputs | None = None
        if self.fresh or self.hashes != memory.others:
            self.inputs = read_inputs(listing, self.hashes)
            self.fresh = self.fresh or set(self.inputs.words) != set(memory.words)
        self.words = self.inputs.words if self.inputs else memory.words
        self.removed = {one.entry for one in memory.tables.values()} - set(self.entries)
        self.must: set[str] = set()
        self.tables = {file: one for file, one in memory.tables.items() if not self.fresh and one.entry in self.entries}

    @property
    def indicators(self) -> Mapping[str, Any]:
        """What the metadata say of each indicator."""
        return self.inputs.indicators if self.inputs else self.before.indicators

    def made(self) -> State:
        """The next state, whose observations are still to be checked."""
        before, request = self.before, self.request
        self._read_what_must_be()
        state = State(before.manifest, about=self.about, removed=self.removed, indicators=self.indicators)
        told = self._place(state)
        places_file = request.places.sha256 or before.memory.places_file
        stage = before.manifest.stage if before.manifest else request.stage
        state.is_changed = bool(
            self.must or self.removed or self.inputs or self.about != before.about
            or places_file != before.memory.places_file or stage != request.stage
        )  # fmt: skip
        state.memory = Memory(
            mapping=request.mapping.sha256, others=self.hashes, words=self.words, root=self.about.get("root", ""),
            tables={file: self.tables[file] for file in sorted(self.tables)}, places_file=places_file,
        )  # fmt: skip
        state.read = {name: self.entries[name] for name in sorted(self.must)}
        state.others = tuple(
            entry for entry in other_files(self.listing)
            if entry.role != "data" and before.memory.others.get(entry.name) != entry.sha256
        )  # fmt: skip
        state.sources = {
            file: one for file, one in before.sources.items()
            if (file in self.tables and self.tables[file].entry not in self.must) or origin_of(file)
        }  # fmt: skip
        state.findings = self._kept_findings(told)
        if self.must:
            codes = {file: one.codes for file, one in self.tables.items()}
            state.checking = Checking(self.spool, codes, _root(state.places), self._known_to_checks(state))
        return state

    def _read_what_must_be(self) -> None:
        """Entries that changed, and all that share an indicator with them, as they were or as they are now."""
        must = set(self.entries) if self.fresh else self._changed()
        if not self.fresh and (must or self.removed):
            must = with_same_indicators(self.before.memory.tables, must | self.removed, ()) & set(self.entries)
        self._read(must)
        if not self.fresh:
            codes = {code for one in self.tables.values() if one.entry in must for code in one.indicators}
            self._read((with_same_indicators(self.tables, (), codes) & set(self.entries)) - must)

    def _changed(self) -> set[str]:
        """The entries whose bytes are others, and those of indicators whose metadata are."""
        before = self.before
        hash_of = {
            before.memory.tables[f].entry: one.sha256 for f, one in before.sources.items() if f in before.memory.tables
        }
        must = {name for name, entry in self.entries.items() if hash_of.get(name) != entry.sha256}
        if self.inputs is not None:
            codes = {*self.indicators, *before.indicators}
            other = {code for code in codes if self.indicators.get(code) != before.indicators.get(code)}
            must |= {
                one.entry for one in before.memory.tables.values()
                if not other.isdisjoint(one.indicators) and one.entry in self.entries
            }  # fmt: skip
        return must

    def _read(self, names: set[str]) -> None:
        """Reads these entries into the spool; what is to be remembered of their tables is entered anew."""
        if not names:
            return
        self.must |= names
        self.tables = {file: one for file, one in self.tables.items() if one.entry not in names}
        words = place_words(self.words)
        known = Known(lambda cell: key_of(cell) in words, names_a_place)
        for n, name in enumerate(sorted(names), 1):
            for piece in pieces_of(self.entries[name], known, self.request.at.year, self.request.mapping.of):
                self.spool.put(piece)
                _remember(self.tables, piece)
            if self.request.on_file:
                self.request.on_file(n, len(names))

    def _place(self, state: State) -> list[Finding] | None:
        """Gives all cells of places their codes. The register is made anew where any cells came or went; else None."""
        before, request, memory = self.before, self.request, self.before.memory
        new_file = bool(request.places.sha256) and request.places.sha256 != memory.places_file
        touched = self.must | self.removed
        if self.inputs is None and not new_file and before.places and same_places(memory.tables, self.tables, touched):
            for file, one in self.tables.items():
                one.codes = memory.tables[file].codes if file in memory.tables else {}
            state.places, state.boundaries = before.places, before.boundaries
            return None
        inputs = self.inputs or read_inputs(self.listing, self.hashes)
        edits = (*inputs.edits, *request.places.edits)
        found = places_of(self.tables, inputs, self.about.get("root", ""), before.places, edits)
        again = with_codes(self.tables, found, self.must)
        if again:
            self._read(again)
            with_codes(self.tables, found, self.must)
        state.places = [plain_place(place) for place in found.places]
        state.boundaries = [dict(one) for one in found.boundaries]
        state.drawings = self.listing.of("boundary")
        state.outlines = outlines_of(found, HEAVY)
        return [*request.places.findings, *found.findings]

    def _known_to_checks(self, state: State) -> CheckKnown:
        """What the checks may know: metadata, the places that exist by the data set's own borders, all files."""
        drawn = {one["level"] for one in state.boundaries}
        known = {p["code"] for p in state.places if not p["level"] or p["level_name"] not in drawn or p["boundary"]
                 or p.get("is_said")}  # fmt: skip
        hashes = {file: one.sha256 for file, one in self.before.sources.items()}
        hashes |= {piece.file: piece.sha256 for piece in self.spool.pieces}
        files = [FileFacts(file, one.header, one.indicator, hashes.get(file, "")) for file, one in self.tables.items()]
        populations = {p["code"]: p["population"] for p in state.places if p.get("population")}
        indicators = state.indicators
        if self.inputs is None:  # what the metadata of the others say was looked at when they were read
            read = {code for one in self.tables.values() if one.entry in self.must for code in one.indicators}
            indicators = {code: one for code, one in indicators.items() if code in read}
        root, columns = _root(state.places), columns_by_file(self.spool.pieces)
        names = {p["code"]: p["name"] for p in state.places if p["name"] and p["name"] != p["code"]}
        days = {p["code"]: span_of(p["valid_from"], p["valid_to"], p["replaced_by"]) for p in state.places}
        spans = {code: span for code, span in days.items() if span}
        return CheckKnown(indicators, known if drawn else (), populations, files, columns, root, names, spans)

    def _kept_findings(self, told: list[Finding] | None) -> list[dict[str, Any]]:
        """What was found earlier and still holds, and what the listing, the metadata and the places say now."""
        touched = self.must | self.removed
        gone = {file for file, one in self.before.memory.tables.items() if one.entry in touched}
        stays = [
            one for one in self.before.findings
            if (one["part"] in ("reading", "checks") and one["file"] not in gone and one["values"].get("other") not in gone)
            or (one["part"] == "inputs" and self.inputs is None)
            or (one["part"] == "places" and told is None)
        ]  # fmt: skip
        stays += _parted(self.listing.findings, "listing")
        stays += _parted(self.inputs.findings if self.inputs else (), "inputs")
        stays += _parted(told or (), "places")
        stays += _parted(
            (Finding(f"load-no-{name}", "info") for name in ABOUT_ASKED if not self.about.get(name)), "about"
        )
        return stays + _parted((Finding("load-file-removed", "info", name) for name in sorted(self.removed)), "about")


def _remember(tables: dict[str, TableMemory], piece: Piece) -> None:
    one = tables.get(piece.file)
    codes = tuple(dict.fromkeys((*(one.indicators if one else ()), *dict.fromkeys(piece.rows.indicator))))
    places = dict(one.places) if one else {}
    for cells, line in piece.places.items():
        places.setdefault(PLACE_PART.join(cells), line)
    roles = dict(zip(piece.mapping.header, piece.mapping.roles, strict=True)) if piece.mapping else {}
    columns, code_column = piece.place_columns, piece.code_column
    if one and not piece.places:  # a last piece without rows says nothing of the columns
        columns, code_column = one.place_columns, one.code_column
    tables[piece.file] = TableMemory(piece.entry, piece.header, piece.indicator, codes, 0, 0, roles, columns, code_column,
                                     places)  # fmt: skip


def _root(places: list[dict[str, Any]]) -> str:
    return next((place["code"] for place in places if place["level"] == 0), ROOT_PLACE)


@lru_cache(maxsize=4096)
def names_a_place(cell: str) -> bool:
    """Whether the gazetteer has a country, region or city of just this name: no likeness is weighed here."""
    from local2030.vocabulary.folding import bare, fold
    from local2030.vocabulary.gazetteer import rows_named

    folded = fold(cell)
    if len(folded) < 3 or not any(c.isalpha() for c in folded):
        return False
    return bool(rows_named(folded) or rows_named(bare(folded)[0]))


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
