"""A piece of background work: what is to be done, for whom, how far it is."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """A job waits, runs and ends in one of four ways. `DEAD`: its process vanished without a word."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    STOPPED = "stopped", _("stopped")
    DEAD = "dead", _("broken off")


ENDED = (State.DONE, State.FAILED, State.STOPPED, State.DEAD)


class Job(models.Model):
    """`kind` names the deed in `deeds.py`, `target` the row that it works on; `trouble` is a finding in plain form."""

    kind = models.CharField(max_length=32)
    target = models.BigIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="jobs")
    state = models.CharField(max_length=16, choices=State.choices, default=State.WAITING)
    stop_asked = models.BooleanField(default=False)
    done_bytes = models.BigIntegerField(default=0)
    total_bytes = models.BigIntegerField(default=0)
    counted = models.IntegerField(default=0)
    step = models.CharField(max_length=32, default="waiting")
    trouble = models.JSONField(null=True)
    asked = models.DateTimeField(auto_now_add=True)
    begun = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    pid = models.IntegerField(null=True)
    tries = models.SmallIntegerField(default=0)  # how often it was begun

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["state"])]
        constraints = [models.CheckConstraint(condition=models.Q(state__in=State.values), name="job_state_known")]

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in ENDED

    @property
    def percent(self) -> int:
        """How much of the input was read, 0-100."""
        return min(100, 100 * self.done_bytes // self.total_bytes) if self.total_bytes else 0


class Daily(models.Model):
    """What is done once a day (`daily.py`), a row for each day and deed; `said` is what the deed gave back."""

    day = models.DateField()
    deed = models.CharField(max_length=200)
    tries = models.SmallIntegerField(default=0)
    begun = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    said = models.CharField(max_length=500, blank=True)
    trouble = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-day", "deed"]
        constraints = [models.UniqueConstraint(fields=["day", "deed"], name="once_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.deed}"
