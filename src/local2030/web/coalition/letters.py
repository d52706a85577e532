"""Letters: written as a thing comes into a state, in the same transaction; mailed once that is kept; shown as PDF."""

from __future__ import annotations

import logging
from datetime import date
from smtplib import SMTPException
from typing import Any

from django.core.mail import BadHeaderError, EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from local2030.coalition.hub_letters import letter_for, letter_text
from local2030.web.coalition.models import Letter
from local2030.web.history.chain import append
from local2030.web.registry.models import Link, Thing

log = logging.getLogger("local2030.letters")


def write_letter(thing: Thing, why: str) -> Letter | None:
    """The letter of the state that the thing has come into, if it has one; it is mailed after the transaction."""
    code = letter_for(thing.kind, thing.state)
    if not code:
        return None
    text = letter_text(code, _values(thing, why))
    letter = Letter.objects.create(
        thing=thing, code=code, day=timezone.localdate(), subject=text.subject[:600], greeting=text.greeting[:600],
        paragraphs=list(text.paragraphs), closing=text.closing, sender=text.sender, templates=text.sha256,
    )  # fmt: skip
    append(by=None, deed="letter", kind=thing.kind, id=thing.serial, after={"letter": code}, audience="inner")
    transaction.on_commit(lambda: _mail(letter))
    return letter


def letters_of(thing: Thing) -> list[Letter]:
    """The letters about the thing, and those about the Hub that it became, in the order in which they went out."""
    became = Link.objects.filter(thing=thing, relation="becomes").values("other")
    return list(Letter.objects.filter(thing=thing) | Letter.objects.filter(thing__in=became))


def letter_pdf(letter: Letter) -> bytes:
    """The letter as a tagged PDF; it names its sender and nobody else."""
    from local2030.reports.hub_letter import hub_letter_pdf

    return hub_letter_pdf(
        subject=letter.subject, greeting=letter.greeting, paragraphs=letter.paragraphs, closing=letter.closing,
        sender=letter.sender, day=letter.day, day_words=date_format(letter.day), number=letter.thing.serial,
    )  # fmt: skip


def mail(to: str, subject: str, body: str) -> bool:
    """Hands a mail on; False if that fails. A subject or address with a line break in it is never sent."""
    if not to or any(c in to + subject for c in "\r\n"):
        return False
    try:
        return bool(EmailMessage(subject, body, to=[to]).send())
    except (OSError, SMTPException, BadHeaderError, ValueError) as trouble:
        log.warning("a mail couldn't be handed on: %s", type(trouble).__name__)
        return False


def _mail(letter: Letter) -> None:
    body = "\n\n".join([letter.greeting, *letter.paragraphs, letter.closing, letter.sender])
    if mail(address_for(letter.thing), letter.subject, body):
        Letter.objects.filter(pk=letter.pk).update(mailed=timezone.now())


def address_for(thing: Thing) -> str:
    """Where letters about the thing go: to who applied, also for the Hub that came of it; "" if nobody is known."""
    if thing.kind == "hub":
        link = Link.objects.filter(other=thing, relation="becomes").select_related("thing").order_by("-id").first()
        return address_for(link.thing) if link else ""
    return str(thing.fields.get("contact_mail") or "")


def _values(thing: Thing, why: str) -> dict[str, str]:
    fields: dict[str, Any] = thing.fields
    signed = date.fromisoformat(str(fields["agreement_signed"])) if fields.get("agreement_signed") else None
    return {
        "title": thing.title, "serial": thing.serial, "reason": why, "host": fields.get("host") or "",
        "contact_name": fields.get("contact_name") or thing.title, "gap_note": fields.get("gap_note") or "",
        "day": date_format(timezone.localdate()), "due": date_format(thing.state_due) if thing.state_due else "",
        "agreement_signed": date_format(signed) if signed else "",
    }  # fmt: skip
