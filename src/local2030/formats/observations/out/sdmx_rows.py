"""Batches of observations as SDMX: series with their codes, and the cells of each observation."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from local2030.formats.observations.out.rows import coded, number_text, parts, said, values
from local2030.formats.observations.out.sdmx_coding import OF_AN_OBS, Coding, SeriesCode, unit_mult
from local2030.vocabulary.observations import SERIES_KEY

if TYPE_CHECKING:
    import pyarrow as pa

NAN = "NaN"  # a value that there isn't


class Rows(NamedTuple):
    """A batch: for each row its series (equal ones are one object), period, value and the attributes of OF_AN_OBS."""

    series: list[SeriesCode]
    periods: list[str]
    values: list[str]
    attributes: Mapping[str, list[str]]


def sdmx_rows(batches: Iterable[pa.RecordBatch], coding: Coding) -> Iterator[Rows]:
    """The batches in SDMX terms."""
    for batch in parts(batches):
        yield _rows(batch, coding)


def _rows(batch: pa.RecordBatch, coding: Coding) -> Rows:
    told, places = coded(batch, "attributes")
    found: list[dict[str, str]] = [json.loads(text) if text else {} for text in told]
    series = _series(batch, coding, found, places)
    periods, comments = _values(batch, coding, found, places, series)
    attributes: dict[str, list[str]] = {
        name: [of[place] for place in places]
        for name in OF_AN_OBS
        if any(of := [str(one.get(name, "")) for one in found])
    }
    attributes["OBS_STATUS"] = said(batch, "obs_status", lambda v: v or "A")
    attributes["UNIT_MULT"] = said(batch, "unit_mult", lambda v: unit_mult(v or ""))
    attributes["LOWER_BOUND"] = said(batch, "lower_bound", number_text)
    attributes["UPPER_BOUND"] = said(batch, "upper_bound", number_text)
    attributes["COMMENT_OBS"] = comments
    attributes["TIME_DETAIL"] = _details(batch, periods, attributes.get("TIME_DETAIL"))
    numbers = said(batch, "obs_value", lambda v: number_text(v) or NAN)
    return Rows(series, periods, numbers, attributes)


def _series(batch: pa.RecordBatch, coding: Coding, found: list[dict[str, str]], places: list[int]) -> list[SeriesCode]:
    names = [name for name in SERIES_KEY if name != "dataset"]
    columns = [coded(batch, name) for name in names]
    known: dict[tuple[int, ...], SeriesCode] = {}
    made = []
    # Attributes of a series that its source gave belong to its key here: where they change, another series begins.
    own = [tuple(one.get(n, "") for n in ("COMMENT_TS", "CUST_BREAKDOWN_LB", "GEO_INFO_URL", "GEO_INFO_TYPE",
                                          "DATA_LAST_UPDATE", "REPORTING_TYPE")) for one in found]  # fmt: skip
    numbered = {texts: n for n, texts in enumerate(dict.fromkeys(own))}
    of = [numbered[texts] for texts in own]
    for row in zip(*(at for _named, at in columns), (of[place] for place in places), places, strict=True):
        key = row[:-1]
        code = known.get(key)
        if code is None:
            said_of = {name: named[at] for name, (named, _), at in zip(names, columns, row[: len(names)], strict=True)}
            code = known[key] = coding.series(said_of, found[row[-1]])
        made.append(code)
    return made


def _values(
    batch: pa.RecordBatch, coding: Coding, found: list[dict[str, str]], places: list[int], series: list[SeriesCode]
) -> tuple[list[str], list[str]]:
    """Period and comment of each row; most rows differ in nothing from the row of another value."""
    indicator, period, freq = (values(batch, name) for name in ("indicator", "time_period", "freq"))
    numbers, raws = values(batch, "obs_value"), values(batch, "raw_value")
    plain = [not one for one in found]
    periods: list[str] = []
    comments: list[str] = []
    codes = coding.periods
    for i, (key, number, raw, place) in enumerate(
        zip(zip(indicator, period, freq, strict=True), numbers, raws, places, strict=True)
    ):
        code = codes.get(key)
        if plain[place] and code is not None and code == key[1] and (raw or "") == number_text(number):
            periods.append(code)
            comments.append("")
            continue
        row: dict[str, Any] = {
            "indicator": key[0],
            "time_period": key[1],
            "freq": key[2],
            "obs_value": number,
            "raw_value": raw,
        }
        code, comment = coding.value(row, found[place], series[i].worded)
        periods.append(code)
        comments.append(comment)
    return periods, comments


def _details(batch: pa.RecordBatch, periods: list[str], own: list[str] | None) -> list[str]:
    """A period as its source wrote it, where the message spells it in another way."""
    written = values(batch, "time_period")
    given = own or [""] * len(periods)
    return [w if w != code else g for w, code, g in zip(written, periods, given, strict=True)]
