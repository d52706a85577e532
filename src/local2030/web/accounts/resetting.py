"""A way back in for whoever lost the password or the second factor: a link that works once, or a new password by command.

The link is signed and nothing of it is kept: it holds the password's own hash and the last sign-in, so that it is over as
soon as either is another. Who asks for one by mail is told the same whether there is such an account or not.
"""

from __future__ import annotations

import logging
import secrets
from datetime import timedelta
from smtplib import SMTPException
from threading import Thread
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.encoding import force_bytes, force_str
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.translation import gettext as _

from local2030.web.accounts.erasing import end_sessions
from local2030.web.accounts.inviting import may_give
from local2030.web.accounts.models import User
from local2030.web.history.chain import append

BETWEEN_MAILS = 300  # seconds, so that nobody's mailbox is filled from many addresses
log = logging.getLogger("local2030.accounts")


class _Signed(PasswordResetTokenGenerator):
    """Links of one sort aren't links of another."""

    def __init__(self, sort: str) -> None:
        super().__init__()
        self.key_salt = f"local2030.reset.{sort}"


_PASSWORD, _BOTH = _Signed("password"), _Signed("both")


def may_reset(reader: Any, user: User) -> bool:
    """Whether the reader may let the person in anew: he could give each role that the person holds or will hold."""
    if user.service or user.demo or not user.is_active or user.pk == reader.pk:
        return False
    today = timezone.localdate()
    open_ones = [g for g in user.grants.all() if g.until is None or g.until >= today]
    if may_give(reader, "SEC", ""):
        return True
    return bool(open_ones) and all(may_give(reader, grant.role, grant.scope) for grant in open_ones)


@transaction.atomic
def make_link(reader: Any, user: User, second_factor: bool = False) -> str:
    """The last part of the address of a reset page, seen this once. With `second_factor`, using it takes that off too."""
    if not may_reset(reader, user):
        raise PermissionDenied("manage")
    _tell(reader, "reset-link", user, second_factor)
    return _token(user, second_factor)


def person_of(token: str) -> tuple[User, bool] | None:
    """Whose the link is and whether it takes off the second factor; None if it works no more."""
    code, _dot, signed = token.partition(".")
    try:
        pk = int(force_str(urlsafe_base64_decode(code)))
    except (ValueError, OverflowError):
        return None
    if not 0 < pk < 2**31:
        return None
    user = User.objects.filter(pk=pk, is_active=True, service=False, demo=False).first()
    if user is None:
        return None
    if _PASSWORD.check_token(user, signed):
        return user, False
    return (user, True) if _BOTH.check_token(user, signed) else None


@transaction.atomic
def use_link(token: str, password: str) -> User:
    """The person with the new password; all sign-ins end. Of two who use one link at once, the second is refused."""
    found = person_of(token)
    if found is None:
        raise ValidationError(_("This link was used already, or it has ended."))
    User.objects.select_for_update().get(pk=found[0].pk)
    found = person_of(token)
    if found is None:
        raise ValidationError(_("This link was used already, or it has ended."))
    user, second_factor = found
    validate_password(password, user)
    _set(user, password, second_factor)
    _tell(user, "reset", user, second_factor)
    return user


@transaction.atomic
def reset_by_command(name: str, second_factor: bool = False, password: str = "") -> dict[str, Any]:
    """A new password, told this once if none is given; the second factor goes where asked. ValidationError if nobody is meant."""
    user = User.objects.filter(username=name, service=False, demo=False, is_active=True).first()
    if user is None:
        raise ValidationError(_("%(name)s isn't the account of a person who may sign in.") % {"name": name})
    told = "" if password else "-".join(secrets.token_hex(3) for _part in range(4))
    validate_password(password or told, user)
    factors = user.authenticator_set.count()
    _set(user, password or told, second_factor)
    _tell(None, "reset", user, second_factor)
    left = 0 if second_factor else factors
    return {"id": user.pk, "name": user.username, "password": told or None, "second_factor": bool(left)}


def forgot(name_or_mail: str, site: str) -> Thread | None:
    """Mails a link to whoever has that name or address, beside the answer, which takes as long for one as for the other."""
    text = name_or_mail.strip()
    rows = User.objects.filter(is_active=True, service=False, demo=False).exclude(email="")
    found = list(rows.filter(username=text)[:1]) or list(rows.filter(email__iexact=text)[:2])
    if len(found) != 1 or not cache.add(f"forgot:{found[0].pk}", 1, BETWEEN_MAILS):
        return None
    user = found[0]
    with transaction.atomic():
        _tell(None, "forgot", user, False)
    link = f"{site}/reset/{_token(user, False)}/"
    sending = Thread(target=mail_link, args=(user.email, link), daemon=True)
    sending.start()
    return sending


def mail_link(email: str, link: str) -> bool:
    """Whether the mail with the link could be handed on."""
    body = _(
        "Somebody asked for a new password for your account on local2030.\n\nOpen this link and choose one:\n%(link)s\n\n"
        "It works once, for %(hours)s hours. If it wasn't you, do nothing: your password stays."
    ) % {"link": link, "hours": hours()}
    try:
        return bool(EmailMessage(_("A new password for local2030"), body, to=[email]).send())
    except (OSError, SMTPException):
        log.warning("a mail with a link for a new password could not be sent")
        return False


def sends_mail() -> bool:
    """Whether mail reaches people: without a mail server it lies as files in the store."""
    return "filebased" not in settings.EMAIL_BACKEND


def hours() -> int:
    """For how long a link works."""
    return timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT) // timedelta(hours=1)


def _token(user: User, second_factor: bool) -> str:
    signer = _BOTH if second_factor else _PASSWORD
    return f"{urlsafe_base64_encode(force_bytes(user.pk))}.{signer.make_token(user)}"


def _set(user: User, password: str, second_factor: bool) -> None:
    user.set_password(password)
    user.save(update_fields=["password"])
    if second_factor:
        user.authenticator_set.all().delete()
    end_sessions(user)


def _tell(by: Any, deed: str, user: User, second_factor: bool) -> None:
    after = {"second_factor": True} if second_factor else {}
    append(by=by, deed=deed, kind="user", id=str(user.pk), after=after, audience="audit")
