"""Filling in: a page for each criterion, kept as one goes, and a page for each piece of evidence."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from local2030.vocabulary.findings import Finding
from local2030.web.accounts.permissions import ask
from local2030.web.marker.assessing import claims, justifying, page, seeing
from local2030.web.marker.assessing.forms import LEFT_OUT, OF_KIND, EvidenceForm, SectionForm, WordsForm
from local2030.web.marker.assessing.inputs import keep_bytes
from local2030.web.marker.assessing.models import Assessment, Claim
from local2030.web.marker.assessing.notices import left_out_by_claimant
from local2030.web.marker.assessing.standing import newest, restand
from local2030.web.marker.receiving import safe_name
from local2030.web.registry.changing import Unfit


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def section(request: HttpRequest, serial: str, criterion: str) -> HttpResponse:
    """One criterion: what is known already, the level that is claimed, the claimant's own words."""
    row = seeing.seen(request, serial)
    ask(request.user, "claim", row.thing)
    rule = seeing.criterion_of(row, criterion)
    shown = _shown(request, row, rule.id)
    form = SectionForm(rule, rule.most.get(row.phase, 3), request.POST or None, initial=_initial(row, shown))
    mark, status = seeing.mark_of(row, rule.id), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _keep(request, row, rule.id, form)
            except _Meanwhile:
                status = 409
                form.show([Finding("section-changed-meanwhile", "error")])
            except Unfit as unfit:
                form.show(unfit.findings)
            else:
                return _onward(request, row, rule.id)
        else:
            mark = request.POST.get("mark", "")[:16]
    before, after = seeing.around(row, rule.id)
    context = {
        "assessment": row, "thing": row.thing, "criterion": shown, "form": form, "mark": mark, "before": before,
        "after": after, "kinds": [(k, dict(claims_kinds())[k]) for k in rule.kinds if k in OF_KIND],
        "writes": row.thing.state == "draft", "standing": newest(row),
    }  # fmt: skip
    return render(request, "assessing/section.html", context, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def evidence(request: HttpRequest, serial: str, criterion: str, kind: str) -> HttpResponse:
    """The form of one piece of evidence; what a machine found is said at once."""
    row = seeing.seen(request, serial)
    ask(request.user, "claim", row.thing)
    rule = seeing.criterion_of(row, criterion)
    if kind not in OF_KIND:
        raise Http404
    stated = claims.levels(claims.active(row).filter(criterion=rule.id)).get(rule.id) or 1
    first = {"level": str(max(stated, 1)), "currency": "USD"}
    form = EvidenceForm(kind, rule, request.POST or None, request.FILES or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            made = claims.add_claim(request.user, row, **_columns(row, rule.id, kind, form.cleaned_data))
        except Unfit as unfit:
            form.show(unfit.findings)
        else:
            restand(row, "evidence", rule.id)
            _say_what_was_found(request, row, made)
            return redirect("assessment-section", row.thing.serial, rule.id)
    context = {
        "assessment": row, "thing": row.thing, "criterion": rule, "form": form, "kind": dict(claims_kinds())[kind],
        "title": _("Evidence for %(criterion)s") % {"criterion": rule.id}, "has_file": "document" in OF_KIND[kind],
    }  # fmt: skip
    return render(request, "assessing/evidence.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def withdraw(request: HttpRequest, serial: str, claim_id: int) -> HttpResponse:
    """Takes a piece of evidence out of account, with the reason."""
    row = seeing.seen(request, serial)
    ask(request.user, "claim", row.thing)
    claim = get_object_or_404(Claim.objects.filter(assessment=row), pk=claim_id)
    form = WordsForm(_("Why"), _("It stays readable with this reason."), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            claims.withdraw_claim(request.user, claim, form.cleaned_data["text"][:500])
        except Unfit as unfit:
            form.show(unfit.findings)
        else:
            restand(row, "evidence", f"withdrawn: {claim.criterion}")
            return redirect(f"{row.thing.get_absolute_url()}#{claim.criterion}")
    context = {
        "thing": row.thing,
        "form": form,
        "title": _("Withdraw evidence"),
        "verb": _("Withdraw it"),
        "row": claim,
    }
    return render(request, "assessing/small.html", context, status=422 if form.is_bound else 200)


class _Meanwhile(Exception):
    """Somebody else changed the criterion since the form was opened."""


def _keep(request: HttpRequest, row: Assessment, criterion: str, form: SectionForm) -> None:
    """Keeps what was typed; raises `_Meanwhile` where somebody else was first, `Unfit`."""
    level, text = form.cleaned_data["level"], form.cleaned_data["text"]
    with transaction.atomic():
        locked = Assessment.objects.select_for_update().get(pk=row.pk)
        if request.POST.get("mark", "") != seeing.mark_of(locked, criterion):
            raise _Meanwhile
        if level != LEFT_OUT and criterion in left_out_by_claimant(row):
            justifying.take_back(request.user, row, "not-applicable", criterion)
        number = int(level) if level not in ("", LEFT_OUT) else None
        claims.state_level(request.user, row, criterion, number, text)
    restand(row, "claim", criterion)


def _onward(request: HttpRequest, row: Assessment, criterion: str) -> HttpResponse:
    """To the next criterion, the reason for leaving one out, or back to the whole."""
    if request.POST.get("level") == LEFT_OUT and criterion not in left_out_by_claimant(row):
        return redirect(page.justify_address(row, "not-applicable", criterion))
    messages.info(request, _("Kept."))
    after = seeing.around(row, criterion)[1]
    if "onward" in request.POST and after:
        return redirect("assessment-section", row.thing.serial, after)
    return redirect(f"{row.thing.get_absolute_url()}#{criterion}")


def _shown(request: HttpRequest, row: Assessment, criterion: str) -> dict[str, Any]:
    eyes = page.Eyes(request.user, row)
    result = page.shown_result(newest(row))
    return next(c for c in page.criteria_of(row, result, eyes) if c["id"] == criterion)


def _initial(row: Assessment, shown: dict[str, Any]) -> dict[str, Any]:
    """What is claimed; where nothing is yet, what the records prove is suggested."""
    if shown["left_out"]:
        return {"level": LEFT_OUT, "text": shown["text"]}
    claimed = shown["claimed"] if shown["claimed"] is not None else (shown.get("proven") or None)
    return {"level": "" if claimed is None else str(claimed), "text": shown["text"]}


def _columns(row: Assessment, criterion: str, kind: str, data: dict[str, Any]) -> dict[str, Any]:
    """The columns of a claim out of the form; a document is kept first."""
    file, address = data.get("document"), data.get("address") or ""
    needed = {"D", "A", "R"} & {kind}
    if (needed and not file and not address) or not any(data.get(n) for n in OF_KIND[kind] if n != "currency"):
        raise Unfit([Finding("evidence-without-source", "error", values={"column": "document" if needed else "actor"})])
    columns = {
        "criterion": criterion, "kind": kind, "level": int(data["level"]), "address": address,
        "in_confidence": data["in_confidence"], "sensitive": data["sensitive"], "origin": "typed",
    }  # fmt: skip
    if file is not None:
        sha256 = keep_bytes(file.read())
        columns |= {"sha256": sha256, "address": _named(row, safe_name(file.name), sha256), "origin": "document"}
    for name in ("page", "quote", "date", "place", "actor", "amount", "currency"):
        if data.get(name) not in (None, ""):
            columns[name] = data[name].upper() if name == "currency" else data[name]
    if "amount" not in columns:
        columns.pop("currency", None)
    return columns


def _named(row: Assessment, name: str, sha256: str) -> str:
    """A name for a document that no other document of the assessment has."""
    taken = {c.address: c.sha256 for c in row.claims.exclude(sha256="")}
    stem, _dot, ending = name.rpartition(".")
    found, number = f"documents/{name}", 2
    while taken.get(found, sha256) != sha256:
        found, number = f"documents/{stem}-{number}.{ending}", number + 1
    return found


def _say_what_was_found(request: HttpRequest, row: Assessment, made: Claim) -> None:
    result = page.shown_result(newest(row))
    for items in page.evidence_of(row, result).values():
        for item in items:
            if item["claim"] is not None and item["claim"].pk == made.pk:
                words = (
                    _("Found and checked") if item["status"] == "checked" else _("Kept, but not found by the program")
                )
                messages.info(request, f"{words}: {item['message']}")


def claims_kinds() -> list[tuple[str, str]]:
    """The kinds of evidence in words."""
    return [
        ("D", _("a dated document with a quote")), ("M", _("a payment in the books")), ("P", _("a place")),
        ("R", _("a result")), ("A", _("a local actor's own word")), ("T", _("a registered local actor")),
    ]  # fmt: skip
