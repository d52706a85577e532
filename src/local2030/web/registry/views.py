"""Pages of any kind of thing: its list, the thing itself, and the forms that change it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from local2030.web.accounts.permissions import ask as ask_right
from local2030.web.accounts.permissions import may, visible
from local2030.web.equity.of_things import lens_address
from local2030.web.registry import changing
from local2030.web.registry.asking import ORDERS, PAGE, Ask, counts_by, matching
from local2030.web.registry.forms import ThingForm, typed
from local2030.web.registry.kinds import Kind, by_slug, kind_of, named, stages_of
from local2030.web.registry.models import Evidence, Thing
from local2030.web.registry.once import once
from local2030.web.registry.reading import show_owners
from local2030.web.registry.small_forms import EvidenceForm, PartForm, TieForm, WithdrawForm
from local2030.web.registry.thing_page import differing, move_of, page_of
from local2030.web.registry.words import move_words, order_words, refusal_words, state_word


@require_safe
def listing(request: HttpRequest, subject: str, slug: str) -> HttpResponse:
    """All things of a kind that the reader may see and asked for, a page at a time."""
    kind = _kind(subject, slug)
    ask = Ask.of(request.GET)
    rows = matching(request.user, kind, ask).select_related("owner")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    show_owners(request.user, page.object_list)
    everything = visible(request.user, Thing.objects.filter(kind=kind.code))
    context = {
        "kind": kind,
        "ask": ask,
        "page": page,
        "columns": [column for column in kind.columns if column.in_list and column.audience == "public"],
        "states": [(code, state_word(kind.code, code), number) for code, number in counts_by(everything, "state")],
        "countries": counts_by(everything, "country"),
        "workstreams": counts_by(everything, "workstream"),
        "schemes": kind.column("scheme").choices if kind.column("scheme") else (),  # type: ignore[union-attr]
        "orders": [(code, order_words()[code]) for code in ORDERS],
        "before": ask.address(page.previous_page_number()) if page.has_previous() else "",
        "after": ask.address(page.next_page_number()) if page.has_next() else "",
        "may_add": may(request.user, "add", kind.code),
        "may_import": may(request.user, "change", kind.code),
        "lens": lens_address(kind, ask),
    }
    return render(request, "registry/list.html", context)


@require_safe
def thing(request: HttpRequest, serial: str) -> HttpResponse:
    """One thing with all that the reader may see of it."""
    row = _seen(request, serial)
    kind = kind_of(row.kind)
    more = named(kind.page)(request.user, row) if kind.page else {}
    return render(request, kind.template, page_of(request.user, row) | more)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, subject: str, slug: str) -> HttpResponse:
    """The form for a new thing of a kind."""
    kind = _kind(subject, slug)
    ask_right(request.user, "add", kind.code)
    form = ThingForm(kind, request.POST or None, reader=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            address = once(
                request,
                lambda: changing.add(
                    request.user, kind.code, form.cells(), form.cleaned_data["why"]
                ).get_absolute_url(),
            )
        except changing.Unfit as unfit:
            form.show(unfit.findings)
        else:
            return redirect(address)
    context = {"form": form, "kind": kind, "title": _("New: %(kind)s") % {"kind": kind.name}, "verb": _("Add it")}
    return render(request, "registry/form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, serial: str) -> HttpResponse:
    """The form that changes a thing. If somebody else came first, both versions are shown and nothing typed is lost."""
    row = _seen(request, serial)
    ask_right(request.user, "change", row)
    kind = kind_of(row.kind)
    hidden = changing.hidden_names(request.user, row)
    form = ThingForm(kind, request.POST or None, initial=typed(kind, row), reader=request.user, but=hidden)
    status, theirs, version = 200, [], row.version
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                changing.change(request.user, row, form.cells(), form.cleaned_data["why"], _version(request))
            except changing.Unfit as unfit:
                form.show(unfit.findings)
            except changing.Outdated as outdated:
                status, version = 409, outdated.thing.version
                theirs = differing(request.user, kind, outdated.thing, form.cells())
            else:
                return redirect(row.get_absolute_url())
        else:
            version = _version(request)
    title = _("Change %(serial)s") % {"serial": row.serial}
    context = {
        "form": form,
        "kind": kind,
        "thing": row,
        "title": title,
        "verb": _("Keep the change"),
        "version": version,
    }
    return render(request, "registry/form.html", {**context, "theirs": theirs}, status=status)


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, serial: str, to: str) -> HttpResponse:
    """Asks for what a move needs, then makes it; a refusal says why and what is missing (409)."""
    row = _seen(request, serial)
    stages = stages_of(row.kind)
    if stages is None or to not in stages.states:
        raise Http404
    kind, found = kind_of(row.kind), move_of(row, to)
    if not request.user.is_authenticated or (found and not changing.roles_in(request.user, row) & set(found.who)):
        raise PermissionDenied("move")
    only = found.sets if found else ()
    form = ThingForm(kind, request.POST or None, only=only, initial=typed(kind, row), reader=request.user)
    refused, status = None, 200
    if request.method == "POST":
        status = 409
        if form.is_valid():
            cells = {name: value for name, value in form.cells().items() if name in only}
            try:
                changing.move(request.user, row, to, form.cleaned_data["why"], _version(request), cells)
            except changing.Unfit as unfit:
                form.show(unfit.findings)
                status = 422
            except changing.Outdated:
                refused = {"reason": _("Somebody else changed it in the meantime. Look at it anew."), "missing": []}
            except changing.Refused as error:
                refused = refusal_words(row.kind, error.refusal)
            else:
                messages.info(request, _("It is now: %(state)s") % {"state": state_word(row.kind, to)})
                return redirect(row.get_absolute_url())
    context = {
        "form": form,
        "kind": kind,
        "thing": row,
        "refused": refused,
        "state": state_word(row.kind, to),
        "verb": move_words(row.kind, found) if found else state_word(row.kind, to),
    }
    return render(request, "registry/move.html", context, status=status)


@require_http_methods(["GET", "POST"])
def evidence(request: HttpRequest, serial: str) -> HttpResponse:
    """The form for a piece of evidence."""
    row = _seen(request, serial)
    ask_right(request.user, changing.evidence_deed(row), row)
    form = EvidenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data

        def added() -> str:
            changing.add_evidence(request.user, row, asked["what"], asked["address"], asked["quote"], asked["day"])
            return f"{row.get_absolute_url()}#evidence"

        return redirect(once(request, added))
    return _small(request, row, form, _("Evidence for %(serial)s") % {"serial": row.serial}, _("Add the evidence"))


@require_POST
def withdraw(request: HttpRequest, serial: str, evidence_id: int) -> HttpResponse:
    """Takes a piece of evidence out of account, with the reason."""
    row = _seen(request, serial)
    item = get_object_or_404(Evidence, pk=evidence_id, thing=row, withdrawn="")
    form = WithdrawForm(request.POST)
    if form.is_valid():
        changing.withdraw_evidence(request.user, item, form.cleaned_data["why"])
    else:
        messages.warning(request, _("Say why it is withdrawn."))
    return redirect(f"{row.get_absolute_url()}#evidence")


@require_http_methods(["GET", "POST"])
def part(request: HttpRequest, serial: str) -> HttpResponse:
    """The form for an actor's part, with its certainty."""
    row = _seen(request, serial)
    ask_right(request.user, "change", row)
    form = PartForm(kind_of(row.kind), request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        changing.set_part(request.user, row, asked["actor"], asked["role"], asked["certainty"], asked["why"])
        return redirect(f"{row.get_absolute_url()}#parts")
    return _small(request, row, form, _("Who has a part in %(serial)s") % {"serial": row.serial}, _("Keep the part"))


@require_http_methods(["GET", "POST"])
def tie(request: HttpRequest, serial: str) -> HttpResponse:
    """The form that ties a thing to another one."""
    row = _seen(request, serial)
    ask_right(request.user, "change", row)
    form = TieForm(request.user, row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        changing.tie(request.user, row, asked["other"], asked["relation"], asked["note"])
        return redirect(f"{row.get_absolute_url()}#links")
    return _small(request, row, form, _("Tie %(serial)s to another") % {"serial": row.serial}, _("Tie them"))


def _small(request: HttpRequest, row: Thing, form: Any, title: str, verb: str) -> HttpResponse:
    context = {"form": form, "kind": kind_of(row.kind), "thing": row, "title": title, "verb": verb}
    return render(request, "registry/form.html", context, status=422 if form.is_bound else 200)


def _kind(subject: str, slug: str) -> Kind:
    try:
        return by_slug(subject)[slug]
    except KeyError:
        raise Http404 from None


def _seen(request: HttpRequest, serial: str) -> Thing:
    """The thing, if the reader may know that there is one."""
    rows = visible(request.user, Thing.objects.select_related("owner", "made_by"))
    return get_object_or_404(rows, serial=serial.upper())


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
