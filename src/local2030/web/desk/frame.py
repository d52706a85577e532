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

SUBJECTS = (
    ("marker", _("Marker"), "/marker/"),
    ("monitoring", _("Monitoring"), "/monitoring/"),
    ("reviews", _("Reviews"), "/reviews/"),
    ("advocacy", _("Advocacy"), "/advocacy/"),
    ("matching", _("Matching"), "/matching/"),
    ("coalition", _("Coalition"), "/coalition/"),
)
THEMES = ("light", "dark")


def frame(request: HttpRequest) -> dict[str, Any]:
    """For every template."""
    theme = request.COOKIES.get("theme", "")
    return {
        "subjects": [(label, address, request.path.startswith(address)) for _name, label, address in SUBJECTS],
        "sprite": sprite(),
        "theme": theme if theme in THEMES else "",
        "dir": "rtl" if get_language_bidi() else "ltr",
        "may_upload": may(getattr(request, "user", None), "add", "joint programme"),
        "demo_site": settings.DEMO,
    }


@cache
def sprite() -> SafeString:
    """The drawings of the interface, set once into each page so that marks can use them."""
    return mark_safe((Path(settings.BASE) / "static" / "icons.svg").read_text("utf-8"))
