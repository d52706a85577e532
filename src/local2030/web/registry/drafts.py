"""What people hand in for a thing, read column by column: the values that can be kept, and what is wrong with the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from local2030.vocabulary.findings import Finding
from local2030.web.accounts.permissions import may, visible
from local2030.web.registry.cells import STANDARD, Unreadable, columns_of, finding_of, value_of
from local2030.web.registry.kinds import Column, Kind
from local2030.web.registry.models import Thing


@dataclass(slots=True)
class Draft:
    """Values by column, as `value_of` gives them, and everything wrong with them."""

    kind: Kind
    values: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_fit(self) -> bool:
        """Whether nothing keeps it from being kept."""
        return not any(found.severity == "error" for found in self.findings)


class Names:
    """Things by serial, key or title, looked up many at a time; what the reader may not see isn't there.

    `reader` None is the platform itself.
    """

    def __init__(self, names: Iterable[str], reader: Any = None) -> None:
        wanted = [name for name in dict.fromkeys(names) if name]
        self.reader = reader
        self.found: dict[str, list[Thing]] = {}
        self._changes: dict[int, bool] = {}
        for start in range(0, len(wanted), 300):
            part = wanted[start : start + 300]
            rows = Thing.objects.filter(Q(serial__in=part) | Q(key__in=part) | Q(title__in=part)).exclude(
                kind="term", key="", title__in=part
            )
            for row in rows if reader is None else visible(reader, rows):
                for name in {row.serial, row.key, row.title} - {""}:
                    self.found.setdefault(name, []).append(row)

    def thing(self, column: Column, name: str) -> Thing:
        """The one thing of the column's kinds that goes by the name; `Unreadable` if there is none, or are several."""
        rows = [row for row in self.found.get(name, ()) if not column.of or row.kind in column.of]
        if len({row.pk for row in rows}) != 1:
            code = "cell-thing-ambiguous" if rows else "cell-not-a-thing"
            raise Unreadable(code, found=name[:80], kinds=", ".join(column.of))
        return rows[0]

    def own(self, column: Column, name: str) -> Thing:
        """The same where its scopes will be shared: only one that the reader may change himself."""
        row = self.thing(column, name)
        if row.pk not in self._changes:
            self._changes[row.pk] = self.reader is None or may(self.reader, "change", row)
        if not self._changes[row.pk]:
            raise Unreadable("cell-not-yours", found=name[:80])
        return row


def read(
    kind: Kind,
    cells: Mapping[str, Any],
    *,
    whole: bool = True,
    names: Names | None = None,
    allowed: frozenset[str] | None = None,
    file: str = "",
    line: int | None = None,
    reader: Any = None,
) -> Draft:
    """A draft of the cells. `whole`: required columns must be there; else only what is given counts.

    `allowed`: columns that may be written here; a fixed column is written only where it is named in it. `names`: things
    that were looked up already; else they are looked up as the reader sees them, None being the platform itself.
    """
    draft = Draft(kind)
    columns = {column.name: column for column in columns_of(kind)}
    for name in cells.keys() - columns.keys():
        draft.findings.append(Finding("column-unknown", "warning", file, line, {"column": str(name)[:80]}))
    for name, column in columns.items():
        if name not in cells or (column.fixed if allowed is None else name not in allowed):
            continue
        try:
            draft.values[name] = value_of(column, cells[name])
        except Unreadable as wrong:
            draft.findings.append(finding_of(column, wrong, file, line))
    for name, column in columns.items():
        empty = draft.values.get(name) is None and (whole or name in draft.values)
        broken = any(found.values.get("column") == name for found in draft.findings)
        if column.required and empty and not broken and not (column.fixed and allowed is None):
            draft.findings.append(Finding("cell-required", "error", file, line, {"column": name}))
    _look_up(draft, columns, names, reader, file, line)
    return draft


def _look_up(
    draft: Draft,
    columns: Mapping[str, Column],
    names: Names | None,
    reader: Any,
    file: str,
    line: int | None,
) -> None:
    """Puts things in place of their names: the owner as a row, others as their serial."""
    asked = {name: text for name, text in draft.values.items() if columns[name].sort == "thing" and text}
    if not asked:
        return
    known = names or Names(asked.values(), reader)
    for name, text in asked.items():
        try:
            find = known.own if name == draft.kind.scoped_by else known.thing
            row = find(columns[name], text)
        except Unreadable as wrong:
            del draft.values[name]
            draft.findings.append(finding_of(columns[name], wrong, file, line))
            continue
        draft.values[name] = row if name in STANDARD else row.serial
