"""Invitations: a link by mail that makes one account, once; roles given and ended. All of it stands in the history."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from hashlib import sha256
from smtplib import SMTPException
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from local2030.web.accounts.models import Grant, Invitation, PersonAlias, Role, User
from local2030.web.accounts.people import free_name, give, new_person
from local2030.web.accounts.permissions import scopes_for
from local2030.web.accounts.standing import standing_of
from local2030.web.history.chain import append

VALID = timedelta(days=7)


def roles_to_give(reader: Any) -> dict[str, frozenset[str]]:
    """The roles that the reader may give, each with its scopes; {""} is any. Who isn't of the Secretariat gives his own."""
    scopes = scopes_for(reader, "manage", "users")
    if "" in scopes and "SEC" in standing_of(reader).roles:
        return {role: frozenset({""}) for role in Role.values}
    held = standing_of(reader).roles
    return {role: own for role in ("UN", "RC", "HUB") if role in held and (own := held[role] - {""} & scopes)}


def may_give(reader: Any, role: str, scope: str) -> bool:
    """Whether the reader may give, or take back, the role in the scope."""
    scopes = roles_to_give(reader).get(role, frozenset())
    return "" in scopes or scope in scopes


@transaction.atomic
def invite(reader: Any, email: str, role: str, scope: str, until: date | None) -> tuple[str, Invitation]:
    """The token of a new invitation, seen this once, and its row."""
    if not may_give(reader, role, scope):
        raise PermissionDenied("manage")
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email, role=role, scope=scope, until=until, hash=_hashed(token), given_by=reader,
        expires=timezone.now() + VALID,
    )  # fmt: skip
    _tell(reader, "invite", f"invitation-{invitation.pk}", after=_plain(invitation))
    return token, invitation


def send(invitation: Invitation, link: str) -> bool:
    """Mails the link; False if the mail couldn't be handed on, so that the link is given in another way."""
    body = _(
        "%(who)s invites you to local2030 as: %(role)s.\n\nOpen this link and choose a name and a password:\n%(link)s\n\n"
        "It works once, until %(day)s."
    ) % {
        "who": " ".join(invitation.given_by.shown_name.split()),
        "role": Role(invitation.role).label,
        "link": link,
        "day": invitation.expires.date().isoformat(),
    }
    try:
        return bool(EmailMessage(_("Invitation to local2030"), body, to=[invitation.email]).send())
    except (OSError, SMTPException):
        return False


def invitation_of(token: str) -> Invitation | None:
    """The open invitation of a link."""
    found = Invitation.objects.select_related("given_by").filter(hash=_hashed(token)).first()
    return found if found is not None and found.is_open else None


@transaction.atomic
def join(invitation: Invitation, name: str, password: str, shown: str = "") -> User:
    """The account that the invitation makes. Of two who use one link at once, the second is refused."""
    _take(invitation)
    user = new_person(name, invitation.email, password)
    return _joined(invitation, user, shown)


@transaction.atomic
def join_as(invitation: Invitation, user: User) -> User:
    """Somebody who has an account takes the role of the invitation."""
    _take(invitation)
    return _joined(invitation, user, "")


@transaction.atomic
def join_by_mail(email: str, shown: str) -> User | None:
    """An account without a password for whoever a provider vouches for and who was invited; None for others."""
    invitation = Invitation.objects.filter(
        email__iexact=email, taken=None, withdrawn=None, expires__gt=timezone.now()
    ).first()
    if invitation is None:
        return None
    _take(invitation)
    user = User(username=free_name(invitation.role, invitation.scope), email=invitation.email)
    user.set_unusable_password()
    user.save()
    return _joined(invitation, user, shown)


@transaction.atomic
def withdraw(reader: Any, invitation: Invitation) -> None:
    """The link works no more."""
    if not may_give(reader, invitation.role, invitation.scope):
        raise PermissionDenied("manage")
    if Invitation.objects.filter(pk=invitation.pk, taken=None, withdrawn=None).update(withdrawn=timezone.now()):
        _tell(reader, "withdraw", f"invitation-{invitation.pk}", before=_plain(invitation))


@transaction.atomic
def grant(reader: Any, user: User, role: str, scope: str, until: date | None) -> Grant:
    """One more role for somebody who has an account."""
    if not may_give(reader, role, scope):
        raise PermissionDenied("manage")
    row = give(user, role, scope, until, by=reader)
    _tell(reader, "grant", str(user.pk), after=_plain(row))
    return row


@transaction.atomic
def end(reader: Any, row: Grant) -> None:
    """From today the role is no longer held; the row stays. The last who may manage everything can't be sent away."""
    if not may_give(reader, row.role, row.scope):
        raise PermissionDenied("manage")
    today = timezone.localdate()
    if row.role == "SEC":
        not_the_last(row.user)
    before = _plain(row)
    row.until = min(row.until or today, today) - timedelta(days=1)
    row.save(update_fields=["until"])
    _tell(reader, "end-grant", str(row.user_id), before=before, after=_plain(row))


def not_the_last(user: User) -> None:
    """Goes on only if somebody else of the Secretariat could still give the role again."""
    rows = Grant.objects.filter(role="SEC", user__is_active=True, user__service=False).exclude(user=user)
    if not any(row.is_in_force(timezone.localdate()) for row in rows):
        raise ValidationError(_("This is the last account of the Secretariat: give the role to somebody else first."))


@transaction.atomic
def alias(reader: Any, user: User, text: str) -> None:
    """Another name or address of somebody, so that conflicts of interest are seen under it as well."""
    if PersonAlias.objects.get_or_create(user=user, alias=text)[1]:
        _tell(reader, "alias", str(user.pk), after={"alias": text})


@transaction.atomic
def forget_alias(reader: Any, row: PersonAlias) -> None:
    """It was wrong: the name isn't this person's."""
    row.delete()
    _tell(reader, "forget-alias", str(row.user_id), before={"alias": row.alias})


def _take(invitation: Invitation) -> None:
    rows = Invitation.objects.filter(pk=invitation.pk, taken=None, withdrawn=None, expires__gt=timezone.now())
    if not rows.update(taken=timezone.now()):
        raise ValidationError(_("This invitation was used already, or it has ended."))


def _joined(invitation: Invitation, user: User, shown: str) -> User:
    if shown:
        user.first_name, _blank, user.last_name = shown.partition(" ")
        user.save(update_fields=["first_name", "last_name"])
    row = give(user, invitation.role, invitation.scope, invitation.until, by=invitation.given_by)
    Invitation.objects.filter(pk=invitation.pk).update(taken_by=user)
    _tell(user, "join", str(user.pk), after=_plain(row))
    return user


def _tell(by: Any, deed: str, id: str, **more: Any) -> None:
    append(by=by, deed=deed, kind="user", id=id, audience="audit", **more)


def _plain(row: Any) -> dict[str, Any]:
    until = row.until.isoformat() if row.until else ""
    found = {"role": row.role, "scope": row.scope, "until": until}
    return found | ({"email": row.email} if isinstance(row, Invitation) else {})


def _hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()
