"""The kinds of this room: a joint programme of several entities."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from local2030.web.registry.kinds import Column, Kind

PHASES = (
    ("pipeline", _("in preparation")),
    ("design", _("in design")),
    ("implementation", _("in implementation")),
    ("closed", _("closed")),
)
BASES = (("published", _("published figure")), ("invented", _("invented as an example")))

KINDS = (
    Kind(
        "joint-programme", "JPR", "marker", _("joint programme"), _("Joint programmes"), "joint programme",
        (
            Column("iati", _("IATI identifier"), in_list=True),
            Column("phase", _("Phase"), "choice", choices=PHASES, required=True, in_list=True),
            Column("phase_history", _("Phases until now"), "list", hint=_("One each: 2024-05-01: implementation.")),
            Column("countries", _("Countries"), "list", hint=_("Codes: KE, UG.")),
            Column("places", _("Places"), "list"),
            Column("budget", _("Budget"), "number", low=0),
            Column("currency", _("Currency")),
            Column("basis", _("Where it is from"), "choice", choices=BASES, required=True),
        ),
        standard=("title", "summary", "country", "owner"), roles=("lead", "partner"), scope="programme",
        what=_("A programme that several entities run together, from preparation to closure."),
    ),
)  # fmt: skip
