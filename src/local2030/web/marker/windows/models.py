"""What a window holds besides its thing: decisions on second tranches, saved scenarios of an allocation, a donor's terms.

An advice isn't kept before the Fund decides: there is no row that search, history, a feed or an export could show.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

ADVICE = (
    ("release", _("release")),
    ("release-with-actions", _("release with actions")),
    ("hold-for-evidence", _("hold for evidence")),
    ("review", _("review")),
)
CODES = tuple(code for code, _words in ADVICE)


class Decision(models.Model):
    """What the Fund decided on the second tranche of a proposal, beside the advice as it stood then. Written once.

    `advice`: code, reasons and figures by the signed thresholds; `audience`: who may read it, from the decision on.
    """

    proposal = models.ForeignKey("registry.Thing", on_delete=models.PROTECT, related_name="tranche_decisions")
    window = models.ForeignKey("registry.Thing", on_delete=models.PROTECT, related_name="+")
    decided = models.CharField(max_length=24, choices=ADVICE)
    advice = models.JSONField()
    thresholds_sha256 = models.CharField(max_length=64)
    why = models.TextField()
    newest = models.BooleanField(default=True)
    audience = models.CharField(max_length=16, default="coalition")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["proposal"], condition=Q(newest=True), name="one_newest_tranche_decision"),
            models.CheckConstraint(condition=Q(decided__in=CODES), name="tranche_decision_known"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.decided}"


class Scenario(models.Model):
    """An allocation that somebody tried out and kept: its question and the amounts as they came out. Written once."""

    window = models.ForeignKey("registry.Thing", on_delete=models.PROTECT, related_name="scenarios")
    name = models.CharField(max_length=120)
    question = models.JSONField()  # the numbers of the rules, the budget, which levels count
    result = models.JSONField()  # amounts as decimal strings, by proposal
    rules_sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


class KeptTerms(models.Model):
    """The thresholds that a donor keeps for the donor view; one row a person."""

    donor = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="donor_terms")
    terms = models.JSONField()
    changed = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.donor_id}"
