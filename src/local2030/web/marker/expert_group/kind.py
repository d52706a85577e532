"""The kinds of this room: samples that are reviewed again, expert rounds, and bills that change the rubric."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from local2030.web.registry.kinds import Column, Kind

_ROOM = "local2030.web.marker.expert_group"
BESIDE = (("marker-audit", _("Audit of the marker")), ("rubric", _("Rubric")))

KINDS = (
    Kind(
        "rubric-bill", "BIL", "marker", _("rubric bill"), _("Rubric bills"), "marker rubric",
        (
            Column("impact_stated", _("The statement of its impact is made"), "yes", fixed=True),
            Column("vote", _("How the Steering Committee voted"), in_list=True, fixed=True),
            Column("version", _("Version of the rubric that it makes"), in_list=True, fixed=True),
            Column("in_force_from", _("In force from"), "day", in_list=True, fixed=True),
        ),
        stages="rubric_bill", standard=("title", "summary"), written_in=("proposed", "stated", "amended"),
        template="expert_group/bill.html", page=f"{_ROOM}.bill_page.bill_context", moved=f"{_ROOM}.bills.bill_moved",
        relations=("related",), beside=BESIDE,
        what=_("A change of the rubric: what would change, whom it moves, how it was voted, from when it holds."),
    ),
    Kind(
        "expert-round", "XPR", "marker", _("expert round"), _("Expert rounds"), "marker rubric",
        (
            Column("question", _("What the experts are asked"), "long", required=True, longest=2000,
                   hint=_("Such as: is this wording clear, and does it measure localization? 1 not at all, 9 fully.")),
            Column("invented", _("Invented, for demonstration"), "yes", fixed=True),
        ),
        stages="expert_round", standard=("title", "summary"), written_in=("draft",),
        template="expert_group/round.html", page=f"{_ROOM}.round_page.round_context",
        moved=f"{_ROOM}.rounds.round_moved", relations=("feeds", "related"), beside=BESIDE,
        what=_("Experts rate statements from 1 to 9 without seeing each other, twice; comments lead into bills."),
    ),
    Kind(
        "review-sample", "SMP", "marker", _("review sample"), _("Review samples"), "marker rubric",
        (
            Column("seed", _("Seed of the draw"), hint=_("The same seed draws the same sample. Empty: today's date.")),
            Column("least", _("How many programmes"), "number", low=2, high=500, hint=_("30, or all if there are fewer.")),
            Column("drawn", _("It is drawn"), "yes", fixed=True),
            Column("all_in", _("All scores are in"), "yes", fixed=True),
        ),
        stages="review_sample", standard=("title", "summary"), written_in=("draft",),
        template="expert_group/sample.html", page=f"{_ROOM}.sample_page.sample_context", beside=BESIDE,
        what=_("Programmes drawn by lot and scored again by reviewers who don't see each other's scores."),
    ),
)  # fmt: skip
