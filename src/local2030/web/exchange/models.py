"""A file that somebody brought back: where it lies, what it would change, whether that was done."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """A file is being read, has been looked at, is being applied, was applied; `UNREAD`: nothing could be read of it."""

    READING = "reading", _("being read")
    READY = "ready", _("to be looked at")
    APPLYING = "applying", _("being applied")
    DONE = "done", _("applied")
    UNREAD = "unread", _("not read")


class Import(models.Model):
    """`sha256` is that of the file, `digest` that of what was shown: only what was seen is ever applied.

    One file is applied once: while it is, and afterwards, no other import of the kind may have the same bytes.
    """

    kind = models.CharField(max_length=32)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="imports")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    folder = models.CharField(max_length=32, unique=True)
    state = models.CharField(max_length=16, choices=State.choices, default=State.READING)
    counts = models.JSONField(default=dict)
    findings = models.JSONField(default=list)  # of the file as a whole; those of rows lie in the plan
    digest = models.CharField(max_length=64, blank=True, default="")
    why = models.CharField(max_length=500, blank=True, default="")
    leave_out = models.BooleanField(default=False)  # rows that others changed stay as they are
    note = models.CharField(max_length=32, blank=True, default="")  # a code: why the last try did nothing
    act = models.CharField(max_length=32, blank=True, default="")
    job = models.ForeignKey("jobs.Job", on_delete=models.SET_NULL, null=True, related_name="+")
    made = models.DateTimeField()
    applied = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "sha256"], condition=Q(state__in=["applying", "done"]), name="one_file_applied_once"
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="import_state_known"),
        ]

    @property
    def place(self) -> Path:
        """The folder with the file and its plan."""
        return Path(settings.UPLOADS) / "lists" / self.folder

    @property
    def file(self) -> Path:
        """The bytes as they came."""
        return self.place / "file"

    @property
    def plan(self) -> Path:
        """What would change, a row a line."""
        return self.place / "plan.jsonl"
