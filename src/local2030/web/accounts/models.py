"""A person who signs in. Roles are few and ordered; what a role may do stands in `permissions.py`, nowhere else."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """From the least to the most; a visitor who isn't signed in has none."""

    MEMBER = "member", _("member of a team")
    STEWARD = "steward", _("steward of the site")


class User(AbstractUser):
    """An account. `demo` marks the demonstration account, which exists on this machine's own address only."""

    role = models.CharField(max_length=16, choices=Role.choices, default=Role.MEMBER)
    demo = models.BooleanField(default=False)

    class Meta(AbstractUser.Meta):
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="user_role_known"),
            models.UniqueConstraint(fields=["demo"], condition=models.Q(demo=True), name="one_demo_user"),
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
