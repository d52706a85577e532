"""The impact statement of a bill as plain data: who would move, which gates bind, what agreement and cheating would be."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from local2030.marker.criteria import Rubric
from local2030.marker.performance.archive_impact import archive_impact
from local2030.marker.performance.impact import Binding
from local2030.marker.performance.settings import shipped
from local2030.vocabulary.messages import say
from local2030.web.accounts.permissions import may
from local2030.web.history.chain import append
from local2030.web.jobs.deeds import Progress, Stopped
from local2030.web.jobs.models import Job, State
from local2030.web.marker.expert_group.archive import archive
from local2030.web.marker.expert_group.gathering import gathered
from local2030.web.marker.expert_group.models import BillText, packed
from local2030.web.marker.expert_group.rubrics import base_for_bills, rubric_of, stored
from local2030.web.registry import changing
from local2030.web.registry.models import Thing
from local2030.workflows.cheating_cost import cheating_plain

SCHEMA = "local2030/rubric-impact/1"


def state_by_job(job: Job, progress: Progress) -> None:
    """States the impact of a bill's newest text; done twice it has one effect."""
    thing = Thing.objects.get(pk=job.target)
    if not may(job.by, "change", thing):
        raise Stopped
    progress.at(now=True, step="scoring")
    text = state_impact(thing)
    Job.objects.filter(pk=job.pk, state=State.RUNNING).update(
        state=State.DONE, step="done", counted=text.statement["programmes"], ended=timezone.now()
    )


def state_impact(thing: Thing) -> BillText:
    """The statement of the bill's newest text, kept with it; the bill goes on to "impact stated"."""
    text = thing.texts.order_by("-number").first()
    statement = statement_of(text)
    with transaction.atomic():
        thing = changing.locked(thing)
        text = BillText.objects.select_for_update().get(pk=text.pk)
        if text.impact is None:
            text.impact, text.impact_at = packed(statement), timezone.now()
            text.save(update_fields=["impact", "impact_at"])
            append(
                by=None, deed="state-impact", kind=thing.kind, id=thing.serial,
                after={"text": text.number, "programmes": statement["programmes"], "up": statement["up"], "down": statement["down"]},
                audience=thing.audience,
            )  # fmt: skip
        if thing.state in ("proposed", "amended"):
            changing.move(None, thing, "stated", "", None, {"impact_stated": "yes", "version": text.version})
    return text


def statement_of(text: BillText) -> dict[str, Any]:
    """What the text would change, over all published scores of today."""
    old, new = rubric_of(text.base_sha256) or base_for_bills(), stored(text.version, text.sha256)
    found, settings = archive(), shipped()
    names = {kept.record.identifier: kept for kept in found.kept}
    made = archive_impact((kept.record for kept in found.kept), old, new, gathered().rows, settings)
    return {
        "schema": SCHEMA,
        "before": {"id": old.id, "version": old.version, "sha256": old.sha256},
        "after": {"id": new.id, "version": new.version, "sha256": new.sha256},
        "programmes": made.programmes,
        "left_out": found.left_out,
        "up": made.up,
        "down": made.down,
        "wider": made.wider,
        "moves": [
            {**move._asdict(), "title": names[move.programme].title, "address": names[move.programme].address}
            for move in made.moves
        ],
        "binding_before": _binding(made.binding_before),
        "binding_after": _binding(made.binding_after),
        "changed_criteria": list(made.changed_criteria),
        "money_scope_changed": made.money_scope_changed,
        "agreement_before": _agreement(made.agreement_before),
        "agreement_after": _agreement(made.agreement_after),
        "cheating_before": _cheating(old),
        "cheating_after": _cheating(new),
        "settings_sha256": made.settings_sha256,
    }


def _binding(found: Iterable[Binding]) -> list[dict[str, Any]]:
    return [binding._asdict() for binding in found]


def _agreement(found: Any) -> dict[str, Any]:
    return {
        "alpha": found.value, "low": found.low, "high": found.high, "n": found.units, "code": found.reason,
        "reason": say(found.reason, {"n": found.units, "least": shipped().least_units}) if found.reason else None,
    }  # fmt: skip


def _cheating(of: Rubric) -> list[dict[str, Any]]:
    return cheating_plain(of)
