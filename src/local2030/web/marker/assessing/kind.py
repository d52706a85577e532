"""The kinds of this room: an assessment of one programme on the marker."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from local2030.web.registry.kinds import Column, Kind

KINDS = (
    Kind(
        "marker-assessment", "MAS", "marker", _("marker assessment"), _("Marker assessments"), "marker assessment",
        (
            Column("identifier", _("Identifier of the programme"), in_list=True, fixed=True),
            Column("phase", _("Phase"), "choice", choices=(("design", _("design")), ("monitoring", _("monitoring"))),
                   in_list=True, fixed=True),
            Column("claims_shown", _("Every claim has evidence or a justification"), "yes", audience="inner", fixed=True),
            Column("own_words", _("No text is copied"), "yes", audience="inner", fixed=True),
            Column("recomputed", _("The score was computed anew and the old one kept"), "yes", audience="inner",
                   fixed=True),
            Column("out", _("It was published before"), "yes", audience="inner", fixed=True),
            Column("reply", _("The claimant's reply"), "long", fixed=True),
            Column("answer", _("Answer to those who contest it"), "long", longest=4000, fixed=True),
        ),
        stages="marker_assessment", standard=("title", "country", "owner"), audience="inner",
        written_in=("draft",), unsent=("draft",), roles=("lead", "partner"), relations=("replaced-by",),
        moved="local2030.web.marker.assessing.moving.assessment_moved",
        page="local2030.web.marker.assessing.page.assessment_context", template="assessing/assessment.html",
        move_pages=(("submitted", "assessment-submit"), ("in-review", "assessment-reviewers"),
                    ("third-review", "assessment-reviewers"), ("contested", "assessment-contest")),
        beside=(("localization-check", _("Localization check")), ("rubric", _("Criteria"))),
        what=_("A programme's claims on the Localization Marker with their evidence, reviewed by two who don't know each other's word."),
    ),
)  # fmt: skip
