"""Targets of earlier plans: what was reached, carried over and why, dropped; and the way in for an old plan."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from local2030.coalition.plans import COLUMNS, FATES
from local2030.formats.tables.shapes import Column, Shape
from local2030.formats.tables.table import read_table
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.messages import remedy, say
from local2030.web.accounts.permissions import ask, may, visible
from local2030.web.coalition.old_plans import load_plan, preview_plan
from local2030.web.registry.changing import Unfit
from local2030.web.registry.models import Link, Thing
from local2030.web.registry.words import state_words

PAGE = 50
MOST_ROWS, MOST_BYTES = 2_000, 2_000_000
SALT, KEPT = "local2030.old-plan", 24 * 3600
SHAPE = Shape(
    "old plan",
    (
        Column("plan", True, ("workplan", "initiative")),
        Column("id", True, ("number", "no", "target id")),
        Column("what", True, ("target", "title", "action", "deliverable")),
        Column("wanted", names=("planned", "target value", "goal")),
        Column("reached", names=("actual", "achieved", "result")),
        Column("fate", names=("decision", "status"), choices=FATES),
        Column("into", names=("step", "steps", "carried into")),
        Column("reason", names=("why", "comment")),
    ),
)


class PlanForm(forms.Form):
    """An old plan as a table."""

    file = forms.FileField(
        label=_("Old plan"), max_length=200, widget=forms.ClearableFileInput({"accept": ".csv,.txt,.tsv,.xlsx"}),
        help_text=_("CSV or XLSX with the columns plan, id, what, wanted, reached, fate (done, carried over, dropped or empty), into (steps, parted by semicolons) and reason."),
    )  # fmt: skip

    def clean_file(self) -> Any:
        """No larger than a plan can be."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 2 MB; a plan is not."))
        return file


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """The targets by plan, with their states, values, and the steps that they were carried into."""
    everything = visible(request.user, Thing.objects.filter(kind="target"))
    state = request.GET.get("state", "").replace("\x00", "")[:32]
    rows = everything.filter(state=state) if state else everything
    page = Paginator(rows.select_related("owner").order_by("fields__plan", "number"), PAGE).get_page(
        request.GET.get("page")
    )
    shown = list(page.object_list)
    into: dict[int, list[Link]] = {}
    seen = visible(request.user, Thing.objects.all()).order_by().values("pk")
    for link in Link.objects.filter(thing__in=[t.pk for t in shown], other__in=seen).select_related("other"):
        into.setdefault(link.thing_id, []).append(link)
    counted = dict(everything.order_by().values_list("state").annotate(number=Count("pk")))
    context = {
        "page": page,
        "rows": [{"thing": thing, "ties": into.get(thing.pk, [])} for thing in shown],
        "state": state,
        "states": [(code, words, counted[code]) for code, words in state_words("target").items() if code in counted],
        "may_load": may(request.user, "decide", "target"),
    }
    return render(request, "coalition/plans.html", context)


@require_http_methods(["GET", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """An old plan: the file, then what would come of each row, then all of it or nothing."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    ask(request.user, "decide", "target")
    if request.method == "POST" and "rows" in request.POST:
        return _apply(request)
    form = PlanForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        rows, findings = rows_of(file.read(), file.name)
        if rows:
            return _preview(request, rows, file.name, findings)
        for found in findings:
            form.add_error("file", _said(found))
    return render(request, "coalition/plan_load.html", {"form": form}, status=422 if form.is_bound else 200)


def rows_of(content: bytes, name: str) -> tuple[list[dict[str, str]], tuple[Finding, ...]]:
    """The rows of the table as text, none if it can't be read or is too long."""
    table = read_table(content, name, SHAPE)
    findings = table.notes.findings()
    if len(table.rows) > MOST_ROWS:
        most = Finding("import-too-many-rows", "error", name, None, {"most": MOST_ROWS, "found": len(table.rows)})
        return [], (*findings, most)
    return [{column: str(row.values.get(column, ""))[:2000] for column in COLUMNS} for row in table.rows], findings


def _preview(
    request: HttpRequest, rows: list[dict[str, str]], name: str, odd: Iterable[Finding] = (), status: int = 200
) -> HttpResponse:
    """What would come of each row. The rows travel with the page, signed, so that nothing else can be applied."""
    plan = preview_plan(request.user, rows, name)
    findings = [
        {"line": found.line, "text": _said(found), "severity": found.severity} for found in (*odd, *plan.findings)
    ]
    steps = {
        name: thing
        for thing in visible(request.user, Thing.objects.filter(kind="next-step"))
        for name in (thing.key, thing.serial)
    }
    piles = [
        (_("Carried over"), [{"target": t, "into": [steps[s] for s in t.into if s in steps]} for t in plan.carried]),
        (_("Done, still to be shown by evidence"), [{"target": t} for t in plan.done]),
        (_("Dropped"), [{"target": t} for t in plan.dropped]),
        (_("Undecided"), [{"target": o.target, "like": [steps[s] for s, _score in o.suggestions if s in steps]} for o in plan.undecided]),
    ]  # fmt: skip
    context = {
        "piles": piles, "findings": findings, "name": name, "count": len(rows), "is_fit": not plan.findings,
        "rows": signing.dumps({"rows": rows, "name": name}, salt=f"{SALT}:{request.user.pk}", compress=True),
    }  # fmt: skip
    return render(request, "coalition/plan_preview.html", context, status=status)


def _apply(request: HttpRequest) -> HttpResponse:
    try:
        kept = signing.loads(request.POST["rows"], salt=f"{SALT}:{request.user.pk}", max_age=KEPT)
    except (signing.BadSignature, json.JSONDecodeError):
        messages.warning(request, _("The preview is too old or was altered. Load the file again."))
        return redirect("plan-load")
    try:
        made = load_plan(request.user, kept["rows"], kept["name"])
    except Unfit:
        return _preview(request, kept["rows"], kept["name"], status=409)
    said = ngettext("%(count)s target was added.", "%(count)s targets were added.", len(made))
    messages.info(request, said % {"count": len(made)})
    return redirect("plans")


def _said(found: Finding) -> str:
    language = get_language() or "en"
    return f"{say(found.code, found.values, language)} {remedy(found.code, found.values, language)}".strip()
