"""The versions of the rubric: the shipped one, those that bills made, and which of them is in force on a day.

A bill's version lies as signed files in the store's folder `rubrics/VERSION/`; its SHA-256 stands in the bill's row and
is compared on every reading, so that nobody changes a rubric by hand that was voted on. A score keeps the rubric that
it was made under; whoever looks for it asks `rubric_of` with the version or the hash that stands in the score.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone

from local2030.marker.criteria import LATEST, SHIPPED, Rubric, read_rubric, rubric
from local2030.vocabulary.errors import WrongUse
from local2030.vocabulary.findings import Finding
from local2030.web.marker.expert_group.models import BillText, RubricVersion


class Version(NamedTuple):
    """A version that is or was in force. `bill`: the serial of the bill that made it, "" for the shipped one."""

    id: str
    version: str
    sha256: str
    since: date | None
    bill: str
    folder: Path
    in_force: bool


def rubric_in_force(day: date | None = None) -> Rubric:
    """The rubric by which new assessments and uploads are scored on that day (today): the last bill's, or the shipped one."""
    row = _row_in_force(day or timezone.localdate())
    return rubric() if row is None else stored(row.version, row.sha256)


def rubric_of(name: str) -> Rubric | None:
    """The rubric of an id ("2.0"), a version ("2.1.0") or a hash; None if there is none."""
    shipped = rubric()
    if name in (shipped.id, shipped.version, shipped.sha256):
        return shipped
    if (SHIPPED / name).is_dir() and "/" not in name and name not in ("", ".", ".."):
        return rubric(name)
    rows = RubricVersion.objects.order_by("-since", "-pk")
    for row in rows:
        if name in (row.sha256, row.version) or row.version.rpartition(".")[0] == name:
            return stored(row.version, row.sha256)
    text = BillText.objects.filter(sha256=name).first() if len(name) == 64 else None
    return stored(text.version, text.sha256) if text else None


def stored(version: str, sha256: str) -> Rubric:
    """The rubric in the store's folder of that version. `WrongUse` where its files aren't those that were voted on."""
    found = _read(folder_of(version), sha256)
    if found.sha256 != sha256:
        _read.cache_clear()
        values = {"mistakes": f"{version}: its files were changed ({found.sha256[:8]}, not {sha256[:8]})", "count": 1}
        raise WrongUse(Finding("rubric-invalid", "error", version, None, values))
    return found


def folder_of(version: str) -> Path:
    """Where the files of a version lie in the store."""
    return Path(settings.HOME) / "rubrics" / version


def versions(today: date | None = None) -> Iterator[Version]:
    """The shipped version and those of bills that were adopted, in the order of their days."""
    today = today or timezone.localdate()
    row, shipped = _row_in_force(today), rubric(LATEST)
    yield Version(shipped.id, shipped.version, shipped.sha256, None, "", shipped.folder, row is None)
    for each in RubricVersion.objects.select_related("text", "text__bill"):
        rubric_id = each.version.rpartition(".")[0]
        is_now = row is not None and each.pk == row.pk
        yield Version(
            rubric_id, each.version, each.sha256, each.since, each.text.bill.serial, folder_of(each.version), is_now
        )


def base_for_bills() -> Rubric:
    """What a bill of today changes: the last rubric that was adopted, even if its day is still to come."""
    row = RubricVersion.objects.order_by("-since", "-pk").first()
    return rubric() if row is None else stored(row.version, row.sha256)


def _row_in_force(day: date) -> RubricVersion | None:
    return RubricVersion.objects.filter(since__lte=day).order_by("-since", "-pk").first()


@lru_cache(maxsize=32)
def _read(folder: Path, sha256: str) -> Rubric:
    return read_rubric(folder)
