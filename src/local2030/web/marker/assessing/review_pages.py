"""The Secretariat's choice of reviewers, and the reviewer's own page. No address here tells one reviewer of another."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from local2030.vocabulary.findings import Finding
from local2030.web.accounts.permissions import ask
from local2030.web.marker.assessing import judging, page, seeing
from local2030.web.marker.assessing.forms import ReviewForm
from local2030.web.marker.assessing.models import Assessment, ItemVerdict
from local2030.web.marker.assessing.standing import newest
from local2030.web.registry import changing, reviewing
from local2030.web.registry.models import Review, Thing
from local2030.web.registry.reading import is_claimant
from local2030.web.registry.words import state_word

ASKED_IN = ("submitted", "in-review", "divergent", "third-review")


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def reviewers(request: HttpRequest, serial: str) -> HttpResponse:
    """Who could review, with what stands against it, and who was asked."""
    row = seeing.seen(request, serial)
    thing = row.thing
    ask(request.user, "assign", thing)
    if is_claimant(request.user, thing) or thing.reviews.filter(reviewer=request.user).exists():
        raise PermissionDenied("assign")
    trouble: list[dict[str, str]] = []
    if request.method == "POST":
        person = get_object_or_404(get_user_model(), pk=_number(request.POST.get("person")), is_active=True)
        try:
            if not page.may(person, "review", thing.kind):
                raise PermissionDenied("review")
            if len(_serving(thing)) >= _wanted(thing):
                raise changing.Unfit([Finding("reviewers-enough", "error", values={"number": _wanted(thing)})])
            reviewing.assign(request.user, thing, person, from_region=request.POST.get("from_region") == "1")
        except changing.Unfit as unfit:
            trouble = [page.spoken(found) for found in unfit.findings]
        else:
            return redirect("assessment-reviewers", thing.serial)
    current = reviewing.round_of(thing)
    asked = [review for review in thing.reviews.select_related("reviewer") if review.round == current]
    serving = _serving(thing)
    context = {
        "thing": thing, "state": state_word(thing.kind, thing.state), "asked": asked, "number": len(serving),
        "wanted": _wanted(thing), "round": current, "trouble": trouble,
        "candidates": reviewing.candidates(thing), "is_open": thing.state in ASKED_IN,
        "may_open": thing.state == "submitted" and len(serving) >= 2,
        "may_third": thing.state == "divergent" and len(serving) >= 3,
        "apart": judging.distances(thing),
        "differ": any(judging.distances(thing).values()),
    }  # fmt: skip
    return render(request, "assessing/reviewers.html", context, status=422 if trouble else 200)


def _serving(thing: Thing) -> list[Review]:
    """The reviews of the present round whose reviewers haven't declined."""
    return list(thing.reviews.filter(round=reviewing.round_of(thing), declined=""))


def _wanted(thing: Thing) -> int:
    """Two review; a third only where the two diverge."""
    return 3 if thing.state in ("divergent", "third-review") else 2


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def review(request: HttpRequest, review_id: int) -> HttpResponse:
    """The reader's own review: a level for each criterion, a word on each piece of evidence."""
    rows = Review.objects.select_related("thing").filter(thing__kind=seeing.KIND, reviewer=request.user, declined="")
    mine = get_object_or_404(rows, pk=review_id)
    row = get_object_or_404(Assessment.objects.select_related("thing"), thing=mine.thing)
    eyes = page.Eyes(request.user, row)
    result = page.shown_result(newest(row))
    criteria = page.criteria_of(row, result, eyes)
    items = [_shown(item, eyes) for item in judging.items_of(row)]
    posted = request.method == "POST" and "conflict" not in request.POST
    form = ReviewForm(criteria, items, request.POST if posted else None)
    status = 200
    if request.method == "POST":
        status = 422
        try:
            if "conflict" in request.POST:
                reviewing.decline(request.user, mine, request.POST.get("why", "")[:500])
                messages.info(request, _("Thank you. Somebody else is asked."))
                return redirect("reviews-own")
            if form.is_valid():
                judging.judge(request.user, mine, form.scores(), form.verdicts(), form.cleaned_data["comment"])
                messages.info(request, _("Your review is handed in."))
                return redirect("assessment-review", mine.pk)
        except changing.Unfit as unfit:
            form.show(unfit.findings) if posted else messages.warning(
                request, page.spoken(unfit.findings[0])["message"]
            )
    context = {
        "review": mine, "assessment": row, "thing": row.thing, "form": form, "criteria": criteria,
        "is_open": row.thing.state in judging.OPEN_STATES and mine.done is None,
        "verdicts": list(ItemVerdict.objects.filter(review=mine)) if mine.done else [],
    }  # fmt: skip
    return render(request, "assessing/review.html", context, status=status)


def _shown(item: dict[str, Any], eyes: page.Eyes) -> dict[str, Any]:
    return item if item["left_out"] is not None else page.shown_item(item, eyes)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else 0
