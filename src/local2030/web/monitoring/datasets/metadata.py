"""What differs between two states beside the values, as pages say it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from local2030.store.datasets import Datasets, Manifest
from local2030.web.monitoring import words
from local2030.workflows.metadata_changes import MetadataChange, counted, metadata_changes

MOST = 60
FIELDS: dict[str, Any] = {
    "name": _("name"), "unit": _("unit"), "direction": _("wanted"), "target_value": _("target"), "target_year": _("target year"),
    "limit": _("limit of the values"), "growth_rate": _("a rate of growth"), "base_year": _("counted from"), "lower": _("lower bound"),
    "optimum": _("optimum"), "source": _("source"), "source_url": _("address of the source"), "goal": _("goal"),
    "framework_code": _("global indicator"), "reporting_status": _("state of reporting"), "definition": _("definition"),
    "level": _("level"), "level_name": _("name of the level"), "parent": _("lies in"), "valid_from": _("valid from"),
    "valid_to": _("valid to"), "replaced_by": _("replaced by"), "population": _("population"), "boundary": _("shape on the map"),
    "title": _("title of the data set"), "licence": _("licence of the data"), "attribution": _("whom to name"),
    "root": _("code of the whole territory"), "": _("in the data set"),
}  # fmt: skip


def metadata_of(store: Datasets, before: Manifest, after: Manifest) -> dict[str, Any]:
    """The first changes as rows of a table, how many there are, and the counts in words."""
    found = metadata_changes(store, before, after)
    return {
        "meta_rows": [_row(change) for change in found[:MOST]], "meta_count": len(found), "meta_left": max(0, len(found) - MOST),
        "meta_sums": [(subject, way, number) for (subject, way), number in sorted(counted(found).items())],
    }  # fmt: skip


def _row(change: MetadataChange) -> dict[str, Any]:
    return {
        "subject": change.subject, "code": change.code, "field": FIELDS.get(change.field, change.field),
        "was": _said(change, change.before), "will": _said(change, change.after), "is_whole": not change.field,
    }  # fmt: skip


def _said(change: MetadataChange, value: Any) -> str:
    if value is None:
        return ""
    if change.field == "direction":
        return words.direction_words(str(value))
    if change.field == "unit":
        return words.unit(str(value))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, dict):
        return words.in_language(value, "")
    if isinstance(value, int | float):
        return f"{value:.15g}"
    return str(value)
