"""What a file would change, row by row: the plan. Computed from the file and from what stands now; nothing is written.

A cell counts as changed only if it differs from what this reader would be given now. A plan is a file of lines, each one
row: `add`, `change`, `conflict` (others changed it since the file was taken out) or `refused` (with findings). Rows that
change nothing are only counted. Rows are looked up 10,000 at a time, so 100,000 take some sixty statements.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from local2030.vocabulary.findings import Finding
from local2030.web.exchange.columns import CIRCLES, KEY, LINKS, PARTS, SERIAL, STATE, VERSION, FileColumn, file_columns
from local2030.web.exchange.incoming import Incoming, IncomingRow
from local2030.web.exchange.naming import SeenNames
from local2030.web.exchange.parts_and_links import Ties, links_in, named_in, parts_in
from local2030.web.exchange.readers import OWNER, may, visible
from local2030.web.exchange.rows import SeenThing, cell_text, loaded, seen_things, value_in
from local2030.web.exchange.workbook import fitted
from local2030.web.registry import drafts
from local2030.web.registry.cells import Unreadable
from local2030.web.registry.changing import by
from local2030.web.registry.kinds import Kind, stages_of
from local2030.web.registry.models import Thing
from local2030.web.registry.words import state_words

AT_ONCE = 10_000
MOST_FINDINGS = 50_000  # of rows; the rest is counted

Progress = Callable[[int, int], None]
Line = dict[str, Any]


@dataclass(slots=True)
class Summary:
    """How many rows there are of each sort, what was odd, and the digest of all that would change."""

    counts: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    digest: str = ""

    @property
    def is_fit(self) -> bool:
        """Whether nothing keeps it from being applied (but rows that others changed)."""
        return not self.counts.get("refused") and not any(found.severity == "error" for found in self.findings)


@dataclass(slots=True)
class _Row:
    """A row of the file with the thing that it is about, and the cells of it that differ."""

    row: IncomingRow
    seen: SeenThing | None = None
    key: str = ""
    touched: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def wrong(self, code: str, **values: Any) -> None:
        self.findings.append(Finding(code, "error", None, self.row.line, values))


def write_plan(
    reader: Any, kind: Kind, incoming: Incoming, goal: Path, progress: Progress = lambda a, b: None
) -> Summary:
    """Writes the plan of a file that was read, and sums it up."""
    planner = _Planner(reader, kind, incoming)
    summary = Summary({"rows": len(incoming.rows)}, list(incoming.findings))
    digest, told = hashlib.sha256(), 0
    with goal.open("w", encoding="utf-8") as out:
        for done, line in enumerate(planner.lines(), 1):
            if done % 500 == 0:
                progress(done, len(incoming.rows))
            what = line["what"]
            summary.counts[what] = summary.counts.get(what, 0) + 1
            told += len(line.get("findings", ()))
            if told > MOST_FINDINGS:
                summary.counts["untold"] = summary.counts.get("untold", 0) + len(line.pop("findings", ()))
            if what != "same":
                text = json.dumps(line, ensure_ascii=False)
                out.write(text + "\n")
                digest.update(text.encode("utf-8", "surrogatepass"))
    summary.digest = digest.hexdigest()
    if planner.unversioned:
        values = {"count": planner.unversioned}
        summary.findings.append(Finding("import-no-version", "warning", None, None, values))
    return summary


def plan_lines(path: Path) -> Iterator[Line]:
    """The lines of a plan."""
    with path.open(encoding="utf-8") as file:
        for text in file:
            yield json.loads(text)


class _Planner:
    """Goes through the rows of one file, a chunk at a time."""

    def __init__(self, reader: Any, kind: Kind, incoming: Incoming) -> None:
        self.reader, self.kind, self.rows = reader, kind, incoming.rows
        self.columns: dict[str, FileColumn] = {c.name: c for c in file_columns(kind, CIRCLES)}
        self.given = tuple(self.columns[name] for name in incoming.columns if name in self.columns)
        self.used: set[int | str] = set()  # things that a row was about, and keys of new ones
        self.unversioned = 0
        self.named: dict[Any, str] = {}  # serial and audience of what the present rows name
        stages = stages_of(kind.code)
        self.start = stages.start if stages else ""
        self.states = {word.casefold(): code for code, word in state_words(kind.code).items()}

    def lines(self) -> Iterator[Line]:
        """A line for each row, in their order."""
        for start in range(0, len(self.rows), AT_ONCE):
            rows = [_Row(row) for row in self.rows[start : start + AT_ONCE]]
            self._match(rows)
            for row in rows:
                if not row.findings:
                    self._compare(row)
            names = SeenNames(self.reader, self._named(rows))
            self.named = {thing.serial: thing.audience for found in names.found.values() for thing in found}
            titles = self._titles(rows)
            for row in rows:
                yield self._line(row, names, titles)

    def _match(self, rows: Sequence[_Row]) -> None:
        """Finds the thing of each row: by its serial, else by its key. What the reader may not see isn't there."""
        serials = {text for row in rows if (text := row.row.text(SERIAL).upper())}
        keys = {text for row in rows if not row.row.text(SERIAL) and (text := row.row.text(KEY))}
        rows_here = visible(self.reader, Thing.objects.filter(kind=self.kind.code))
        found = loaded(self.reader, rows_here.filter(serial__in=serials)) if serials else []
        found += loaded(self.reader, rows_here.filter(key__in=keys).exclude(serial__in=serials)) if keys else []
        seen = {s.thing.serial: s for s in seen_things(self.reader, self.kind, tuple(self.columns.values()), found)}
        by_key = {s.thing.key: s for s in seen.values() if s.thing.key}
        for row in rows:
            serial, key = row.row.text(SERIAL).upper(), row.row.text(KEY)
            row.seen = seen.get(serial) if serial else by_key.get(key) if key else None
            if row.seen is None and (serial or key):
                if serial or self.reader is not OWNER:
                    row.wrong("import-row-unknown", column=SERIAL if serial else KEY, found=(serial or key)[:80])
                row.key = key[:64]
            mark = row.seen.thing.pk if row.seen else row.key
            if mark and mark in self.used:
                row.wrong("import-row-twice", column=SERIAL, found=(serial or key)[:80])
            self.used.add(mark)

    def _compare(self, row: _Row) -> None:
        """Keeps the cells that differ from what the reader would be given now."""
        seen = row.seen
        for given in self.given:
            text = row.row.text(given.name)
            now = cell_text(given, seen.cells.get(given.name)) if seen else ""
            if text == now or (len(now) > 1000 and text == fitted(now)) or given.name in (SERIAL, VERSION):
                continue
            if given.name in (KEY, STATE) or given.is_fixed:
                self._fixed(row, given, text)
            elif seen is not None and given.column is not None and given.column.audience not in seen.circles:
                row.wrong("import-column-not-yours", column=given.name)
            else:
                raw = row.row.cells.get(given.name)
                row.touched[given.name] = raw if isinstance(raw, list) else text

    def _fixed(self, row: _Row, given: FileColumn, text: str) -> None:
        """Cells of the platform's own columns may be left empty, but not changed."""
        if not text or (given.name == KEY and row.seen is None):
            return
        if given.name == STATE:
            code = self.states.get(text.casefold(), text)
            if code != (row.seen.thing.state if row.seen else self.start):
                row.wrong("import-state", column=STATE, found=text[:80])
        elif given.column is None or not self._same_value(row, given, text):
            row.wrong("import-column-fixed", column=given.name, found=text[:80])

    def _same_value(self, row: _Row, given: FileColumn, text: str) -> bool:
        from local2030.web.registry.cells import value_of

        try:
            return given.column is not None and row.seen is not None and (
                value_of(given.column, text) == row.seen.cells.get(given.name)
            )  # fmt: skip
        except Unreadable:
            return False

    def _named(self, rows: Sequence[_Row]) -> Iterator[str]:
        for row in rows:
            for name, value in row.touched.items():
                column = self.columns[name].column
                if column is None:
                    yield from named_in(value, 0 if name == PARTS else 1)
                elif column.sort == "thing":
                    yield str(value)

    def _titles(self, rows: Sequence[_Row]) -> set[str]:
        """Of the titles of new rows, those that something of the kind has already."""
        wanted = {str(row.touched.get("title", "")) for row in rows if row.seen is None} - {""}
        if not wanted:
            return set()
        rows_there = visible(self.reader, Thing.objects.filter(kind=self.kind.code, title__in=wanted))
        return set(rows_there.values_list("title", flat=True))

    def _line(self, row: _Row, names: SeenNames, titles: set[str]) -> Line:
        if row.seen is not None and not row.touched and not row.findings:
            return {"what": "same"}
        values: dict[str, Any] = {}
        ties: dict[str, Ties] = {}
        if not row.findings:
            values, ties = self._values(row, names)
        if row.seen is not None and not (values or ties or row.findings):
            return {"what": "same"}
        self._ask(row)
        title = row.seen.cells.get("title") if row.seen else row.row.text("title")
        line: Line = {"line": row.row.line, "serial": row.seen.thing.serial if row.seen else row.row.text(SERIAL)[:40],
                      "title": str(title or "")[:200]}  # fmt: skip
        if row.findings:
            return line | {"what": "refused", "findings": [_plain(f) for f in row.findings]}
        line |= self._changes(row, values, ties)
        if row.seen is None:
            if row.touched.get("title") in titles:
                found = Finding(
                    "import-title-known", "warning", None, row.row.line, {"column": "title", "found": title}
                )
                line["findings"] = [_plain(found)]
            return line | {"what": "add", "key": row.key}
        return line | self._version(row)

    def _values(self, row: _Row, names: SeenNames) -> tuple[dict[str, Any], dict[str, Ties]]:
        """What the touched cells say, of that what really differs."""
        cells = {name: value for name, value in row.touched.items() if self.columns[name].column is not None}
        draft = drafts.read(self.kind, cells, whole=row.seen is None, names=names, line=row.row.line)
        row.findings += draft.findings
        values = draft.values
        if values.get("audience", "") is None:
            del values["audience"]
            if row.seen is not None:
                row.wrong("cell-required", column="audience")
        if row.seen is not None:
            was = row.seen.cells
            values = {n: v for n, v in values.items() if (v.serial if isinstance(v, Thing) else v) != was.get(n)}
        return values, self._ties(row, names)

    def _ties(self, row: _Row, names: SeenNames) -> dict[str, Ties]:
        found: dict[str, Ties] = {}
        for name in (PARTS, LINKS):
            if name not in row.touched:
                continue
            text = row.row.text(name)
            try:
                if name == PARTS:
                    tied = parts_in(self.kind, text, row.seen.parts if row.seen else (), names)
                else:
                    own = row.seen.thing.pk if row.seen else None
                    tied = links_in(self.kind, text, row.seen.links if row.seen else (), names, own)
            except Unreadable as wrong:
                row.wrong(wrong.code, column=name, **wrong.values)
                continue
            if tied:
                found[name] = tied
        return found

    def _ask(self, row: _Row) -> None:
        """The right to change the thing, or to add one."""
        if row.seen is not None:
            thing = row.seen.thing
            if not may(self.reader, "change", thing):
                row.wrong("import-row-not-yours", column=SERIAL, found=thing.serial)
            elif self.kind.written_in and thing.state not in self.kind.written_in:
                row.wrong("thing-closed", column=STATE, serial=thing.serial)
        elif not row.findings and not may(self.reader, "add", self._new()):
            row.wrong("import-may-not-add", column=SERIAL)

    def _new(self) -> Thing:
        maker = by(self.reader)
        return Thing(kind=self.kind.code, audience=self.kind.audience, made_by=maker)

    def _changes(self, row: _Row, values: dict[str, Any], ties: dict[str, Ties]) -> Line:
        """What is to be put, and what history and reader are told of it."""
        thing = row.seen.thing if row.seen else None
        put = {name: value.pk if isinstance(value, Thing) else value for name, value in values.items()}
        now = {name: value.serial if isinstance(value, Thing) else value for name, value in values.items()}
        was = {name: value_in(thing, name, name in self.kind.standard) for name in values} if thing else {}
        for name in ties:
            now[name] = row.row.text(name)
            was[name] = row.seen.cells.get(name) if row.seen else None
        audiences = self._audiences(row, values) | {a for tied in ties.values() for a in tied.audiences}
        return {
            "put": put,
            "was": {name: value for name, value in was.items() if value not in (None, "", [])},
            "now": {name: value for name, value in now.items() if value not in (None, "", [])},
            "audience": next(circle for circle in CIRCLES if circle in audiences),
            **{name: [tied.put, tied.gone] for name, tied in ties.items()},
        }

    def _audiences(self, row: _Row, values: dict[str, Any]) -> set[str]:
        """Who may ever read of it: those of the columns, of the thing before and after, and of all that they name."""
        thing, known = (row.seen.thing, row.seen.known) if row.seen else (None, {})
        found = {thing.audience if thing else self.kind.audience, str(values.get("audience") or "public")}
        for name, value in values.items():
            column = self.columns[name].column
            if column is None:
                continue
            found.add(column.audience)
            if column.sort == "thing":
                was = value_in(thing, name, name in self.kind.standard) if thing else None
                found |= {known.get(was, "inner")} if was else set()
                found |= {value.audience} if isinstance(value, Thing) else {self.named.get(value, "public")}
        return found

    def _version(self, row: _Row) -> Line:
        assert row.seen is not None
        thing, text = row.seen.thing, row.row.text(VERSION)
        if not text:
            self.unversioned += 1
        what = "change" if not text or text == str(thing.version) else "conflict"
        return {"what": what, "pk": thing.pk, "version": thing.version}


def _plain(found: Finding) -> dict[str, Any]:
    return {"code": found.code, "severity": found.severity, "line": found.line, "values": dict(found.values)}
