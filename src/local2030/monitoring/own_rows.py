"""A table with our own columns as observations: what we exported and somebody brings back, perhaps with corrections.

Nothing is recognised and nothing assumed. Where the number and the text beside it disagree, somebody corrected the
number: it counts, and the text is the number's. What can't be an observation is kept out and told by its row.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from local2030.methods.coded import coded
from local2030.monitoring.row_findings import RowFindings
from local2030.monitoring.rows import NAMES, TidyRows, rows_from
from local2030.monitoring.table import Table
from local2030.monitoring.tidying import PLACE_PART, Tidied
from local2030.monitoring.time_periods import TimePeriod, read_period
from local2030.monitoring.values import Reading, read_values
from local2030.vocabulary.observations import MISSING, NORMAL, ROOT_PLACE, WITHOUT_VALUE

_TWO = re.compile(r"(\d{4})[-/](\d{2})")  # two years, or a year and a month: the frequency says which
_PLACES = ("place_name", "place_level", "ref_area")


def own_rows(table: Table) -> Tidied:
    """The observations, with their places by level as columns of names and one of codes."""
    of: dict[str, Sequence[str]] = dict(zip(table.header, table.columns, strict=True))
    told = RowFindings(table.file, table.lines)
    periods = _periods(of)
    numbers = {text: _number(text) for text in set(of["obs_value"])}
    out = _kept_out(of, periods, numbers, told)
    keep = [n for n in range(len(table.lines)) if n not in out]
    of = {name: [cells[n] for n in keep] for name, cells in of.items()} if out else of
    lines = [table.lines[n] for n in keep] if out else list(table.lines)
    rows = _rows(of, [periods[key] for key in _period_keys(of)], numbers, table.file, lines)
    names, places = _places(of, lines, rows)
    return Tidied(
        rows, names, "ref_area", places, tuple(sorted(told.out)), told.findings(), {n: n for n in table.header}
    )


def _kept_out(
    of: Mapping[str, Sequence[str]], periods: Mapping[tuple[str, ...], TimePeriod | None],
    numbers: Mapping[str, float | None], told: RowFindings,
) -> set[int]:  # fmt: skip
    keys = _period_keys(of)
    out = set()
    for n, (key, value, indicator) in enumerate(zip(keys, of["obs_value"], of["indicator"], strict=True)):
        if periods[key] is None:
            told.out_of(n, "period-unreadable" if key[0].strip() else "period-missing", "time_period", key[0])
        elif value.strip() and numbers[value] is None:
            told.out_of(n, "value-unreadable", "obs_value", value)
        elif not indicator.strip():
            told.out_of(n, "indicator-missing", "indicator", "")
        else:
            continue
        out.add(n)
    return out


def _rows(
    of: Mapping[str, Sequence[str]], periods: Sequence[TimePeriod | None], numbers: Mapping[str, float | None], file: str,
    lines: list[int],
) -> TidyRows:  # fmt: skip
    blank = [""] * len(lines)
    readings = read_values(dict.fromkeys(of["raw_value"]))
    judged = [
        _judged(numbers[text], raw, status, readings[raw])
        for text, raw, status in zip(of["obs_value"], of["raw_value"], of["obs_status"], strict=True)
    ]
    found = [period for period in periods if period]
    given: dict[str, Sequence[Any]] = {name: of.get(name, blank) for name in NAMES}
    made: dict[str, Sequence[Any]] = {
        "freq": [p.freq for p in found], "period_start": [p.start for p in found], "period_end": [p.end for p in found],
        "year": [p.year for p in found], "obs_value": [j[0] for j in judged], "raw_value": [j[1] for j in judged],
        "obs_status": [j[2] for j in judged], "lower_bound": [_number(text) for text in given["lower_bound"]],
        "upper_bound": [_number(text) for text in given["upper_bound"]], "source_file": [file] * len(lines),
        "source_row": lines,
    }  # fmt: skip
    return rows_from(given | made)


def _judged(number: float | None, raw: str, status: str, reading: Reading) -> tuple[float | None, str, str]:
    """Value, text and status that go together."""
    if number is None:
        if reading.value is not None:
            return None, "", status if status in WITHOUT_VALUE else MISSING  # the value was taken away
        return None, raw, status if status in WITHOUT_VALUE else reading.status if reading.status != NORMAL else MISSING
    plain = _number(raw)
    same = plain if plain is not None else reading.value
    if same is not None and (same == number or format(same, ".15g") == format(number, ".15g")):
        return same, raw, status or NORMAL
    return number, _text(number), NORMAL if status in WITHOUT_VALUE or not status else status


def _period_keys(of: Mapping[str, Sequence[str]]) -> list[tuple[str, ...]]:
    blank = [""] * len(of["time_period"])
    names = ("time_period", "freq", "period_start", "period_end", "year")
    return list(zip(*(of.get(name, blank) for name in names), strict=True))


def _periods(of: Mapping[str, Sequence[str]]) -> dict[tuple[str, ...], TimePeriod | None]:
    """The period of each row: by its days where they are given and fit its words, else by its words and frequency."""
    return {key: _period(*key) for key in dict.fromkeys(_period_keys(of))}


def _period(text: str, freq: str, start: str, end: str, year: str) -> TimePeriod | None:
    found = read_period(text)
    if found and freq in ("A", "M") and found.freq != freq and (two := _TWO.fullmatch(text.strip())):
        found = read_period(f"{two[1]}{'/' if freq == 'A' else '-'}{two[2]}") or found
    first, last = _day(start), _day(end)
    if found and first and last and freq and year == str(found.year):
        return TimePeriod(freq, first, last, found.year)
    return found


def _places(
    of: Mapping[str, Sequence[str]], lines: Sequence[int], rows: TidyRows
) -> tuple[tuple[str, ...], dict[tuple[str, ...], int]]:
    """The columns of places (one for each level that is named), and each distinct tuple of cells with its first line.

    Rows of the whole territory have empty cells, or the word for it beside the code that it has. It is the only place
    without a level among places that have one.
    """
    blank = [""] * len(lines)
    given = list(zip(*(of.get(name, blank) for name in _PLACES), strict=True))
    distinct = dict.fromkeys(given)
    levels = tuple(sorted({level for name, level, code in distinct if code != ROOT_PLACE and level}))
    bare = {code for _name, level, code in distinct if not level and code not in ("", ROOT_PLACE)}
    told = any(code == ROOT_PLACE for _name, _level, code in distinct)
    root = next(iter(bare)) if levels and len(bare) == 1 and not told else None
    made: dict[tuple[str, ...], tuple[str, ...]] = {}
    for name, level, code in distinct:
        whole = code in ("", ROOT_PLACE)
        if code == root:
            made[name, level, code] = ("Total", *([""] * (len(levels) - 1)), code)
            continue
        made[name, level, code] = (
            *("" if whole or level != one else name or code for one in levels),
            "" if whole else code,
        )
    cells = [made[key] for key in given]
    first = dict(zip(reversed(cells), reversed(lines), strict=True))
    rows.ref_area = coded([PLACE_PART.join(key) for key in cells])
    return levels, first


def _number(text: str) -> float | None:
    """A number as we write it, None for anything else."""
    try:
        number = float(text) if text and "_" not in text and len(text) < 400 else math.nan
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _text(number: float) -> str:
    return str(int(number)) if abs(number) < 1e15 and number == int(number) else repr(number)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None
