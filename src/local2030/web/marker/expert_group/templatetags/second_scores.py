"""What stands beside a score of a programme: the same under later versions of the rubric."""

from __future__ import annotations

from typing import Any

from django import template

from local2030.web.marker.expert_group.bill_page import level_words
from local2030.web.marker.expert_group.models import SecondScore

register = template.Library()


@register.inclusion_tag("expert_group/parts/second_scores.html")
def second_scores(programme: Any) -> dict[str, Any]:
    """The second versions of the programme's newest score."""
    rows = SecondScore.objects.filter(score__programme=programme, score__newest=True)
    found = rows.select_related("rubric", "rubric__text__bill").order_by("rubric__since")
    return {
        "seconds": [
            {
                "row": row,
                "now": level_words(row.level, row.possible),
                "was": level_words(row.was_level, row.was_possible),
            }
            for row in found
        ]
    }
