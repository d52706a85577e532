"""What the marker changed: a page, a PDF and a file, from what their reader may see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from local2030.marker.influence import FEWEST, Change, Design, Influence, Moved, Version, influence
from local2030.methods.intervals import Interval
from local2030.web.accounts.permissions import visible
from local2030.web.coalition.files import csv_answer, log_export
from local2030.web.coalition.steering import basis
from local2030.web.history.chain import chain_head
from local2030.web.marker.joint_programmes.finding import iati_of, joint_programmes
from local2030.web.marker.joint_programmes.holdings import currency_of, number, under
from local2030.web.marker.joint_programmes.kind import ATTRIBUTIONS, CAUSES, PARTS
from local2030.web.marker.models import Programme, Score
from local2030.web.registry.models import Thing
from local2030.web.registry.words import state_word

CHANGE = "design-change"
CONFIRMED, RECORDED = "confirmed", "recorded"
HEAD = ("serial", "joint_programme", "joint_programme_title", "basis", "state", "part", "where_in", "draft_version",
        "approved_version", "before", "after", "amount_low", "amount_high", "currency", "because", "criterion",
        "because_words", "attributed", "decided_by", "decided")  # fmt: skip


class Asked:
    """The report for one reader."""

    def __init__(self, reader: Any) -> None:
        self.joints = {thing.serial: thing for thing in joint_programmes(reader)}
        self.rows = [row for row in under(reader, CHANGE) if row.fields.get("joint") in self.joints]
        self.found: Influence = influence(map(change_of, self.rows), designs(reader, list(self.joints.values())))

    @property
    def invented(self) -> int:
        """How many of the programmes and changes are examples."""
        return sum(t.fields.get("basis") == "invented" for t in (*self.joints.values(), *self.rows))

    def joint(self, row: Thing) -> Thing:
        """The programme that a change belongs to."""
        return self.joints[str(row.fields["joint"])]


def change_of(row: Thing) -> Change:
    """A change as the engine reads it."""
    fields = row.fields
    return Change(
        row.serial, str(fields.get("joint") or ""), str(fields.get("part") or ""),
        row.state == CONFIRMED and fields.get("attributed") == RECORDED, number(fields.get("amount_low")),
        number(fields.get("amount_high")), currency_of(row), str(fields.get("because") or ""),
    )  # fmt: skip


def designs(reader: Any, joints: Sequence[Thing]) -> list[Design]:
    """First draft and approved version: as scored where two designs were, else the planned shares that are entered."""
    twice = _scored_designs(reader, {iati_of(joint) for joint in joints} - {""})
    return [
        Design(joint.serial, joint.fields.get("with_marker"), *(twice.get(iati_of(joint)) or _entered(joint)))
        for joint in joints
    ]


@require_safe
def influence_page(request: HttpRequest) -> HttpResponse:
    """How many programmes changed, what moved, in whose words, beside programmes designed without the marker."""
    asked = Asked(request.user)
    words = {"part": dict(PARTS), "because": dict(CAUSES), "attributed": dict(ATTRIBUTIONS)}
    context = {
        "found": asked.found,
        "fewest": FEWEST,
        "comparison": comparison_words(asked.found),
        "moved": [moved_words(moved) for moved in asked.found.moved],
        "groups": _groups(asked.found),
        "causes": [(words["because"].get(code, code), count) for code, count in asked.found.by_cause.items()],
        "invented": asked.invented,
        "changes": [
            {
                "row": row,
                "joint": asked.joint(row),
                "state": state_word(CHANGE, row.state),
                **{name: found.get(str(row.fields.get(name)), "") for name, found in words.items()},
            }
            for row in asked.rows
        ],
    }
    return render(request, "joint_programmes/influence.html", context)


@require_safe
def influence_pdf(request: HttpRequest) -> HttpResponse:
    """The same as a PDF that can be sent round."""
    from local2030.reports.steering_report import steering_pdf as printed

    today = timezone.localdate()
    if request.method != "HEAD":
        log_export(request.user, CHANGE, "influence", _("What the marker changed"), "pdf")
    content = printed(influence_document(request.user, today), generated=today, language=get_language() or "en")
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="influence-{today.isoformat()}.pdf"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@require_safe
def influence_file(request: HttpRequest) -> HttpResponseBase:
    """Every change with its quotes, a line each."""
    return csv_answer(request, "influence", CHANGE, _("What the marker changed"), HEAD, _lines(Asked(request.user)))


def influence_document(reader: Any, today: date) -> dict[str, Any]:
    """The report in plain form, as the PDF takes it."""
    asked = Asked(reader)
    found = asked.found
    said = basis(reader)
    facts = [
        {"label": _("Programmes changed"), "value": _span(len(found.programmes_sure), len(found.programmes_possible)),
         "why": _("from sure to possible")},
        *({"label": _("Moved, %(currency)s") % {"currency": m.currency}, "value": _amounts(m), "why": _("to the cent, from sure to possible")}
          for m in found.moved),
    ]  # fmt: skip
    invented = _("%(n)s of the programmes and changes in this report are invented as examples.") % {"n": asked.invented}
    return {
        "title": _("What the marker changed"),
        "eyebrow": _("Localization Marker 2.0, prototype"),
        "lede": comparison_words(found) + (f" {invented}" if asked.invented else ""),
        "basis": said,
        "day": date_format(today, "DATE_FORMAT"),
        "facts": facts,
        "sections": [_changes_section(asked), _groups_section(found)],
        "chain": {
            "title": _("How it was reckoned"),
            "words": _("Sure: the record of the decision names the marker, and somebody else confirmed it. Possible: all that anybody puts down to it. Means with 95% intervals (Student, Welch). Last entry of the history and its hash:"),
            "head": str(chain_head()),
        },
        "foot": {"basis": said, "page": _("page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"}},
        "left_out": _("And %(count)s more; the list on the site has all.") % {"count": "{count}"},
        "unshown_words": _("%(count)s kinds of characters can't be shown with our type and stand as boxes.") % {"count": "{count}"},
    }  # fmt: skip


def comparison_words(found: Influence) -> str:
    """The comparison in a sentence that says how far it carries."""
    sizes = {"n": len(found.with_marker.shifts), "m": len(found.without.shifts), "fewest": FEWEST}
    if found.too_few:
        return _("Too few to compare: %(n)s programmes designed with the marker and %(m)s without it state both versions; each group needs %(fewest)s.") % sizes  # fmt: skip
    if found.difference is None:
        return _("Nothing varies between the %(n)s programmes with the marker and the %(m)s without it.") % sizes
    values = sizes | {"points": interval_words(found.difference)}
    if found.difference.low > 0:
        return _("The planned local share grew more by %(points)s percentage points where the marker was used (%(n)s programmes, %(m)s without it). Nobody drew them by lot: they may differ in other ways.") % values  # fmt: skip
    return _("It can't be told whether the planned local share grew more where the marker was used: %(points)s percentage points (%(n)s programmes with it, %(m)s without it).") % values  # fmt: skip


def interval_words(found: Interval) -> str:
    """Percentage points with their interval: 4.1 (1.0 to 7.2)."""
    value, low, high = (number_format(round(part * 100, 1), 1).replace("-", "−") for part in found[:3])
    return _("%(value)s (%(low)s to %(high)s)") % {"value": value, "low": low, "high": high}


def moved_words(moved: Moved) -> dict[str, Any]:
    """An amount moved, to the cent."""
    return {"currency": moved.currency, "words": _amounts(moved), "unsaid": moved.unsaid}


def _amounts(moved: Moved) -> str:
    low, high = (number_format(value, 2, force_grouping=True) for value in (moved.low, moved.high))
    return low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}


def _span(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}–{high}"


def _groups(found: Influence) -> list[dict[str, Any]]:
    named = ((_("with the marker"), found.with_marker), (_("without it"), found.without))
    return [
        {
            "words": words,
            "group": group,
            "mean": interval_words(group.mean) if group.mean else "",
            "levels": list(group.levels.items()),
        }
        for words, group in named
    ]


def _changes_section(asked: Asked) -> dict[str, Any]:
    rows = [
        {
            "address": row.get_absolute_url(),
            "cells": [
                f"{asked.joint(row).title}: {row.fields.get('where_in', '')}", row.fields.get("before") or "–",
                row.fields.get("after") or "–", state_word(CHANGE, row.state),
            ],
        }
        for row in asked.rows
    ]  # fmt: skip
    return {
        "code": "changes", "title": _("Changes, word for word"), "lede": _("First draft beside the approved version."),
        "head": [_("Where"), _("Before"), _("After"), _("State")], "widths": [4, 5, 5, 2], "right": [], "rows": rows,
        "nothing": _("No change is entered."), "more": 0,
    }  # fmt: skip


def _groups_section(found: Influence) -> dict[str, Any]:
    rows = [
        {"address": "", "cells": [str(g["words"]), str(g["group"].n), str(len(g["group"].shifts)), g["mean"] or "–"]}
        for g in _groups(found)
    ]
    return {
        "code": "groups", "title": _("With and without the marker"), "lede": comparison_words(found),
        "head": [_("Designed"), _("Programmes"), _("Both versions known"), _("Mean shift, percentage points")],
        "widths": [4, 2, 3, 4], "right": [1, 2], "rows": rows, "nothing": "", "more": 0,
    }  # fmt: skip


def _lines(asked: Asked) -> Iterator[tuple[Any, ...]]:
    for row in asked.rows:
        joint, fields = asked.joint(row), row.fields
        yield (
            row.serial, joint.serial, joint.title, fields.get("basis"), row.state,
            *(fields.get(name) for name in HEAD[5:]),
        )  # fmt: skip


def _entered(joint: Thing) -> tuple[Version, Version]:
    versions = []
    for name in ("draft_local", "approved_local"):
        share = number(joint.fields.get(name))
        part = None if share is None else float(share / 100)
        versions.append(Version(part, part))
    return versions[0], versions[1]


def _scored_designs(reader: Any, identifiers: set[str]) -> dict[str, tuple[Version, Version]]:
    """The first and the last design of each programme that was scored more than once, in two statements."""
    rows = visible(reader, Programme.objects.filter(identifier__in=identifiers, phase="design"))
    found: dict[str, list[int]] = {}
    for key, identifier in rows.order_by("pk").values_list("pk", "identifier"):
        found.setdefault(identifier, []).append(key)
    ends = {identifier: (keys[0], keys[-1]) for identifier, keys in found.items() if len(keys) > 1}
    wanted = {key for pair in ends.values() for key in pair}
    scores = Score.objects.filter(newest=True, programme__in=wanted) if wanted else ()
    versions = {score.programme_id: _version(score.result) for score in scores}
    return {
        identifier: (versions[first], versions[last])
        for identifier, (first, last) in ends.items()
        if first in versions and last in versions
    }


def _version(result: Mapping[str, Any]) -> Version:
    strict = (result.get("local_share") or {}).get("strict") or {}
    levels = {c.get("id"): c.get("proven") for c in result.get("criteria") or () if c.get("state") == "scored"}
    return Version(strict.get("low"), strict.get("high"), levels.get("C2"), levels.get("C3"))
