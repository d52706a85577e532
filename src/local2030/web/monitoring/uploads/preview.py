"""What a checked state would bring: counts, columns as they were recognised, the first rows, what changes, what was found."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils.translation import get_language

from local2030.store.vintages import revisions
from local2030.web.monitoring import words
from local2030.web.monitoring.adopting import name_of
from local2030.web.monitoring.cuts import Cut
from local2030.web.monitoring.datasets.checks import SEVERITIES, shown
from local2030.web.monitoring.datasets.metadata import metadata_of
from local2030.web.monitoring.models import DataUpload
from local2030.web.monitoring.stores import Opened, datasets
from local2030.web.monitoring.titles import title_of

FIRST_ROWS, FINDINGS, FILES = 8, 40, 30
COLUMNS = ("indicator", "series", "ref_area", "time_period", "raw_value", "obs_value", "unit_measure", "dims", "obs_status", "source_file", "source_row")  # fmt: skip


def preview_of(upload: DataUpload) -> dict[str, Any]:
    """The context; empty before it is read."""
    store = datasets()
    manifest = store.manifest(name_of(upload.thing), upload.version) if upload.version is not None else None
    if manifest is None:
        return {}
    data = Opened(store, manifest, manifest.version)
    language = get_language() or "en"
    every = sorted(data.findings, key=lambda f: SEVERITIES.index(f["severity"]))
    columns = store.side(manifest, "columns") or {}
    groups: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for file, roles in columns.items():
        groups.setdefault(tuple(sorted((str(k), str(v)) for k, v in roles.items())), []).append(file)
    table = data.table
    rows = data.rows(table.order_by(["source_file", "source_row"]).limit(FIRST_ROWS).select(list(COLUMNS)))
    lines = [dict(zip(COLUMNS, row, strict=True)) for row in zip(*(rows[n] for n in COLUMNS), strict=True)]
    return {
        "data": data,
        "findings": [shown(f, language) for f in every if f["severity"] != "info"][:FINDINGS],
        "counts": Counter(f["severity"] for f in every),
        "columns": [(files[:6], len(files), roles) for roles, files in sorted(groups.items(), key=lambda g: -len(g[1]))[:FILES]],
        "rows": [
            line | {"place": data.register.name(line["ref_area"]), "title": title_of(data, line["indicator"]),
                    "of": Cut(line["series"], line["unit_measure"], "", line["dims"], "A", names=data.codes).words,
                    "value": words.value(line["obs_value"]), "nothing": line["obs_status"] if line["obs_value"] is None else ""}
            for line in lines
        ],
        "changes": changes_of(data),
        **metadata_against(data),
        "proposal": upload.mapping or proposal_of(groups),
    }  # fmt: skip


def changes_of(data: Opened) -> dict[str, int] | None:
    """How many observations are new, gone or corrected against what is published; None where nothing is."""
    former = data.store.manifest(data.name, stage="published")
    if former is None:
        return None
    table = revisions(data.store, former, data.manifest, data.connection)
    found = data.rows(table.group_by("change").agg(n=table.count()))
    return dict(zip(found["change"], found["n"], strict=True))


def metadata_against(data: Opened) -> dict[str, Any]:
    """What would differ beside the values against what is published; nothing where nothing is."""
    former = data.store.manifest(data.name, stage="published")
    return metadata_of(data.store, former, data.manifest) if former is not None else {}


def proposal_of(groups: dict[tuple[tuple[str, str], ...], list[str]]) -> str:
    """The mapping as it was understood, in the words of a mapping file, to be edited."""
    import yaml

    files = {sorted(names)[0]: {"columns": dict(roles)} for roles, names in list(groups.items())[:FILES]}
    return str(yaml.safe_dump({"files": files}, allow_unicode=True, sort_keys=True, width=110)) if files else ""
