"""Pages for whoever applies: by a secret link without an account, or under an account. Both see and do the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from local2030.web.accounts.permissions import ask, may, visible
from local2030.web.coalition import applying
from local2030.web.coalition.application_pages import applicant_context
from local2030.web.coalition.applying_forms import AgreeForm, StartForm, WithdrawForm
from local2030.web.coalition.letters import letter_pdf, letters_of
from local2030.web.coalition.links import TooMany, holder_of, origin_of
from local2030.web.registry import changing
from local2030.web.registry.forms import ThingForm, typed
from local2030.web.registry.kinds import kind_of
from local2030.web.registry.models import Thing
from local2030.web.registry.reading import INNER, circles_of
from local2030.web.registry.words import refusal_words


@dataclass(frozen=True, slots=True)
class Case:
    """An application, who reads it, and the address under which this reader finds it."""

    reader: Any
    thing: Thing
    token: str

    @property
    def address(self) -> str:
        """Its page."""
        return reverse("application-by-link", args=[self.token]) if self.token else self.thing.get_absolute_url()


View = Callable[..., HttpResponse]


def with_case(view: Callable[[HttpRequest, Case], HttpResponse] | View) -> View:
    """A view of one application, come to by its link or by its serial; never kept by a cache, never listed."""

    @wraps(view)
    @never_cache
    def found(request: HttpRequest, token: str = "", serial: str = "", **more: Any) -> HttpResponse:
        response = view(request, _case(request, token, serial), **more)
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return found


@require_http_methods(["GET", "POST"])
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """The form that begins an application: with an account under it, without one by a link that is shown once."""
    by_account = may(request.user, "apply", applying.KIND)
    form = StartForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                if by_account:
                    return redirect(applying.apply_as(request.user, form.cells()).get_absolute_url())
                thing, token = applying.start(form.cells(), origin_of(request), _site(request))
            except changing.Unfit as unfit:
                form.show(unfit.findings)
            except TooMany:
                form.add_error(None, _("Many applications came from here within the hour. Try again later."))
                status = 429
            else:
                address = reverse("application-by-link", args=[token])
                context = {"thing": thing, "address": address, "link": _site(request) + address}
                return render(request, "coalition/apply_begun.html", context, status=201)
    context = {"form": form, "by_account": by_account, "may_nominate": may(request.user, "nominate", applying.KIND)}
    return render(request, "coalition/apply.html", context, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
def nominate(request: HttpRequest) -> HttpResponse:
    """The form of a nomination, for members of UN entities; the Hub gets its own link by mail."""
    ask(request.user, "nominate", applying.KIND)
    entities = applying.nominators(request.user)
    form = StartForm(request.POST or None, nominators=entities)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            by = form.cleaned_data["nominator"]
            try:
                thing = applying.nominate(request.user, by, form.cells(), origin_of(request), _site(request))
            except changing.Unfit as unfit:
                form.show(unfit.findings)
            except TooMany:
                form.add_error(None, _("Many applications came from here within the hour. Try again later."))
                status = 429
            else:
                messages.info(request, _("The Hub gets a link by mail. It goes on once the Hub has agreed."))
                return redirect(thing.get_absolute_url())
    return render(request, "coalition/nominate.html", {"form": form, "entities": entities}, status=status)


@require_safe
@with_case
def application(request: HttpRequest, case: Case) -> HttpResponse:
    """Where the application stands, what can be done with it, and what came back."""
    if not case.token:
        return redirect(case.address)
    return render(request, "coalition/applicant.html", applicant_context(case.reader, case.thing, case.token))


@require_http_methods(["GET", "POST"])
@with_case
def section(request: HttpRequest, case: Case, section: str) -> HttpResponse:
    """One part of the application as a form."""
    if section not in applying.SECTIONS:
        raise Http404
    ask(case.reader, "change", case.thing)
    kind, version, status = kind_of(applying.KIND), case.thing.version, 200
    only = applying.SECTIONS[section]
    form = ThingForm(kind, request.POST or None, only=only, why=False, initial=typed(kind, case.thing))
    if request.method == "POST":
        status, version = 422, _number(request.POST.get("version"))
        if form.is_valid():
            try:
                applying.write_on(case.reader, case.thing, section, form.cells(), version)
            except changing.Unfit as unfit:
                form.show(unfit.findings)
            except changing.Outdated as outdated:
                form.add_error(None, _("Somebody else changed it in the meantime. Look at it anew, then keep yours."))
                status, version = 409, outdated.thing.version
            else:
                messages.info(request, _("Kept."))
                return redirect(case.address)
    context = {"form": form, "case": case, "title": section_words()[section], "version": version, "verb": _("Keep it")}
    return render(request, "coalition/applicant_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
@with_case
def agree(request: HttpRequest, case: Case) -> HttpResponse:
    """The Hub's own word: that it agrees, and that it takes the terms."""
    ask(case.reader, "read", case.thing)
    if not applying.may_agree(case.reader, case.thing):
        ask(case.reader, "screen", case.thing)  # not found, or refused
        raise Http404
    form = AgreeForm(request.POST or None, initial={name: case.thing.fields.get(name) for name in applying.AGREED})
    status, version = 200, case.thing.version
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        version, status = _number(request.POST.get("version")), 409
        try:
            applying.agree(case.reader, case.thing, asked["consent"], asked["branding_terms"], version)
        except changing.Unfit as unfit:
            form.show(unfit.findings)
        except changing.Outdated as outdated:
            form.add_error(None, _("The application was changed in the meantime. Look at it anew before you agree."))
            version = outdated.thing.version
        else:
            messages.info(request, _("Kept."))
            return redirect(case.address)
    context = {"form": form, "case": case, "title": _("Consent and terms"), "version": version, "verb": _("Keep it")}
    return render(request, "coalition/applicant_form.html", context, status=status)


@require_POST
@with_case
def hand_in(request: HttpRequest, case: Case) -> HttpResponse:
    """Hands the application in; a refusal says what is missing."""
    return _moved(request, case, "submitted", "", _("It is handed in. You get a letter."))


@require_http_methods(["GET", "POST"])
@with_case
def withdraw(request: HttpRequest, case: Case) -> HttpResponse:
    """Takes the application back, with the reason."""
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _moved(request, case, "withdrawn", form.cleaned_data["why"], _("It is withdrawn."))
    context = {
        "form": form,
        "case": case,
        "title": _("Withdraw the application"),
        "version": case.thing.version,
        "verb": _("Withdraw it"),
    }
    return render(request, "coalition/applicant_form.html", context, status=422 if form.is_bound else 200)


@require_safe
@with_case
def letter(request: HttpRequest, case: Case, letter_id: int) -> HttpResponse:
    """A letter as PDF, for those who may read the inside of the application."""
    if INNER not in circles_of(case.reader, case.thing):
        raise Http404
    number, found = next(
        ((n, row) for n, row in enumerate(letters_of(case.thing), 1) if row.pk == letter_id), (0, None)
    )
    if found is None:
        raise Http404
    response = HttpResponse(letter_pdf(found), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{case.thing.serial}-letter-{number}.pdf"'
    return response


@require_POST
@with_case
def link(request: HttpRequest, case: Case) -> HttpResponse:
    """Mails the Hub a new link; the one before works no more."""
    if case.token:
        raise Http404
    try:
        applying.send_link(case.reader, case.thing, _site(request))
    except TooMany:
        messages.warning(request, _("Many links were sent today. Try again tomorrow."))
    else:
        messages.info(request, _("A new link is on its way to the address in the application."))
    return redirect(case.address)


def section_words() -> dict[str, str]:
    """The parts of an application and what they are called."""
    return {"who": _("Who you are"), "where": _("Where you work"), "what": _("What you do")}


def _moved(request: HttpRequest, case: Case, to: str, why: str, said: str) -> HttpResponse:
    try:
        changing.move(case.reader, case.thing, to, why)
    except changing.Refused as refused:
        words = refusal_words(case.thing.kind, refused.refusal)
        context = applicant_context(case.reader, case.thing, case.token) | {"refused": words}
        return render(request, "coalition/applicant.html", context, status=409)
    messages.info(request, said)
    return redirect(case.address)


def _case(request: HttpRequest, token: str, serial: str) -> Case:
    if token:
        found = holder_of(token)
        if found is None:
            raise Http404
        return Case(found[0], found[1], token)
    rows = visible(request.user, Thing.objects.filter(kind=applying.KIND))
    return Case(request.user, get_object_or_404(rows, serial=serial.upper()), "")


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/")[:-1]


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
