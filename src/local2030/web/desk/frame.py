"""What stands round every page: subjects, marks, language and theme."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext_lazy as _

from local2030.web.accounts.permissions import may
from local2030.web.registry.kinds import kinds

SUBJECTS = (
    ("marker", _("Marker"), "/marker/"),
    ("monitoring", _("Monitoring"), "/monitoring/"),
    ("reviews", _("Reviews"), "/reviews/"),
    ("advocacy", _("Advocacy"), "/advocacy/"),
    ("matching", _("Matching"), "/matching/"),
    ("coalition", _("Coalition"), "/coalition/"),
)
# The rooms of a subject that has many, each with its address; the order is that of a programme's life.
ROOMS = {
    "/marker/": (
        (_("Programmes"), "/marker/"),
        (_("Joint programmes"), "/marker/joint/"),
        (_("Assessments"), "/marker/marker-assessments/"),
        (_("Local governments"), "/marker/towns/"),
        (_("Frameworks"), "/marker/frameworks/"),
        (_("Money windows"), "/marker/windows/"),
        (_("Donor view"), "/marker/donors/"),
        (_("What moved"), "/marker/moves/"),
        (_("Patterns"), "/marker/alarms/"),
        (_("Audit"), "/marker/audit/"),
        (_("Rubric"), "/marker/rubric/"),
    ),
    "/monitoring/": (
        (_("Places and data"), "/monitoring/"),
        (_("Data sets"), "/monitoring/datasets/"),
        (_("Handed up"), "/monitoring/data-submissions/"),
        (_("Results"), "/monitoring/results/"),
        (_("Files sent in"), "/monitoring/uploads/"),
    ),
}
# Addresses that belong to a room without lying below it.
WITHIN = {
    "/marker/words/": "/marker/towns/", "/marker/local-governments/": "/marker/towns/",
    "/marker/assessments/": "/marker/marker-assessments/", "/marker/check/": "/marker/marker-assessments/",
    "/marker/bills/": "/marker/rubric/", "/marker/rubric-bills/": "/marker/rubric/", "/marker/rounds/": "/marker/audit/",
    "/marker/window-proposals/": "/marker/windows/", "/marker/concentration": "/marker/windows/",
    **dict.fromkeys(("/marker/joint-programmes/", "/marker/trainings/", "/marker/prospects/", "/marker/design-changes/"),
                    "/marker/joint/"),
    **dict.fromkeys(("/marker/cooperation-frameworks/", "/marker/consultations/", "/marker/local-inputs/",
                     "/marker/framework-texts/", "/marker/pilots/"), "/marker/frameworks/"),
    "/marker/expert-rounds/": "/marker/audit/", "/marker/samples/": "/marker/audit/", "/marker/review-samples/": "/marker/audit/",
}  # fmt: skip
WITHIN["/monitoring/d/"] = "/monitoring/"
ALONE = "/marker/mirror/"
THINGS = "/things/"  # a thing lies in the room of its kind: its serial begins with the kind's prefix
THEMES = ("light", "dark")


def frame(request: HttpRequest) -> dict[str, Any]:
    """For every template."""
    theme = request.COOKIES.get("theme", "")
    return {
        "subjects": [(label, address, request.path.startswith(address)) for _name, label, address in SUBJECTS],
        "rooms": rooms(request.path),
        "sprite": sprite(),
        "theme": theme if theme in THEMES else "",
        "dir": "rtl" if get_language_bidi() else "ltr",
        "may_upload": may(getattr(request, "user", None), "add", "joint programme"),
        "demo_site": settings.DEMO,
    }


def rooms(path: str) -> list[tuple[Any, str, bool]]:
    """The rooms of the subject that the path lies in: words, address, whether it is this one; none where it has one room.

    A local government's mirror is a page of its own: whoever comes by its link needs no way into the other rooms.
    """
    if path.startswith(ALONE):
        return []
    if path.startswith(THINGS):
        path = _lists().get(path[len(THINGS) :].partition("-")[0], path)
    found = next((found for start, found in ROOMS.items() if path.startswith(start)), ())
    path = next((room for start, room in WITHIN.items() if path.startswith(start)), path)
    here = max((address for _words, address in found if path.startswith(address)), key=len, default="")
    return [(words, address, address == here) for words, address in found]


@cache
def _lists() -> dict[str, str]:
    """The list of each kind by the kind's prefix."""
    return {kind.prefix: f"/{kind.subject}/{kind.slug}/" for kind in kinds().values()}


@cache
def sprite() -> SafeString:
    """The drawings of the interface, set once into each page so that marks can use them."""
    return mark_safe((Path(settings.BASE) / "static" / "icons.svg").read_text("utf-8"))
