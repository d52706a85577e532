"""From aid data, books and claims to scores, one programme after the other, in bounded memory.

Each activity is read once, scored and set aside on disk. What other activities have to do with it (money passed on,
copies, children) is known only at the end of all files; the few that are touched by that are then read again, each
from its own place in its file, and scored anew. Programmes come out in file order.
"""

from __future__ import annotations

import json
import tempfile
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from hashlib import file_digest
from pathlib import Path
from typing import Any

from local2030 import __version__
from local2030.formats.activities import Read, Source, file_header, open_sources, read_at, read_source
from local2030.formats.documents.evidence_files import check_claims
from local2030.formats.tables.claims import read_claims
from local2030.formats.tables.group import read_group
from local2030.formats.tables.ledger import read_ledger
from local2030.formats.tables.register import read_register
from local2030.marker.actors import Classifier
from local2030.marker.criteria import Rubric, read_rubric, rubric
from local2030.marker.score import Score
from local2030.store.score_cache import ScoreCache
from local2030.vocabulary.activities import CHILD_OF, INCOMING, OUTGOING, PARENT_OF, Activity
from local2030.vocabulary.errors import NothingToRead
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.money import RateTable
from local2030.vocabulary.organisations import RegisterEntry
from local2030.vocabulary.programmes import CheckedClaim, GroupRow, LedgerRow
from local2030.vocabulary.rates import read_rates, shipped_rates
from local2030.workflows.circles import circles
from local2030.workflows.earlier_scores import EarlierScores, FirstLook, Ties, context_of
from local2030.workflows.finding_log import FindingLog, plain_finding
from local2030.workflows.linked_activities import FileLinks
from local2030.workflows.one_programme import Desk, score_activities, tally
from local2030.workflows.score_plain import file_knowledge, is_corrected, plain_score, rubric_head

SCHEMA = "local2030/marker-score/1"
CACHE_SHAPE = 2  # another number where what is kept of a score changes its shape
IN_MEMORY = 16 * 1024 * 1024
Progress = Callable[[int, int], None]
Fetch = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class ScoreRequest:
    """What is asked: which files, which programme, by whose books, claims and corrections, in which currency."""

    files: tuple[str, ...]
    programme: str | None = None
    group: Path | None = None
    claims: Path | None = None
    ledger: Path | None = None
    register_file: Path | None = None
    register: tuple[RegisterEntry, ...] = ()
    rates: Path | None = None
    currency: str = "USD"
    phase: str = "monitoring"
    lift: bool = True
    language: str = "en"
    rubric_folder: Path | None = None
    fetch: Fetch | None = None
    cache: Path | None = None


def score_files(request: ScoreRequest, progress: Progress | None = None) -> dict[str, Any]:
    """The whole document in its plain form (docs/reference/score.md): programmes, files, findings."""
    with Scoring(request) as scoring:
        programmes = list(scoring.programmes(progress))
        return scoring.document(programmes)


class Scoring:
    """One run over the files. Iterate `programmes()` first; `document()` and `findings` are whole afterwards."""

    def __init__(self, request: ScoreRequest) -> None:
        self.request = request
        self.log = FindingLog()
        self._stack = ExitStack()
        self._spool = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="local2030-")))
        self.rubric: Rubric = read_rubric(request.rubric_folder) if request.rubric_folder else rubric()
        self.files: list[dict[str, Any]] = []
        self.rates = self._rates()
        self.register = (*request.register, *self._register())
        self.classifier = Classifier(self.register)
        self.claims = self._claims()
        self.ledger = self._ledger()
        self.group = self._group()
        self.desk = Desk(self.rubric, self.classifier, self.rates, request.currency, request.phase)
        self.uncorrected = replace(self.desk, classify=Classifier(()))
        self.earlier = self._earlier()
        self._entries: list[dict[str, Any]] = []
        self._counts: list[dict[str, float]] = []

    def __enter__(self) -> Scoring:
        return self

    def __exit__(self, *trouble: object) -> None:
        self._stack.close()

    def programmes(self, progress: Progress | None = None) -> Iterator[dict[str, Any]]:
        """Each programme's score in its plain form, in file order."""
        for raw in self.raw_programmes(progress):
            yield json.loads(raw)

    def raw_programmes(self, progress: Progress | None = None) -> Iterator[bytes]:
        """The same as lines of JSON, for those who only hand them on."""
        sources = self._sources()
        index = _Index(sources)
        picked = self.request.programme is not None or self.group is not None
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as aside:
            places: array[int] = array("Q")
            for number, read in self._reads(sources, progress):
                first = self._first_look(read, sources[number].name, picked)
                if first is None:
                    self.log.extend(read.findings)
                    continue
                self._note(number, first)
                copy = index.add(number, read, first.line, first.identifier, first.ties)
                if copy:
                    values = {"identifier": first.identifier, "first": index.where(first.identifier)}
                    name = sources[number].name
                    self.log.add(Finding("duplicate-identifier", "warning", name, first.line, values))
                if not picked:
                    places.append(aside.tell())
                    aside.write(first.body + b"\n")
            places.append(aside.tell())
            if not index.count:
                raise NothingToRead(Finding("nothing-to-read", "error"))
            self._tell_circles(index)
            links = FileLinks(index, self.desk)
            yield from self._picked(index, links) if picked else self._in_order(index, links, aside, places)
        self._known_of_files()
        self._unused_rows(index)

    def _first_look(self, read: Read, file: str, picked: bool) -> FirstLook | None:
        """An activity by itself, scored now, or in an earlier run under the same rules."""
        activity = read.activity
        if activity is None:
            return self.earlier.again(read, file) if self.earlier is not None else None
        ties, placed = ties_of(activity), bool(activity.countries)
        if picked:
            return FirstLook(activity.identifier, activity.line, ties, b"", read.findings, {}, placed)
        scored, body = self._score(activity.identifier, (activity,), None)
        findings = (*read.findings, *scored.material.findings)
        look = FirstLook(activity.identifier, activity.line, ties, body, findings, tally(scored.material), placed)
        if self.earlier is not None:
            self.earlier.keep(read.content_hash, file, look)
        return look

    def document(self, programmes: list[dict[str, Any]]) -> dict[str, Any]:
        """The document around the programmes."""
        return {**self.head(), "programmes": programmes, **self.tail()}

    def head(self) -> dict[str, Any]:
        """What is known before the first programme."""
        return {
            "schema": SCHEMA,
            "rubric": rubric_head(self.rubric),
            "currency": self.request.currency,
            "phase": self.request.phase,
            "rates": {"source": self.rates.source, "sha256": self.rates.sha256},
            "register": {"entries": len(self.register), "sha256": self.classifier.register_sha256},
            "policy": {"actors": self.classifier.policy_sha256},
        }

    def tail(self) -> dict[str, Any]:
        """What is known after the last programme."""
        language = self.request.language
        return {"files": self.files, "findings": [plain_finding(f, language) for f in self.log.listed()]}

    def _sources(self) -> list[Source]:
        sources = []
        for source in open_sources(self.request.files, spool=self._spool, fetch=self.request.fetch):
            self.log.extend(source.findings)
            header = file_header(source) if source.sha256 else None
            entry = {
                "name": source.name, "kind": "iati", "sha256": source.sha256 or None, "bytes": source.size,
                "version": header.version if header else None, "generated": header.generated if header else None,
                "activities": 0,
            }  # fmt: skip
            self.files.append(entry)
            self._entries.append(entry)
            self._counts.append(defaultdict(float))
            sources.append(source)
        return sources

    def _reads(self, sources: list[Source], progress: Progress | None) -> Iterator[tuple[int, Read]]:
        total, before = sum(s.size for s in sources), 0
        for number, source in enumerate(sources):
            for read in read_source(source, known=self.earlier if self.earlier is not None else frozenset()):
                if progress is not None:
                    progress(before + read.offset + read.length, total)
                yield number, read
            before += source.size
            if progress is not None:
                progress(before, total)

    def _note(self, number: int, look: FirstLook) -> None:
        """What an activity adds to its file's entry."""
        self.log.extend(look.findings)
        entry, counts = self._entries[number], self._counts[number]
        entry["activities"] += 1
        counts["without_country"] += not look.placed
        for key, value in look.counts.items():
            counts[key] += value

    def _score(self, identifier: str, activities: tuple[Activity, ...], links: FileLinks | None) -> tuple[Score, bytes]:
        claims = self.claims.get(identifier, ())
        ledger = self.ledger.get(identifier, ()) if self.request.ledger is not None else None
        scored = score_activities(identifier, activities, self.desk, links, claims, ledger)
        before = None
        if self.register and is_corrected(scored):
            before = score_activities(identifier, activities, self.uncorrected, None, claims, ledger)
        plain = plain_score(
            scored,
            self.rubric,
            self.request.currency,
            self.request.language,
            with_lift=self.request.lift,
            before=before,
        )
        return scored, json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()

    def _in_order(self, index: _Index, links: FileLinks, aside: Any, places: array[int]) -> Iterator[bytes]:
        touched = index.touched()
        for position in range(index.count):
            if position in touched:
                activity = links.activity(position)
                if activity is not None:
                    yield self._score(activity.identifier, (activity,), links)[1]
                    self.log.extend(links.findings_of(activity))
                    continue
            aside.seek(places[position])
            yield aside.read(places[position + 1] - places[position]).rstrip(b"\n")

    def _picked(self, index: _Index, links: FileLinks) -> Iterator[bytes]:
        """The programme or the group's programmes that were asked for, and no others."""
        for name, positions in self._members(index):
            activities = tuple(a for p in positions if (a := links.activity(p)) is not None)
            if activities:
                scored, body = self._score(name, activities, links)
                self.log.extend(scored.material.findings)
                counts = self._counts[index.numbers[positions[0]]]
                for key, value in tally(scored.material).items():
                    counts[key] += value
                yield body

    def _members(self, index: _Index) -> Iterator[tuple[str, list[int]]]:
        if self.group is not None:
            by_programme: dict[str, list[int]] = {}
            for row in self.group:
                position = index.position(row.activity)
                values = {"programme": row.programme, "activity": row.activity}
                if position is None:
                    self.log.add(Finding("group-activity-missing", "warning", row.file, row.line, values))
                elif position not in by_programme.setdefault(row.programme, []):
                    by_programme[row.programme].append(position)
            yield from by_programme.items()
        elif self.request.programme is not None:
            identifier = self.request.programme
            if index.position(identifier) is None:
                raise NothingToRead(Finding("programme-not-found", "error", None, None, {"identifier": identifier}))
            yield identifier, index.family(identifier)

    def _tell_circles(self, index: _Index) -> None:
        """A finding for each circle of activities that pay each other, or are each other's children."""
        for code, edges in (("circular-chain", index.edges), ("circular-children", index.family_edges)):
            for group in circles(edges):
                positions = [p for identifier in group if (p := index.position(identifier)) is not None]
                if positions:
                    first = min(positions)
                    values = {"count": len(group), "activities": ", ".join(group[:5]) + ("…" if len(group) > 5 else "")}
                    name = index.sources[index.numbers[first]].name
                    self.log.add(Finding(code, "warning", name, index.lines[first], values))

    def _known_of_files(self) -> None:
        given = frozenset(entry["kind"] for entry in self.files)
        for entry, counts in zip(self._entries, self._counts, strict=True):
            entry["known"] = file_knowledge(counts, given, self.request.language)
            if counts["without_country"]:
                values = {"count": int(counts["without_country"])}
                self.log.add(Finding("no-country", "info", entry["name"], None, values))

    def _unused_rows(self, index: _Index) -> None:
        named = {row.programme for row in self.group or ()}
        if self.request.programme is not None:
            named = {self.request.programme}
        for kind, rows in (("claims", self.claims), ("ledger", self.ledger)):
            for programme, items in rows.items():
                known = programme in named if named else index.position(programme) is not None
                if not known:
                    values = {"programme": programme, "count": len(items)}
                    self.log.add(Finding(f"{kind}-programme-unknown", "warning", None, None, values))

    def _earlier(self) -> EarlierScores | None:
        """Scores of earlier runs, where nothing but the activities themselves has a say in them."""
        asked = self.request
        if asked.cache is None or asked.claims or asked.ledger or asked.group or asked.programme:
            return None
        context = context_of(
            __version__, CACHE_SHAPE, self.rubric.sha256, self.classifier.policy_sha256, self.classifier.register_sha256,
            self.rates.sha256, asked.currency, asked.phase, asked.lift, asked.language,
        )  # fmt: skip
        return EarlierScores(self._stack.enter_context(ScoreCache(asked.cache, context)))

    def _rates(self) -> RateTable:
        if self.request.rates is None:
            return shipped_rates()
        table, findings = read_rates(self.request.rates.read_bytes(), self.request.rates.name)
        self.log.extend(findings)
        self._listed(self.request.rates, "rates")
        return table

    def _register(self) -> tuple[RegisterEntry, ...]:
        if self.request.register_file is None:
            return ()
        entries, findings = read_register(self.request.register_file, self.request.register_file.name)
        self.log.extend(findings)
        self._listed(self.request.register_file, "register")
        return entries

    def _claims(self) -> Mapping[str, tuple[CheckedClaim, ...]]:
        if self.request.claims is None:
            return {}
        rows, findings = read_claims(
            self.request.claims, self.request.claims.name, criteria=[c.id for c in self.rubric.criteria]
        )
        self.log.extend(findings)
        self._listed(self.request.claims, "claims")
        rows = tuple(r for r in rows if r.phase in ("", self.request.phase))
        checked, findings = check_claims(rows, folder=self.request.claims.parent)
        self.log.extend(findings)
        found: dict[str, list[CheckedClaim]] = {}
        for claim in checked:
            found.setdefault(claim.row.programme, []).append(claim)
        return {programme: tuple(items) for programme, items in found.items()}

    def _ledger(self) -> Mapping[str, tuple[LedgerRow, ...]]:
        if self.request.ledger is None:
            return {}
        rows, findings = read_ledger(self.request.ledger, self.request.ledger.name)
        self.log.extend(findings)
        self._listed(self.request.ledger, "ledger")
        found: dict[str, list[LedgerRow]] = {}
        others = 0
        for row in rows:
            if row.planned == (self.request.phase == "design"):
                found.setdefault(row.programme, []).append(row)
            else:
                others += 1
        if others and not found:
            values = {"count": others, "phase": self.request.phase}
            self.log.add(Finding("ledger-other-phase", "info", self.request.ledger.name, None, values))
        return {programme: tuple(items) for programme, items in found.items()}

    def _group(self) -> tuple[GroupRow, ...] | None:
        if self.request.group is None:
            return None
        rows, findings = read_group(self.request.group, self.request.group.name)
        self.log.extend(findings)
        self._listed(self.request.group, "group")
        return rows

    def _listed(self, path: Path, kind: str) -> None:
        with path.open("rb") as stream:
            digest = file_digest(stream, "sha256").hexdigest()
        self.files.append({"name": path.name, "kind": kind, "sha256": digest, "bytes": path.stat().st_size})


def ties_of(activity: Activity) -> Ties:
    """The ties that the index keeps of an activity."""
    providers: dict[str, None] = {}
    receivers = {
        p.receiver.activity_id: None for p in activity.planned if p.receiver is not None and p.receiver.activity_id
    }
    for transaction in activity.transactions:
        if transaction.type == INCOMING and transaction.provider is not None and transaction.provider.activity_id:
            providers[transaction.provider.activity_id] = None
        if transaction.type in OUTGOING and transaction.receiver is not None and transaction.receiver.activity_id:
            receivers[transaction.receiver.activity_id] = None
    return Ties(
        tuple(providers),
        tuple(receivers),
        tuple(ref for kind, ref in activity.related if kind == PARENT_OF),
        tuple(ref for kind, ref in activity.related if kind == CHILD_OF),
    )


class _Index:
    """Where each activity lies, and who names whom: small enough to hold for a gigabyte of files."""

    def __init__(self, sources: list[Source]) -> None:
        self.sources = sources
        self.numbers, self.offsets, self.lengths, self.lines = array("H"), array("Q"), array("L"), array("L")
        self.by_identifier: dict[str, int] = {}
        self.edges: dict[str, list[str]] = {}  # who pays whom, by identifier
        self.sending: set[int] = set()  # pay money on to other activities
        self.funded: dict[str, list[int]] = {}  # identifier of the provider: who lives on its money
        self.children: dict[str, list[int]] = {}
        self.family_edges: dict[str, list[str]] = {}  # who is whose child, by identifier

    @property
    def count(self) -> int:
        """How many activities there are."""
        return len(self.offsets)

    def add(self, number: int, read: Read, line: int, identifier: str, ties: Ties) -> bool:
        """Note an activity; True where its identifier was there before."""
        position = self.count
        self.numbers.append(number)
        self.offsets.append(read.offset)
        self.lengths.append(read.length)
        self.lines.append(line)
        for provider in ties.providers:
            self.funded.setdefault(provider, []).append(position)
            self.edges.setdefault(provider, []).append(identifier)
        if ties.receivers:
            self.sending.add(position)
            self.edges.setdefault(identifier, []).extend(ties.receivers)
        for parent in ties.parents:
            self.children.setdefault(parent, []).append(position)
            self.family_edges.setdefault(parent, []).append(identifier)
        for child in ties.children:
            self.family_edges.setdefault(identifier, []).append(child)
        if not identifier:
            return False
        if identifier in self.by_identifier:
            return True
        self.by_identifier[identifier] = position
        return False

    def position(self, identifier: str) -> int | None:
        """The first activity of that identifier."""
        return self.by_identifier.get(identifier)

    def where(self, identifier: str) -> str:
        """The name of the file in which that identifier was first met."""
        return self.sources[self.numbers[self.by_identifier[identifier]]].name

    def touched(self) -> set[int]:
        """Activities whose score may hang on another one."""
        payers = {p for provider in self.funded if (p := self.by_identifier.get(provider)) is not None}
        return self.sending | payers

    def read(self, position: int) -> Activity | None:
        """The activity at that position, read again from its file."""
        source = self.sources[self.numbers[position]]
        return read_at(source, self.offsets[position], self.lengths[position], line=self.lines[position])

    def family(self, identifier: str) -> list[int]:
        """The activity and all that are tied to it as children, and theirs; each identifier once."""
        found: list[int] = []
        waiting = [identifier]
        seen = set(waiting)
        while waiting:
            current = waiting.pop(0)
            position = self.by_identifier.get(current)
            if position is None:
                continue
            found.append(position)
            activity = self.read(position)
            named = [ref for kind, ref in activity.related if kind == CHILD_OF] if activity is not None else []
            naming = [a.identifier for p in self.children.get(current, ()) if (a := self.read(p)) is not None]
            for child in (*named, *naming):
                if child and child not in seen:
                    seen.add(child)
                    waiting.append(child)
        return found
