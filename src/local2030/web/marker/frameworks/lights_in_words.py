"""A stage's light as a page says it: a word, a mark, what is lacking, and when it is due."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from local2030.coalition.engagement import Lack, StageLight, engagement
from local2030.methods.signed_files import worded
from local2030.web.marker.frameworks.kind import STAGES

MARKS = {"met": "met", "to-come": "todo", "amber": "slow", "late": "fails", "undated": "unknown"}
WORST = ("late", "amber", "undated", "to-come", "met")


def in_words(found: Iterable[StageLight]) -> list[dict[str, Any]]:
    """Each stage with its words, for a template."""
    names, language = dict(STAGES), get_language() or "en"
    policy = engagement()
    return [
        {
            "stage": light.stage,
            "name": names[light.stage],
            "light": light.light,
            "mark": MARKS[light.light],
            "word": light_word(light.light),
            "lacks": [lack_words(lack) for lack in light.lacks],
            "due": light.due,
            "when": when(light),
            "asks": worded(policy.stages[light.stage].words, language),
        }
        for light in found
    ]


def worst(found: Iterable[StageLight]) -> str:
    """The light that wants attention first."""
    lit = {light.light for light in found}
    return next((light for light in WORST if light in lit), "met")


def light_word(light: str) -> str:
    """What a light is called."""
    return {
        "met": _("engaged as asked"),
        "to-come": _("not yet due"),
        "amber": _("lacking, deadline near"),
        "late": _("lacking, deadline passed"),
        "undated": _("lacking, no deadline set"),
    }[light]


def lack_words(lack: Lack) -> str:
    """What is missing, with how much of it is there."""
    if lack.what == "consultations":
        return _("%(have)s of %(need)s consultations held") % {"have": lack.have, "need": lack.need}
    if lack.what == "governments":
        return _("%(have)s of %(need)s local governments took part") % {"have": lack.have, "need": lack.need}
    return _("%(have)s of at least %(need)s inputs answered") % {"have": lack.have, "need": lack.need}


def when(light: StageLight) -> str:
    """How far away the deadline is."""
    if light.days_left is None:
        return _("no deadline set")
    if light.days_left < 0:
        days = -light.days_left
        return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days}
    return ngettext("in %(n)s day", "in %(n)s days", light.days_left) % {"n": light.days_left}
