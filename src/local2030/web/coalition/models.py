"""Secret links to applications, and the letters that went out. Everything else of the Coalition is a row of the registry."""

from __future__ import annotations

from django.db import models

from local2030.web.registry.models import Thing


class AccessLink(models.Model):
    """A secret link by which somebody without an account acts for one application. Only the hash of its token is kept."""

    thing = models.ForeignKey(Thing, on_delete=models.CASCADE, related_name="+")
    hash = models.CharField(max_length=64, unique=True)
    origin = models.CharField(max_length=64, db_index=True)  # a keyed hash of where the request came from, by day
    made = models.DateTimeField(db_index=True)
    ended = models.DateTimeField(null=True)


class Letter(models.Model):
    """A letter as it was sent: a later change of the thing or of the templates leaves it as it is."""

    thing = models.ForeignKey(Thing, on_delete=models.CASCADE, related_name="letters")
    code = models.CharField(max_length=32)
    day = models.DateField()
    subject = models.CharField(max_length=600)
    greeting = models.CharField(max_length=600)
    paragraphs = models.JSONField(default=list)
    closing = models.CharField(max_length=200)
    sender = models.CharField(max_length=200)
    templates = models.CharField(max_length=64)  # SHA-256 of the file of templates
    mailed = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
