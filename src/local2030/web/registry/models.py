"""A thing is one row whatever its kind; what its kind adds stands in `fields`, as the columns of `kind.py` say.

One table for all kinds lets lists, forms, exchange, search, rights and history be written once. Only `changing.py`
writes here. Rows are never deleted: a thing that ends has a state that says so.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, Length, Trim
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _

AUDIENCES = (("public", _("everybody")), ("coalition", _("members of the Coalition")), ("inner", _("its owners only")))
CERTAINTIES = (("", _("as a matter of course")), ("identified", _("identified")), ("suggested", _("suggested only")),
               ("accepted", _("accepted by the one named")))  # fmt: skip
WORKSTREAMS = (("", _("none")), ("advocacy", _("Advocacy")), ("action", _("Action")), ("monitoring", _("Monitoring")))


class Counter(models.Model):
    """The last number that was given to a thing of the kind; the row is locked while the next one is."""

    kind = models.CharField(max_length=32, primary_key=True)
    last = models.IntegerField(default=0)


class Thing(models.Model):
    """`serial` is what people say ("HUB-007"); `key` the stable id of the first stock, "" for what was made here."""

    kind = models.CharField(max_length=32)
    number = models.IntegerField()
    serial = models.CharField(max_length=24, unique=True)
    key = models.CharField(max_length=64, blank=True, default="")
    title = models.CharField(max_length=500)
    summary = models.TextField(blank=True, default="")
    fields = models.JSONField(default=dict, blank=True)
    workstream = models.CharField(max_length=16, choices=WORKSTREAMS, blank=True, default="")
    state = models.CharField(max_length=32, blank=True, default="")
    state_since = models.DateTimeField()
    state_due = models.DateField(null=True, blank=True)  # by when it should have left its state
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due = models.DateField(null=True, blank=True)  # its own date
    owner = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="owned")
    country = models.CharField(max_length=2, blank=True, default="")
    audience = models.CharField(max_length=16, choices=AUDIENCES, default="public")
    source = models.CharField(max_length=300, blank=True, default="")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="made"
    )
    version = models.IntegerField(default=1)
    made = models.DateTimeField()
    changed = models.DateTimeField()

    class Meta:
        ordering = ["kind", "number"]
        indexes = [
            models.Index(fields=["kind", "audience", "number"]),
            models.Index(fields=["kind", "state", "due"]),
            models.Index(fields=["state_due"]),
            models.Index(fields=["kind", "country"]),
            models.Index(fields=["workstream", "kind"]),
            models.Index(fields=["changed"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="one_number_a_kind"),
            models.UniqueConstraint(fields=["kind", "key"], condition=~Q(key=""), name="one_key_a_kind"),
            models.CheckConstraint(condition=Q(audience__in=[a for a, _w in AUDIENCES]), name="thing_audience"),
            models.CheckConstraint(condition=Q(version__gte=1), name="thing_version"),
            models.CheckConstraint(
                condition=~Q(kind="result", state="verified")
                | (
                    Q(fields__has_key="source")
                    & ~Q(fields__source=None)
                    & Q(GreaterThan(Length(Trim(Coalesce(KeyTextTransform("source", "fields"), Value("")))), 0))
                ),
                name="verified_result_has_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.serial} {self.title}"

    def get_absolute_url(self) -> str:
        """The page of the thing."""
        return f"/things/{self.serial}/"


class ScopeOf(models.Model):
    """A scope that the thing lies in ("entity:undp", "country:KE"): whoever holds a role there holds it over the thing."""

    thing = models.ForeignKey(Thing, on_delete=models.CASCADE, related_name="scopes")
    scope = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "thing"], name="scope_once")]


class Part(models.Model):
    """An actor's part in a thing: an entity leads an event, though that is only suggested."""

    thing = models.ForeignKey(Thing, on_delete=models.CASCADE, related_name="parts")
    actor = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="part_in")
    role = models.CharField(max_length=24)
    certainty = models.CharField(max_length=16, choices=CERTAINTIES, blank=True, default="")
    note = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["thing", "actor", "role"], name="part_once")]


class Link(models.Model):
    """Two things belong together: one overlaps, feeds, contradicts or is the same as the other."""

    thing = models.ForeignKey(Thing, on_delete=models.CASCADE, related_name="links")
    other = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="linked_from")
    relation = models.CharField(max_length=24)
    note = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["thing", "other", "relation"], name="link_once")]


class Evidence(models.Model):
    """What shows that something is so: a page, a document, a quote; withdrawn ones stay readable."""

    thing = models.ForeignKey(Thing, on_delete=models.CASCADE, related_name="evidence")
    what = models.CharField(max_length=500)
    address = models.URLField(max_length=1000, blank=True, default="")
    quote = models.TextField(blank=True, default="")
    day = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    withdrawn = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        ordering = ["id"]


class Review(models.Model):
    """One reviewer's judgement, blind until the decision: the applicant sees neither who nor what before."""

    thing = models.ForeignKey(Thing, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews")
    round = models.SmallIntegerField(default=1)
    from_region = models.BooleanField(default=False)
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    assigned = models.DateTimeField()
    due = models.DateField(null=True)
    scores = models.JSONField(default=dict)
    comment = models.TextField(blank=True, default="")
    recommendation = models.CharField(max_length=24, blank=True, default="")
    done = models.DateTimeField(null=True)
    declined = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["thing", "reviewer", "round"], name="one_review_a_round"),
        ]


class Sent(models.Model):
    """A form that was sent in, by the token that stood in it, and where it led: a copy of it makes nothing more."""

    hash = models.CharField(max_length=64, unique=True)
    address = models.CharField(max_length=500, blank=True, default="")
    at = models.DateTimeField()
