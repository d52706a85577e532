"""What the Expert Group's things hold besides themselves: ratings, sample readings, answers of experts, versions of the rubric.

Things (kinds review-sample, expert-round, rubric-bill) have states, rights and history; these rows are written by this
room only. What was published or voted on is written once and never changed.
"""

from __future__ import annotations

import json
import zlib
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

PERSON = settings.AUTH_USER_MODEL
VOTES = (("yes", _("for it")), ("no", _("against it")), ("abstain", _("abstains")))


def packed(value: Any) -> bytes:
    """A plain value as the rows keep it: JSON, deflated."""
    return zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), 6)


def unpacked(content: bytes | memoryview) -> Any:
    """The value again."""
    return json.loads(zlib.decompress(bytes(content)))


class RatingsFile(models.Model):
    """A table of ratings that somebody sent in, kept byte for byte; all of it counts in the audit and is public."""

    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, unique=True)
    content = models.BinaryField()
    rows = models.IntegerField()
    left_out = models.IntegerField(default=0)
    source = models.CharField(max_length=500)  # where the ratings come from, in words
    invented = models.BooleanField(default=False)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        ordering = ["id"]


class AuditReport(models.Model):
    """An audit as it was made on a day from all ratings there were, with the table it was made from."""

    at = models.DateTimeField()
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    rows_sha256 = models.CharField(max_length=64)  # of the table: the same ratings give the same report
    rows = models.IntegerField()
    invented = models.BooleanField(default=False)
    table = models.BinaryField()  # the CSV, deflated
    document = models.BinaryField()  # what `local2030 marker audit` says of it, packed
    beside = models.BinaryField()  # what the table can't hold: minutes, items, sources; packed

    class Meta:
        ordering = ["-id"]

    @property
    def csv(self) -> bytes:
        """The table of ratings."""
        return zlib.decompress(bytes(self.table))

    @property
    def plain(self) -> Any:
        """The document, with what stands beside it under `site`."""
        return {**unpacked(self.document), "site": unpacked(self.beside)}


class SampleItem(models.Model):
    """A programme of a sample with its stratum; `readers` says by how many it is to be read."""

    sample = models.ForeignKey("registry.Thing", on_delete=models.PROTECT, related_name="sample_items")
    position = models.IntegerField()
    identifier = models.CharField(max_length=500)
    programme = models.ForeignKey("marker.Programme", on_delete=models.PROTECT, related_name="+")
    score = models.ForeignKey("marker.Score", on_delete=models.PROTECT, related_name="+")  # what was to be seen then
    level = models.CharField(max_length=8)
    agency = models.CharField(max_length=200, blank=True, default="")
    region = models.CharField(max_length=60, blank=True, default="")
    readers = models.SmallIntegerField(default=2)
    rubric = models.CharField(max_length=40, default="2.0")  # whose words the readers score by
    rubric_sha256 = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["sample", "position"], name="sample_position_once")]


class SampleReading(models.Model):
    """One reviewer's scores of one programme of a sample; blind until all are in."""

    item = models.ForeignKey(SampleItem, on_delete=models.PROTECT, related_name="readings")
    reviewer = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    assigned = models.DateTimeField()
    scores = models.JSONField(default=dict)
    comment = models.TextField(blank=True, default="")
    minutes = models.IntegerField(null=True)
    done = models.DateTimeField(null=True)
    declined = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        ordering = ["item__position", "id"]
        constraints = [models.UniqueConstraint(fields=["item", "reviewer"], name="sample_read_once")]


class Statement(models.Model):
    """One sentence that the experts of a round rate, often the wording of a criterion's level."""

    round = models.ForeignKey("registry.Thing", on_delete=models.PROTECT, related_name="statements")
    number = models.SmallIntegerField()
    text = models.TextField()
    criterion = models.CharField(max_length=8, blank=True, default="")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="statement_once")]


class Expert(models.Model):
    """Somebody who was invited to a round."""

    round = models.ForeignKey("registry.Thing", on_delete=models.PROTECT, related_name="experts")
    user = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["round", "user"], name="expert_once")]


class Answer(models.Model):
    """An expert's rating of a statement in one sitting, 1 to 9. Others never see whose it is."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="answers")
    user = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    sitting = models.SmallIntegerField()
    rating = models.SmallIntegerField()
    comment = models.TextField(blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        ordering = ["statement__number", "id"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "user", "sitting"], name="answer_once"),
            models.CheckConstraint(condition=Q(rating__range=(1, 9)), name="answer_1_to_9"),
        ]


class Remark(models.Model):
    """A comment of a closed sitting without its author, numbered so that a bill can name it."""

    round = models.ForeignKey("registry.Thing", on_delete=models.PROTECT, related_name="remarks")
    number = models.SmallIntegerField()
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="remarks")
    sitting = models.SmallIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="remark_once")]


class BillText(models.Model):
    """What a bill would change, as proposed (1) and as amended (2, 3 ...); none is ever changed.

    `edits`: list of {address, was, to}; `cites`: ids of remarks of expert rounds ("XPR-001/7").
    """

    bill = models.ForeignKey("registry.Thing", on_delete=models.PROTECT, related_name="texts")
    number = models.SmallIntegerField()
    edits = models.JSONField()
    cites = models.JSONField(default=list)
    why = models.TextField()
    base = models.CharField(max_length=40)  # version of the rubric that it changes
    base_sha256 = models.CharField(max_length=64)
    version = models.CharField(max_length=40, unique=True)
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    impact = models.BinaryField(null=True)  # the statement, packed; None until it is made
    impact_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["bill", "number"], name="bill_text_once")]

    @property
    def statement(self) -> Any:
        """The impact statement in plain form; None until it is made."""
        return unpacked(self.impact) if self.impact is not None else None


class BillVote(models.Model):
    """How a member of the Steering Committee voted on a text; the last word counts until the vote is closed."""

    text = models.ForeignKey(BillText, on_delete=models.PROTECT, related_name="votes")
    user = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    vote = models.CharField(max_length=8, choices=VOTES)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["text", "user"], name="bill_vote_once")]


class RubricVersion(models.Model):
    """A version of the rubric that came, or will come, into force by a bill. What was before stays as it was."""

    text = models.OneToOneField(BillText, on_delete=models.PROTECT, related_name="in_force")
    version = models.CharField(max_length=40, unique=True)
    sha256 = models.CharField(max_length=64)
    since = models.DateField()
    at = models.DateTimeField()
    job = models.ForeignKey("jobs.Job", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["since", "id"]


class SecondScore(models.Model):
    """A published score, or an assessment's standing, as it would be under a later rubric; the first stays to the byte."""

    score = models.ForeignKey("marker.Score", on_delete=models.CASCADE, null=True, related_name="seconds")
    standing = models.ForeignKey("assessing.Standing", on_delete=models.CASCADE, null=True, related_name="seconds")
    rubric = models.ForeignKey(RubricVersion, on_delete=models.PROTECT, related_name="scores")
    level = models.SmallIntegerField(null=True)
    possible = models.SmallIntegerField()
    was_level = models.SmallIntegerField(null=True)
    was_possible = models.SmallIntegerField()
    first_sha256 = models.CharField(max_length=64)  # of the first score's bytes when this one was made
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["score", "rubric"], name="second_score_once"),
            models.UniqueConstraint(fields=["standing", "rubric"], name="second_standing_once"),
            models.CheckConstraint(condition=Q(score__isnull=True) ^ Q(standing__isnull=True), name="second_of_one"),
        ]
