"""Words of a data set that a code list has no code for, carried in a comment and taken out of it again.

    Comparable since 2014. [as published: @indicator=1.2.1; Sexo=Mujeres]

A name with @ is one of our columns (`@obs_value=<5`, `@time_period=2014/15`) or, as `@attribute:NAME`, an attribute
that the structure doesn't know; one without is a dimension. `\\` stands before `;`, `=`, `]`, `@` and itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import repeat
from typing import NamedTuple

from local2030.vocabulary.observations import ATTRIBUTES, DIMENSIONS, NORMAL

START, END = "[as published: ", "]"
ATTRIBUTE = "attribute:"
TOTAL = "_T"
LOCAL = "_L_"  # before a code of our own
_UNSAFE = re.compile(r"[\\;=\]@\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_PAIR = re.compile(r"((?:[^\\;=]|\\.)*)=((?:[^\\;=]|\\.)*)(?:; |\Z)", re.S)
_ESCAPE = re.compile(r"\\(?:u([0-9a-f]{4})|(.))", re.S)

OF_SERIES, OF_VALUE = "COMMENT_TS", "COMMENT_OBS"
_CODED = frozenset(("FREQ", "REPORTING_TYPE", "SERIES", "REF_AREA", "UNIT_MEASURE"))
_COLUMNS = {
    "FREQ": "freq", "SERIES": "series", "REF_AREA": "ref_area", "UNIT_MEASURE": "unit_measure", "UNIT_MULT": "unit_mult",
    "TIME_PERIOD": "time_period", "OBS_VALUE": "obs_value", "OBS_STATUS": "obs_status", "LOWER_BOUND": "lower_bound",
    "UPPER_BOUND": "upper_bound",
}  # fmt: skip
OWN_HEADER = ("indicator", "series", "ref_area", "place_name", "place_level", "freq", "time_period", "obs_value", "raw_value", "unit_measure",
              "unit_mult", "dims", "obs_status", "lower_bound", "upper_bound", "attributes")  # fmt: skip


class Said(NamedTuple):
    """A comment taken apart: the source's own words, and what was carried: values of columns, and dimensions."""

    comment: str
    own: Mapping[str, str]
    dims: Mapping[str, str]


def carried(own: Mapping[str, str], dims: Mapping[str, str], comment: str = "") -> str:
    """The comment with what is carried at its end; as it was where that is nothing."""
    pairs = [f"@{_safe(name)}={_safe(value)}" for name, value in own.items()]
    pairs += [f"{_safe(name)}={_safe(value)}" for name, value in dims.items()]
    if not pairs and not comment.endswith(END):
        return comment
    told = f"{START}{'; '.join(pairs)}{END}"
    return f"{comment} {told}" if comment else told


def paired(dims: Mapping[str, str]) -> str:
    """Dimensions as one text for people: Sexo=Mujeres; Edad=15-24."""
    return "; ".join(f"{_safe(name)}={_safe(value)}" for name, value in dims.items())


def unpaired(text: str) -> dict[str, str]:
    """What `paired` put together; nothing where a text isn't of that form."""
    found, end = {}, 0
    while end < len(text):
        pair = _PAIR.match(text, end)
        if pair is None:
            return {}
        found[_plain(pair[1])] = _plain(pair[2])
        end = pair.end()
    return found


@lru_cache(maxsize=65_536)
def taken_apart(text: str) -> Said:
    """What `carried` put together."""
    at = text.rfind(START)
    if at < 0 or not text.endswith(END) or (at and text[at - 1] != " "):
        return Said(text, {}, {})
    inside = text[at + len(START) : -len(END)]
    own: dict[str, str] = {}
    dims: dict[str, str] = {}
    end = 0
    while end < len(inside):
        found = _PAIR.match(inside, end)
        if found is None:
            return Said(text, {}, {})
        (own if found[1].startswith("@") else dims)[_plain(found[1].removeprefix("@"))] = _plain(found[2])
        end = found.end()
    return Said(text[: max(0, at - 1)], own, dims)


def is_carried(header: Sequence[str], columns: Sequence[Sequence[str]]) -> bool:
    """Whether a table in SDMX terms has such words: then `undone` gives back the table as it was."""
    found = dict(zip(header, columns, strict=True)).get(OF_SERIES, ())
    return any(START in text for text in found[:50])


def undone(header: Sequence[str], columns: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], tuple[list[str], ...]]:
    """The table in our own columns (OWN_HEADER), with words where codes had taken their place.

    A row without such words keeps its codes.
    """
    of = dict(zip(header, columns, strict=True))
    empty = [""] * (len(columns[0]) if columns else 0)
    series = [taken_apart(text) for text in of.get(OF_SERIES, empty)]
    value = [taken_apart(text) for text in of.get(OF_VALUE, empty)]
    of = {**of, "OBS_VALUE": ["" if cell == "NaN" else cell for cell in of.get("OBS_VALUE", empty)]}
    local = [bool(s.own) for s in series]
    codes, powers = of.get("SERIES", empty), of.get("UNIT_MULT", empty)
    of["SERIES"] = ["" if ours and c.startswith(LOCAL) else c for c, ours in zip(codes, local, strict=True)]
    of["UNIT_MULT"] = ["" if ours and c == "0" else c for c, ours in zip(powers, local, strict=True)]
    out = {ours: _column(of.get(theirs, empty), ours, series, value) for theirs, ours in _COLUMNS.items()}
    out |= {name: _column(empty, name, series, value) for name in ("indicator", "place_name", "place_level")}
    out["raw_value"], out["obs_value"] = out["obs_value"], list(of["OBS_VALUE"])
    out["obs_status"] = [cell or NORMAL for cell in out["obs_status"]]
    out["dims"] = _dims(of, series)
    out["attributes"] = _attributes(of, series, value)
    return OWN_HEADER, tuple(out[name] for name in OWN_HEADER)


def _column(cells: Sequence[str], name: str, series: Sequence[Said], value: Sequence[Said]) -> list[str]:
    return [
        v.own[name] if name in v.own else s.own.get(name, cell) for cell, s, v in zip(cells, series, value, strict=True)
    ]


def _dims(of: Mapping[str, Sequence[str]], series: Sequence[Said]) -> list[str]:
    """The words where there are any, and else the codes."""
    names = [name for name in of if name in DIMENSIONS and name not in _CODED]
    coded = zip(*(of[name] for name in names), strict=True) if names else repeat(())
    codes = [
        said.dims or {n: c for n, c in zip(names, cells, strict=True) if c and c != TOTAL}
        for said, cells in zip(series, coded, strict=False)
    ]
    return [_json(found) for found in codes]


def _attributes(of: Mapping[str, Sequence[str]], series: Sequence[Said], value: Sequence[Said]) -> list[str]:
    names = [n for n in of if n in ATTRIBUTES and n not in _COLUMNS and n not in (OF_SERIES, OF_VALUE)]
    columns = [of[name] for name in names]
    made = []
    for i, (s, v) in enumerate(zip(series, value, strict=True)):
        found = {name: column[i] for name, column in zip(names, columns, strict=True) if column[i]}
        if s.dims:
            found.pop("CUST_BREAKDOWN_LB", None)  # ours, made of these very words
        if "time_period" in v.own:
            found.pop("TIME_DETAIL", None)
        found |= {OF_SERIES: s.comment} if s.comment else {}
        found |= {OF_VALUE: v.comment} if v.comment else {}
        found |= {n.removeprefix(ATTRIBUTE): text for n, text in v.own.items() if n.startswith(ATTRIBUTE)}
        made.append(_json(found))
    return made


def _json(found: Mapping[str, str]) -> str:
    return json.dumps(dict(sorted(found.items())), ensure_ascii=False, separators=(",", ":")) if found else ""


def _safe(text: str) -> str:
    return _UNSAFE.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    return f"\\{found[0]}" if found[0] in "\\;=]@" else f"\\u{ord(found[0]):04x}"


def _plain(text: str) -> str:
    restored: Callable[[re.Match[str]], str] = lambda m: chr(int(m[1], 16)) if m[1] else m[2]  # noqa: E731
    return _ESCAPE.sub(restored, text)
