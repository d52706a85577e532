"""The kinds of this room: money windows and what is proposed to them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from local2030.marker.justifications import rules
from local2030.web.registry.kinds import Column, Kind

LEVELS = (("0", _("0, none")), ("1", _("1, limited")), ("2", _("2, significant")), ("3", _("3, principal")))
DEFINITION_WORDS = {
    "strict": _("local government, civil society, firms as partners, universities"),
    "national": _("strict, with the national government and national affiliates"),
    "broad": _("national, with country offices of international networks"),
    "lrg": _("local and regional government only"),
    "subnational": _("local government and organisations of local reach"),
}
GROUPS = (
    ("least_developed", _("least developed country")),
    ("landlocked", _("landlocked developing country")),
    ("small_island", _("small island developing state")),
    ("fragile", _("fragile or affected by conflict")),
)
REASONS = tuple((code, words["en"]) for code, words in rules().reasons.items())
SOURCES = (
    ("design", _("a design-phase score of the marker")),
    ("budget", _("the budget in the proposal")),
    ("estimate", _("an estimate of the programme team")),
)

KINDS = (
    Kind(
        "window", "WIN", "marker", _("money window"), _("Money windows"), "money window",
        (
            Column("donors", _("Donors"), "list", in_list=True),
            Column("budget", _("Budget"), "number", low=0, high=1e12, hint=_("With cents at most: 12500000.00"),
                   in_list=True),
            Column("currency", _("Currency"), longest=3, hint=_("Three letters: USD."), in_list=True),
            Column("opens", _("Opens on"), "day", in_list=True),
            Column("closes", _("Last day for proposals"), "day", in_list=True),
            Column("marker", _("It asks for the marker"), "yes", required=True,
                   hint=_("A window without the marker is kept to compare with.")),
            Column("minimum_level", _("Minimum intended level"), "choice", choices=LEVELS, in_list=True),
            Column("minimum_share", _("Minimum planned local share, %"), "number", low=0, high=100),
            Column("definition", _("Who counts as local"), "choice", choices=tuple(DEFINITION_WORDS.items())),
            Column("rules", _("Allocation rules"), fixed=True,
                   hint=_("The hash of the rules that were in force when it opened.")),
            Column("decision", _("Decision and where it is published"), "long", fixed=True),
        ),
        stages="window", standard=("title", "summary", "audience"), audience="public",
        scope="window", relations=("related", "carries-into"), roles=("lead", "partner"),
        page="local2030.web.marker.windows.window_page.window_context", template="windows/window.html",
        moved="local2030.web.marker.windows.proposing.window_moved",
        beside=(("donor-view", _("Donor view")),), lens_of="window-proposal",
        what=_("Money of one or several donors to which programmes propose, with the level and local share that it asks for."),
    ),
    Kind(
        "window-proposal", "WPR", "marker", _("proposal to a window"), _("Proposals to windows"), "window proposal",
        (
            Column("window", _("Window"), "thing", of=("window",), required=True, in_list=True),
            Column("identifier", _("Identifier of the programme"), required=True, in_list=True),
            Column("requested", _("Amount asked for"), "number", low=0, high=1e12,
                   hint=_("In the currency of the window.")),
            Column("level", _("Intended level"), "choice", choices=LEVELS),
            Column("share_low", _("Planned local share, at least, %"), "number", low=0, high=100),
            Column("share_high", _("Planned local share, at most, %"), "number", low=0, high=100),
            Column("share_source", _("Where the share and the level are from"), "choice", choices=SOURCES),
            Column("groups", _("Groups of countries"), "list", choices=GROUPS),
            Column("reason", _("If it is below the window's minimum: the reason"), "choice", choices=REASONS),
            Column("justification", _("Justification, if it is below the window's minimum"), "long", longest=2000,
                   hint=_("200 letters at least: what stands in the way, for whom, and until when.")),
            Column("action", _("What will be done"), hint=_("Only with a justification.")),
            Column("action_owner", _("Who will do it")),
            Column("action_due", _("Until when"), "day"),
            Column("no_action", _("Nothing will be done; the Secretariat has to agree"), "yes"),
            Column("meets", _("It is not below the window's minimum"), "yes", fixed=True),
            Column("lacks", _("What it lacked when it was submitted"), "list", fixed=True),
            Column("justified", _("The justification is accepted"), "yes", fixed=True),
            Column("granted", _("Amount granted"), "number", low=0, high=1e12, fixed=True),
            # The window's donors see a proposal from the day on which it is handed in, not its drafts.
            Column("sent_to", _("Handed in to"), "thing", of=("window",), fixed=True),
        ),
        stages="window_proposal", standard=("title", "summary", "country", "owner"), audience="inner",
        scoped_by="sent_to", written_in=("draft", "returned"), unsent=("draft",), roles=("lead", "partner"),
        spread=(("share_low", ("groups", "window", "level")),),
        page="local2030.web.marker.windows.proposal_page.proposal_context", template="windows/proposal.html",
        moved="local2030.web.marker.windows.proposing.proposal_moved",
        what=_("A programme asks a window for money, with the level and the local share that it intends."),
    ),
)  # fmt: skip
