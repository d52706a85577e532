"""The chain as rows: `Entry` is its spine and never changes, `Content` lies beside it and can be blanked.

`chain.py` and `blanking.py` alone write here; the store itself refuses to change or delete an entry (`guards.py`).
"""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

AUDIENCES = (
    ("public", _("everybody")),
    ("coalition", _("members of the Coalition")),
    ("inner", _("its owners only")),
    ("audit", _("readers of the audit only")),
)


class Head(models.Model):
    """The last entry's number and hash, in one row: whoever appends locks it, so numbers have no gaps."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_head")]


class Entry(models.Model):
    """That somebody did something to something. Codes, numbers, times and hashes only: no name ever stands here.

    `act` is shared by all entries of one act; `audience` is the widest circle that may read the content.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    deed = models.CharField(max_length=32)
    kind = models.CharField(max_length=32)
    serial = models.CharField(max_length=64)
    act = models.CharField(max_length=32)
    audience = models.CharField(max_length=16, choices=AUDIENCES)
    content_hash = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["kind", "serial", "number"], name="history_of_a_thing"),
            models.Index(fields=["serial", "number"], name="history_by_serial"),
            models.Index(fields=["by", "number"], name="history_of_a_person"),
            models.Index(fields=["deed", "number"], name="history_of_a_deed"),
            models.Index(fields=["act"], name="history_of_an_act"),
        ]
        constraints = [models.CheckConstraint(condition=models.Q(number__gte=1), name="entry_from_1")]

    def __str__(self) -> str:
        return f"{self.number} {self.deed} {self.serial}"


class Content(models.Model):
    """What was so before and after, and why: canonical JSON, byte for byte as it was hashed. Blanked: text and salt ""."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="content")
    salt = models.CharField(max_length=32)
    text = models.TextField()
    blanked_at = models.DateTimeField(null=True)

    @property
    def plain(self) -> dict[str, Any]:
        """`before`, `after`, `why`, `name`; empty once it was blanked."""
        found = json.loads(self.text) if self.text else {}
        if "\\ud" in self.text:  # half a letter, kept as its escape: no page and no file could be made with it
            found = json.loads(json.dumps(found, ensure_ascii=False).encode("utf-8", "replace"))
        return dict(found)
