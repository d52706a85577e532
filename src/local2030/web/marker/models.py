"""Rows of the marker. A score is kept whole as it was made; the columns beside it are for filters and order only.

An upload is scored in a `Scoring`; a `Programme` is one programme of an upload and has scores, the newest marked. Scores
are never changed: a correction makes a new one and the old one stays readable. Several uploads may hold the same
identifier; `superseding.py` says which rows stay `current`, the others are history.
"""

from __future__ import annotations

import json
import zlib
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from local2030.vocabulary.organisations import CLASSES
from local2030.web.marker.direction import without_direction, without_marks

AUDIENCES = [("public", _("everybody")), ("team", _("my team and the Secretariat"))]
REACHES = [("local", _("local")), ("national", _("national")), ("unknown", _("not known"))]
CLASS_WORDS = {
    "LRG": _("Local or regional government"),
    "LRGA": _("Association of local governments"),
    "NATGOV": _("National government"),
    "LCSO": _("Local or national civil society"),
    "LPRIV": _("Local firm or cooperative"),
    "LACAD": _("Local university or institute"),
    "NATAFF": _("National member of an international network"),
    "INTAFF": _("Country office of an international network"),
    "INTL": _("International organisation"),
    "DONORLOC": _("Body of a donor country"),
    "UNK": _("Not known"),
}


class Upload(models.Model):
    """A set of files sent in together: one of aid data, perhaps a ledger and claims. Kept byte for byte."""

    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    ledger = models.CharField(max_length=200, blank=True)
    claims = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=64, unique=True)  # hash over the hashes of all files and the phase
    documents = models.JSONField(default=list)  # names of the documents sent with the claims
    phase = models.CharField(max_length=16, default="monitoring")
    audience = models.CharField(max_length=16, choices=AUDIENCES, default="public")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="uploads")
    at = models.DateTimeField(auto_now_add=True)
    job = models.ForeignKey("jobs.Job", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=Q(audience__in=["public", "team"]), name="upload_audience")]

    def __str__(self) -> str:
        return self.name


class Scoring(models.Model):
    """One run of the marker over an upload: what was the same for all its programmes, and what was odd in the data."""

    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="scorings")
    at = models.DateTimeField(auto_now_add=True)
    head = models.JSONField()  # schema, rubric, currency, rates, register, files
    findings = models.JSONField()
    errors = models.IntegerField(default=0)
    warnings = models.IntegerField(default=0)
    notes = models.IntegerField(default=0)
    correction = models.ForeignKey("Correction", on_delete=models.PROTECT, null=True, related_name="scorings")

    class Meta:
        ordering = ["-id"]


class Programme(models.Model):
    """One programme of an upload, with the columns of its newest score."""

    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="programmes")
    position = models.IntegerField()  # place in the upload, from 0
    identifier = models.CharField(max_length=500)
    title = models.CharField(max_length=1000, blank=True)
    reporter = models.CharField(max_length=500, blank=True)
    countries = models.CharField(
        max_length=1000, blank=True
    )  # " KE UG ": codes between blanks, so that one can be found
    audience = models.CharField(max_length=16, choices=AUDIENCES, default="public")
    current = models.BooleanField(default=True)
    phase = models.CharField(max_length=16)
    level = models.SmallIntegerField(null=True)
    level_possible = models.SmallIntegerField(null=True)
    claimed = models.SmallIntegerField(null=True)
    ls_low = models.FloatField(null=True)
    ls_high = models.FloatField(null=True)
    coverage = models.FloatField(null=True)
    money = models.DecimalField(max_digits=24, decimal_places=2, null=True)
    divergence = models.FloatField(null=True)
    goals = models.CharField(max_length=60, blank=True)
    last_updated = models.DateField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["current", "audience", "level"]),
            models.Index(fields=["identifier"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["upload", "position"], name="one_programme_a_position"),
            models.CheckConstraint(condition=Q(level__isnull=True) | Q(level__range=(0, 3)), name="level_0_to_3"),
            models.CheckConstraint(
                condition=Q(level__isnull=True) | Q(level_possible__gte=F("level")), name="possible_not_below_proven"
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.identifier

    @property
    def score(self) -> Score:
        """The newest score; every programme has one."""
        return self.scores.select_related("scoring").get(newest=True)


class Score(models.Model):
    """What the marker said of a programme on one day, whole (docs/score_shape.md). Written once; only `newest` changes.

    `packed` is the result as JSON, deflated: results are long and alike, and a store of a sixth of the size is also
    written in a sixth of the time.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="scores")
    scoring = models.ForeignKey(Scoring, on_delete=models.PROTECT, related_name="scores")
    newest = models.BooleanField(default=True)
    packed = models.BinaryField()
    # All made when first asked for (score_records.py): to be levelled again, levelled with other thresholds, added up.
    record = models.BinaryField(null=True, editable=False)
    outcomes = models.BinaryField(null=True, editable=False)
    spread = models.BinaryField(null=True, editable=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "scoring"], name="one_score_a_scoring"),
            models.UniqueConstraint(fields=["programme"], condition=Q(newest=True), name="one_newest_score"),
        ]

    @property
    def result(self) -> Any:
        """The programme's plain form, to be shown: its places as openly as is right (marker/sensitive_places.py)."""
        from local2030.web.marker.mirror.sensitivity import published

        return published(json.loads(without_marks(zlib.decompress(self.packed).decode())))

    @property
    def as_read(self) -> Any:
        """The same with names exactly as the data have them, for whatever finds organisations by their names."""
        return json.loads(zlib.decompress(self.packed))


def packed(result: Any) -> bytes:
    """A plain form as `Score.packed` has it."""
    return zlib.compress(json.dumps(result, ensure_ascii=False, separators=(",", ":")).encode(), 1)


class Met(models.Model):
    """Where an organisation was met: lets a correction find the programmes that it touches."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="met")
    key = models.CharField(max_length=300)  # reference, else folded name

    class Meta:
        indexes = [models.Index(fields=["key"])]
        constraints = [models.UniqueConstraint(fields=["programme", "key"], name="met_once")]


class Correction(models.Model):
    """A person's word on an organisation. Never changed and never deleted: undoing it is written beside it."""

    name = models.CharField(max_length=500)
    ref = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2, blank=True)
    actor_class = models.CharField(max_length=16, choices=[(code, CLASS_WORDS[code]) for code in CLASSES])
    reach = models.CharField(max_length=16, choices=REACHES)
    reason = models.TextField(max_length=2000)
    source = models.CharField(max_length=500)
    was_class = models.CharField(max_length=16, blank=True)
    was_rule = models.CharField(max_length=100, blank=True)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="corrections")
    at = models.DateTimeField(auto_now_add=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    job = models.ForeignKey("jobs.Job", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(actor_class__in=CLASSES), name="correction_class_known"),
            models.CheckConstraint(
                condition=Q(undone_by__isnull=True, undone_at__isnull=True)
                | Q(undone_by__isnull=False, undone_at__isnull=False),
                name="undone_by_and_at",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_name(self) -> str:
        """The organisation's name, to be shown."""
        return str(without_direction(self.name or self.ref))


def circle(row: Upload | Programme) -> str:
    """The audience of what the history says of a row."""
    return "public" if row.audience == "public" else "coalition"
