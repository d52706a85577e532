"""The review of the marker as a PDF: the same words and figures as its page."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from local2030.marker.criteria import rubric
from local2030.marker.performance.settings import shipped
from local2030.web.marker.expert_group.audit_words import audit_context
from local2030.web.marker.expert_group.models import AuditReport


def review_pdf(report: AuditReport, language: str, today: date) -> bytes:
    """The PDF; its day is that of printing, its figures those of the audit."""
    from local2030.reports.marker_review import marker_review_pdf

    found = audit_context(report, language)
    return marker_review_pdf(
        _document(found, report, today), found["figure"]["svg_print"], generated=today, language=language
    )


def _document(found: dict[str, Any], report: AuditReport, today: date) -> dict[str, Any]:
    figure, known = found["figure"], rubric()
    made = date_format(report.at, "DATE_FORMAT")
    patterns = [[p["message"], p["remedy"], p["q"] or "–"] for p in found["patterns"]]
    sections = [
        {
            "title": found["patterns_title"], "lede": _("A pattern is something to look at and never a verdict."),
            "head": [_("What was seen"), _("What to do"), "q"], "rows": patterns, "widths": [5, 5, 1], "nothing": "",
        },
        *({**{k: t[k] for k in ("title", "lede", "head", "rows", "nothing")}, "widths": _widths(t)} for t in found["tables"]),
        {
            "title": _("What it costs"), "lede": "", "head": [_("What"), _("How much"), _("Of how many")],
            "rows": [[c["label"], c["value"], c["why"]] for c in found["cost"]], "widths": [4, 2, 4], "nothing": "",
        },
        {
            "title": _("Where the ratings are from"), "lede": "", "head": [_("Source"), _("Ratings")],
            "rows": [[s["name"] + (f" ({_('invented')})" if s["invented"] else ""), str(s["ratings"])] for s in found["sources"]],
            "widths": [6, 1], "nothing": "",
        },
    ]  # fmt: skip
    return {
        "eyebrow": _("Localization Marker %(version)s, review of the marker") % {"version": known.version},
        "title": figure["title"],
        "lede": figure["what"],
        "invented": _("These ratings are invented, to show what the page does.") if found["invented"] else "",
        "facts": found["facts"],
        "picture": {"alt": figure["description"], "source": figure["source"]},
        "table": {"title": _("How well reviewers agree, in numbers"), "head": list(figure["numbers"].columns),
                  "rows": [list(row) for row in figure["numbers"].rows], "widths": [6, 2, 3, 2, 2, 2, 6]},
        "sections": sections,
        "foot": {
            "basis": _("Audit of %(day)s · rubric %(rubric)s · settings %(settings)s · ratings %(table)s") % {
                "day": made, "rubric": known.sha256[:8], "settings": shipped().sha256[:8], "table": report.rows_sha256[:8]},
            "page": _("page {page} of {pages}"),
        },
        "day": date_format(today, "DATE_FORMAT"),
        "unshown_words": _("{count} characters can't be shown in this typeface."),
    }  # fmt: skip


def _widths(table: dict[str, Any]) -> list[int]:
    return [5, *[3] * (len(table["head"]) - 1)]
