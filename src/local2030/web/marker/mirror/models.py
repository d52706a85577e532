"""What a local government says of what programmes claim to do, pay and ask in its place, and the links by which it says so."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

ANSWERS = (
    ("", _("no answer yet")),
    ("yes", _("yes, that is so")),
    ("partly", _("partly")),
    ("no", _("we never saw this")),
    ("contested", _("we say it was otherwise")),
)
CALLS = (
    ("", _("not called back yet")),
    ("confirmed", _("it was said as it stands here")),
    ("otherwise", _("it was not said so")),
    ("unreached", _("nobody could be reached")),
)
SENSITIVITIES = (
    ("public", _("published as it is")),
    ("rounded", _("rounded to the first-level unit")),
    ("hidden", _("shown for the country only")),
)


class TownName(models.Model):
    """A name by which a local government is met: "code:KE-17", "ref:...", "name:county government of kisumu"."""

    government = models.ForeignKey("registry.Thing", on_delete=models.PROTECT, related_name="town_names")
    country = models.CharField(max_length=2)
    key = models.CharField(max_length=240)
    said = models.CharField(max_length=300)  # as it was written

    class Meta:
        constraints = [models.UniqueConstraint(fields=["country", "key"], name="one_town_a_name")]


class Mention(models.Model):
    """What one programme's data say of a local government; made anew whenever the programme is scored again.

    `subject`: "paid" with sums by year, "place" with its part of the money, "partner" with its role.
    """

    government = models.ForeignKey("registry.Thing", on_delete=models.PROTECT, related_name="mentions")
    programme = models.ForeignKey("marker.Programme", on_delete=models.CASCADE, related_name="mentions")
    identifier = models.CharField(max_length=500)
    subject = models.CharField(max_length=16)
    stated = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["identifier"])]
        constraints = [
            models.UniqueConstraint(fields=["government", "programme", "subject"], name="one_mention_a_subject")
        ]


class Gathered(models.Model):
    """Which score of a programme was looked through for local governments."""

    programme = models.OneToOneField("marker.Programme", on_delete=models.CASCADE, related_name="gathered")
    score = models.BigIntegerField()


class TownLink(models.Model):
    """A secret link to a local government's mirror, kept as a hash. Made by the Secretariat, never by a claimant."""

    government = models.ForeignKey("registry.Thing", on_delete=models.PROTECT, related_name="town_links")
    hash = models.CharField(max_length=64, unique=True)
    made = models.DateTimeField()
    ends = models.DateTimeField()
    ended = models.DateTimeField(null=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    used = models.DateTimeField(null=True)
    mailed = models.DateTimeField(null=True)
    post = models.CharField(max_length=200, blank=True, default="")  # of whoever answers, as last stated
    body = models.CharField(max_length=200, blank=True, default="")
    wrong_town = models.DateTimeField(null=True)  # whoever opened it said that the town isn't theirs

    class Meta:
        ordering = ["-id"]


class Attestation(models.Model):
    """One answer of a local government to one thing that a programme says; the newest of a subject counts, older stay.

    `subject` is what it answers to: "paid" (with `received`), "place", "partner", "claim:<Claim id>", "asked:<criterion>".
    No row at all means it wasn't asked; answer "" that it was asked and hasn't answered. `claim`: the evidence that it
    became, `contest`: what it says against an assessment. `doubtful`: it came by a link that was reported as having gone to the wrong town.
    """

    government = models.ForeignKey("registry.Thing", on_delete=models.PROTECT, related_name="attestations")
    link = models.ForeignKey(TownLink, on_delete=models.PROTECT, null=True, related_name="answers")
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
    doubtful = models.BooleanField(default=False)
    claim = models.ForeignKey("assessing.Claim", on_delete=models.PROTECT, null=True, related_name="+")
    contest = models.ForeignKey("assessing.Contest", on_delete=models.PROTECT, null=True, related_name="+")
    call_back = models.BooleanField(default=False)  # every tenth is called back
    call_result = models.CharField(max_length=12, choices=CALLS, blank=True, default="")
    called_back = models.CharField(max_length=300, blank=True, default="")  # what was said on the telephone
    called = models.DateTimeField(null=True)
    reply = models.TextField(blank=True, default="")
    reply_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    replied = models.DateTimeField(null=True)
    asked = models.DateTimeField()
    answered = models.DateTimeField(null=True)
    newest = models.BooleanField(default=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["identifier", "newest"])]
        constraints = [
            models.UniqueConstraint(
                fields=["government", "identifier", "subject"], condition=Q(newest=True), name="one_newest_word"
            ),
        ]

    @property
    def sort(self) -> str:
        """paid, place, partner, claim or asked."""
        return self.subject.partition(":")[0]


class PlaceSensitivity(models.Model):
    """How openly a place of one source is shown; the newest word on it holds. Without any, points are rounded."""

    identifier = models.CharField(max_length=500)  # the source: whose programme's data name the place
    key = models.CharField(max_length=320)  # the place's code, else its folded name
    name = models.CharField(max_length=300)
    sensitivity = models.CharField(max_length=8, choices=SENSITIVITIES)
    why = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    newest = models.BooleanField(default=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["identifier", "key"], condition=Q(newest=True), name="one_newest_sensitivity"
            )
        ]
