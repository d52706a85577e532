"""Examples in the invented region: two results, and a town's newest values on their way into the region's data. Filed once."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from local2030.web.monitoring.adopting import adopt, key_of
from local2030.web.monitoring.flow.submissions import look_at
from local2030.web.monitoring.stores import datasets
from local2030.web.registry.changing import add, add_evidence
from local2030.web.registry.models import Thing

DATASET, TOWN, TOWN_CODE = "sandoria", "port-merrin", "SN-B1"
ABOUT = {
    "title": "Port Merrin (invented)",
    "licence": "CC0 1.0",
    "attribution": "Town of Port Merrin (invented)",
    "source_url": "https://merrin.example/",
}


def file_examples(by: Any) -> None:
    """Files them where the region's data set is and no result yet. `by` acts for the Secretariat."""
    data = Thing.objects.filter(kind="dataset", key=key_of(DATASET)).first()
    if data is None:
        return
    if not Thing.objects.filter(kind="result").exists():
        _results(by, data)
    if not Thing.objects.filter(kind="data-submission").exists():
        _handed_up(by, data)


def _results(by: Any, data: Thing) -> None:
    """One that somebody could verify, and one that says no source."""
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


def _handed_up(by: Any, data: Thing) -> None:
    """Values of 2025, checked: they wait for somebody to accept them. Filed by the platform, for no town did it."""
    from local2030.workflows.load_observations import Request, load

    if not datasets().versions(TOWN):
        with as_file(files("local2030.web.monitoring") / "example" / TOWN) as folder:
            load(Request(folder, timezone.now(), TOWN, about=ABOUT, by="local2030"), Path(settings.HOME))
    adopt()
    below = Thing.objects.get(kind="dataset", key=key_of(TOWN))
    cells = {
        "title": _("Port Merrin: people without work in 2025 (invented)"), "below": below.serial, "above": data.serial,
        "place": TOWN_CODE, "audience": "public",
    }  # fmt: skip
    look_at(by, add(None, "data-submission", cells))
