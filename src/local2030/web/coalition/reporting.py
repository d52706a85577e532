"""An entity reports on a promise: what was done, what shows it, and whether that is all. The Secretariat verifies.

A joint promise has only the group as its owner; so an entity's own delivery is a commitment of its own, part of the joint
one. The first report makes it. All of a report is kept, or nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from local2030.coalition.contributions import LEFT
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.messages import remedy, say
from local2030.web.accounts.permissions import ask, scopes_for, visible
from local2030.web.coalition.holdings import PROMISES, is_group
from local2030.web.registry import changing
from local2030.web.registry.cells import clean
from local2030.web.registry.models import Thing
from local2030.web.registry.words import refusal_words

CLAIMED = "done-claimed"


class Shown(NamedTuple):
    """What shows that something was done."""

    what: str
    address: str = ""
    quote: str = ""
    day: date | None = None


class ReportForm(forms.Form):
    """What was done, and what shows it; evidence is needed once it is said to be done."""

    reported = forms.CharField(
        label=_("What was done"), max_length=4000, widget=forms.Textarea({"rows": 5}),
        help_text=_("Two or three sentences that the Steering Committee can read."),
    )  # fmt: skip
    what = forms.CharField(
        label=_("What shows it"), max_length=500, required=False,
        help_text=_("A report, a decision, a page of minutes. Needed to say that it is done."),
    )  # fmt: skip
    address = forms.CharField(
        label=_("Its address on the web"), max_length=1000, required=False, widget=forms.URLInput(),
        validators=[URLValidator(schemes=["http", "https"])],
    )  # fmt: skip
    quote = forms.CharField(
        label=_("Or the passage itself"), max_length=4000, required=False, widget=forms.Textarea({"rows": 3})
    )
    day = forms.DateField(label=_("Dated"), required=False, widget=forms.DateInput({"type": "date"}))

    def show(self, findings: Iterable[Finding]) -> None:
        """Sets what the registry finds wrong beside the fields that it concerns."""
        language = get_language() or "en"
        for found in findings:
            name = str(found.values.get("column", ""))
            text = f"{say(found.code, found.values, language)} {remedy(found.code, found.values, language)}".strip()
            self.add_error(name if name in self.fields else None, text)

    def clean_reported(self) -> str:
        """Without what nobody sees."""
        text = clean(self.cleaned_data["reported"])
        if not text:
            raise forms.ValidationError(_("Say what was done."))
        return text

    def clean(self) -> dict[str, Any]:
        """What shows it has a name and something to look at, or there is nothing of it at all."""
        asked: dict[str, Any] = super().clean() or {}
        if self.errors:
            return asked
        given = bool(asked.get("address") or asked.get("quote"))
        if asked.get("what") and not given:
            self.add_error("address", _("Give an address or the passage itself: somebody has to be able to look."))
        if given and not asked.get("what"):
            self.add_error("what", _("Say what it is."))
        return asked

    @property
    def shown(self) -> Shown | None:
        """The evidence that was given."""
        asked = self.cleaned_data
        return Shown(asked["what"], asked["address"], asked["quote"], asked["day"]) if asked["what"] else None


@require_http_methods(["GET", "POST"])
def report_on(request: HttpRequest, serial: str) -> HttpResponse:
    """The form of a report. `as`: the entity that it is for, where the promise is one of all members."""
    rows = visible(request.user, Thing.objects.filter(kind__in=PROMISES).select_related("owner"))
    promise = get_object_or_404(rows, serial=serial.upper())
    entity = _entity(request)
    own = own_part(request.user, promise, entity)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    _ask_for_report(request.user, own, entity)
    form = ReportForm(request.POST or None, initial={"reported": own.fields.get("reported", "") if own else ""})
    status, refused = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                kept = report(
                    request.user, promise, entity, form.cleaned_data["reported"], form.shown, "done" in request.POST
                )
            except changing.Unfit as unfit:
                form.show(unfit.findings)
            except changing.Outdated:
                status, refused = (
                    409,
                    {"reason": _("Somebody else changed it in the meantime. Look at it anew."), "missing": []},
                )
            except changing.Refused as error:
                status, refused = 409, refusal_words(promise.kind, error.refusal)
            else:
                return redirect(kept.get_absolute_url())
    context = {"form": form, "promise": promise, "entity": entity, "own": own, "refused": refused}
    return render(request, "coalition/report.html", context, status=status)


@transaction.atomic
def report(
    reader: Any, promise: Thing, entity: Thing | None, reported: str, shown: Shown | None, is_done: bool
) -> Thing:
    """The promise, or the entity's own part of it, with the report. Raises `Unfit`, `Refused`, `Outdated`."""
    thing = own_part(reader, promise, entity) or _begin_own_part(reader, promise, entity)
    if thing.state == "open":
        thing = changing.move(reader, thing, "accepted")
    thing = changing.change(reader, thing, {"reported": reported}, str(_("Report")), thing.version)
    if shown is not None:
        changing.add_evidence(reader, thing, shown.what, shown.address, shown.quote, shown.day)
    return changing.move(reader, thing, CLAIMED) if is_done else Thing.objects.get(pk=thing.pk)


def own_part(reader: Any, promise: Thing, entity: Thing | None) -> Thing | None:
    """The thing that a report is written on: the promise itself, or the entity's own part of a joint one if it is there."""
    if entity is None or promise.owner is None or not is_group(promise.owner):
        return promise
    rows = Thing.objects.filter(kind="commitment", owner=entity, links__other=promise, links__relation="part-of")
    return visible(reader, rows.exclude(state__in=LEFT)).order_by("pk").first()


def _begin_own_part(reader: Any, promise: Thing, entity: Thing | None) -> Thing:
    assert entity is not None
    cells = {
        "title": promise.title,
        "owner": entity.serial,
        "workstream": promise.workstream,
        "audience": promise.audience,
    }
    cells |= {"due": promise.due.isoformat()} if promise.due else {}
    why = _("%(entity)s's part of %(serial)s") % {"entity": entity.title, "serial": promise.serial}
    thing = changing.add(reader, "commitment", cells, why, parts=[(entity, "pledges", "accepted")])
    changing.tie(reader, thing, promise, "part-of")
    return Thing.objects.get(pk=thing.pk)


def may_report_for(reader: Any, entity: Thing) -> bool:
    """Whether the reader reports for the entity."""
    return bool(scopes_for(reader, "report", "commitment") & {"", changing.scope_name(entity)})


def _ask_for_report(reader: Any, own: Thing | None, entity: Thing | None) -> None:
    """Goes on only if the reader may report: on the thing itself, or for the entity whose own part will be made."""
    if own is not None:
        ask(reader, "report", own)
    elif entity is None or not may_report_for(reader, entity):
        raise PermissionDenied("report")


def _entity(request: HttpRequest) -> Thing | None:
    """The entity that the address names."""
    key = request.GET.get("as", "").replace("\x00", "")[:64]
    rows = visible(request.user, Thing.objects.filter(kind="entity"))
    return get_object_or_404(rows.filter(Q(key=key) | Q(serial=key)).order_by("pk")[:1]) if key else None
