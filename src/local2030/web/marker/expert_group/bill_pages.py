"""Forms of bills: propose, amend, vote; and the statement as PDF and JSON, the version's files as they are signed."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from local2030.marker.criteria import rubric
from local2030.vocabulary.messages import remedy, say
from local2030.web.accounts.permissions import ask, needs, visible
from local2030.web.jobs.running import launch_waiting
from local2030.web.marker.expert_group import bills
from local2030.web.marker.expert_group.audit_words import criterion_names
from local2030.web.marker.expert_group.bill_page import impact_words, place_words, text_words
from local2030.web.marker.expert_group.models import BillText
from local2030.web.marker.expert_group.rubrics import base_for_bills, folder_of
from local2030.web.registry.changing import Unfit
from local2030.web.registry.models import Thing
from local2030.workflows.rubric_change import places_of

ROWS = 4


@require_http_methods(["GET", "POST"])
@needs("add", "marker rubric")
def bill_new(request: HttpRequest) -> HttpResponse:
    """The form for a bill: what it is called, why, and up to four edits of the rubric."""
    form = BillForm(request.POST or None, initial=_named(request))
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            thing = bills.propose(
                request.user, asked["title"], asked["summary"], asked["why"], form.edits(), asked["cites"]
            )
        except Unfit as unfit:
            form.show(unfit)
        else:
            launch_waiting()
            return redirect(thing.get_absolute_url())
    context = {"form": form, "base": base_for_bills(), "edit_rows": form.rows()}
    return render(request, "expert_group/bill_form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def bill_amend(request: HttpRequest, serial: str) -> HttpResponse:
    """Another text for the bill; the earlier one stays readable."""
    thing = _bill(request, serial)
    ask(request.user, "change", thing)
    if thing.state not in bills.OPEN:
        raise PermissionDenied("change")
    text = bills.newest_text(thing)
    form = BillForm(request.POST or None, amends=True, initial=_as_typed(text) if text else _named(request))
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            bills.amend(request.user, thing, asked["why"], form.edits(), asked["cites"])
        except Unfit as unfit:
            form.show(unfit)
        else:
            launch_waiting()
            return redirect(thing.get_absolute_url())
    context = {"form": form, "thing": thing, "base": base_for_bills(), "edit_rows": form.rows()}
    return render(request, "expert_group/bill_form.html", context, status=422 if form.is_bound else 200)


@require_POST
def bill_vote(request: HttpRequest, serial: str) -> HttpResponse:
    """A member's vote on the text that stands."""
    thing = _bill(request, serial)
    try:
        bills.vote(request.user, thing, request.POST.get("vote", ""))
    except Unfit as unfit:
        language = get_language() or "en"
        words = " ".join(
            f"{say(f.code, f.values, language)} {remedy(f.code, f.values, language)}" for f in unfit.findings
        )
        return render(request, "expert_group/refused.html", {"thing": thing, "words": words}, status=409)
    return redirect(f"{thing.get_absolute_url()}#vote")


@require_safe
def bill_pdf(request: HttpRequest, serial: str) -> HttpResponse:
    """The bill with its impact statement as a PDF, to be sent to those who vote."""
    from local2030.reports.marker_review import marker_review_pdf

    thing, text = _stated(request, serial)
    language, today = get_language() or "en", timezone.localdate()
    content = marker_review_pdf(_document(thing, text, language), "", generated=today, language=language)
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{thing.serial}-impact.pdf"'
    return answer


@require_safe
def bill_json(request: HttpRequest, serial: str) -> HttpResponse:
    """All texts of a bill and the statement of the last one."""
    thing = _bill(request, serial)
    answer = HttpResponse(json.dumps(bill_plain(thing), ensure_ascii=False, indent=1), content_type="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{thing.serial}.json"'
    return answer


@require_safe
def bill_rubric(request: HttpRequest, serial: str) -> HttpResponse:
    """The signed files of the bill's newest version, so that anybody can score by it: `marker score --rubric FOLDER`."""
    thing = _bill(request, serial)
    text = bills.newest_text(thing)
    if text is None:
        raise Http404
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder_of(text.version).glob("*.yaml")):
            info = zipfile.ZipInfo(f"{text.version}/{path.name}", (2026, 1, 1, 0, 0, 0))
            packed.writestr(info, path.read_bytes())
    answer = HttpResponse(out.getvalue(), content_type="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="rubric-{text.version}.zip"'
    return answer


def bill_plain(thing: Thing) -> dict[str, Any]:
    """A bill as data: its texts, and the impact of each."""
    texts = [
        {
            "number": text.number, "why": text.why, "base": text.base, "base_sha256": text.base_sha256,
            "version": text.version, "sha256": text.sha256, "at": text.at.isoformat(), "edits": text.edits,
            "cites": text.cites, "votes": bills.counts(text), "impact": text.statement,
        }
        for text in BillText.objects.filter(bill=thing)
    ]  # fmt: skip
    return {"serial": thing.serial, "title": thing.title, "state": thing.state, "texts": texts}


class BillForm(forms.Form):
    """Why the rubric should change, and the edits: each a place of the rubric and what is to stand there."""

    title = forms.CharField(label=gettext_lazy("What the bill is called"), max_length=200)
    summary = forms.CharField(
        label=gettext_lazy("In short"), max_length=1000, required=False, widget=forms.Textarea({"rows": 3})
    )
    why = forms.CharField(label=gettext_lazy("Why"), max_length=500, widget=forms.Textarea({"rows": 3}),
                          help_text=gettext_lazy("Stands with the text for good."))  # fmt: skip
    cites = forms.CharField(
        label=gettext_lazy("Remarks of experts that it follows"), required=False, max_length=1000,
        help_text=gettext_lazy("Their numbers as they stand on the page of the round, such as XPR-001/7."),
    )  # fmt: skip

    def __init__(self, *args: Any, amends: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if amends:
            del self.fields["title"], self.fields["summary"]
        choices = _choices()
        for n in range(1, ROWS + 1):
            self.fields[f"place_{n}"] = forms.ChoiceField(label=_("What is to change"), choices=choices, required=False)
            self.fields[f"to_{n}"] = forms.CharField(
                label=_("What is to stand there"), required=False, max_length=1000, widget=forms.Textarea({"rows": 2})
            )

    def rows(self) -> list[tuple[Any, Any]]:
        """The pairs of fields for edits."""
        return [(self[f"place_{n}"], self[f"to_{n}"]) for n in range(1, ROWS + 1)]

    def edits(self) -> list[tuple[str, str]]:
        """What was typed."""
        of = self.cleaned_data
        return [(of[f"place_{n}"], of[f"to_{n}"]) for n in range(1, ROWS + 1) if of[f"place_{n}"] or of[f"to_{n}"]]

    def show(self, unfit: Unfit) -> None:
        """Says what is wrong, beside the field where it is known."""
        language = get_language() or "en"
        for found in unfit.findings:
            name = str(found.values.get("column", ""))
            words = f"{say(found.code, found.values, language)} {remedy(found.code, found.values, language)}".strip()
            self.add_error(name if name in self.fields else None, words)


def _choices() -> list[Any]:
    """Every place of the rubric, grouped by criterion, gates and money, with what stands there now."""
    language = get_language() or "en"
    names = criterion_names(rubric(), language) | {"gates": _("Gates of the levels"), "money": _("Scope of money")}
    groups: dict[str, list[tuple[str, str]]] = {}
    for place in places_of(base_for_bills().folder):
        now = f"{float(place.now) * 100:g}%" if place.sort == "share" else place.now
        words = f"{place_words(place, language)}: {now}"
        groups.setdefault(place.group, []).append((place.address, words if len(words) < 110 else words[:109] + "…"))
    return [("", _("nothing")), *((names.get(group, group), found) for group, found in groups.items())]


def _named(request: HttpRequest) -> dict[str, str]:
    """What the address of a remark's page hands on."""
    return {"cites": request.GET.get("cites", "")[:200]}


def _as_typed(text: BillText) -> dict[str, Any]:
    found: dict[str, Any] = {"cites": ", ".join(text.cites)}
    for n, edit in enumerate(text.edits[:ROWS], 1):
        found |= {f"place_{n}": edit["address"], f"to_{n}": edit["to"]}
    return found


def _bill(request: HttpRequest, serial: str) -> Thing:
    rows = visible(request.user, Thing.objects.filter(kind=bills.KIND))
    return get_object_or_404(rows, serial=serial.upper())


def _stated(request: HttpRequest, serial: str) -> tuple[Thing, BillText]:
    thing = _bill(request, serial)
    text = bills.newest_text(thing)
    if text is None or text.impact is None:
        raise Http404
    return thing, text


def _document(thing: Thing, text: BillText, language: str) -> dict[str, Any]:
    words, edits = impact_words(text.statement, language), text_words(text, language)["edits"]
    statement = words["statement"]
    listed = [
        {"title": _("What would change"), "lede": text.why, "head": [_("Where"), _("Now"), _("Then")],
         "rows": [[e["where"], e["was"], e["to"]] for e in edits], "widths": [3, 4, 4], "nothing": ""},
        {"title": _("Who moves"), "lede": words["headline"], "head": [_("Programme"), _("Level before"), _("Level after")],
         "rows": [[m["title"], m["before"], m["after"]] for m in words["moves"]], "widths": [6, 2, 2], "nothing": _("No programme changes its level.")},
        *({**{k: t[k] for k in ("title", "lede", "head", "rows", "nothing")}, "widths": [5, *[2] * (len(t["head"]) - 1)]}
          for t in words["tables"]),
    ]  # fmt: skip
    return {
        "eyebrow": _("Rubric bill %(serial)s, text %(number)s, impact statement") % {"serial": thing.serial, "number": text.number},
        "title": thing.title, "lede": words["headline"], "invented": "",
        "facts": words["facts"], "picture": {"alt": "", "source": ""}, "sections": listed,
        "foot": {
            "basis": _("Version %(old)s (%(before)s) to %(new)s (%(after)s), over %(n)s published scores of %(day)s") % {
                "old": statement["before"]["version"], "before": statement["before"]["sha256"][:8],
                "new": statement["after"]["version"], "after": statement["after"]["sha256"][:8],
                "n": statement["programmes"], "day": date_format(text.impact_at, "DATE_FORMAT"),
            },
            "page": _("page {page} of {pages}"),
        },
        "day": date_format(timezone.localdate(), "DATE_FORMAT"),
        "unshown_words": _("{count} characters can't be shown in this typeface."),
    }  # fmt: skip
