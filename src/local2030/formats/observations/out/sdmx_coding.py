"""Observations in the terms of the global SDG structure: codes, periods, and comments that carry the words behind them.

What is known by a code gets it (Sexo=Mujeres is SEX=F); all else that a value is of becomes CUST_BREAKDOWN C01, C02 ...
within its series, with a label. Codes of our own begin with `_L_`, as local codes do in national structures. The words
themselves go along in COMMENT_TS and COMMENT_OBS (`as_published`), so that reading back gives the table as it was.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from local2030.formats.observations.as_published import ATTRIBUTE, OF_SERIES, OF_VALUE, carried
from local2030.formats.observations.out.rows import number_text
from local2030.formats.observations.out.sdmx_words import (
    BREAKDOWNS,
    IDENTIFIER,
    dimension_code,
    multiplier_code,
    unit_code,
    value_code,
)
from local2030.vocabulary.observations import ATTRIBUTES

KEY = ("FREQ", "REPORTING_TYPE", "SERIES", "REF_AREA", *BREAKDOWNS)
OF_A_SERIES = ("UNIT_MEASURE", "COMMENT_TS", "CUST_BREAKDOWN_LB", "GEO_INFO_URL", "GEO_INFO_TYPE", "DATA_LAST_UPDATE")
OF_AN_OBS = ("OBS_STATUS", "UNIT_MULT", "NATURE", "TIME_DETAIL", "TIME_COVERAGE", "BASE_PER", "SOURCE_DETAIL", "COMMENT_OBS",
             "LOWER_BOUND", "UPPER_BOUND", "CONF_STATUS")  # fmt: skip
TOTAL, UNSAID, LOCAL = "_T", "_X", "_L_"
MOST_CUSTOM = 99
UN_SERIES = re.compile(r"[A-Z]{2}_[A-Z0-9_]{2,40}")
PLAIN_PERIODS = {
    "A": re.compile(r"\d{4}"), "S": re.compile(r"\d{4}-S[12]"), "Q": re.compile(r"\d{4}-Q[1-4]"),
    "M": re.compile(r"\d{4}-(0[1-9]|1[0-2])"), "W": re.compile(r"\d{4}-W(0[1-9]|[1-4]\d|5[0-3])"),
    "D": re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"),
}  # fmt: skip


class SeriesCode(NamedTuple):
    """The key of a series in the order of KEY, and its attributes in the order of OF_A_SERIES.

    `worded`: the words behind its codes are in COMMENT_TS, and CUST_BREAKDOWN_LB is ours.
    """

    key: tuple[str, ...]
    attributes: tuple[str, ...]
    worded: bool


@dataclass(slots=True)
class Coding:
    """Codes that are the same all through one message. `periods` as `period_codes` gives them.

    `words` are dimensions and words that got no code of the structure, `over` the series with too many of them.
    """

    periods: Mapping[tuple[str, str, str], str]
    places: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    words: dict[str, int] = field(default_factory=dict)
    units: set[str] = field(default_factory=set)
    over: set[str] = field(default_factory=set)
    _custom: dict[str, dict[str, str]] = field(default_factory=dict)
    _made: dict[tuple[str, str], str] = field(default_factory=dict)
    _taken: set[tuple[str, str]] = field(default_factory=set)
    _series: dict[tuple[str, str, str, str], str] = field(default_factory=dict)
    _breakdowns: dict[tuple[str, str], Any] = field(default_factory=dict)
    _told: dict[tuple[str, frozenset[tuple[str, str]]], str] = field(default_factory=dict)

    def series(self, row: Mapping[str, Any], attributes: Mapping[str, str]) -> SeriesCode:
        """The codes of a series; `row` has its columns, `attributes` what its first observation has besides."""
        indicator, name = row["indicator"], row["series"] or ""
        unit, area, freq = row["unit_measure"] or "", row["ref_area"] or "", row["freq"] or ""
        mult = row["unit_mult"] or ""
        series = self._series_code(indicator, name, unit, mult)
        unit_measure = (unit_code(unit) or self._unknown_unit(unit)) if unit else UNSAID
        ref_area = area if IDENTIFIER.fullmatch(area) else self._local("REF_AREA", area)
        freq_code = freq if IDENTIFIER.fullmatch(freq) else UNSAID
        codes, label, words = self._of_dims(series, row["dims"] or "")
        own = {"indicator": indicator}
        for column, said, code in (
            ("series", name, "" if series.startswith(LOCAL) else series), ("unit_measure", unit, unit_measure),
            ("ref_area", area, ref_area), ("freq", freq, freq_code),
            ("unit_mult", mult, "" if unit_mult(mult) == "0" else unit_mult(mult)),
        ):  # fmt: skip
            if said != code:
                own[column] = said
        own |= {name: said for name, said in self._place(area).items() if said}
        key = (freq_code, attributes.get("REPORTING_TYPE", "N"), series, ref_area, *codes)
        made = {name: attributes.get(name, "") for name in OF_A_SERIES}
        made["UNIT_MEASURE"] = unit_measure
        made["COMMENT_TS"] = carried(own, words, attributes.get(OF_SERIES, ""))
        if words:
            made["CUST_BREAKDOWN_LB"] = label
        return SeriesCode(key, tuple(made[name] for name in OF_A_SERIES), bool(words))

    def value(self, row: Mapping[str, Any], attributes: Mapping[str, str], with_words: bool) -> tuple[str, str]:
        """TIME_PERIOD and COMMENT_OBS of an observation. `with_words`: the label of its series is ours, so one of the
        source's own is carried in the comment.
        """
        period, number, raw = row["time_period"], row["obs_value"], row["raw_value"] or ""
        code = self.periods[row["indicator"], period, row["freq"] or ""]
        own = {}
        if raw != number_text(number):
            own["obs_value"] = raw
        if period != code:
            own["time_period"] = period
        own |= {ATTRIBUTE + name: text for name, text in attributes.items() if name not in ATTRIBUTES}
        if with_words and "CUST_BREAKDOWN_LB" in attributes:
            own[f"{ATTRIBUTE}CUST_BREAKDOWN_LB"] = attributes["CUST_BREAKDOWN_LB"]
        if period != code and "TIME_DETAIL" in attributes:
            own[f"{ATTRIBUTE}TIME_DETAIL"] = attributes["TIME_DETAIL"]
        return code, carried(own, {}, attributes.get(OF_VALUE, ""))

    def _of_dims(self, series: str, dims: str) -> tuple[tuple[str, ...], str, dict[str, str]]:
        """Codes in the order of BREAKDOWNS, the label of what has none, and all the words unless they are the codes."""
        if (series, dims) not in self._breakdowns:
            self._breakdowns[series, dims] = self._coded(series, json.loads(dims) if dims else {})
        found: tuple[tuple[str, ...], str, dict[str, str]] = self._breakdowns[series, dims]
        return found

    def _coded(self, series: str, words: dict[str, str]) -> tuple[tuple[str, ...], str, dict[str, str]]:
        codes: dict[str, str] = {}
        rest: dict[str, str] = {}
        for name, word in words.items():
            dimension = dimension_code(name)
            code = value_code(dimension, word) if dimension and dimension not in codes else None
            if dimension and code:
                codes[dimension] = code
            else:
                rest[name] = word
                self.words[name] = self.words.get(name, 0) + 1
        said = repr(sorted(words.items()))
        if not rest and self._told.setdefault((series, frozenset(codes.items())), said) != said:
            rest = dict(words)  # other words took these codes already: Sex=Female beside Sexo=Mujeres
        if rest and "CUST_BREAKDOWN" in codes:
            rest = {
                name: word for name, word in words.items() if name in rest or dimension_code(name) == "CUST_BREAKDOWN"
            }
        label = "; ".join(f"{name}: {word}" for name, word in rest.items())
        if rest:
            codes["CUST_BREAKDOWN"] = self._custom_code(series, label)
        same = codes == words
        return tuple(codes.get(name, TOTAL) for name in BREAKDOWNS), label, {} if same else words

    def _place(self, area: str) -> dict[str, str]:
        """A place's name and level, so that its code can be read by people."""
        place = self.places.get(area)
        if not place or not place.get("level"):
            return {}
        name = str(place.get("name") or "")
        return {"place_name": name if name != area else "", "place_level": str(place.get("level_name") or "")}

    def _series_code(self, indicator: str, name: str, unit: str, mult: str) -> str:
        """SERIES; what differs in nothing but its unit is another series, since the unit is no part of the key."""
        asked = (indicator, name, unit, mult)
        if asked not in self._series:
            if UN_SERIES.fullmatch(name) and ("SERIES", name) not in self._taken:
                self._taken.add(("SERIES", name))
                self._series[asked] = name
            else:
                self._series[asked] = self._free("SERIES", f"{indicator} {name}".strip().replace(".", "-"))
        return self._series[asked]

    def _custom_code(self, series: str, label: str) -> str:
        known = self._custom.setdefault(series, {})
        if label not in known:
            known[label] = f"C{len(known) + 1:02d}"
            if len(known) > MOST_CUSTOM:
                self.over.add(series)
        return known[label]

    def _unknown_unit(self, unit: str) -> str:
        self.units.add(unit)
        return self._local("UNIT_MEASURE", unit)

    def _local(self, kind: str, text: str) -> str:
        """A code of our own for a text, another for each text."""
        if (kind, text) not in self._made:
            self._made[kind, text] = self._free(kind, text)
        return self._made[kind, text]

    def _free(self, kind: str, text: str) -> str:
        """A code that looks like the text and that nothing else has."""
        stem = LOCAL + (re.sub(r"[^A-Za-z0-9-]+", "_", text).strip("_")[:80].upper() or "X")
        code, n = stem, 1
        while (kind, code) in self._taken:
            n += 1
            code = f"{stem}_{n}"
        self._taken.add((kind, code))
        return code


def unit_mult(said: str) -> str:
    """The power of ten; a value of which none is said stands as it is, in units."""
    return multiplier_code(said) or "0"


def period_codes(found: Iterable[tuple[str, str, str, date | None, date | None]]) -> dict[tuple[str, str, str], str]:
    """TIME_PERIOD for each (indicator, period as written, freq, start, end), by the first three.

    2014/15 is 2014 with TIME_DETAIL, unless the indicator has 2014 too: then it is a range, 2014-01-01/P2Y.
    """
    rows = sorted(found, key=lambda row: tuple(map(str, row)))
    plain = {row[:3]: _period(*row[1:]) for row in rows}
    codes = dict(plain)
    times: dict[tuple[str, str, str], int] = {}
    for (indicator, _said, freq), code in plain.items():
        times[indicator, freq, code] = times.get((indicator, freq, code), 0) + 1
    for indicator, said, freq, start, end in rows:
        code = plain[indicator, said, freq]
        if times[indicator, freq, code] > 1 and not _is_plain(said, freq) and start and end:
            codes[indicator, said, freq] = _range(start, end)
    return codes


def _period(said: str, freq: str, start: date | None, end: date | None) -> str:
    if _is_plain(said, freq) or start is None or end is None:
        return said
    if freq == "A":
        return str(start.year)
    if freq == "Q":
        return f"{start.year}-Q{(start.month + 2) // 3}"
    if freq == "M":
        return f"{start.year}-{start.month:02d}"
    if freq == "S":
        return f"{start.year}-S{1 if start.month < 7 else 2}"
    return start.isoformat() if start == end else _range(start, end)


def _is_plain(said: str, freq: str) -> bool:
    """Whether a period is written as SDMX writes it. 2011-12 is a month, and no school year."""
    return freq in PLAIN_PERIODS and PLAIN_PERIODS[freq].fullmatch(said) is not None


def _range(start: date, end: date) -> str:
    """A time range as SDMX 2.1 has it: 2015-01-01/P3Y."""
    after = end + timedelta(days=1)
    if (after.month, after.day) == (start.month, start.day):
        return f"{start.isoformat()}/P{after.year - start.year}Y"
    if after.day == start.day:
        return f"{start.isoformat()}/P{(after.year - start.year) * 12 + after.month - start.month}M"
    return f"{start.isoformat()}/P{(after - start).days}D"
