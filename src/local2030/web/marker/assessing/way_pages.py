"""The claimant's way: begin, explain, look over and hand in, reply."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from local2030.marker.justifications import CAUSES, rules
from local2030.vocabulary.messages import text_in
from local2030.web.accounts.permissions import ask, needs, visible
from local2030.web.marker.assessing import justifying, moving, page, seeing, starting
from local2030.web.marker.assessing.forms import JustifyForm, StartForm, WordsForm
from local2030.web.marker.assessing.models import Assessment
from local2030.web.marker.assessing.notices import justified, notices
from local2030.web.marker.assessing.standing import restand
from local2030.web.marker.models import Programme
from local2030.web.registry import changing
from local2030.web.registry.words import refusal_words


@require_http_methods(["GET", "POST"])
@never_cache
@needs("claim", "marker assessment")
def start(request: HttpRequest, programme_id: int) -> HttpResponse:
    """The button's page: which phase; then the draft, prefilled."""
    programme = get_object_or_404(visible(request.user, Programme.objects.select_related("upload")), pk=programme_id)
    if not starting.may_start(request.user, programme):
        raise PermissionDenied("claim")
    form = StartForm(programme, request.POST or None)
    trouble = None
    if request.method == "POST" and form.is_valid():
        try:
            thing = starting.start(request.user, programme.identifier, form.cleaned_data["phase"])
        except changing.Unfit as unfit:
            trouble = [page.spoken(found) for found in unfit.findings]
        else:
            messages.info(request, _("The draft has all that was sent in. Look it over and fill in what is left."))
            return redirect(thing.get_absolute_url())
    open_ones = {phase: starting.begun(programme.identifier, phase) for phase in starting.PHASES}
    known = [row for row in open_ones.values() if row is not None and page.may(request.user, "read", row.thing)]
    context = {"programme": programme, "form": form, "trouble": trouble, "open": known}
    return render(request, "assessing/start.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def justify(request: HttpRequest, serial: str, cause: str) -> HttpResponse:
    """Why something isn't as asked, and what is done about it."""
    row = seeing.seen(request, serial)
    ask(request.user, "claim", row.thing)
    criterion = request.GET.get("criterion", "")[:8]
    if cause not in CAUSES or (criterion and cause != "not-applicable"):
        raise Http404
    if criterion:
        criterion = seeing.criterion_of(row, criterion).id
    people = justifying.approvers(row, request.user)
    form = JustifyForm(people, request.POST or None, initial=_given(row, cause, criterion))
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        chosen = data.pop("approver")
        data["approver"] = next((p for p in people if str(p.pk) == chosen), None)
        try:
            justifying.justify(request.user, row, cause, criterion, **data)
        except changing.Unfit as unfit:
            form.show(unfit.findings)
        else:
            restand(row, "claim", cause)
            messages.info(request, _("Kept."))
            return redirect(f"{row.thing.get_absolute_url()}#explain")
    context = {
        "thing": row.thing, "form": form, "title": _("Comply or explain"), "verb": _("Keep it"), "criterion": criterion,
        "lede": text_in(rules().causes[cause], get_language() or "en"), "rules": rules(),
    }  # fmt: skip
    return render(request, "assessing/small.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def submit(request: HttpRequest, serial: str) -> HttpResponse:
    """What was noticed, with the way to mend it; then it is handed in."""
    row = seeing.seen(request, serial)
    ask(request.user, "claim", row.thing)
    refused, status = None, 200
    if request.method == "POST":
        status = 422
        version = request.POST.get("version", "")
        try:
            moving.submit(request.user, row, int(version) if version.isascii() and version.isdigit() else 0)
        except changing.Unfit:
            pass  # what must be mended stands on the page
        except changing.Outdated:
            status = 409
            messages.warning(request, _("Somebody else changed it in the meantime. Look at it anew."))
        except changing.Refused as error:
            status, refused = 409, refusal_words(starting.KIND, error.refusal)
        else:
            messages.info(request, _("It is handed in. The Secretariat asks two reviewers."))
            return redirect(row.thing.get_absolute_url())
        row = seeing.seen(request, serial)
    result = moving.stands(row)
    found = [page.spoken(f) for f in notices(row, result)]
    context = {
        "assessment": row, "thing": row.thing, "result": result, "refused": refused,
        "mistakes": [f for f in found if f["severity"] == "error"],
        "warnings": [f for f in found if f["severity"] != "error"], "needs": page.needs_of(row, result),
        "is_open": row.thing.state == "draft",
    }  # fmt: skip
    return render(request, "assessing/submit.html", context, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def reply(request: HttpRequest, serial: str) -> HttpResponse:
    """The claimant's right of reply to what reviewers found."""
    row = seeing.seen(request, serial)
    ask(request.user, "claim", row.thing)
    form = WordsForm(
        _("Your reply"), _("It stands beside the result, for everybody once it is published."), request.POST or None,
        initial={"text": row.thing.fields.get("reply") or ""},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            moving.comment_of_claimant(request.user, row.thing, form.cleaned_data["text"], row.thing.version)
        except changing.Unfit as unfit:
            form.show(unfit.findings)
        else:
            return redirect(row.thing.get_absolute_url())
    context = {"thing": row.thing, "form": form, "title": _("Reply"), "verb": _("Keep the reply")}
    return render(request, "assessing/small.html", context, status=422 if form.is_bound else 200)


def _given(row: Assessment, cause: str, criterion: str) -> dict[str, Any]:
    former = justified(row).get((cause, criterion))
    if former is None:
        return {}
    names = ("reason", "text", "action", "action_owner", "action_due")
    return {name: getattr(former, name) for name in names} | {"approver": str(former.approver_id or "")}
