"""A former workplan comes into the registry: each target as a thing, what goes on tied to the step that takes it up.

All of it or nothing. What was reached is entered but not marked as reached: that asks for evidence, row by row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from local2030.coalition.plans import OldTarget, SortedPlan, old_targets, sort_plan
from local2030.web.accounts.permissions import ask, visible
from local2030.web.registry.changing import Unfit, add, move, tie
from local2030.web.registry.models import Thing


def preview_plan(reader: Any, rows: Iterable[Mapping[str, str]], file: str = "") -> SortedPlan:
    """The piles that the rows would go to, and what is wrong with them; nothing is kept."""
    return sort_plan(old_targets(rows), {name: thing.title for name, thing in _steps(reader).items()}, file or None)


@transaction.atomic
def load_plan(reader: Any, rows: Iterable[Mapping[str, str]], file: str = "") -> list[Thing]:
    """The targets as new things; those of an earlier load of the same plan stay as they are. Raises `Unfit`."""
    ask(reader, "decide", "target")  # it drops and carries over, which only the Secretariat decides
    plan = preview_plan(reader, rows, file)
    if plan.findings:
        raise Unfit(plan.findings)
    steps = _steps(reader)
    there = set(Thing.objects.filter(kind="target").exclude(key="").values_list("key", flat=True))
    made = []
    for target in (*plan.carried, *plan.done, *plan.dropped, *(row.target for row in plan.undecided)):
        if _key(target) not in there:
            made.append(_filed(reader, target, steps, file))
    return made


def _filed(reader: Any, target: OldTarget, steps: Mapping[str, Thing], file: str) -> Thing:
    cells = {"title": target.what, "plan": target.plan, "wanted": target.wanted, "reached": target.reached}
    why = _("From the old plan")
    thing = add(
        reader, "target", cells, why, key=_key(target), source=f"{target.plan}, {target.id} {file}".strip()[:300]
    )
    if target.fate == "carried over":
        for name in target.into:
            tie(reader, thing, steps[name], "carried-over", target.reason, why)
        return move(reader, thing, "carried-over", target.reason, cells={"carried_over": target.reason})
    if target.fate == "dropped":
        return move(reader, thing, "dropped", target.reason)
    return thing


def _steps(reader: Any) -> dict[str, Thing]:
    """The steps that the reader sees, by serial and by id."""
    rows = visible(reader, Thing.objects.filter(kind="next-step"))
    return {name: thing for thing in rows for name in (thing.serial, thing.key) if name}


def _key(target: OldTarget) -> str:
    digest = sha256(f"{target.plan}\0{target.id}".encode()).hexdigest()
    return f"old-plan:{digest[:24]}"
