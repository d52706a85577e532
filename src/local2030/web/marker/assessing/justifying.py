"""Justifications as they are handed in: looked at by the signed rules, kept beside those before."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from local2030.marker.justifications import CAUSES, Given, faults, rules
from local2030.vocabulary.findings import Finding
from local2030.web.accounts.permissions import ask, may
from local2030.web.history.chain import append
from local2030.web.marker.assessing.claims import WRITTEN_IN
from local2030.web.marker.assessing.models import Assessment, Justification
from local2030.web.marker.assessing.rubrics import rubric_of
from local2030.web.registry.cells import clean
from local2030.web.registry.changing import Unfit, by

# Who agrees that nothing is done: whoever acts for the country or the entity, and didn't write it.
APPROVERS = ("UN", "RC", "SEC")


@transaction.atomic
def justify(
    reader: Any, assessment: Assessment, cause: str, criterion: str = "", *, reason: str, text: str, action: str = "",
    action_owner: str = "", action_due: date | None = None, approver: Any = None,
) -> Justification:  # fmt: skip
    """A justification, the newest of its cause and criterion from now on. Raises `Unfit`.

    Without an action somebody else has to agree: `approver`, another person who may claim for the programme.
    """
    row = Assessment.objects.select_for_update().select_related("thing").get(pk=assessment.pk)
    ask(reader, "claim", row.thing)
    _open(row)
    agreed = approver is not None and approver.pk != reader.pk and _may_approve(approver, row)
    given = Given(reason, text, action, action_owner, action_due, approver is not None, agreed)
    found = list(faults(given, rules(), timezone.localdate()))
    if cause not in CAUSES:
        found.append(Finding("justification-cause-unknown", "error"))
    if cause == "not-applicable":
        known = rubric_of(row).criterion(criterion)
        if known is None or not known.may_be_not_applicable:
            found.append(Finding("criterion-not-left-out", "error", values={"criterion": criterion[:8]}))
    if found:
        raise Unfit(found)
    return _file(reader, row, cause, criterion, {
        "reason": reason, "text": clean(text), "action": clean(action)[:500], "action_owner": clean(action_owner)[:200],
        "action_due": action_due, "approver": approver,
    })  # fmt: skip


@transaction.atomic
def take_back(reader: Any, assessment: Assessment, cause: str, criterion: str = "") -> None:
    """The criterion counts again, or the justification isn't wanted any more; the one before stays in the records."""
    row = Assessment.objects.select_for_update().select_related("thing").get(pk=assessment.pk)
    ask(reader, "claim", row.thing)
    _open(row)
    _file(reader, row, cause, criterion, {"reason": "", "text": ""})


def approvers(assessment: Assessment, reader: Any) -> list[Any]:
    """The people who could agree that nothing is done."""
    from django.contrib.auth import get_user_model

    people = get_user_model().objects.filter(is_active=True, service=False, grants__role__in=APPROVERS).distinct()
    found = [p for p in people.exclude(pk=reader.pk).order_by("username")[:200] if _may_approve(p, assessment)]
    return found[:50]


def _may_approve(person: Any, assessment: Assessment) -> bool:
    return may(person, "claim", assessment.thing) or may(person, "assign", assessment.thing)


def _file(reader: Any, row: Assessment, cause: str, criterion: str, values: dict[str, Any]) -> Justification:
    now = timezone.now()
    approved = now if values.get("approver") is not None else None
    made = Justification.objects.create(
        assessment=row, cause=cause, criterion=criterion, by=by(reader), at=now, approved=approved, **values
    )
    told = {"cause": cause, "criterion": criterion, "reason": values["reason"], "text": values["text"]}
    append(by=by(reader), deed="justify", kind="marker-assessment", id=row.thing.serial, after=told, audience="inner")
    return made


def _open(row: Assessment) -> None:
    if row.thing.state not in WRITTEN_IN:
        raise Unfit([Finding("assessment-closed", "error", values={"serial": row.thing.serial})])
