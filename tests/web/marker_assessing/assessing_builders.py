"""The people around an assessment, and its steps by functions, for tests that begin further on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from local2030.web.accounts.models import User
from local2030.web.marker.assessing import judging, moving
from local2030.web.marker.assessing.models import Assessment
from local2030.web.registry import changing, reviewing
from local2030.web.registry.models import Review, Thing

IDENTIFIER = "XM-EXAMPLE-JP-2030"
LEVELS = {"C1": 2, "C2": 2, "C3": 2, "C4": 3, "C5": 2, "C6": 1, "C7": 2, "C8": 2}


@dataclass
class People:
    """Una claims, Sena is of the Secretariat; Rosa, Remy and Rita review; Lena acts for a county, Otto for nobody here."""

    una: User
    sena: User
    rosa: User
    remy: User
    rita: User
    lena: User
    otto: User

    def client(self, name: str) -> Client:
        client = Client()
        client.force_login(getattr(self, name))
        return client


def days_pass(thing: Thing, days: int) -> None:
    """Sets back the day on which the thing came into its state."""
    Thing.objects.filter(pk=thing.pk).update(state_since=timezone.now() - timedelta(days=days))


def fresh(assessment: Assessment) -> Assessment:
    """The row as it is now."""
    return Assessment.objects.select_related("thing").get(pk=assessment.pk)


def submitted(draft: Assessment, people: People) -> Assessment:
    """Handed in by Una."""
    moving.submit(people.una, fresh(draft))
    return fresh(draft)


def in_review(draft: Assessment, people: People) -> tuple[Review, Review]:
    """With Rosa and Remy asked."""
    row = submitted(draft, people)
    first, second = (reviewing.assign(people.sena, row.thing, p, from_region=False) for p in (people.rosa, people.remy))
    changing.move(people.sena, row.thing, "in-review", "")
    return first, second


def hand_in(review: Review, levels: dict[str, Any] | None = None, no: tuple[str, ...] = ()) -> Review:
    """A review with these levels; items whose key is among `no` are rejected."""
    items = judging.items_of(Assessment.objects.select_related("thing").get(thing=review.thing))
    words = {i["key"]: (i["key"] not in no, f"not shown, {review.pk}" if i["key"] in no else "") for i in items}
    return judging.judge(review.reviewer, review, levels or LEVELS, words, "Read with care.")


def agreed(draft: Assessment, people: People, no: tuple[str, ...] = ()) -> Assessment:
    """Reviewed by two who agree."""
    for review in in_review(draft, people):
        hand_in(review, no=no)
    return fresh(draft)


def published(draft: Assessment, people: People) -> Assessment:
    """Out after its ten days."""
    row = agreed(draft, people)
    days_pass(row.thing, 11)
    changing.move(people.sena, Thing.objects.get(pk=row.thing_id), "published", "")
    return fresh(draft)
