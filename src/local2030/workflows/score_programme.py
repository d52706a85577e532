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
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from local2030 import __version__
from local2030.formats.activities import Read, Source, file_header, open_sources, read_source
from local2030.marker.actors import Classifier
from local2030.marker.criteria import Rubric, read_rubric, rubric
from local2030.marker.score import Score
from local2030.store.score_cache import ScoreCache
from local2030.vocabulary.activities import Activity
from local2030.vocabulary.errors import NothingToRead
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.programmes import CheckedClaim, LedgerRow
from local2030.workflows.activity_index import ActivityIndex, ties_of
from local2030.workflows.circles import circles
from local2030.workflows.earlier_scores import EarlierScores, FirstLook, context_of
from local2030.workflows.finding_log import FindingLog, plain_finding
from local2030.workflows.linked_activities import FileLinks
from local2030.workflows.one_programme import Desk, score_activities, tally
from local2030.workflows.score_inputs import ScoreRequest, read_inputs
from local2030.workflows.score_plain import file_knowledge, is_corrected, plain_score, rubric_head

__all__ = ["ScoreRequest", "Scoring", "score_files"]

SCHEMA = "local2030/marker-score/1"
CACHE_SHAPE = 4  # another number where what is kept of a score changes its shape
IN_MEMORY = 16 * 1024 * 1024
Progress = Callable[[int, int], None]


def score_files(request: ScoreRequest, progress: Progress | None = None) -> dict[str, Any]:
    """The whole document in its plain form (docs/reference/score.md): programmes, files, findings."""
    with Scoring(request) as scoring:
        programmes = list(scoring.programmes(progress))
        return scoring.document(programmes)


class Given(NamedTuple):
    """What a programme is scored from; `links` None where no other activity has to do with it."""

    identifier: str
    activities: tuple[Activity, ...]
    links: FileLinks | None
    claims: tuple[CheckedClaim, ...]
    ledger: tuple[LedgerRow, ...] | None


class Scoring:
    """One run over the files. Iterate `programmes()` first; `document()` and `findings` are whole afterwards."""

    def __init__(self, request: ScoreRequest) -> None:
        self.request = request
        self.log = FindingLog()
        self.rubric: Rubric = read_rubric(request.rubric_folder) if request.rubric_folder else rubric()
        given = read_inputs(request, self.rubric, self.log)
        self.files: list[dict[str, Any]] = list(given.files)
        self.opened: list[Source] = []
        self.rates, self.register = given.rates, given.register
        self.claims, self.ledger, self.group = given.claims, given.ledger, given.group
        self.verdicts = given.verdicts
        self.classifier = Classifier(self.register)
        self.desk = Desk(self.rubric, self.classifier, self.rates, request.currency, request.phase)
        self.uncorrected = replace(self.desk, classify=Classifier(()))
        self._links_before: FileLinks | None = None  # the far side of links as it would be without corrections
        self._entries: list[dict[str, Any]] = []
        self._counts: list[dict[str, float]] = []
        self._stack = ExitStack()
        self._spool = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="local2030-")))
        self.earlier = self._earlier()

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
        index = ActivityIndex(sources)
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
            self._links_before = FileLinks(index, self.uncorrected) if self.register else None
            yield from self._picked(index, links) if picked else self._in_order(index, links, aside, places)
        self._known_of_files()
        self._unused_rows(index)

    def given(self, progress: Progress | None = None) -> Iterator[Given]:
        """What each programme would be scored from, in file order, for those who score it themselves."""
        index = self._indexed(progress)
        links = FileLinks(index, self.desk)
        if self.request.programme is not None or self.group is not None:
            for name, positions in self._members(index):
                yield self._given(name, tuple(a for p in positions if (a := links.activity(p)) is not None), links)
        else:
            touched = index.touched()
            for position in range(index.count):
                if (activity := links.activity(position)) is not None:
                    yield self._given(activity.identifier, (activity,), links if position in touched else None)
        self._unused_rows(index)

    def one(self, position: int) -> tuple[Score, dict[str, Any]]:
        """The score of the activity at that place of the files, and its plain form as `programmes()` has it.

        No other is scored. Raises `NothingToRead` where there is none.
        """
        index = self._indexed(None)
        links = FileLinks(index, self.desk)
        self._links_before = FileLinks(index, self.uncorrected) if self.register else None
        activity = links.activity(position) if position < index.count else None
        if activity is None:
            raise NothingToRead(Finding("nothing-to-read", "error"))
        touched = position in index.touched()
        scored, body = self._score(activity.identifier, (activity,), links if touched else None)
        self.log.extend((*scored.material.findings, *(links.findings_of(activity) if touched else ())))
        for key, value in tally(scored.material).items():
            self._counts[index.numbers[position]][key] += value
        self._known_of_files()
        return scored, json.loads(body)

    def _indexed(self, progress: Progress | None) -> ActivityIndex:
        """All activities, read once and noted, none of them scored."""
        index = ActivityIndex(sources := self._sources())
        for number, read in self._reads(sources, progress):
            first = self._first_look(read, sources[number].name, picked=True)
            if first is None:
                self.log.extend(read.findings)
                continue
            self._note(number, first)
            index.add(number, read, first.line, first.identifier, first.ties)
        if not index.count:
            raise NothingToRead(Finding("nothing-to-read", "error"))
        return index

    def _given(self, identifier: str, activities: tuple[Activity, ...], links: FileLinks | None) -> Given:
        ledger = self.ledger.get(identifier, ()) if self.request.ledger is not None else None
        return Given(identifier, activities, links, self.claims.get(identifier, ()), ledger)

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
            self.opened.append(source)
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
        verdicts = self.verdicts.get(identifier, ())
        scored = score_activities(identifier, activities, self.desk, links, claims, ledger, verdicts)
        before = None
        if self.register and is_corrected(scored):
            before_links = self._links_before if links is not None else None
            before = score_activities(identifier, activities, self.uncorrected, before_links, claims, ledger, verdicts)
        plain = plain_score(
            scored,
            self.rubric,
            self.request.currency,
            self.request.language,
            with_lift=self.request.lift,
            before=before,
        )
        if any(row.verdict == "reviewed" for row in verdicts):
            plain |= {"basis": "reviewed", "provisional": False}
        return scored, json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()

    def _in_order(self, index: ActivityIndex, links: FileLinks, aside: Any, places: array[int]) -> Iterator[bytes]:
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

    def _picked(self, index: ActivityIndex, links: FileLinks) -> Iterator[bytes]:
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

    def _members(self, index: ActivityIndex) -> Iterator[tuple[str, list[int]]]:
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

    def _tell_circles(self, index: ActivityIndex) -> None:
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

    def _unused_rows(self, index: ActivityIndex) -> None:
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
