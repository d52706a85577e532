"""SDMX-ML 2.1, structure-specific or generic, by the global SDG structure; written in pieces, a series at a time.

Licence and attribution stand in the header as its source, in words and once more as JSON. What XML can't hold (control characters) becomes U+FFFD.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from local2030.formats.observations.out.head import Head
from local2030.formats.observations.out.sdmx_coding import KEY, OF_A_SERIES, OF_AN_OBS, Coding, SeriesCode
from local2030.formats.observations.out.sdmx_rows import Rows, sdmx_rows
from local2030.formats.observations.out.sdmx_words import structure

if TYPE_CHECKING:
    import pyarrow as pa

V21 = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"
_UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
REFERENCE = "LOCAL2030"
NO_LANGUAGE = "zxx"  # ISO 639-2: not in words of any language


def write(batches: Iterable[pa.RecordBatch], head: Head, coding: Coding, *, generic: bool = False) -> Iterator[bytes]:
    """The message in pieces."""
    name = "GenericData" if generic else "StructureSpecificData"
    yield _start(head, name, generic).encode()
    before: SeriesCode | None = None
    for rows in sdmx_rows(batches, coding):
        text, before = _text(rows, before, generic)
        yield text.encode()
    yield ((_end(generic) if before else "") + f"</message:DataSet>\n</message:{name}>\n").encode()


def _start(head: Head, name: str, generic: bool) -> str:
    named = structure()
    space = f"urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure={named}:ObsLevelDim:TIME_PERIOD"
    plain = head.plain
    findings = ", ".join(f"{n} {severity}" for severity, n in plain["findings"].items())
    note = f"Data set {plain['dataset']}, version {plain['version']}, SHA-256 {plain['sha256']}, findings: {findings}"
    whose = f"{plain['attribution']}. Licence: {plain['licence']}. {plain['source']}".rstrip()
    own = "" if generic else f' xmlns:ss="{V21}/data/structurespecific" xmlns:ns1={quoteattr(space)}'
    data = f' xmlns:generic="{V21}/data/generic"' if generic else own
    reference = f'<common:Structure><Ref agencyID="{named.agency}" id="{named.id}" version="{named.version}"/></common:Structure>'
    of = "" if generic else f" namespace={quoteattr(space)}"
    kind = (
        f'<message:DataSet structureRef="{REFERENCE}" action="Information">'
        if generic
        else f'<message:DataSet ss:dataScope="DataStructure" xsi:type="ns1:DataSetType" ss:structureRef="{REFERENCE}" '
        'ss:action="Information">'
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<message:{name} xmlns:message="{V21}/message" xmlns:common="{V21}/common"{data} '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n<message:Header>\n'
        f"<message:ID>{_identifier(f'{head.dataset}-{head.version}')}</message:ID>\n<message:Test>false</message:Test>\n"
        f"<message:Prepared>{_said(_moment(head.made))}</message:Prepared>\n"
        f'<message:Sender id="{_identifier(head.dataset)}"><common:Name xml:lang="en">{_said(plain["title"])}</common:Name>'
        "</message:Sender>\n"
        f'<message:Structure structureID="{REFERENCE}"{of} dimensionAtObservation="TIME_PERIOD">{reference}</message:Structure>\n'
        f"<message:DataSetAction>Information</message:DataSetAction>\n"
        f"<message:DataSetID>{_identifier(head.dataset)}</message:DataSetID>\n"
        f'<message:Source xml:lang="en">{_said(whose + " " + note)}</message:Source>\n{_own_source(plain)}\n</message:Header>\n{kind}\n'
    )


def _own_source(plain: Mapping[str, Any]) -> str:
    """What is said of the data set once more, as JSON, for programs that read the message back."""
    told = {name: plain[name] for name in ("dataset", "title", "licence", "attribution", "source")}
    return f'<message:Source xml:lang="{NO_LANGUAGE}">{_said(json.dumps(told, ensure_ascii=False))}</message:Source>'


def _text(rows: Rows, before: SeriesCode | None, generic: bool) -> tuple[str, SeriesCode]:
    heads: dict[SeriesCode, str] = {}
    values = _generic_values(rows) if generic else _specific_values(rows)
    made = []
    end = _end(generic)
    for code, value in zip(rows.series, values, strict=True):
        if code is not before and code != before:
            if code not in heads:
                heads[code] = _generic_head(code) if generic else _specific_head(code)
            made.append(f"{end if before else ''}{heads[code]}{value}")
        else:
            made.append(value)
        before = code
    assert before is not None
    return "".join(made), before


def _specific_head(code: SeriesCode) -> str:
    key = zip((*KEY, *OF_A_SERIES), (*code.key, *code.attributes), strict=True)
    return f"<Series {' '.join(f'{name}={_attribute(text)}' for name, text in key if text)}>\n"


def _specific_values(rows: Rows) -> list[str]:
    columns = [_attributes("TIME_PERIOD", rows.periods), _attributes("OBS_VALUE", rows.values)]
    columns += [_attributes(name, rows.attributes[name]) for name in OF_AN_OBS if name in rows.attributes]
    return [f"<Obs{''.join(row)}/>\n" for row in zip(*columns, strict=True)]


def _attributes(name: str, texts: list[str]) -> list[str]:
    made = {text: f" {name}={_attribute(text)}" if text else "" for text in set(texts)}
    return [made[text] for text in texts]


def _generic_head(code: SeriesCode) -> str:
    key = "".join(map(_pair, KEY, code.key))
    told = "".join(_pair(name, text) for name, text in zip(OF_A_SERIES, code.attributes, strict=True) if text)
    return (
        f"<generic:Series><generic:SeriesKey>{key}</generic:SeriesKey><generic:Attributes>{told}</generic:Attributes>\n"
    )


def _generic_values(rows: Rows) -> list[str]:
    columns = []
    for name in OF_AN_OBS:
        if name in rows.attributes:
            made = {text: _pair(name, text) if text else "" for text in set(rows.attributes[name])}
            columns.append([made[text] for text in rows.attributes[name]])
    return [
        f'<generic:Obs><generic:ObsDimension value={_attribute(period)}/><generic:ObsValue value="{value}"/>'
        f"<generic:Attributes>{''.join(told)}</generic:Attributes></generic:Obs>\n"
        for period, value, *told in zip(rows.periods, rows.values, *columns, strict=True)
    ]


def _pair(name: str, text: str) -> str:
    return f'<generic:Value id="{name}" value={_attribute(text)}/>'


def _end(generic: bool) -> str:
    return "</generic:Series>\n" if generic else "</Series>\n"


@lru_cache(maxsize=65_536)
def _attribute(text: str) -> str:
    return quoteattr(_UNSAYABLE.sub("\ufffd", text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def _said(text: str) -> str:
    return escape(_UNSAYABLE.sub("\ufffd", text))


def _identifier(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9_@$-]", "_", text)[:120] or "X"


def _moment(made: str) -> str:
    return made if re.match(r"\d{4}-\d\d-\d\d", made) else "1970-01-01T00:00:00Z"
