"""The right to contest, and the answers to it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from local2030.web.accounts.permissions import ask
from local2030.web.marker.assessing import contesting, page, seeing
from local2030.web.marker.assessing.claims import active
from local2030.web.marker.assessing.forms import ContestForm, WordsForm
from local2030.web.marker.assessing.models import Assessment, Contest
from local2030.web.registry.changing import Refused, Unfit
from local2030.web.registry.words import refusal_words


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def contest(request: HttpRequest, serial: str) -> HttpResponse:
    """What a local actor says against a claim, or the whole."""
    row = seeing.seen(request, serial)
    ask(request.user, "contest", row.thing)
    eyes = page.Eyes(request.user, row)
    choices = _claims(row, eyes)
    form = ContestForm(choices, request.POST or None, initial={"claim": request.GET.get("claim", "")[:20]})
    refused = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        chosen = data["claim"]
        claim = active(row).filter(pk=int(chosen)).first() if chosen.isdigit() else None
        try:
            contesting.contest(
                request.user, row, body=data["body"], text=data["text"], claim=claim, address=data["address"],
                criterion=chosen if claim is None else "",
            )  # fmt: skip
        except Unfit as unfit:
            form.show(unfit.findings)
        except Refused as error:
            refused = refusal_words(row.thing.kind, error.refusal)
        else:
            messages.info(request, _("It stands beside the claim until it is answered."))
            return redirect(f"{row.thing.get_absolute_url()}#contests")
    context = {
        "thing": row.thing, "form": form, "title": _("Contest it"), "verb": _("Contest it"), "refused": refused,
        "lede": _("Say what is so from where you stand. Everybody who sees the claim sees your word beside it."),
    }  # fmt: skip
    return render(request, "assessing/small.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def answer(request: HttpRequest, serial: str, contest_id: int) -> HttpResponse:
    """The Secretariat's answer to one contest."""
    row = seeing.seen(request, serial)
    ask(request.user, "assign", row.thing)
    found = get_object_or_404(Contest.objects.filter(assessment=row, answered__isnull=True), pk=contest_id)
    form = WordsForm(_("Answer"), _("It stands below what was contested."), request.POST or None)
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            contesting.answer(request.user, found, form.cleaned_data["text"])
        except Unfit as unfit:
            form.show(unfit.findings)
        except Refused as error:
            refused = refusal_words(row.thing.kind, error.refusal)
        else:
            return redirect(f"{row.thing.get_absolute_url()}#contests")
    context = {
        "thing": row.thing, "form": form, "title": _("Answer what was contested"), "verb": _("Answer"),
        "said": found, "refused": refused,
    }  # fmt: skip
    return render(request, "assessing/small.html", context, status=422 if form.is_bound else 200)


def _claims(row: Assessment, eyes: page.Eyes) -> list[tuple[str, str]]:
    """What can be contested: each criterion, and each piece of evidence whose names the reader may see."""
    result = page.shown_result(page.newest(row))
    found = [(c["id"], f"{c['id']} {c['title']}") for c in page.criteria_of(row, result, eyes)]
    for claim in active(row).exclude(kind=""):
        if eyes.names(claim):
            found.append((str(claim.pk), f"{claim.criterion}: {claim.address or claim.actor or claim.place}"[:120]))
    return sorted(found, key=lambda pair: pair[1])
