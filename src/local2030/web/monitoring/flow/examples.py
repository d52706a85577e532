"""Two results of the invented region: one that somebody could verify, and one that says no source. Filed once."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from local2030.web.monitoring.adopting import key_of
from local2030.web.registry.changing import add, add_evidence
from local2030.web.registry.models import Thing

DATASET = "sandoria"


def file_examples(by: Any) -> None:
    """Files them where the region's data set is and no result yet. `by` acts for the Secretariat."""
    data = Thing.objects.filter(kind="dataset", key=key_of(DATASET)).first()
    if data is None or Thing.objects.filter(kind="result").exists():
        return
    work = {
        "title": _("Fewer people in Sandoria look for work in vain (invented)"),
        "summary": _("The share of people without work fell from 8.4% to 6.7% in four years."),
        "indicator": "8.5.2", "place_name": "Sandoria", "baseline": _("8.4% in 2019"), "value": "6.7", "unit": "%",
        "period": "2023", "method": _("Yearly survey of the labour force, the same questions in both years."),
        "source": "Statistics of Sandoria (invented)", "dataset": data.serial, "audience": "public",
        "workstream": "monitoring",
    }  # fmt: skip
    thing = add(by, "result", work)
    add_evidence(
        by, thing, _("Table of the labour force survey (invented)"), "https://stat.sandoria.example/labour", "", None
    )
    water = {
        "title": _("More homes in the hills have water (invented)"), "indicator": "6.1.1", "place_name": "Brinedale",
        "baseline": _("not measured"), "audience": "public", "workstream": "monitoring",
    }  # fmt: skip
    add(by, "result", water)
