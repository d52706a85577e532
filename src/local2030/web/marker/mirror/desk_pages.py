"""The Secretariat's pages: send and end links, what was answered, calling back, two names joined; and replies to words."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from local2030.marker.attestations import SILENT
from local2030.vocabulary.messages import say
from local2030.web.accounts.permissions import ask, needs, visible
from local2030.web.coalition.links import TooMany
from local2030.web.marker.mirror import answering, links, towns
from local2030.web.marker.mirror.asked import asked_of
from local2030.web.marker.mirror.forms import CallForm, JoinForm, LinkForm, ReplyForm, WhyForm
from local2030.web.marker.mirror.models import Attestation, TownLink
from local2030.web.marker.mirror.standing_words import worth_of
from local2030.web.marker.mirror.words import may_reply
from local2030.web.marker.models import Programme
from local2030.web.registry import changing
from local2030.web.registry.models import Thing

MOST = 100


@require_safe
@needs("change", "local government")
def mirror_desk(request: HttpRequest) -> HttpResponse:
    """What waits for the Secretariat: call-backs, links that went to the wrong town, words that nobody answered."""
    rows = Attestation.objects.filter(newest=True).exclude(answer=SILENT).select_related("government", "link")
    context = {
        "calls": rows.filter(call_back=True, call_result="")[:MOST],
        "wrong": TownLink.objects.exclude(wrong_town=None).select_related("government")[:MOST],
        "unanswered": rows.filter(reply="", doubtful=False).exclude(answer="yes")[:MOST],
        "open_links": TownLink.objects.filter(ended=None).select_related("government")[:MOST],
    }
    return render(request, "mirror/desk.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def town_desk(request: HttpRequest, serial: str) -> HttpResponse:
    """One local government: the form that sends a link, all links, all answers with what they are worth."""
    town = _town(request, serial)
    form = LinkForm(request.POST or None, initial={
        "mail": town.fields.get("contact_mail") or "", "post": town.fields.get("contact_post") or "",
    })  # fmt: skip
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            to = form.cleaned_data["mail"]
            try:
                _keep_contact(request, town, to, form.cleaned_data["post"])
                links.send_link(request.user, town, to, _site(request))
            except TooMany:
                form.add_error(None, _("Many links were sent today. Try again tomorrow."))
                status = 429
            except changing.Outdated:
                form.add_error(None, _("Somebody else changed it in the meantime. Look at it anew."))
                status = 409
            else:
                messages.info(request, _("The link is on its way. Earlier links have ended."))
                return redirect("town-desk", serial=town.serial)
    return render(request, "mirror/town_desk.html", _desk_context(request, town, form), status=status)


@require_POST
@never_cache
def town_demo_link(request: HttpRequest, serial: str) -> HttpResponse:
    """For the demonstration sign-in only: makes a link and opens it, since no mail goes out there."""
    town = _town(request, serial)
    if not getattr(request.user, "demo", False):
        raise PermissionDenied("demo")
    try:
        token = links.send_link(request.user, town, "", "")
    except TooMany:
        messages.warning(request, _("Many links were sent today. Try again tomorrow."))
        return redirect("town-desk", serial=town.serial)
    return redirect("mirror", token=token)


@require_POST
def town_link_end(request: HttpRequest, serial: str, link_id: int) -> HttpResponse:
    """Ends a link."""
    town = _town(request, serial)
    link = get_object_or_404(TownLink, pk=link_id, government=town)
    form = WhyForm(request.POST)
    if form.is_valid():
        links.revoke(request.user, link, form.cleaned_data["why"])
        messages.info(request, _("The link has ended. What was said by it stays."))
    else:
        messages.warning(request, _("Say why the link ends."))
    return redirect("town-desk", serial=town.serial)


@require_POST
def town_call_back(request: HttpRequest, serial: str, word_id: int) -> HttpResponse:
    """Keeps what came of calling back."""
    town = _town(request, serial)
    row = get_object_or_404(Attestation, pk=word_id, government=town, call_back=True)
    form = CallForm(request.POST)
    if form.is_valid():
        answering.call_back(request.user, row, form.cleaned_data["result"], form.cleaned_data["what"])
        messages.info(request, _("Kept."))
    else:
        messages.warning(request, _("Say what came of it."))
    return redirect("town-desk", serial=town.serial)


@require_POST
def town_join(request: HttpRequest, serial: str) -> HttpResponse:
    """Joins this local government to another that it is the same as."""
    town = _town(request, serial)
    form = JoinForm(request.POST)
    rows = visible(request.user, Thing.objects.filter(kind=towns.KIND))
    into = rows.filter(serial=form.cleaned_data["into"].upper()).first() if form.is_valid() else None
    if into is None or into.pk == town.pk or into.country != town.country:
        messages.warning(
            request, _("Name another local government of the same country by its serial, and say how you know.")
        )
        return redirect("town-desk", serial=town.serial)
    towns.join(request.user, town, into, form.cleaned_data["why"])
    messages.info(request, _("They are one from now on."))
    return redirect("town-desk", serial=into.serial)


@require_http_methods(["GET", "POST"])
def word_reply(request: HttpRequest, word_id: int) -> HttpResponse:
    """The answer of whoever claims, or of the Secretariat, to a word that may be named."""
    row = get_object_or_404(Attestation.objects.select_related("government"), pk=word_id)
    programme = Programme.objects.filter(identifier=row.identifier, current=True).order_by("id").first()
    if row.in_confidence or row.answer == SILENT or programme is None:
        raise Http404
    if not may_reply(request.user, row.identifier):
        ask(request.user, "change", programme)
        raise PermissionDenied("change")
    form = ReplyForm(request.POST or None, initial={"text": row.reply})
    if request.method == "POST" and form.is_valid():
        answering.reply(request.user, row, form.cleaned_data["text"])
        return redirect(f"/marker/programmes/{programme.pk}/#word-{row.pk}")
    context = {"form": form, "row": row, "programme": programme}
    return render(request, "mirror/reply.html", context, status=422 if form.is_bound else 200)


def _town(request: HttpRequest, serial: str) -> Thing:
    rows = visible(request.user, Thing.objects.filter(kind=towns.KIND))
    town = get_object_or_404(rows, serial=serial.upper())
    ask(request.user, "change", town)
    return town


def _keep_contact(request: HttpRequest, town: Thing, mail: str, post: str) -> None:
    known = (town.fields.get("contact_mail") or "", town.fields.get("contact_post") or "")
    if (mail, post) != known:
        cells = {"contact_mail": mail, "contact_post": post}
        changing.change(request.user, town, cells, _("Address for the link"), town.version)


def _desk_context(request: HttpRequest, town: Thing, form: LinkForm) -> dict[str, Any]:
    rows = Attestation.objects.filter(government=town).exclude(answer=SILENT).select_related("link", "claim")
    said = list(rows.order_by("-id")[: MOST * 2])
    for row in said:
        found = worth_of(row)
        code = "document-too" if found.document_too else found.code
        row.worth_words = say(f"attestation-{code}", None, getattr(request, "LANGUAGE_CODE", "en"))  # type: ignore[attr-defined]
    return {
        "town": town,
        "form": form,
        "links": TownLink.objects.filter(government=town).select_related("asked_by")[:MOST],
        "said": said,
        "items": sum(len(of.items) for of in asked_of(town)),
        "names": town.town_names.all()[:MOST],  # type: ignore[attr-defined]
        "results": CallForm().fields["result"].choices,  # type: ignore[attr-defined]
        "is_demo": getattr(request.user, "demo", False),
    }


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/")[:-1]
