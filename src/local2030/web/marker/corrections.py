"""The button "this is wrong": a person's word on an organisation, what it moved, and how to undo it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from local2030.web.accounts.permissions import ask, may, needs, sees, visible
from local2030.web.accounts.standing import standing_of
from local2030.web.history.chain import append
from local2030.web.jobs import deeds
from local2030.web.jobs.running import launch_waiting
from local2030.web.marker.direction import without_direction
from local2030.web.marker.forms import CorrectionForm
from local2030.web.marker.models import Correction, Programme, circle
from local2030.web.marker.rescoring import moves
from local2030.web.marker.uploads import trouble_of


@needs("contest", "joint programme")
def correct(request: HttpRequest, programme_id: int, place: int) -> HttpResponse:
    """The form for the organisation at that place in the programme's list."""
    rows = visible(request.user, Programme.objects.all())
    programme = get_object_or_404(rows, pk=programme_id)
    ask(request.user, "contest", programme)
    actor = _actor(programme, place)
    form = CorrectionForm(request.POST or None, initial={"actor_class": actor["class"], "reach": actor["reach"]})
    if request.method == "POST" and form.is_valid():
        correction = _record(form, programme, actor, request.user)
        launch_waiting()
        return redirect("correction", correction.pk)
    context = {"form": form, "programme": programme, "actor": without_direction(actor), "place": place}
    return render(request, "marker/correct.html", context, status=422 if form.is_bound else 200)


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The register: every correction, in force or undone, newest first."""
    rows = _visible(request).select_related("by", "undone_by")
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    return render(request, "marker/corrections.html", {"page": page, "names": _sees_names(request)})


@require_safe
def one(request: HttpRequest, correction_id: int) -> HttpResponse:
    """A correction with what it moved, before and after, for each programme that the reader may see."""
    launch_waiting()
    rows = _visible(request).select_related("by", "undone_by", "job", "programme")
    correction = get_object_or_404(rows, pk=correction_id)
    runs = [
        (scoring, count, [m for m in moved if sees(request.user, m.programme)])
        for scoring, count, moved in moves(correction)
    ]
    context = {
        "correction": correction,
        "runs": runs,
        "job": correction.job,
        "trouble": trouble_of(correction.job),
        "by": _who(request, correction.by),
        "undone_by": _who(request, correction.undone_by),
        "may_undo": correction.undone_at is None and may(request.user, "retract", correction),
    }
    return render(request, "marker/correction.html", context)


def _who(request: HttpRequest, person: Any) -> str:
    """Who works here is told to those who hold a role, as in the history; to others it is a member of the Coalition."""
    if person is not None and _sees_names(request):
        return str(person.shown_name)
    return _("a member of the Coalition")


def _sees_names(request: HttpRequest) -> bool:
    return bool(standing_of(request.user).roles)


@require_POST
@needs("contest", "joint programme")
def undo(request: HttpRequest, correction_id: int) -> HttpResponse:
    """Takes a correction out of force; it stays readable, and the programmes are scored again."""
    with transaction.atomic():
        correction = get_object_or_404(Correction.objects.select_for_update(), pk=correction_id)
        ask(request.user, "retract", correction)
        if correction.undone_at is None:
            by: Any = request.user
            correction.undone_by, correction.undone_at = by, timezone.now()
            correction.job = deeds.ask("rescore", correction.pk, request.user)
            correction.save(update_fields=["undone_by", "undone_at", "job"])
            _log(request.user, "undo-correction", correction)
    launch_waiting()
    return redirect("correction", correction.pk)


def _visible(request: HttpRequest) -> Any:
    """Corrections made on programmes that the reader may see: a team's own work isn't shown by its corrections."""
    return Correction.objects.filter(programme__in=visible(request.user, Programme.objects.all()))


def _actor(programme: Programme, place: int) -> dict[str, Any]:
    actors = programme.score.as_read.get("actors") or []
    if place >= len(actors):
        raise Http404
    return dict(actors[place])


def _record(form: CorrectionForm, programme: Programme, actor: dict[str, Any], by: Any) -> Correction:
    with transaction.atomic():
        correction: Correction = form.save(commit=False)
        correction.name, correction.ref = str(actor.get("name") or "")[:500], str(actor.get("ref") or "")[:200]
        correction.was_class, correction.was_rule = actor["class"], str(actor.get("rule") or "")[:100]
        correction.programme, correction.by = programme, by
        correction.save()
        correction.job = deeds.ask("rescore", correction.pk, by)
        correction.save(update_fields=["job"])
        _log(by, "correct-actor", correction)
    return correction


def _log(by: Any, deed: str, correction: Correction) -> None:
    append(
        by=by,
        deed=deed,
        kind="correction",
        id=str(correction.pk),
        before={"was": correction.was_class},
        after={"class": correction.actor_class},
        why=correction.reason if deed == "correct-actor" else "",
        name=correction.shown_name,
        audience=circle(correction.programme),
    )
