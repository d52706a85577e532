"""The desk's one kind of thing: the words with which a country team opens its offer."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from local2030.web.registry.kinds import Column, Kind

LONGEST_INTRO = 2000
LANGUAGES = (
    ("en", "English"),
    ("ar", "العربية"),
    ("zh", "中文"),
    ("fr", "Français"),
    ("ru", "Русский"),
    ("es", "Español"),
)

KINDS = (
    Kind(
        "offer", "OFR", "coalition", _("introduction of an offer"), _("Introductions of offers"), "offer",
        (
            Column("intro", _("Introduction"), "long", longest=LONGEST_INTRO,
                   hint=_("What the country team wants to say first. Short: two pages hold everything.")),
            Column("language", _("Language"), "choice", choices=LANGUAGES, fixed=True),
        ),
        standard=("title", "country"), what=_("What a country team says first in its two-page offer."),
    ),
)  # fmt: skip
