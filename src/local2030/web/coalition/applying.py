"""Applying and nominating: a draft that its Hub writes on by a secret link or under an account, until it is handed in.

Whoever nominates can't agree for the Hub: consent and terms are set here alone, by the Hub's own link or account.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from local2030.vocabulary.findings import Finding
from local2030.web.accounts.permissions import ask, may
from local2030.web.accounts.standing import standing_of
from local2030.web.coalition.letters import mail
from local2030.web.coalition.links import new_link
from local2030.web.registry import changing
from local2030.web.registry.kinds import kind_of
from local2030.web.registry.models import Thing
from local2030.web.registry.reading import is_claimant

KIND = "hub-application"
AGREED = frozenset({"consent", "branding_terms"})
FIRST = ("title", "country", "place", "host", "motivation", "contact_name", "contact_mail")
SECTIONS: dict[str, tuple[str, ...]] = {
    "who": ("title", "host", "contact_name", "contact_mail"),
    "where": ("country", "place", "setting", "coverage", "languages"),
    "what": ("summary", "motivation", "cocreation", "themes", "resources"),
}


@transaction.atomic
def start(cells: Mapping[str, Any], origin: str, site: str) -> tuple[Thing, str]:
    """The draft of somebody without an account and the token of its link. Raises `Unfit`, `TooMany`."""
    thing = changing.add(None, KIND, _only(cells, FIRST), _("Applied without an account"), deed="apply")
    return thing, _give_link(thing, origin, site)


@transaction.atomic
def apply_as(reader: Any, cells: Mapping[str, Any]) -> Thing:
    """The draft of a member of a Hub or a local government, under the own account."""
    return changing.add(reader, KIND, _only(cells, FIRST), deed="apply")


@transaction.atomic
def nominate(reader: Any, nominator: str, cells: Mapping[str, Any], origin: str, site: str) -> Thing:
    """The draft of a nomination. The Hub gets its link by mail; who nominates never sees it."""
    if nominator not in {entity.serial for entity in nominators(reader)}:
        raise PermissionDenied("nominate")
    own = str(getattr(reader, "email", "")).casefold()
    if own and str(cells.get("contact_mail", "")).strip().casefold() == own:
        raise changing.Unfit([Finding("nomination-own-address", "error", values={"column": "contact_mail"})])
    values = _only(cells, FIRST) | {"nominated_by": nominator}
    thing = changing.add(reader, KIND, values, deed="nominate")
    _give_link(thing, origin, site)
    return thing


def nominators(reader: Any) -> list[Thing]:
    """The entities for which the reader may nominate a Hub."""
    if not may(reader, "nominate", KIND):
        return []
    scopes = standing_of(reader).roles.get("UN", frozenset())
    rows = Thing.objects.filter(kind="entity").order_by("title")
    return [row for row in rows if "" in scopes or f"entity:{row.key or row.serial}" in scopes]


@transaction.atomic
def agree(reader: Any, thing: Thing, consent: bool, terms: bool, version: int) -> Thing:
    """The Hub's own word on the application and on the terms."""
    if not may_agree(reader, thing):
        raise PermissionDenied("agree")
    if thing.state not in kind_of(KIND).written_in:
        raise changing.Unfit([Finding("thing-closed", "error", values={"serial": thing.serial})])
    cells = {"consent": "yes" if consent else "no", "branding_terms": "yes" if terms else "no"}
    return changing.change(reader, thing, cells, _("Said by the Hub itself"), version, allowed=AGREED)


def may_agree(reader: Any, thing: Thing) -> bool:
    """Whether the reader speaks for the Hub: by its link, or by the account of a Hub that isn't nominated by others."""
    if standing_of(reader).reader is None:
        return is_claimant(reader, thing)
    return may(reader, "apply", thing) and not thing.fields.get("nominated_by")


@transaction.atomic
def send_link(reader: Any, thing: Thing, site: str) -> None:
    """A new link by mail to the Hub of a draft; earlier links end. Raises `TooMany`."""
    if not (is_claimant(reader, thing) or may(reader, "screen", thing)):
        ask(reader, "read", thing)
        raise PermissionDenied("link")
    _give_link(thing, "", site)


def write_on(reader: Any, thing: Thing, section: str, cells: Mapping[str, Any], version: int) -> Thing:
    """The thing with one section written anew. Raises `Unfit`, `Outdated`."""
    return changing.change(reader, thing, _only(cells, SECTIONS[section]), "", version)


def _only(cells: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: cells[name] for name in names if name in cells}


def _give_link(thing: Thing, origin: str, site: str) -> str:
    token = new_link(thing, origin)
    address = site + reverse("application-by-link", args=[token])
    to, nominated = str(thing.fields.get("contact_mail") or ""), thing.fields.get("nominated_by")
    text = (
        _(
            "%(title)s was nominated to become a Hub. It goes on only if you agree. Look at it, write on it and say so here:"
        )
        if nominated
        else _(
            "This link leads to your application for %(title)s. Whoever has it can read and change it: keep it safe."
        )
    ) % {"title": thing.title}
    subject = _("Your Hub application %(serial)s") % {"serial": thing.serial}
    transaction.on_commit(lambda: mail(to, subject, f"{text}\n\n{address}"))
    return token
