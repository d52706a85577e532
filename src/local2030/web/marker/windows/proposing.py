"""What a proposal lacks for its window, and what follows when a window or a proposal moves, through whichever door."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from local2030.marker.allocation_rules import shipped_rules
from local2030.marker.justifications import Given, faults, rules
from local2030.methods.similarity import nearest
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.messages import say
from local2030.web.registry import changing
from local2030.web.registry.models import Thing

CENT = Decimal("0.01")


def money(value: object) -> Decimal | None:
    """An amount of a column to the cent; None where it is empty."""
    return None if value in (None, "") else Decimal(str(value)).quantize(CENT)


def percent(value: object) -> Decimal | None:
    """A percentage of a column as a part of one; None where it is empty."""
    return None if value in (None, "") else Decimal(str(value)) / 100


def window_of(proposal: Thing) -> Thing | None:
    """The window that the proposal is for."""
    return Thing.objects.filter(kind="window", serial=proposal.fields.get("window") or "").first()


def proposals_of(window: Thing) -> Any:
    """The proposals to the window, whoever may see them."""
    return Thing.objects.filter(kind="window-proposal", fields__window=window.serial)


def shortfall(window: Thing, proposal: Thing) -> list[Finding]:
    """How the proposal stays below the window's minimum; empty where it doesn't. A window without the marker asks nothing."""
    asked, given = window.fields, proposal.fields
    if asked.get("marker") is not True:
        return []
    found = []
    least, level = int(asked.get("minimum_level") or 0), given.get("level")
    if least and level in (None, ""):
        found.append(Finding("window-level-unknown", "warning", values={"least": least}))
    elif level not in (None, "") and int(level) < least:
        found.append(Finding("window-level-below", "warning", values={"least": least, "found": int(level)}))
    share, low, high = (x.get(n) for x, n in ((asked, "minimum_share"), (given, "share_low"), (given, "share_high")))
    if share and low is None:
        found.append(Finding("window-share-unknown", "warning", values={"least": _plain(share)}))
    elif share and low < share:
        values = {"least": _plain(share), "low": _plain(low), "high": _plain(low if high is None else high)}
        found.append(Finding("window-share-below", "warning", values=values))
    return found


def proposal_moved(reader: Any, thing: Thing, was: str, why: str) -> None:
    """On handing in, what it lacks is entered; the platform then admits it, returns it, or leaves it to the Secretariat."""
    if thing.state != "submitted":
        return
    window = window_of(thing)
    if window is None or window.state != "open":
        _unfit("window-not-open", "window", window=thing.fields.get("window") or "")
    low, high = thing.fields.get("share_low"), thing.fields.get("share_high")
    if low is not None and high is not None and low > high:
        _unfit("window-share-turned", "share_low", low=_plain(low), high=_plain(high))
    lacking = shortfall(window, thing)  # type: ignore[arg-type]
    text = str(thing.fields.get("justification") or "").strip()
    if lacking and text:
        if found := faults(_given(thing), rules(), timezone.localdate()):
            raise changing.Unfit([_in_column(fault) for fault in found])
        if _is_copied(thing, text):
            _unfit("window-justification-copied", "justification")
    thing.fields["sent_to"] = window.serial  # type: ignore[union-attr]
    thing.fields["meets"] = not lacking
    thing.fields["lacks"] = [say(found.code, found.values) for found in lacking]
    thing.fields.pop("justified", None)
    key = thing.pk
    transaction.on_commit(lambda: _by_date(key), robust=True)


def window_moved(reader: Any, thing: Thing, was: str, why: str) -> None:
    """When it opens, the rules of allocation that are in force are entered."""
    if thing.state == "open" and not thing.fields.get("rules"):
        thing.fields["rules"] = shipped_rules().sha256


def _given(thing: Thing) -> Given:
    """The justification of a proposal as the rules read it; whoever accepts it in the Secretariat is its approver."""
    fields = thing.fields
    due = fields.get("action_due")
    return Given(
        str(fields.get("reason") or ""), str(fields.get("justification") or ""), str(fields.get("action") or ""),
        str(fields.get("action_owner") or ""), date.fromisoformat(due) if due else None,
        fields.get("no_action") is True, True,
    )  # fmt: skip


def _in_column(fault: Finding) -> Finding:
    """The fault beside the column of the proposal that it is about."""
    column = str(fault.values.get("column") or "")
    return replace(fault, values={**fault.values, "column": "justification" if column == "text" else column})


def _by_date(key: int) -> None:
    thing = Thing.objects.filter(pk=key).first()
    if thing is not None:
        changing.move_by_date(thing, timezone.localdate())


def _is_copied(thing: Thing, text: str) -> bool:
    own = thing.fields.get("identifier") or ""
    others = Thing.objects.filter(kind="window-proposal", fields__has_key="justification").exclude(pk=thing.pk)[:2000]
    texts = {row.serial: str(row.fields["justification"]) for row in others if row.fields.get("identifier") != own}
    return bool(nearest(text, texts, rules().similar))


def _plain(value: float) -> str:
    return f"{value:g}"


def _unfit(code: str, column: str, **values: object) -> None:
    raise changing.Unfit([Finding(code, "error", values={"column": column, **values})])
