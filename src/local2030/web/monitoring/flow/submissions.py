"""Data handed up: what came of looking at them, and publishing them into the data set above once they are accepted."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from local2030.methods.stages import Refusal
from local2030.web.accounts.permissions import ask, may, needs, sees, visible
from local2030.web.history.chain import append
from local2030.web.monitoring.adopting import name_of
from local2030.web.monitoring.stores import Opened, opened
from local2030.web.registry.changing import Refused, locked, move
from local2030.web.registry.models import Thing
from local2030.workflows.hand_up import HandedUp, hand_up, looked_at

MOST_NAMED = 12


@require_POST
@needs("change", "local data")
def look(request: HttpRequest, serial: str) -> HttpResponse:
    """Looks at the data as they are now; what keeps all rules is checked by that."""
    rows = visible(request.user, Thing.objects.filter(kind="data-submission"), "change")
    thing = get_object_or_404(rows, serial=serial)
    ask(request.user, "change", thing)
    look_at(request.user, thing)
    return redirect(thing.get_absolute_url())


def look_at(reader: Any, thing: Thing) -> Thing:
    """Counts what would be taken over and what contradicts, and says so on the submission."""
    with transaction.atomic():
        thing = locked(thing)
        if thing.state not in ("submitted", "returned"):
            return thing
        below, above = _sides(reader, thing)
        found = looked_at(below.store, below.manifest, above.manifest, str(thing.fields.get("place") or ""))
        told = {"version": below.manifest.version, "rules_kept": found.keeps_rules, **_counts(found)}
        if thing.state == "submitted" and told.items() <= thing.fields.items():
            return thing  # it was looked at already and nothing is new
        thing.fields = {**thing.fields, **told}
        thing.version += 1
        thing.save(update_fields=["fields", "version"])
        append(by=reader, deed="look-at-data", kind=thing.kind, id=thing.serial, after=told, audience=thing.audience)
        if thing.state == "submitted" and found.keeps_rules:
            thing = move(None, thing, "checked")
    return thing


def submission_moved(reader: Any, thing: Thing, _was: str, why: str) -> None:
    """Published: the values stand in the data set above from now on. Whoever does it must be allowed to approve there."""
    if thing.state == "submitted":
        thing.fields = {**thing.fields, "rules_kept": None}
    if thing.state != "published":
        return
    try:
        below, above = _sides(reader, thing)
    except Http404:
        raise Refused(Refusal("data-not-there", ())) from None
    if not may(reader, "approve", _named(thing, "above")):
        raise Refused(Refusal("not-your-role", ()))
    if below.manifest.version != thing.fields.get("version"):
        raise Refused(Refusal("data-changed-since-check", ()))
    at = timezone.now().isoformat(timespec="seconds")
    place = str(thing.fields.get("place") or "")
    note = f"{thing.serial}: {thing.title}"[:500]
    state, found = hand_up(below.store, below.manifest, above.manifest, place, at, reader.shown_name, note)
    thing.fields = {**thing.fields, "published_in": state.version, **_counts(found)}
    append(by=reader, deed="publish-data", kind="dataset", id=_named(thing, "above").serial,
           after={"version": state.version, "name": state.dataset}, why=why or note, audience=thing.audience)  # fmt: skip


def submission_context(reader: Any, thing: Thing) -> dict[str, Any]:
    """What the page of a submission has besides: what was found, where the values are used, what can be done."""
    places: tuple[str, ...] = ()
    found: HandedUp | None = None
    try:
        below, above = _sides(reader, thing)
        if thing.state in ("submitted", "returned"):
            found = looked_at(below.store, below.manifest, above.manifest, str(thing.fields.get("place") or ""))
            places = found.places
        stale = below.manifest.version != thing.fields.get("version") and "version" in thing.fields
    except Http404:
        below = above = None  # type: ignore[assignment]
        stale = False
    return {
        "below": below,
        "above": above,
        "found": found,
        "unknown_places": found.unknown_places[:MOST_NAMED] if found else (),
        "differing_indicators": found.differing_indicators[:MOST_NAMED] if found else (),
        "places": places[:MOST_NAMED],
        "stale": stale,
        "may_look": may(reader, "change", thing) and thing.state in ("submitted", "returned"),
    }


def _counts(found: HandedUp) -> dict[str, int]:
    return {name: getattr(found, name) for name in ("taken", "same", "differing", "unplaced")}


def _sides(reader: Any, thing: Thing) -> tuple[Opened, Opened]:
    """Both data sets, as published; not found where the reader may not see one of them."""
    both = [_named(thing, name) for name in ("below", "above")]
    if not all(sees(reader, one) for one in both):
        raise Http404
    below, above = (opened(name_of(one)) for one in both)
    return below, above


def _named(thing: Thing, column: str) -> Thing:
    found: Thing = get_object_or_404(Thing.objects.filter(kind="dataset"), serial=str(thing.fields.get(column) or ""))
    return found
