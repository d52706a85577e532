"""Windows, proposals and published assessments in the manner of true ones, for the tests of the room."""

from __future__ import annotations

import itertools
import json
import zlib
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils import timezone
from rights_cells import person

from builders_records import example
from local2030.marker.criteria import rubric
from local2030.marker.local_share import Share
from local2030.marker.standing_record import Held, Record, record_of, to_json
from local2030.vocabulary.organisations import DEFINITIONS
from local2030.web.marker.assessing.models import Assessment, Standing
from local2030.web.registry import changing
from local2030.web.registry.models import Thing

_numbers = itertools.count(1)
WINDOW = {
    "title": "Cities and water", "donors": "Kingdom of Examples", "budget": "3000000", "currency": "USD",
    "opens": "2026-01-01", "closes": "2030-12-31", "marker": "yes", "minimum_level": "2", "minimum_share": "15",
    "definition": "strict", "audience": "public",
}  # fmt: skip


def open_window(sec: Any = None, **cells: str) -> Thing:
    """A window that is open for proposals."""
    sec = sec or person("SEC")
    window = changing.add(sec, "window", WINDOW | cells)
    return changing.move(sec, window, "open", "")


def proposal(window: Thing, by: Any = None, state: str = "admitted", **cells: str) -> Thing:
    """A proposal to the window, put into that state past its moves."""
    number = next(_numbers)
    given = {"title": f"Water {number}", "window": window.serial, "identifier": f"XM-EX-{number}", "country": "KE",
             "requested": "1000000", "level": "2", "share_low": "20", "share_high": "30", "share_source": "design"}  # fmt: skip
    made = changing.add(by or person("SEC"), "window-proposal", given | cells)
    Thing.objects.filter(pk=made.pk).update(state=state, fields=made.fields | {"sent_to": window.serial, "meets": True})
    made.refresh_from_db()
    changing.set_scopes(made)
    return made


def record(
    identifier: str, levels: dict[str, int] | None = None, *, low: float | None = 0.3, high: float | None = 0.4,
    coverage: float = 0.9, claims: dict[str, int] | None = None, status: str = "accepted", phase: str = "monitoring",
) -> Record:  # fmt: skip
    """A record with accepted evidence of every kind up to these levels, and that local share by every definition."""
    levels = {"C1": 2, "C2": 2, "C3": 2, "C5": 2, "C6": 2, "C7": 2, "C8": 2} if levels is None else levels
    share = Share(*(None if x is None else Decimal(str(x)) for x in (low, high, coverage if low is not None else None)),
                  Decimal(300), Decimal(0), Decimal(0))  # type: ignore[arg-type]  # fmt: skip
    items = {c: tuple(Held(kind, status, level, 1) for kind in "ADMPRT") for c, level in levels.items() if level}
    if low is not None:
        items["C4"] = (Held("M", "checked", 3, 1),)
    base = record_of(example(), rubric())
    return replace(
        base, identifier=identifier, phase=phase, screened=True, claims=claims or {}, items=items,
        shares=dict.fromkeys(DEFINITIONS, share), not_applicable={}, published=None,
        facts=("local_government_partner",),
    )  # fmt: skip


def published(
    identifier: str, kept: Record | None = None, *, state: str = "published", audience: str = "public", title: str = ""
) -> Assessment:
    """A published assessment whose newest standing is that record."""
    kept = kept or record(identifier)
    cells = {
        "title": title or f"Assessment of {identifier}",
        "identifier": identifier,
        "phase": kept.phase,
        "country": "KE",
    }
    thing = changing.add(None, "marker-assessment", cells)
    Thing.objects.filter(pk=thing.pk).update(state=state, audience=audience)
    thing.refresh_from_db()
    using = rubric()
    row = Assessment.objects.create(
        thing=thing, identifier=identifier, phase=kept.phase, rubric=using.version, rubric_sha256=using.sha256,
        level=2, possible=2, reviewed=2, ls_low=0.3, ls_high=0.4, coverage=0.9, published=timezone.now(),
    )  # fmt: skip
    whole = zlib.compress(json.dumps({"programmes": [{"identifier": identifier, "lift": []}]}).encode())
    Standing.objects.create(assessment=row, at=timezone.now(), because="review", rubric=using.version,
                            rubric_sha256=using.sha256, packed=whole, record=to_json(kept))  # fmt: skip
    return row
