"""Findings that point at rows: one for each file, with the row, or all rows, as a text editor counts them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from local2030.monitoring.rows import TidyRows
from local2030.vocabulary.findings import Finding, Severity


def pointing(
    rows: TidyRows, code: str, severity: Severity, indexes: Iterable[int], column: str = "", **values: object
) -> Iterator[Finding]:
    """A finding for each file in which one of these rows stands. `column` is the name of the long table's column."""
    lines: dict[str, list[int]] = {}
    indexes = list(indexes)
    if "place" in values and indexes:
        values["group"] = spoken(rows.dims[indexes[0]])
    for index in indexes:
        lines.setdefault(rows.source_file[index], []).append(rows.source_row[index])
    for file, found in lines.items():
        yield of_lines(code, severity, file, found, column, **values)


def of_lines(
    code: str, severity: Severity, file: str, lines: Iterable[int], column: str = "", **values: object
) -> Finding:
    """A finding at these lines of a file; without lines it is about the whole of it."""
    found = sorted(set(lines))
    said: dict[str, object] = {**values, "count": len(found)}
    if column:
        said["column"] = column
    if len(found) > 1:
        said["rows"] = found
    return Finding(code, severity, file, found[0] if len(found) == 1 else None, said)


def named(names: Iterable[object], most: int) -> str:
    """The first of some names, and how many more there are: "Aia, Aizarna and 3 more"."""
    every = [str(name) for name in names]
    rest = len(every) - most
    return ", ".join(every[:most]) + (f" and {rest} more" if rest > 0 else "")


def spoken(dims: str) -> str:
    """Dims as people read them: Sex: Female, Age: 15-24; "" for the total."""
    if not dims:
        return ""
    return ", ".join(f"{name}: {value}" for name, value in json.loads(dims).items())


@dataclass(frozen=True, slots=True)
class Odd:
    """One oddity of some rows of one file, before it is known how many alike there are."""

    code: str
    severity: Severity
    indexes: tuple[int, ...]
    column: str
    alike: tuple[object, ...]  # what oddities share that may be told as one
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Told:
    """Oddities of one kind: told one by one where there are few in a file, else as one finding with all rows."""

    rows: TidyRows
    most_single: int
    odd: list[Odd] = field(default_factory=list)

    def findings(self) -> Iterator[Finding]:
        """The findings of all that was gathered; the code of many together ends in -many."""
        alike: dict[tuple[object, ...], list[Odd]] = {}
        for one in self.odd:
            alike.setdefault((one.code, self.rows.source_file[one.indexes[0]], *one.alike), []).append(one)
        for group in alike.values():
            first = group[0]
            if len(group) <= self.most_single:
                for one in group:
                    yield from pointing(self.rows, one.code, one.severity, one.indexes, one.column, **one.values)
            else:
                every = [index for one in group for index in one.indexes]
                values = {**first.values, "series_count": len(group)}
                yield from pointing(self.rows, f"{first.code}-many", first.severity, every, first.column, **values)
