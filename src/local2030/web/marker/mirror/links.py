"""Links by which a local government reads its mirror and answers: one way, no account, an end date, ended at any time.

The Secretariat sends them, never a claimant. Only the hash of a token is kept, and no log or history has it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from local2030.marker.attestations import shipped_rules
from local2030.web.accounts.permissions import ask
from local2030.web.coalition.letters import mail
from local2030.web.coalition.links import TooMany, hash_of, minted
from local2030.web.history.chain import append
from local2030.web.locks import one_writer
from local2030.web.marker.mirror.asked import asked_of
from local2030.web.marker.mirror.models import Attestation, TownLink
from local2030.web.registry import changing
from local2030.web.registry.models import Thing

SALT = "local2030.marker.mirror"
AN_HOUR_IN_ALL, A_DAY_FOR_ONE_TOWN = 300, 5


@transaction.atomic
def send_link(reader: Any, town: Thing, to: str, site: str) -> str:
    """Mails a new link to a local government and marks what it was asked; earlier links end. Gives the token, once.

    Raises `TooMany`. The address stands in the inner column of the government, not in the history.
    """
    one_writer("mirror")
    ask(reader, "change", town)
    now = timezone.now()
    of_town = TownLink.objects.filter(government=town, made__gt=now - timedelta(days=1)).count()
    if (
        of_town >= A_DAY_FOR_ONE_TOWN
        or TownLink.objects.filter(made__gt=now - timedelta(hours=1)).count() >= AN_HOUR_IN_ALL
    ):
        raise TooMany
    TownLink.objects.filter(government=town, ended=None).update(ended=now)
    token, kept = minted(SALT)
    link = TownLink.objects.create(
        government=town, hash=kept, made=now, asked_by=changing.by(reader),
        ends=now + timedelta(days=shipped_rules().days_of_link),
    )  # fmt: skip
    asked = _mark_asked(link, town)
    append(
        by=changing.by(reader),
        deed="ask-town",
        kind=town.kind,
        id=town.serial,
        after={"items": asked},
        audience="public",
    )
    if to:
        address = site + reverse("mirror", args=[token])
        transaction.on_commit(lambda: _mail(link, to, address))
    return token


def link_of(token: str) -> TownLink | None:
    """The link of a token, ended or not; None for a token that was never given out."""
    kept = hash_of(token, SALT)
    return TownLink.objects.select_related("government", "asked_by").filter(hash=kept).first() if kept else None


def is_open(link: TownLink) -> bool:
    """Whether it may still be read and answered by."""
    return link.ended is None and link.ends > timezone.now()


@transaction.atomic
def revoke(reader: Any, link: TownLink, why: str) -> None:
    """Ends a link; what was said by it stays."""
    ask(reader, "change", link.government)
    if TownLink.objects.filter(pk=link.pk, ended=None).update(ended=timezone.now()):
        append(
            by=changing.by(reader), deed="end-town-link", kind=link.government.kind, id=link.government.serial,
            after={"link": link.pk}, why=why,
        )  # fmt: skip


def _mark_asked(link: TownLink, town: Thing) -> int:
    """A row without answer for each item that wasn't asked before; says how many items stand there in all."""
    there = set(Attestation.objects.filter(government=town, newest=True).values_list("identifier", "subject"))
    items = [item for of in asked_of(town) for item in of.items]
    Attestation.objects.bulk_create(
        Attestation(
            government=town, link=link, identifier=item.identifier, assessment=item.assessment, criterion=item.criterion,
            subject=item.subject, stated=item.stated, asked=link.made,
        )
        for item in items
        if (item.identifier, item.subject) not in there
    )  # fmt: skip
    return len(items)


def _mail(link: TownLink, to: str, address: str) -> None:
    words = {"town": link.government.title, "address": address, "day": date_format(link.ends)}
    body = _(
        "Programmes of the United Nations say what they do and pay in your place. Here you see what they say of %(town)s, "
        "and can answer on a telephone, without an account, as long as you like in between:\n\n%(address)s\n\n"
        "The link is for %(town)s alone and works until %(day)s. It comes from the Secretariat and not from a programme. "
        "If this isn't your town, open it and say so; nothing else is asked of you."
    )
    if mail(to, _("What programmes say of %(town)s") % words, body % words):
        TownLink.objects.filter(pk=link.pk).update(mailed=timezone.now())
