"""Aid data bring a joint programme up to date: its budget, what is committed, its phase, its places.

By rule where whoever sent the file may change the programme, the file is for everybody, and it is no older than the one
taken over before: the change is made in his name, with a line of history. Else it is a suggestion on the programme's
page, to be taken over by somebody who may. An identifier alone gives nobody that right: anybody can write it in a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from local2030.coalition.joint_facts import JointFacts, facts_of, next_line
from local2030.coalition.phases import line_of, read_phases
from local2030.vocabulary.activities import Activity
from local2030.web.accounts.permissions import ask, may, visible
from local2030.web.marker.joint_programmes.finding import KIND, iati_of, scored
from local2030.web.marker.joint_programmes.holdings import currency_of, number
from local2030.web.marker.joint_programmes.kind import PHASES
from local2030.web.marker.joint_programmes.models import AidFacts
from local2030.web.marker.models import Programme, Upload
from local2030.web.marker.scoring import folder_of
from local2030.web.registry.changing import Outdated, Unfit, change
from local2030.web.registry.models import Thing

COLUMNS = ("budget", "currency", "committed", "phase", "phase_history", "places", "aid_data_of")
CENT = Decimal("0.01")
LARGEST = Decimal(10) ** 13


@dataclass(frozen=True, slots=True)
class Difference:
    """One column that the aid data say otherwise: its name and both values in words."""

    column: str
    words: str
    here: str
    there: str


def read_facts(upload: Upload, results: Mapping[str, Iterable[str]]) -> dict[str, JointFacts]:
    """By identifier, what the upload's file says of joint programmes. `results`: identifier to its activities.

    The file is opened again only if it holds one of them.
    """
    known = set(Thing.objects.filter(kind=KIND).values_list("fields__iati", flat=True))
    wanted = {identifier: set(activities) | {identifier} for identifier, activities in results.items() if identifier in known}  # fmt: skip
    if not wanted:
        return {}
    every = set().union(*wanted.values())
    found = _activities(upload, every)
    return {name: facts_of(name, [a for a in found if a.identifier in ids]) for name, ids in wanted.items()}


def keep_facts(programmes: Iterable[Programme], facts: Mapping[str, JointFacts]) -> None:
    """Files the facts beside the programmes, inside the import's transaction."""
    AidFacts.objects.bulk_create(
        AidFacts(
            programme=programme, as_of=found.as_of, budget=_kept(found.budget), committed=_kept(found.committed),
            currency=found.currency[:3], phase=found.phase, since=found.since, places=[name[:500] for name in found.places],
        )
        for programme in programmes
        if (found := facts.get(programme.identifier)) is not None
    )  # fmt: skip


def follow(upload: Upload) -> list[str]:
    """Takes over what the upload says of joint programmes that its sender may change; the serials of those changed."""
    if upload.audience != "public":
        return []
    changed = []
    rows = Programme.objects.filter(upload=upload, current=True, joint_facts__isnull=False)
    for programme in rows.select_related("joint_facts"):
        for joint in Thing.objects.filter(kind=KIND, fields__iati=programme.identifier):
            if may(upload.by, "change", joint):
                with suppress(Unfit, Outdated, PermissionDenied, Http404):
                    changed += [joint.serial] if take_over(upload.by, joint, programme) else []
    return changed


@transaction.atomic
def take_over(reader: Any, joint: Thing, programme: Programme) -> bool:
    """Puts the programme's facts in place of the joint programme's own; False where nothing differs or they are older."""
    joint = Thing.objects.select_for_update().get(pk=joint.pk)
    ask(reader, "change", joint)
    facts = programme.joint_facts
    if facts.as_of is None or facts.as_of < _taken(joint):
        return False
    cells = cells_of(joint, facts)
    if not cells:
        return False
    why = _("Aid data of %(day)s, upload %(upload)s") % {"day": facts.as_of.isoformat(), "upload": programme.upload_id}
    cells["aid_data_of"] = facts.as_of.isoformat()
    change(reader, joint, cells, why, joint.version, allowed=frozenset(COLUMNS))
    return True


def cells_of(joint: Thing, facts: AidFacts) -> dict[str, Any]:
    """The columns that the facts say otherwise, as the form takes them. A budget in another currency isn't taken over."""
    cells: dict[str, Any] = {}
    fields = joint.fields
    same = facts.currency in ("", currency_of(joint)) or fields.get("budget") is None
    for name in ("budget", "committed"):
        value = getattr(facts, name)
        if value is not None and same and number(fields.get(name)) != value:
            cells[name] = str(value)
    if cells and facts.currency and facts.currency != fields.get("currency"):
        cells["currency"] = facts.currency
    history, _wrong = read_phases(fields.get("phase_history") or ())
    step = next_line(history, facts.phase, facts.since, timezone.localdate())
    if step is not None:
        cells["phase"] = step.phase
        cells["phase_history"] = [*(fields.get("phase_history") or ()), line_of(step.since, step.phase)]
    if facts.places and list(facts.places) != list(fields.get("places") or ()):
        cells["places"] = list(facts.places)
    return cells


def differences_of(joint: Thing, programme: Programme | None) -> list[Difference]:
    """What the newest aid data that the reader sees say otherwise, in words."""
    facts = AidFacts.objects.filter(programme=programme).first() if programme is not None else None
    if facts is None or facts.as_of is None or facts.as_of < _taken(joint):
        return []
    words, phases = {"budget": _("Budget"), "committed": _("Committed"), "phase": _("Phase"), "places": _("Places")}, dict(PHASES)  # fmt: skip
    cells, found = cells_of(joint, facts), []
    for name in words.keys() & cells.keys():
        here, there = joint.fields.get(name), cells[name]
        if name == "phase":
            here, there = phases.get(str(here), ""), phases[there]
        elif name == "places":
            here, there = "; ".join(here or ()), "; ".join(there)
        else:
            here, there = (_amount(value, currency_of(joint)) for value in (here, there))
        found.append(Difference(name, words[name], str(here), str(there)))
    return sorted(found, key=lambda difference: difference.words)


@require_POST
def take(request: HttpRequest, serial: str) -> HttpResponse:
    """Takes over the suggestion that the page shows."""
    rows = visible(request.user, Thing.objects.filter(kind=KIND))
    joint = get_object_or_404(rows, serial=serial.upper())
    ask(request.user, "change", joint)
    programme = scored(request.user, [joint]).get(iati_of(joint))
    if programme is not None and AidFacts.objects.filter(programme=programme).exists():
        take_over(request.user, joint, programme)
    return redirect(joint.get_absolute_url())


def _activities(upload: Upload, wanted: set[str]) -> list[Activity]:
    from local2030.formats.activities.iati import read_source
    from local2030.formats.activities.sources import open_sources

    found: list[Activity] = []
    with TemporaryDirectory(dir=settings.WORK) as spool:
        for source in open_sources([str(folder_of(upload) / upload.name)], spool=Path(spool)):
            reads = (read.activity for read in read_source(source))
            found += [activity for activity in reads if activity is not None and activity.identifier in wanted]
    return found


def _taken(joint: Thing) -> date:
    """The day of the aid data that were taken over last."""
    try:
        return date.fromisoformat(str(joint.fields.get("aid_data_of") or ""))
    except ValueError:
        return date.min


def _kept(value: Decimal | None) -> Decimal | None:
    return value.quantize(CENT) if value is not None and 0 <= value < LARGEST else None


def _amount(value: Any, currency: str) -> str:
    found = number(value)
    return _("not said") if found is None else f"{number_format(found, 2, force_grouping=True)} {currency}"
