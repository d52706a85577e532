"""What the registry holds of a framework: consultations, inputs, texts; as the engine takes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from local2030.coalition.engagement import STAGES, Consultation, Input, StageLight, lights
from local2030.web.accounts.permissions import visible
from local2030.web.registry.models import Thing
from local2030.workflows.framework_lines import is_local_government

ANSWERED = ("traced", "declined")


@dataclass(slots=True)
class Framework:
    """A framework with what belongs to it, as far as the reader may see it."""

    thing: Thing
    consultations: list[Thing] = field(default_factory=list)
    inputs: list[Thing] = field(default_factory=list)

    @property
    def lights(self) -> tuple[StageLight, ...]:
        """Each stage with its light, today."""
        deadlines = {stage: day_in(self.thing.fields.get(f"{stage}_due")) for stage in STAGES}
        held = [_consultation(row, self.thing.country) for row in self.consultations]
        return lights(deadlines, held, [_input(row) for row in self.inputs], timezone.localdate())


def frameworks(reader: Any) -> list[Framework]:
    """Every framework that the reader may see, with its consultations and inputs, in three queries."""
    rows = list(visible(reader, Thing.objects.filter(kind="cooperation-framework")).order_by("country", "number"))
    return _with_parts(reader, rows)


def framework_of(reader: Any, thing: Thing) -> Framework:
    """That framework, with what belongs to it."""
    return _with_parts(reader, [thing])[0]


def texts_of(reader: Any, thing: Thing) -> list[Thing]:
    """The versions of a framework's text, in the order of their days."""
    rows = visible(reader, Thing.objects.filter(kind="framework-text", fields__framework=thing.serial))
    return sorted(rows, key=lambda row: (str(row.fields.get("day") or ""), row.number))


def pilots_of(reader: Any, thing: Thing) -> list[Thing]:
    """The pilots in a framework."""
    return list(visible(reader, Thing.objects.filter(kind="pilot", fields__framework=thing.serial)))


def local_governments(names: Iterable[str], country: str) -> frozenset[str]:
    """Of the names, those that are surely local governments of the country, once each."""
    folded = {" ".join(str(name).split()).casefold(): str(name) for name in names}
    return frozenset(key for key, name in folded.items() if is_local_government(name, country))


def day_in(value: Any) -> date | None:
    """A day as the registry keeps it."""
    try:
        return date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None


def _with_parts(reader: Any, rows: list[Thing]) -> list[Framework]:
    found = {row.serial: Framework(row) for row in rows}
    for kind, name in (("consultation", "consultations"), ("local-input", "inputs")):
        listed = _by_framework(reader, kind, found)
        for serial, things in listed.items():
            setattr(found[serial], name, things)
    return list(found.values())


def _by_framework(reader: Any, kind: str, wanted: Mapping[str, Framework]) -> dict[str, list[Thing]]:
    rows = visible(
        reader, Thing.objects.filter(kind=kind, fields__framework__in=list(wanted)).exclude(state="withdrawn")
    )
    listed: dict[str, list[Thing]] = defaultdict(list)
    for row in rows.order_by("number"):
        listed[str(row.fields["framework"])].append(row)
    return listed


def _consultation(row: Thing, country: str) -> Consultation:
    names = local_governments(row.fields.get("took_part") or (), row.country or country)
    return Consultation(str(row.fields.get("stage") or ""), day_in(row.fields.get("day")), names)


def _input(row: Thing) -> Input:
    return Input(str(row.fields.get("stage") or ""), row.state in ANSWERED)
