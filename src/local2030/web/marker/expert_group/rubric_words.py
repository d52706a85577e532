"""What the page of the rubric adds: its versions with what each changed, and what it costs to cheat each gate."""

from __future__ import annotations

from typing import Any

from local2030.marker.criteria import Rubric
from local2030.web.accounts.permissions import may, visible
from local2030.web.marker.expert_group.audit_words import cheating_table
from local2030.web.marker.expert_group.bill_page import edit_words
from local2030.web.marker.expert_group.models import BillText
from local2030.web.marker.expert_group.rubrics import rubric_in_force, rubric_of, stored, versions
from local2030.web.marker.rubric_page import rubric_plain
from local2030.web.registry.models import Thing
from local2030.web.registry.words import state_word

UNDER_WAY = ("proposed", "stated", "amended", "voting", "carried")


def rubric_context(reader: Any, version: str, language: str) -> dict[str, Any] | None:
    """For the page; None where there is no such version."""
    now = rubric_in_force()
    found = _of(version, now)
    if found is None:
        return None
    plain = rubric_plain(language, found)
    serials = set(visible(reader, Thing.objects.filter(kind="rubric-bill")).values_list("serial", flat=True))
    return {
        "rubric": plain,
        "is_in_force": found.sha256 == now.sha256,
        "proposed": found.sha256 not in {v.sha256 for v in versions()},
        "versions": [_version(v, serials, language) for v in versions()],
        "open_bills": [
            (thing, state_word(thing.kind, thing.state))
            for thing in visible(reader, Thing.objects.filter(kind="rubric-bill", state__in=UNDER_WAY)).order_by(
                "number"
            )
        ],
        "may_propose": may(reader, "add", "marker rubric"),
        "cheating": cheating_table(plain["cost_of_cheating"], language),
    }


def rubric_document(version: str = "") -> dict[str, Any] | None:
    """For the API: the rubric as data, and all versions."""
    found = _of(version, rubric_in_force())
    if found is None:
        return None
    listed = [
        {"id": v.id, "version": v.version, "sha256": v.sha256, "since": v.since.isoformat() if v.since else None,
         "bill": v.bill or None, "in_force": v.in_force}
        for v in versions()
    ]  # fmt: skip
    return rubric_plain("en", found) | {"versions": listed}


def _of(version: str, now: Rubric) -> Rubric | None:
    """The version asked for, also one that a bill proposes and nobody has adopted yet."""
    if not version or version in (now.id, now.version):
        return now
    text = BillText.objects.filter(version=version).first()
    return rubric_of(version) or (stored(text.version, text.sha256) if text else None)


def _version(v: Any, serials: set[str], language: str) -> dict[str, Any]:
    text = BillText.objects.filter(sha256=v.sha256, version=v.version).first() if v.bill in serials else None
    edits = [edit_words(edit, text.base_sha256, language) for edit in text.edits] if text else []
    return {**v._asdict(), "bill": v.bill if v.bill in serials else "", "edits": edits}
