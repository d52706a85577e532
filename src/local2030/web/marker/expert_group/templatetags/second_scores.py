"""What stands beside a score of a programme: the same under later versions of the rubric."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import Q

from local2030.web.marker.expert_group.bill_page import level_words
from local2030.web.marker.expert_group.models import SecondScore
from local2030.web.marker.expert_group.rubrics import versions

register = template.Library()


@register.inclusion_tag("expert_group/parts/second_scores.html")
def second_scores(programme: Any) -> dict[str, Any]:
    """The second versions of the programme's newest score, and of its assessments that everybody may read."""
    of_score = Q(score__programme=programme, score__newest=True)
    of_assessment = Q(
        standing__newest=True, standing__assessment__identifier=programme.identifier,
        standing__assessment__published__isnull=False, standing__assessment__thing__audience="public",
        standing__assessment__thing__state__in=("published", "contested"),
    )  # fmt: skip
    rows = SecondScore.objects.filter(of_score | of_assessment if programme.identifier else of_score)
    found = rows.select_related("rubric", "rubric__text__bill", "standing__assessment__thing")
    return {
        "seconds": [
            {
                "row": row,
                "assessment": row.standing.assessment.thing if row.standing_id is not None else None,
                "now": level_words(row.level, row.possible),
                "was": level_words(row.was_level, row.was_possible),
            }
            for row in found.defer("standing__packed", "standing__record").order_by("rubric__since", "pk")
        ]
    }


@register.inclusion_tag("expert_group/parts/rubric_note.html")
def rubric_note(assessment: Any) -> dict[str, Any]:
    """Under which rubric an assessment stays, where another one is in force by now; what it would be under that one."""
    now = next((v for v in versions() if v.in_force), None)
    if assessment is None or now is None or now.sha256 == assessment.rubric_sha256 or not now.bill:
        return {"now": None}
    second = assessment.standings.filter(rubric_sha256=now.sha256).first()
    words = level_words(second.level, second.possible) if second is not None else ""
    return {"now": now, "own": assessment.rubric, "second": words}
