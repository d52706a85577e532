"""What a local government says of what programmes claim to do, pay and ask in its place, and the links by which it says so."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

ANSWERS = (
    ("", _("no answer yet")),
    ("yes", _("yes, that is so")),
    ("partly", _("partly")),
    ("no", _("we never saw this")),
    ("contested", _("we say it was otherwise")),
)


class TownLink(models.Model):
    """A secret link to a local government's mirror, kept as a hash. Made by the Secretariat, never by a claimant."""

    government = models.ForeignKey("registry.Thing", on_delete=models.PROTECT, related_name="town_links")
    hash = models.CharField(max_length=64, unique=True)
    made = models.DateTimeField()
    ends = models.DateTimeField()
    ended = models.DateTimeField(null=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    used = models.DateTimeField(null=True)


class Attestation(models.Model):
    """One answer of a local government to one thing that a programme says; the newest of a subject counts, older stay.

    `subject` is what it answers to: "paid" (with `received`), "place", "claim:<Claim id>", "asked", "programme".
    No row at all means it wasn't asked; answer "" that it was asked and hasn't answered.
    """

    government = models.ForeignKey("registry.Thing", on_delete=models.PROTECT, related_name="attestations")
    identifier = models.CharField(max_length=500)  # the programme's
    assessment = models.ForeignKey(
        "assessing.Assessment", on_delete=models.PROTECT, null=True, related_name="attestations"
    )
    criterion = models.CharField(max_length=8, blank=True, default="")
    subject = models.CharField(max_length=60)
    stated = models.JSONField(default=dict)  # what the programme said, as it was shown
    answer = models.CharField(max_length=12, choices=ANSWERS, blank=True, default="")
    received = models.DecimalField(max_digits=24, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    words = models.TextField(blank=True, default="")
    post = models.CharField(max_length=200, blank=True, default="")
    body = models.CharField(max_length=200, blank=True, default="")
    in_confidence = models.BooleanField(default=False)
    call_back = models.BooleanField(default=False)  # every tenth is called back
    called_back = models.CharField(max_length=300, blank=True, default="")
    asked = models.DateTimeField()
    answered = models.DateTimeField(null=True)
    newest = models.BooleanField(default=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["identifier", "newest"])]
        constraints = [
            models.UniqueConstraint(
                fields=["government", "identifier", "subject"], condition=models.Q(newest=True), name="one_newest_word"
            ),
        ]
