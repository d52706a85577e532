"""Tables as Eurostat gives them out: all dimensions in one column, `freq,unit,geo\\TIME_PERIOD`, and the years across.

The file is called after the data set (`sdg_01_10.tsv`, `estat_sdg_01_10.csv`), which is the indicator: no column says it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from local2030.formats.observations.under_header import Laid
from local2030.vocabulary.findings import Finding

_LAST = re.compile(r"(.*?)\\\s*(?:time_period|time)\s*", re.IGNORECASE)
_SET = re.compile(r"(?:estat_)?([A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+?)(?:_(?:linear|tabular|en|fr|de|page_\w+).*)?")


def is_eurostat(header: Sequence[str]) -> bool:
    """Whether a column's name says that the names of the others are periods."""
    return any("\\" in name and _LAST.fullmatch(name) for name in header)


def plain_eurostat(header: tuple[str, ...], laid: Laid, name: str) -> tuple[tuple[str, ...], Laid]:
    """The same with a column for each dimension."""
    at = next(n for n, column in enumerate(header) if "\\" in column and _LAST.fullmatch(column))
    found = _LAST.fullmatch(header[at])
    names = [part.strip() for part in (found[1] if found else "").split(",")]
    said = {cell: [part.strip() for part in cell.split(",")] for cell in set(laid.columns[at])}
    parts = {cell: (*one, *[""] * len(names))[: len(names)] for cell, one in said.items()}
    apart = tuple([parts[cell][n] for cell in laid.columns[at]] for n in range(len(names)))
    told = [*laid.findings, Finding("reading-eurostat", "info", name, None, {"columns": ", ".join(names)})]
    columns = (*laid.columns[:at], *apart, *laid.columns[at + 1 :])
    return (*header[:at], *names, *header[at + 1 :]), Laid(columns, laid.lines, laid.rows_read, told)


def set_of_name(name: str, indicator: str) -> str:
    """The code of the data set in a file's name; an indicator of the framework in it (1.2.1) stays."""
    stem = name.rpartition("/")[2].rpartition(".")[0]
    found = _SET.fullmatch(stem)
    return found[1].casefold() if found and indicator.count(".") < 2 else indicator
