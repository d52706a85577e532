"""The page of a framework, and the list of all with the stages that want engagement first."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from local2030.coalition.engagement import engagement
from local2030.web.accounts.permissions import may
from local2030.web.marker.frameworks.lights_in_words import WORST, in_words, worst
from local2030.web.marker.frameworks.reading import framework_of, frameworks, local_governments, pilots_of, texts_of
from local2030.web.marker.frameworks.text_page import measured
from local2030.web.registry.models import Thing
from local2030.web.registry.words import state_word


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All frameworks, those first that lack engagement and whose deadline is near or passed."""
    found = [(one, one.lights) for one in frameworks(request.user)]
    rows = [
        {
            "thing": one.thing,
            "stages": in_words(lit),
            "worst": worst(lit),
            "inputs": len(one.inputs),
            "state": state_word(one.thing.kind, one.thing.state),
        }
        for one, lit in found
    ]
    rows.sort(key=lambda row: WORST.index(row["worst"]))
    context = {
        "rows": rows,
        "wanting": sum(row["worst"] in ("late", "amber") for row in rows),
        "amber_days": engagement().amber_days,
        "policy": engagement(),
        "may_add": may(request.user, "add", "cooperation-framework"),
    }
    return render(request, "frameworks/overview.html", context)


def framework_context(reader: Any, thing: Thing) -> dict[str, Any]:
    """What the page of a framework has besides what every thing has."""
    found = framework_of(reader, thing)
    texts = [{"thing": row, "measure": measured(row)} for row in texts_of(reader, thing)]
    answered = [row for row in found.inputs if row.state == "traced"]
    lit, want = in_words(found.lights), worst(found.lights)
    return {
        "lights": lit,
        "worst": want,
        "first": next((light for light in lit if light["light"] == want), None),
        "consultations": [
            {
                "thing": row,
                "governments": len(local_governments(row.fields.get("took_part") or (), thing.country)),
                "took_part": len(row.fields.get("took_part") or ()),
                "invited": len(row.fields.get("invited") or ()),
            }
            for row in found.consultations
        ],
        "inputs": [
            {"thing": row, "state": state_word(row.kind, row.state), "fields": row.fields} for row in found.inputs
        ],
        "traced": len(answered),
        "texts": texts,
        "pilots": pilots_of(reader, thing),
        "may_add": may(reader, "change", thing),
        "may_say": may(reader, "add", "local-input"),
    }
