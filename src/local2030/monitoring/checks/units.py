"""Units: lacking, changing in the middle of a series, spelled in two ways, or other than the metadata say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from local2030.methods.coded import pairs
from local2030.monitoring.checks.grouping import Grouping
from local2030.monitoring.checks.pointing import Odd, Told, named, of_lines, pointing
from local2030.monitoring.checks.policy import CheckPolicy
from local2030.monitoring.checks.unit_kinds import are_unlike, kind
from local2030.monitoring.rows import TidyRows
from local2030.vocabulary.findings import Finding

_SECOND = re.compile(r"unit|unidad|einheit", re.IGNORECASE)
_SECOND_NAME = re.compile(
    r"units?|units?[ _](?:of[ _])?measure(?:ment)?|unidad(?:es)?(?: de medida)?|(?:ma(?:ß|ss))?einheit", re.IGNORECASE
)
_SPELLING = re.compile(r"[\W_]+")


def units(
    rows: TidyRows, grouping: Grouping, indicators: Mapping[str, Mapping[str, Any]], policy: CheckPolicy
) -> Iterator[Finding]:
    """What is odd about the units of each file."""
    seen = _units_of_files(rows)
    yield from _lacking(rows, seen, indicators)
    yield from _switching(rows, grouping, policy)
    yield from _against_metadata(seen, indicators)
    yield from _second_column(rows)


def _units_of_files(rows: TidyRows) -> dict[tuple[str, str], set[str]]:
    """The units of each file and indicator."""
    found: dict[tuple[str, str], set[str]] = {}
    for file, code, unit in pairs((rows.source_file, rows.indicator, rows.unit_measure)).values:
        found.setdefault((file, code), set()).add(unit.strip())
    return found


def _lacking(
    rows: TidyRows, seen: Mapping[tuple[str, str], set[str]], indicators: Mapping[str, Mapping[str, Any]]
) -> Iterator[Finding]:
    """Files with no unit at all, and rows without one where others have it."""
    partly = {key for key, found in seen.items() if "" in found and len(found) > 1}
    for (file, code), found in sorted(seen.items()):
        if found == {""}:
            said = str(indicators.get(code, {}).get("unit") or "")
            name = "check-unit-in-metadata" if said else "check-unit-missing"
            values = {"indicator": code, "unit": said}
            yield of_lines(name, "info" if said else "warning", file, (), "unit_measure", **values)
    if partly:
        keys = pairs((rows.source_file, rows.indicator, rows.unit_measure))
        indexes = keys.where(lambda key: not key[2].strip() and key[:2] in partly)
        yield from pointing(rows, "check-unit-missing-in-rows", "warning", indexes, "unit_measure")


def _switching(rows: TidyRows, grouping: Grouping, policy: CheckPolicy) -> Iterator[Finding]:
    """Series that differ in nothing but unit or multiplier and take turns: what was one series has become two."""
    alike: dict[tuple[str, ...], list[int]] = {}
    for number, key in enumerate(grouping.keys):
        alike.setdefault((key[0], key[1], key[2], key[5], key[6]), []).append(number)
    told = Told(rows, policy.whole("most_single"))
    for numbers in alike.values():
        if len(numbers) < 2:
            continue
        parts = sorted((grouping.rows_of(number) for number in numbers), key=lambda part: (-len(part), part[0]))
        days = [{int(grouping.days[index]) for index in part} for part in parts]
        if all(one.isdisjoint(other) for n, one in enumerate(days) for other in days[:n]):
            for part in parts[1:]:
                told.odd.append(_odd(rows, part, parts[0][0]))
    yield from told.findings()


def _odd(rows: TidyRows, part: Sequence[int], usual: int) -> Odd:
    first = part[0]
    unit, other = rows.unit_measure[first], rows.unit_measure[usual]
    if unit == other:
        code, unit, other, column = (
            "check-multiplier-changes",
            rows.unit_mult[first],
            rows.unit_mult[usual],
            "unit_mult",
        )
    else:
        is_spelling = _plain(unit) == _plain(other) or (kind(unit) == kind(other) == "share")
        code, column = ("check-unit-spelling" if is_spelling else "check-unit-changes"), "unit_measure"
    values = {
        "indicator": rows.indicator[first], "place": rows.ref_area[first], "period": rows.time_period[first],
        "unit": unit or "–", "other": other or "–",
    }  # fmt: skip
    return Odd(code, "warning", tuple(part), column, (unit, other), values)


def _plain(unit: str) -> str:
    return _SPELLING.sub("", unit).casefold()


def _against_metadata(
    seen: Mapping[tuple[str, str], set[str]], indicators: Mapping[str, Mapping[str, Any]]
) -> Iterator[Finding]:
    """A unit of another kind than the metadata's: a share here, and an amount there."""
    for (file, code), found in sorted(seen.items()):
        said = str(indicators.get(code, {}).get("unit") or "")
        if said and found - {""} and all(are_unlike(unit, said) for unit in found - {""}):
            values = {"indicator": code, "unit": named(sorted(found), 3), "said": said}
            yield of_lines("check-unit-other-than-metadata", "warning", file, (), "unit_measure", **values)


def _second_column(rows: TidyRows) -> Iterator[Finding]:
    """Rows in which a second column of units (Unit measure beside Units) says another kind of unit."""
    texts = {*rows.dims.values, *rows.attributes.values}
    second = {text: found for text in texts if _SECOND.search(text) and (found := _second_unit(text))}
    if not second:
        return
    said = pairs((rows.dims, rows.attributes)).replaced(lambda cells: second.get(cells[0]) or second.get(cells[1]))
    odd: dict[tuple[str, str], list[int]] = {}
    for index in said.where(bool):
        found = said[index]
        if found and are_unlike(rows.unit_measure[index], found[1]):
            odd.setdefault(found, []).append(index)
    for (name, cell), indexes in odd.items():
        yield from pointing(rows, "check-units-disagree", "warning", indexes, "unit_measure", name=name, said=cell)


def _second_unit(text: str) -> tuple[str, str] | None:
    """The name and cell of a column of units among dims or attributes, if the unit is of a known kind."""
    for name, said in json.loads(text).items():
        if _SECOND_NAME.fullmatch(name.strip()) and kind(str(said)):
            return name, str(said)
    return None
