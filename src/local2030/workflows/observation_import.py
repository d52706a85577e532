"""From one state of a data set to the next: which files must be read, what they give, what the whole then is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from local2030.formats.observations.repository import Listing
from local2030.monitoring.checks import FileFacts
from local2030.monitoring.checks import Known as CheckKnown
from local2030.monitoring.checks.validity import span_of
from local2030.monitoring.outlines import outlines_of
from local2030.monitoring.place_labels import key_of
from local2030.monitoring.place_records import plain_place
from local2030.monitoring.recognition import Known
from local2030.monitoring.tidying import PLACE_PART
from local2030.store.datasets import origin_of
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.observations import ROOT_PLACE
from local2030.workflows.observation_checking import Checking, columns_by_file
from local2030.workflows.observation_inputs import Inputs, hashes_of, other_files, place_words, read_inputs
from local2030.workflows.observation_memory import Memory, TableMemory, with_same_indicators
from local2030.workflows.observation_places import places_of, same_places, with_codes
from local2030.workflows.observation_reading import Piece, Reading, pieces_of_all
from local2030.workflows.observation_spool import Spool
from local2030.workflows.observation_state import State, parted

if TYPE_CHECKING:
    from local2030.workflows.load_observations import Request

HEAVY = 200_000  # corners from which on a boundary file is kept as light outlines too
ABOUT_ASKED = ("licence", "attribution")


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
        if self.inputs:  # what the files say of themselves, where nobody said anything
            self.about = state.about = {**self.inputs.facts().about, **self.about}
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
        state.codes = self.inputs.codes if self.inputs else None
        state.findings = self._kept_findings(told, state.places)
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
        entries = [self.entries[name] for name in sorted(names)]
        reading = Reading(known, self.request.at.year, self.request.mapping.of)
        for n, pieces in enumerate(pieces_of_all(entries, reading), 1):
            for piece in pieces:
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

    def _kept_findings(self, told: list[Finding] | None, places: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """What was found earlier and still holds, and what the listing, the metadata and the places say now."""
        touched = self.must | self.removed
        gone = {file for file, one in self.before.memory.tables.items() if one.entry in touched}
        stays = [
            one for one in self.before.findings
            if (one["part"] in ("reading", "checks") and one["file"] not in gone and one["values"].get("other") not in gone)
            or (one["part"] == "inputs" and self.inputs is None)
            or (one["part"] == "places" and told is None)
        ]  # fmt: skip
        stays += parted(self.listing.findings, "listing")
        stays += parted(self.inputs.findings if self.inputs else (), "inputs")
        stays += parted(told or (), "places")
        stays += parted(
            (Finding(f"load-no-{name}", "info") for name in ABOUT_ASKED if not self.about.get(name)), "about"
        )
        if not self.about.get("title") and not any(p["name"] for p in places if not p["level"]):
            stays += parted([Finding("load-no-title", "info")], "about")
        return stays + parted((Finding("load-file-removed", "info", name) for name in sorted(self.removed)), "about")


def _remember(tables: dict[str, TableMemory], piece: Piece) -> None:
    one = tables.get(piece.file)
    codes = tuple(dict.fromkeys((*(one.indicators if one else ()), *piece.rows.indicator.values)))
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
