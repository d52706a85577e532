"""What a file or our proposals would change of what is wanted, looked at before it is kept; each change may be left out."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from local2030.vocabulary.errors import Local2030Error, WrongUse
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.messages import say as sentence
from local2030.web.accounts.permissions import ask
from local2030.web.monitoring.adopting import dataset_of
from local2030.web.monitoring.stores import Opened
from local2030.web.monitoring.titles import title_of
from local2030.web.monitoring.wanted import goal_of
from local2030.web.monitoring.wishes.pages import Ask, errors_of, tell
from local2030.web.monitoring.wishes.rows import differing, plain_asked, rows_of
from local2030.web.monitoring.wishes.saying import LONGEST_WHY, mark, say
from local2030.workflows.say_wanted import asked_in_file, fields_of, look

MOST, LARGEST, LONGEST = 150, 5_000_000, 400_000
ENDINGS = (".csv", ".tsv", ".txt", ".xlsx")
Said = dict[str, dict[str, Any]]


class NotTaken(Exception):
    """Why there is nothing to look at, in a sentence."""


@require_POST
def preview(request: HttpRequest, dataset: str) -> HttpResponse:
    """A file or the proposals, as the changes that they would make; and the deed, once somebody has looked."""
    thing, data = dataset_of(request.user, dataset)
    ask(request.user, "change", thing)
    errors: list[tuple[str, str]] = []
    why = request.POST.get("why", "").replace("\x00", "").strip()[:LONGEST_WHY]
    try:
        asked, findings = _asked(request, data)
        taken = {code: asked[code] for code in request.POST.getlist("take") if code in asked}
        if "table" in request.POST:
            errors = errors_of([], why)
            if not taken:
                errors.insert(0, ("take", _("Take at least one change, or leave the page.")))
            if not errors:
                version, found = say(request.user, thing, data, taken, why, request.POST.get("known"))
                tell(request, version, found)
                return redirect("dataset-wanted", dataset)
    except WrongUse:
        errors = [("", _("Somebody changed what is wanted meanwhile. Look at the changes once more."))]
    except (NotTaken, Local2030Error) as trouble:
        finding = getattr(trouble, "finding", None)
        errors = [("", sentence(finding.code, finding.values) if finding else str(trouble))]
        asked, findings, taken = {}, (), {}
    would = look(data.store, data.manifest, asked)
    shown = would.changes[:MOST]
    context = {
        "thing": thing, "data": data, "errors": errors, "why": why, "known": mark(data), "is_proposal": "proposals" in request.POST,
        "changes": [
            {"code": c.indicator, "title": title_of(data, c.indicator), "parts": differing(c.before, c.after),
             "goal": goal_of(c.indicator, data.indicators.get(c.indicator) or {}), "take": c.indicator in taken or not taken}
            for c in shown
        ],
        "left": len(would.changes) - len(shown), "said": _said((*findings, *would.findings)),
        "table": json.dumps({c.indicator: fields_of(c.after) for c in shown}, ensure_ascii=False, separators=(",", ":")),
    }  # fmt: skip
    return render(request, "monitoring/wanted_preview.html", context, status=422 if errors else 200)


def _asked(request: HttpRequest, data: Opened) -> tuple[Said, tuple[Finding, ...]]:
    """What the changes are to come from: the table of the page before, our proposals, or a file."""
    if "table" in request.POST:
        try:
            return plain_asked(json.loads(request.POST["table"][:LONGEST])), ()
        except (ValueError, RecursionError) as trouble:
            raise NotTaken(_("What was to be kept can't be read any more. Begin anew.")) from trouble
    if "proposals" in request.POST:
        of = Ask(request)
        return {row.code: {"direction": row.proposed} for row in rows_of(data) if row.proposed and of.takes(row)}, ()
    sent = request.FILES.get("sent")
    if sent is None:
        raise NotTaken(_("Choose a file."))
    name = str(sent.name or "")
    if not name.lower().endswith(ENDINGS) or (sent.size or 0) > LARGEST:
        raise NotTaken(
            _("A table of up to 5 MB is asked for, CSV or XLSX, with the columns of the one that is handed out.")
        )
    asked, findings = asked_in_file(sent.read(), name)
    if not asked:
        told = " ".join(one["message"] for one in _said(findings)) or _("There is no row in it.")
        raise NotTaken(told)
    return asked, findings


def _said(findings: tuple[Finding, ...]) -> list[dict[str, Any]]:
    language = get_language() or "en"
    return [
        {"severity": one.severity, "line": one.line, "message": sentence(one.code, one.values, language)}
        for one in findings if one.code != "column-unknown"
    ]  # fmt: skip
