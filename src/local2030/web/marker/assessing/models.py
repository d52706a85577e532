"""What an assessment holds besides its thing: claims with evidence, justifications, and how it stood after each event.

The thing (kind marker-assessment) has the states, rights, reviews and history; these rows are written by this room only.
A standing is written once and never changed; only `newest` moves on.
"""

from __future__ import annotations

import json
import zlib
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from local2030.web.marker.direction import without_marks

ORIGINS = (
    ("aid-data", _("aid data")),
    ("ledger", _("ledger")),
    ("document", _("document")),
    ("check", _("localization check")),
    ("typed", _("typed")),
    ("mirror", _("the local government's word")),
    ("published", _("published by another")),
)
STATUSES = (
    ("submitted", _("submitted")),
    ("checked", _("checked by machine")),
    ("accepted", _("accepted by reviewers")),
    ("rejected", _("rejected by reviewers")),
    ("withdrawn", _("withdrawn")),
    ("expired", _("expired")),
)
KINDS = (
    ("", _("claim without evidence")),
    ("D", _("document")),
    ("M", _("money")),
    ("P", _("place")),
    ("R", _("result")),
    ("A", _("attestation")),
    ("T", _("register")),
)


class Assessment(models.Model):
    """Which programme is assessed, on which aid data, under which rubric; beside it the columns of its newest standing.

    `identifier` is the programme's, as in `marker.Programme.identifier`; `programme` are the aid data it's scored from
    now, None before any came; `joint` the joint programme it belongs to.
    """

    thing = models.OneToOneField("registry.Thing", on_delete=models.PROTECT, related_name="assessment")
    identifier = models.CharField(max_length=500)
    programme = models.ForeignKey("marker.Programme", on_delete=models.PROTECT, null=True, related_name="assessments")
    joint = models.ForeignKey("registry.Thing", on_delete=models.PROTECT, null=True, related_name="assessments_of")
    phase = models.CharField(max_length=16, default="monitoring")  # design | monitoring
    rubric = models.CharField(max_length=40)
    rubric_sha256 = models.CharField(max_length=64)
    level = models.SmallIntegerField(null=True)
    possible = models.SmallIntegerField(null=True)
    claimed = models.SmallIntegerField(null=True)
    reviewed = models.SmallIntegerField(null=True)  # by measured money and what reviewers accepted; None before
    ls_low = models.FloatField(null=True)
    ls_high = models.FloatField(null=True)
    coverage = models.FloatField(null=True)
    money = models.DecimalField(max_digits=24, decimal_places=2, null=True)
    divergence_low = models.FloatField(null=True)
    divergence_high = models.FloatField(null=True)
    blind = models.FloatField(null=True)
    published = models.DateTimeField(null=True)
    inputs = models.JSONField(default=dict)  # which kept files it is scored from (inputs.py)
    verdicts = models.JSONField(default=dict)  # key of an item of the records: accepted | rejected, after the reviews
    left_out = models.JSONField(default=dict)  # criterion: reason for which reviewers let it be left out

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["identifier"]), models.Index(fields=["level"])]
        constraints = [
            models.CheckConstraint(condition=Q(level__isnull=True) | Q(level__range=(0, 3)), name="assessed_0_to_3"),
            models.CheckConstraint(
                condition=Q(level__isnull=True) | Q(possible__gte=F("level")), name="assessed_possible"
            ),
        ]

    def __str__(self) -> str:
        return self.identifier


class Claim(models.Model):
    """One evidence item of a claim, or a bare claim (`kind` ""); never deleted, a withdrawn one says why.

    The columns are those of the claims file (vocabulary/programmes.ClaimRow). `sha256`: of the document, if one was
    handed in; `sensitive`: its place and names are shown at the country's level only, and left out of exports.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="claims")
    criterion = models.CharField(max_length=8)
    level = models.SmallIntegerField(null=True)
    kind = models.CharField(max_length=1, choices=KINDS, blank=True, default="")
    address = models.CharField(max_length=1000, blank=True, default="")  # file or URL
    sha256 = models.CharField(max_length=64, blank=True, default="")
    page = models.IntegerField(null=True)
    quote = models.TextField(blank=True, default="")
    date = models.DateField(null=True)
    period = models.CharField(max_length=60, blank=True, default="")
    place = models.CharField(max_length=300, blank=True, default="")
    actor = models.CharField(max_length=500, blank=True, default="")
    amount = models.DecimalField(max_digits=24, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    text = models.TextField(blank=True, default="")  # the claimant's own words on the criterion
    origin = models.CharField(max_length=16, choices=ORIGINS, default="typed")
    status = models.CharField(max_length=16, choices=STATUSES, default="submitted")
    status_why = models.CharField(max_length=500, blank=True, default="")
    in_confidence = models.BooleanField(default=False)
    sensitive = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["criterion", "id"]
        indexes = [models.Index(fields=["sha256"])]
        constraints = [
            models.CheckConstraint(condition=Q(level__isnull=True) | Q(level__range=(0, 3)), name="claimed_0_to_3"),
        ]


class Justification(models.Model):
    """Why something isn't as asked: a level below the window's, a criterion left out, a large gap, a fallen level.

    `cause`: below-window | not-applicable | gap-large | level-fell. `reason`: the code of the signed list.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="justifications")
    cause = models.CharField(max_length=24)
    criterion = models.CharField(max_length=8, blank=True, default="")
    reason = models.CharField(max_length=40)
    text = models.TextField()
    action = models.CharField(max_length=500, blank=True, default="")
    action_owner = models.CharField(max_length=200, blank=True, default="")
    action_due = models.DateField(null=True)
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    approved = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]


class Standing(models.Model):
    """How an assessment stood after an event. `because`: claim, evidence, review, aid-data, ledger, attestation, rubric.

    `packed`: the whole plain score (docs/score_shape.md) with head, deflated; `record`: the compact record by which it
    can be levelled again under another rubric or other thresholds (marker/standing_record.py).
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="standings")
    at = models.DateTimeField()
    because = models.CharField(max_length=24)
    detail = models.CharField(max_length=300, blank=True, default="")
    newest = models.BooleanField(default=True)
    rubric = models.CharField(max_length=40)
    rubric_sha256 = models.CharField(max_length=64)
    level = models.SmallIntegerField(null=True)
    possible = models.SmallIntegerField(null=True)
    claimed = models.SmallIntegerField(null=True)
    reviewed = models.SmallIntegerField(null=True)
    ls_low = models.FloatField(null=True)
    ls_high = models.FloatField(null=True)
    coverage = models.FloatField(null=True)
    packed = models.BinaryField()
    record = models.BinaryField()
    inputs = models.JSONField(default=list)  # kept files by kind, name and SHA-256: from these it comes out again

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["assessment", "at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "rubric"], condition=Q(newest=True), name="one_newest_standing"
            ),
        ]

    @property
    def result(self) -> Any:
        """The whole document of the score, to be shown; its one programme is `result["programmes"][0]`."""
        from local2030.web.marker.mirror.sensitivity import published_document

        return published_document(json.loads(without_marks(zlib.decompress(self.packed).decode())))

    @property
    def as_read(self) -> Any:
        """The same with names exactly as the data have them."""
        return json.loads(zlib.decompress(self.packed))


class ItemVerdict(models.Model):
    """What one reviewer said of one evidence item; seen by others only once the reviews are settled.

    `item`: "claim:<Claim id>", or for what the records show "record:<key>" (workflows/verdict_keys); "leave-out:<id>"
    for a criterion that the claimant leaves out.
    """

    review = models.ForeignKey("registry.Review", on_delete=models.PROTECT, related_name="verdicts")
    item = models.CharField(max_length=700)
    accepted = models.BooleanField()
    reason = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["review", "item"], name="one_verdict_an_item")]


class Contest(models.Model):
    """What a local actor says against a claim, or the whole; it stands beside the claim until it is answered.

    `by` None: it came from a local government's mirror, `body` says which.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="contests")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True, related_name="contests")
    criterion = models.CharField(max_length=8, blank=True, default="")
    body = models.CharField(max_length=300)
    text = models.TextField()
    address = models.CharField(max_length=1000, blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    answer = models.TextField(blank=True, default="")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
