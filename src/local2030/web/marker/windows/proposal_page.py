"""What the page of a proposal has besides what every thing has: what it lacks for its window, and what would lift it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

from local2030.vocabulary.messages import remedy, say
from local2030.web.accounts.permissions import visible
from local2030.web.marker.assessing.models import Assessment
from local2030.web.marker.assessing.page import shown_result
from local2030.web.marker.assessing.standing import newest
from local2030.web.marker.models import Programme
from local2030.web.marker.windows.models import Decision
from local2030.web.marker.windows.proposing import shortfall, window_of
from local2030.web.marker.windows.window_page import line_of
from local2030.web.registry.models import Thing
from local2030.workflows.score_words import programme_in

STEPS = 8


def proposal_context(reader: Any, thing: Thing) -> dict[str, Any]:
    """Its window, what it lacks, what would lift it, what was decided on the second tranche.

    The lift list is that of the programme's published assessment, which knows what reviewers accepted; else of its score.
    """
    window, language = window_of(thing), get_language() or "en"
    identifier = str(thing.fields.get("identifier") or "")
    programme, assessment = programme_of(reader, identifier), assessment_of(reader, identifier)
    scored = lift_of(programme, language) if programme is not None and assessment is None else []
    lacking = shortfall(window, thing) if window is not None else []
    decision = visible(reader, Decision.objects.filter(proposal=thing, newest=True)).select_related("by").first()
    return {
        "window": window,
        "line": line_of(window, thing) if window is not None else None,
        "currency": window.fields.get("currency") or "" if window is not None else "",
        "lacking": [
            {"message": say(f.code, f.values, language), "remedy": remedy(f.code, f.values, language)} for f in lacking
        ],
        "programme": programme,
        "assessment": assessment,
        "lift": list(shown_result(newest(assessment)).get("lift") or ())[:STEPS] if assessment is not None else scored,
        "decision": decision,
    }


def programme_of(reader: Any, identifier: str) -> Programme | None:
    """The programme of that identifier as it was scored last, in its design phase if it was; None if nobody sent it in."""
    rows = visible(reader, Programme.objects.filter(identifier=identifier, current=True)) if identifier else []
    return min(rows, key=lambda row: (row.phase != "design", -row.pk), default=None)


def assessment_of(reader: Any, identifier: str) -> Assessment | None:
    """The newest published assessment of that programme; None where there is none."""
    rows = (
        Assessment.objects.filter(identifier=identifier, published__isnull=False)
        if identifier
        else Assessment.objects.none()
    )
    open_to_all = visible(reader, rows.filter(thing__state__in=("published", "contested")))
    found: Assessment | None = open_to_all.select_related("thing").order_by("-id").first()
    return found


def lift_of(programme: Programme, language: str) -> list[dict[str, Any]]:
    """The steps that would lift the programme, smallest first, in the reader's language."""
    score = programme.score
    return list(programme_in(score.result, score.scoring.head, language).get("lift") or ())[:STEPS]
