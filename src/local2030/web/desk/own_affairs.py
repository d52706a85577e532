"""What waits for a reader beside the states of things: claims above evidence, uploads, roles that end, late owners."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from local2030.web.accounts.models import Grant, Invitation, in_force
from local2030.web.accounts.permissions import may, scopes_for, visible
from local2030.web.accounts.standing import standing_of, withheld
from local2030.web.desk.todo import Todo, day, when
from local2030.web.desk.workstreams import ALL, steps
from local2030.web.jobs.models import State
from local2030.web.marker.assessing.page import DAYS_TO_CONTEST
from local2030.web.marker.models import Programme, Upload
from local2030.web.registry.models import Thing

SOON = timedelta(days=30)
INVITED = timedelta(days=2)
FEW = 20
CONTESTED = timedelta(days=DAYS_TO_CONTEST)


def own_affairs(reader: Any) -> Iterator[Todo]:
    """All of them; nothing for a visitor."""
    if standing_of(reader).reader is None:
        return
    today = timezone.localdate()
    yield from _second_factor(reader)
    yield from _failed_uploads(reader)
    yield from _claims_above_evidence(reader)
    yield from _open_to_contest(reader, today)
    yield from _late_owners(reader)
    yield from _ending_roles(reader, today)
    yield from _untaken_invitations(reader, today)


def _second_factor(reader: Any) -> Iterator[Todo]:
    if withheld(reader):
        yield Todo(
            _("Switch on your second factor"), _("A role that you were given waits for it."),
            reverse("mfa_activate_totp"), icon="lock", weight=(0, date.min),
        )  # fmt: skip


def _failed_uploads(reader: Any) -> Iterator[Todo]:
    """Files of the last month that broke off, unless a file of the same name was scored since."""
    since = timezone.now() - SOON
    rows = Upload.objects.filter(by=reader, at__gte=since).order_by("-id").values_list("pk", "name", "job__state", "at")
    scored: set[str] = set()
    for pk, name, state, at in rows[:FEW]:
        if state == State.DONE:
            scored.add(name)
        elif state in (State.FAILED, State.DEAD) and name not in scored:
            why = _("Sent in on %(day)s. The page says what broke and what to do.") % {"day": day(at.date())}
            deed = _("See why %(name)s couldn't be scored") % {"name": name}
            yield Todo(deed, why, reverse("upload", args=(pk,)), icon="upload", weight=(1, at.date()))


def _claims_above_evidence(reader: Any) -> Iterator[Todo]:
    """Programmes in the reader's countries that claim more than their evidence shows, the widest gaps first."""
    scopes = scopes_for(reader, "contest", "joint programme")
    codes = sorted(scope.removeprefix("country:") for scope in scopes if scope.startswith("country:"))
    if not codes or "SEC" in standing_of(reader).roles:
        return
    here = reduce(or_, (Q(countries__contains=f" {code} ") for code in codes))
    rows = visible(reader, Programme.objects.filter(here, current=True, divergence__gt=0, level__isnull=False))
    for programme in rows.order_by("-divergence", "pk")[:FEW]:
        if programme.claimed is not None and programme.claimed > (programme.level_possible or 0):
            why = _("It claims level %(claimed)s; its evidence reaches %(level)s at most.")
            said = why % {"claimed": programme.claimed, "level": programme.level_possible}
        else:
            said = _("Some of its criteria are claimed higher than the evidence shows.")
        deed = _("Answer what the evidence doesn't carry: %(title)s") % {"title": str(programme)}
        yield Todo(deed, said, reverse("programme", args=(programme.pk,)), icon="quote", weight=(3, date.max))


def _open_to_contest(reader: Any, today: date) -> Iterator[Todo]:
    """Assessments that name a local government of the reader, while they lie open before they are published."""
    scopes = scopes_for(reader, "contest", "marker assessment")
    keys = [scope.removeprefix("place:") for scope in scopes if scope.startswith("place:")]
    if not keys:
        return
    named = Q(parts__role="named", parts__actor__kind="local-government", parts__actor__key__in=keys)
    rows = visible(reader, Thing.objects.filter(named, kind="marker-assessment", state="agreed")).distinct()
    for thing in rows.order_by("state_since", "pk")[:FEW]:
        last = timezone.localdate(thing.state_since) + CONTESTED
        deed = _("Read what is said of your local government, and contest it if it isn't so: %(title)s")
        why = _("%(serial)s names it. What you say stands beside the claim; the last day is %(day)s.")
        said = {"serial": thing.serial, "day": day(last)}
        yield Todo(
            deed % {"title": thing.title}, why % said, thing.get_absolute_url(), when(last, today), last < today, "quote",
            (0 if last < today else 2, last),
        )  # fmt: skip


def _late_owners(reader: Any) -> Iterator[Todo]:
    """For the Secretariat, one line for all that others are late with."""
    if "SEC" not in standing_of(reader).roles:
        return
    late = steps(reader, ALL, "late").exclude(owner=None).count()
    if late:
        deed = ngettext("Ask the owner of %(count)s late step", "Ask the owners of %(count)s late steps", late)
        why = _("Their day has passed, and their owners haven't said that they are done.")
        address = reverse("workstream", args=(ALL,)) + "?standing=late"
        yield Todo(deed % {"count": late}, why, address, icon="clock", weight=(3, date.min))


def _ending_roles(reader: Any, today: date) -> Iterator[Todo]:
    rows = Grant.objects.filter(in_force(today), user=reader, until__lte=today + SOON).order_by("until")
    for row in rows[:FEW]:
        if row.until is not None:
            deed = _("Ask for your role to go on, or hand over: %(role)s") % {"role": row}
            why = _("It ends with %(day)s; whoever gave it can give it again.") % {"day": day(row.until)}
            yield Todo(deed, why, reverse("account"), when(row.until, today), icon="clock", weight=(3, row.until))


def _untaken_invitations(reader: Any, today: date) -> Iterator[Todo]:
    if not may(reader, "manage", "users"):
        return
    now = timezone.now()
    rows = Invitation.objects.filter(given_by=reader, taken=None, withdrawn=None, expires__gt=now - INVITED)
    count = rows.filter(expires__lt=now + INVITED).count()
    if count:
        deed = ngettext("Remind %(count)s person whom you invited", "Remind %(count)s people whom you invited", count)
        why = _("Nobody has used the link, and it ends soon or has ended.")
        yield Todo(deed % {"count": count}, why, reverse("people"), icon="people", weight=(3, today))
