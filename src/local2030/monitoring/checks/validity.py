"""Values of years in which their place wasn't there: before it was made, or after another took over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from local2030.monitoring.checks.pointing import pointing
from local2030.monitoring.rows import TidyRows
from local2030.vocabulary.findings import Finding


class Span(NamedTuple):
    """From which year to which year a place is valid, both included; None: nobody said it. `after` took over."""

    first: int | None
    last: int | None
    after: tuple[str, ...] = ()


def span_of(valid_from: str, valid_to: str, replaced_by: Sequence[str] = ()) -> Span | None:
    """The span out of a register's days (2016, 2016-05, 2016-05-01); None where it has none."""
    first, last = _year(valid_from), _year(valid_to)
    return Span(first, last, tuple(replaced_by)) if first is not None or last is not None else None


def validity(rows: TidyRows, spans: Mapping[str, Span]) -> Iterator[Finding]:
    """One finding for each place and file, at all its rows of such years."""
    if not spans:
        return
    outside: dict[str, list[int]] = {}
    for index in rows.ref_area.where(spans.__contains__):
        place, year = rows.ref_area[index], rows.year[index]
        span = spans[place]
        if year is None:
            continue
        if (span.first is not None and year < span.first) or (span.last is not None and year > span.last):
            outside.setdefault(place, []).append(index)
    for place, indexes in sorted(outside.items()):
        span = spans[place]
        said = {"first": span.first or "", "last": span.last or "", "after": ", ".join(span.after) or "-"}
        yield from pointing(rows, "check-place-not-valid", "warning", indexes, "ref_area", place=place, **said)


def _year(day: str) -> int | None:
    return int(day[:4]) if day[:4].isdigit() else None
