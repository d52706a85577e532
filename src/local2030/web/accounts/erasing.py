"""What the site knows of a person, given to the person; and how it forgets him without breaking the history."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from local2030.web.accounts.inviting import not_the_last
from local2030.web.accounts.models import Grant, Invitation, User
from local2030.web.history.blanking import blank_person
from local2030.web.history.chain import append
from local2030.web.history.models import Entry


def data_of(user: Any) -> dict[str, Any]:
    """All that is kept of the person, as plain values. Secrets (password, keys, second factor) are only said to be there."""
    return {
        "account": {
            "id": user.pk,
            "name": user.username,
            "first_name": user.first_name,
            "last_name": user.last_name,
            "email": user.email,
            "joined": user.date_joined.isoformat(),
            "last_sign_in": user.last_login.isoformat() if user.last_login else None,
        },
        "also_known_as": list(user.aliases.values_list("alias", flat=True)),
        "roles": [
            {"role": g.role, "scope": g.scope, "since": g.since.isoformat(), "until": g.until and g.until.isoformat()}
            for g in user.grants.all()
        ],
        "keys": [
            {"name": k.name, "prefix": k.prefix, "made": k.made.isoformat(), "expires": k.expires.isoformat()}
            for k in user.keys.all()
        ],
        "second_factor": [row.type for row in user.authenticator_set.all()],
        "providers": [{"provider": row.provider, "id": row.uid} for row in user.socialaccount_set.all()],
        "invitations_to_you": [
            {"email": i.email, "role": i.role, "scope": i.scope, "given": i.given.isoformat()}
            for i in Invitation.objects.filter(taken_by=user)
        ],
        "made": [{"serial": thing.serial, "title": thing.title} for thing in user.made.all()],
        "files_sent": [{"name": upload.name, "at": upload.at.isoformat()} for upload in user.uploads.all()],
        "lists_brought": [
            {"kind": row.kind, "name": row.name, "why": row.why, "at": row.made.isoformat()}
            for row in user.imports.all()
        ],
        "reviews": [
            {"thing": r.thing.serial, "scores": r.scores, "comment": r.comment, "done": r.done and r.done.isoformat()}
            for r in user.reviews.select_related("thing")
        ],
        "donor_terms": getattr(getattr(user, "donor_terms", None), "terms", None),
        "deeds": [
            {"number": e.number, "at": e.at.isoformat(), "deed": e.deed, "kind": e.kind, "id": e.serial}
            for e in Entry.objects.filter(by=user).order_by("number")
        ],
    }


@transaction.atomic
def erase(user: User, by: Any = None, why: str = "erased at the person's wish") -> None:
    """The person is forgotten (ValidationError for the last of the Secretariat): name, address, password, roles, keys, sessions. What he did stays, by "person-N"."""
    today = timezone.localdate()
    held = [grant for grant in user.grants.all() if grant.is_in_force(today)]
    if any(grant.role == "SEC" for grant in held):
        not_the_last(user)
    blank_person(user, why=why, by=by)
    for grant in held:
        grant.until = today - timedelta(days=1)
        grant.save(update_fields=["until"])
    Grant.objects.filter(user=user, since__gt=today).update(until=today - timedelta(days=1))
    user.keys.filter(revoked=None).update(revoked=timezone.now())
    Invitation.objects.filter(taken_by=user).update(email="erased@invalid.example")
    Invitation.objects.filter(given_by=user, taken=None, withdrawn=None).update(withdrawn=timezone.now())
    user.imports.update(name=f"person-{user.pk}", why="")
    if (terms := getattr(user, "donor_terms", None)) is not None:
        terms.delete()
    for rows in (user.aliases, user.authenticator_set, user.socialaccount_set, user.emailaddress_set):
        rows.all().delete()
    User.objects.filter(pk=user.pk).update(
        username=f"person-{user.pk}", first_name="", last_name="", email="", is_active=False, last_login=None
    )
    user.refresh_from_db()
    user.set_unusable_password()
    user.save(update_fields=["password"])
    end_sessions(user)
    append(by=by, deed="erase", kind="user", id=str(user.pk), why=why, audience="audit")


def end_sessions(user: Any, keep: str = "") -> None:
    """Ends all sign-ins of the person, but the one with that key."""
    for session in Session.objects.filter(expire_date__gte=timezone.now()).exclude(session_key=keep).iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
