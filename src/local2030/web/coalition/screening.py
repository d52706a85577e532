"""What can be checked of an application before anybody reads it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from local2030.coalition.coverage import reached
from local2030.web.accounts.permissions import ask
from local2030.web.history.chain import append
from local2030.web.registry import changing
from local2030.web.registry.models import Link, Thing


def checks(thing: Thing) -> list[dict[str, Any]]:
    """Each check with whether it holds, and what was found."""
    fields = thing.fields
    _countries, unknown = reached([str(code) for code in fields.get("coverage") or ()])
    same = like(thing)
    return [
        _check(fields.get("consent") is True, _("The Hub itself agrees"), ""),
        _check(fields.get("branding_terms") is True, _("It accepts the terms of messages and branding"), ""),
        _check(bool(thing.country), _("Its country is named"), thing.country),
        _check(bool(fields.get("coverage")), _("The region that it covers is named"), "; ".join(fields.get("coverage") or ())),
        _check(not unknown, _("The codes of that region are known"), "; ".join(unknown)),
        _check(not same, _("No other Hub or application has its name, host or place"), ", ".join(map(str, same))),
    ]  # fmt: skip


def like(thing: Thing) -> list[Thing]:
    """Other Hubs and open applications with the same name, host or place in the country."""
    own = _marks(thing)
    rows = Thing.objects.filter(kind__in=("hub", "hub-application"), country=thing.country).exclude(pk=thing.pk)
    ended = ("withdrawn", "lapsed", "ended", "refused", "not-recommended")
    return [row for row in rows.exclude(state__in=ended) if _marks(row) & own]


def prospective() -> list[Thing]:
    """The prospective Hubs, one of which the application may be for."""
    return list(Thing.objects.filter(kind="hub", state="prospective").order_by("title"))


@transaction.atomic
def tie_prospective(reader: Any, thing: Thing, serial: str) -> None:
    """Says that the application is that of a prospective Hub, which it will become; "" takes it back."""
    thing = changing.locked(thing)
    ask(reader, "screen", thing)
    hub = next((row for row in prospective() if row.serial == serial), None)
    if serial and hub is None:
        raise Http404
    if thing.state in ("formalized", "renewal-due", "suspended"):
        return
    before = [
        link.other.serial for link in Link.objects.filter(thing=thing, relation="becomes").select_related("other")
    ]
    Link.objects.filter(thing=thing, relation="becomes").delete()
    if hub is not None:
        Link.objects.create(thing=thing, other=hub, relation="becomes")
    append(
        by=reader, deed="tie", kind=thing.kind, id=thing.serial, before={"other": ", ".join(before)},
        after={"other": hub.serial if hub else "–", "relation": "becomes"}, audience="inner",
    )  # fmt: skip


def _check(holds: bool, words: str, found: str) -> dict[str, Any]:
    return {"holds": holds, "words": words, "found": found}


def _marks(thing: Thing) -> set[str]:
    texts = (thing.title, thing.fields.get("host"), thing.fields.get("place"))
    return {" ".join(str(text).casefold().split()) for text in texts if text}
