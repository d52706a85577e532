"""An invented framework with its consultations, inputs, two texts and a pilot, so that a new site shows what it does."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from local2030.web.registry import changing
from local2030.web.registry.models import Thing

KEY = "example-framework-ke"
FORMER = (
    "1.1 | Access to safe water | Ministry of Water and Sanitation |",
    "1.2 | Primary health care | Ministry of Health |",
    "2.1 | Markets for small farmers | UNDP | Kisumu",
    "3.1 | Civil registration | |",
)
SIGNED = (
    "1.1 | Counties keep water plans from their own data | County Government of Kisumu + County Government of Busia |",
    "1.2 | Primary health care in counties | Ministry of Health | Kakamega",
    "2.1 | Markets for small farmers | Homa Bay Growers | Homa Bay",
    "3.1 | Civil registration | |",
    "4.1 | Counties report on their own goals | Council of Governors |",
)


@transaction.atomic
def file_examples(by: Any) -> None:
    """Files them once, as somebody of the Secretariat; whoever changed or withdrew them finds them left alone."""
    if Thing.objects.filter(kind="cooperation-framework", key=KEY).exists():
        return
    why, today = _("Invented as an example"), timezone.localdate()
    framework = changing.add(
        by, "cooperation-framework",
        {"title": "Cooperation framework of Kenya (example)", "country": "KE", "period": "2027-2031", "basis": "invented",
         "analysis_due": _in(today, -120), "design_due": _in(today, 60), "implementation_due": _in(today, 240)},
        why, key=KEY,
    )  # fmt: skip
    changing.move(by, framework, "design", why)
    here = {"framework": framework.serial, "country": "KE"}
    took_part = "County Government of Kisumu; County Government of Busia; Lake Region Radio"
    heard = changing.add(
        by, "consultation",
        here | {"title": "Counties on the country analysis", "stage": "analysis", "day": _in(today, -150),
                "mechanism": "meeting", "invited": took_part + "; County Government of Kakamega", "took_part": took_part},
        why,
    )  # fmt: skip
    said = here | {"stage": "design", "from_whom": "County Government of Kisumu"}
    water = changing.add(
        by, "local-input",
        said | {"title": "Counties' own water data", "consultation": heard.serial,
                "said": "Plan water from the counties' own registers, not from national averages."},
        why,
    )  # fmt: skip
    traced = {
        "taken_up": "whole", "where": "Outcome 1.1", "before": "Access to safe water",
        "after": "Counties keep water plans from their own data", "moved": "120000", "moved_currency": "USD",
    }  # fmt: skip
    changing.move(by, water, "traced", why, cells=traced)
    roads = changing.add(
        by, "local-input",
        said | {"title": "Feeder roads", "said": "Put feeder roads to markets into outcome 2."},
        why,
    )  # fmt: skip
    changing.move(
        by, roads, "declined", why,
        cells={"taken_up": "no", "reason": "Roads are in the bilateral programme of another partner."},
    )  # fmt: skip
    changing.add(
        by, "local-input", said | {"title": "A seat for wards", "said": "Give wards a seat in joint work plans."}, why
    )
    texts = [
        changing.add(
            by, "framework-text",
            here | {"title": title, "version": version, "day": _in(today, days), "lines": "\n".join(lines)}, why,
        )
        for title, version, days, lines in (
            ("Results matrix of the former framework (example)", "former", -1500, FORMER),
            ("Results matrix as it is drafted (example)", "draft", -20, SIGNED),
        )
    ]  # fmt: skip
    changing.add(
        by, "pilot",
        here | {"title": "Counties write with us (example)", "baseline": texts[0].serial, "basis": "invented",
                "method": "Two counties get a seat in the design group; each input is answered within 60 days."},
        why,
    )  # fmt: skip


def _in(today: date, days: int) -> str:
    return (today + timedelta(days=days)).isoformat()
