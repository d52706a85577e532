"""A person who signs in, and the roles given to him. What a role may do stands in `rights.csv`, nowhere else."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

SCOPE = re.compile(r"(entity|body|hub|programme|place|window):[A-Za-z0-9][A-Za-z0-9._-]{0,60}|country:[A-Z]{2}")
SERIAL = re.compile(r"[a-z]{3}-\d{3,}")  # "hub:HUB-012": a thing without a key of its own
MARK = "l2030"  # how the text of every key begins, so that scanners for leaked secrets know it
WHOLE = ("", "*", "all", "everywhere")


class Role(models.TextChoices):
    """The columns of the matrix of rights; a visitor who isn't signed in has none of them."""

    SEC = "SEC", _("Secretariat")
    UN = "UN", _("focal point of a UN entity")
    RC = "RC", _("Resident Coordinator's office or country team")
    LRG = "LRG", _("local or regional government")
    HUB = "HUB", _("Hub")
    KSN = "KSN", _("Knowledge and Science Network")
    DON = "DON", _("donor")
    COM = "COM", _("communications")
    WG = "WG", _("lead of a Working Group")
    SC = "SC", _("Steering Committee")


class User(AbstractUser):
    """An account. `demo` marks the demonstration account, on this machine only; `service` one that only has keys."""

    demo = models.BooleanField(default=False)
    service = models.BooleanField(default=False)

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(fields=["demo"], condition=Q(demo=True), name="one_demo_user"),
        ]

    @property
    def shown_name(self) -> str:
        """What pages and logs call the person."""
        return self.get_full_name() or self.username

    @property
    def initials(self) -> str:
        """Two letters for the round mark in the bar."""
        words = self.shown_name.split()
        return "".join(word[0] for word in words[:2]).upper()

    @property
    def roles_shown(self) -> str:
        """The roles that the person holds today, in words; scopes by their own names."""
        from local2030.web.accounts.standing import standing_of

        held = standing_of(self).roles.items()
        return ", ".join(str(Grant(role=role, scope=scope)) for role, scopes in held for scope in sorted(scopes))


class Grant(models.Model):
    """A role given to a person: over what, from which day, up to and with which day, and by whom."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=8, choices=Role.choices)
    scope = models.CharField(max_length=80, blank=True, default="")  # "": everywhere
    since = models.DateField(default=timezone.localdate)
    until = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    given = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["scope", "user"])]
        constraints = [models.CheckConstraint(condition=Q(role__in=Role.values), name="grant_role_known")]

    def __str__(self) -> str:
        words = str(Role(self.role).label)
        return f"{words} ({self.scope})" if self.scope else words

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Writes; whoever holds the person in hand reads the grants anew."""
        super().save(*args, **kwargs)
        if "user" in self._state.fields_cache:
            self.user._standing = None  # type: ignore[attr-defined]

    def is_in_force(self, day: date) -> bool:
        """Whether it holds on that day."""
        return self.since <= day and (self.until is None or day <= self.until)


def in_force(day: date, path: str = "") -> Q:
    """The same for rows; `path` leads to the grants ("grants__")."""
    until = Q(**{f"{path}until__isnull": True}) | Q(**{f"{path}until__gte": day})
    return Q(**{f"{path}since__lte": day}) & until


def scope_named(text: str) -> str:
    """A scope in its one spelling; a ValidationError says what a scope looks like."""
    head, colon, tail = text.strip().partition(":")
    if not colon and head.lower() in WHOLE:
        return ""
    tail = tail.strip().lower()
    is_upper = head.lower() == "country" or SERIAL.fullmatch(tail)
    scope = f"{head.lower()}:{tail.upper() if is_upper else tail}"
    if not SCOPE.fullmatch(scope):
        raise ValidationError(
            _(
                "A scope is empty (everywhere) or like country:KE, entity:undp, body:wg1, hub:hub-hgg, programme:ID, "
                "place:ke-17, window:WIN-001."
            )
        )
    return scope


class PersonAlias(models.Model):
    """Another name or address of a person: conflicts of interest see through it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="aliases")
    alias = models.CharField(max_length=254)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["user", "alias"], name="alias_once")]


class ApiKey(models.Model):
    """A key by which a program acts for an account. Only its hash is kept; `prefix` lets a person tell keys apart.

    `role` and `scope` make it narrower than its account; "" is all that the account holds.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="keys")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=16, unique=True)
    hash = models.CharField(max_length=64)
    role = models.CharField(max_length=8, choices=Role.choices, blank=True, default="")
    scope = models.CharField(max_length=80, blank=True, default="")
    made = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True)
    revoked = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    @property
    def beginning(self) -> str:
        """How its text begins, by which a person tells it from others."""
        return f"{MARK}_{self.prefix}"

    @property
    def is_open(self) -> bool:
        """Whether it opens anything today."""
        return self.revoked is None and timezone.now() < self.expires


class Invitation(models.Model):
    """A link that makes one account with one role, once, for a week. Only the hash of the link is kept."""

    email = models.EmailField()
    role = models.CharField(max_length=8, choices=Role.choices)
    scope = models.CharField(max_length=80, blank=True, default="")
    until = models.DateField(null=True, blank=True)
    hash = models.CharField(max_length=64, unique=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations")
    given = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField()
    taken = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role_known")]

    @property
    def is_open(self) -> bool:
        """Whether the link still works."""
        return self.taken is None and self.withdrawn is None and timezone.now() < self.expires
