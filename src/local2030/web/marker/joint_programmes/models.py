"""What the aid data of a joint programme say of its budget, phase and places; scores don't keep these."""

from __future__ import annotations

from django.db import models


class AidFacts(models.Model):
    """Written with the programme's aid data and never changed; whoever may read the programme may read them."""

    programme = models.OneToOneField("marker.Programme", on_delete=models.PROTECT, related_name="joint_facts")
    as_of = models.DateField(null=True)
    budget = models.DecimalField(max_digits=24, decimal_places=2, null=True)
    committed = models.DecimalField(max_digits=24, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    phase = models.CharField(max_length=16, blank=True, default="")
    since = models.DateField(null=True)
    places = models.JSONField(default=list)

    class Meta:
        ordering = ["id"]
