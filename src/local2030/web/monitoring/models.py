"""Files that were sent in for a data set, and how far they are: read into a checked state, then published or let go."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

STATES = (
    ("received", _("being read")),
    ("read", _("read, not published")),
    ("published", _("published")),
    ("discarded", _("let go")),
)


class DataUpload(models.Model):
    """`version` is the checked state that its files gave; `document` what the import said, without its findings.

    The files lie in a folder named after `key`; `mapping` is what somebody wrote of the columns, "" for none.
    """

    thing = models.ForeignKey("registry.Thing", on_delete=models.PROTECT, related_name="data_uploads")
    key = models.CharField(max_length=64, unique=True)
    names = models.JSONField(default=list)
    size = models.BigIntegerField(default=0)
    about = models.JSONField(default=dict)
    audience = models.CharField(max_length=16, default="public")
    note = models.TextField(blank=True, default="")
    whole = models.BooleanField(default=False)
    mapping = models.TextField(blank=True, default="")
    state = models.CharField(max_length=16, choices=STATES, default="received")
    document = models.JSONField(null=True)
    version = models.IntegerField(null=True)
    published = models.IntegerField(null=True)
    job = models.ForeignKey("jobs.Job", on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=[s for s, _w in STATES]), name="data_upload_state")
        ]

    def __str__(self) -> str:
        return f"{self.thing_id} {', '.join(self.names)}"[:80]
