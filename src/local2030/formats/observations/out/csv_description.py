"""What a CSV can't say of itself, as a file beside it: a CSV on the Web table (W3C), with licence, source and version."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from local2030.formats.observations.out import sdmx_csv
from local2030.formats.observations.out.head import Head
from local2030.formats.observations.out.sdmx_words import structure, terms_sha256
from local2030.formats.observations.out.tidy_csv import DATES, FIRST, LAST, NUMBERS, column_of

TYPES = {**dict.fromkeys(NUMBERS | {"OBS_VALUE", "LOWER_BOUND", "UPPER_BOUND"}, "number"), **dict.fromkeys(DATES, "date"),
         "year": "integer", "source_row": "integer"}  # fmt: skip


def description(head: Head, file: str, format_: str, dimensions: Sequence[str]) -> bytes:
    """The file `<CSV>-metadata.json`."""
    plain = head.plain
    names = list(sdmx_csv.HEADER) if format_ == "sdmx-csv" else [*FIRST, *map(column_of, dimensions), *LAST]
    told: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": file,
        "dc:title": plain["title"],
        "dc:license": plain["licence"],
        "dc:creator": plain["attribution"],
        "dc:source": plain["source"],
        "dc:date": plain["date"],
        "local2030:about": plain,
        "dialect": {"encoding": "utf-8", "lineTerminators": ["\r\n"], "header": True},
        "tableSchema": {"columns": [{"titles": name, "datatype": TYPES.get(name, "string")} for name in names]},
    }
    if format_ == "sdmx-csv":
        told["local2030:structure"] = {"datastructure": str(structure()), "words_sha256": terms_sha256()}
    return json.dumps(told, ensure_ascii=False, indent=1).encode()
