"""Blind reviews of a thing: who is asked, what they say, and who may see it when.

Until the thing is decided, a reviewer sees the own review alone; whoever claims sees neither names nor scores, ever.
What they get after the decision is the comments without names. Reviewers never see who else reviews.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from local2030.vocabulary.findings import Finding
from local2030.vocabulary.places import country
from local2030.web.accounts.permissions import ask, conflict, may
from local2030.web.history.chain import append
from local2030.web.registry.cells import clean
from local2030.web.registry.changing import Unfit, locked, mean_score
from local2030.web.registry.models import Review, Thing

DAYS = 21
LOW, HIGH = 1, 5
DECIDED = (
    "recommended",
    "not-recommended",
    "accepted",
    "refused",
    "deferred",
    "formalized",
    "revise",
    "lapsed",
    "ended",
    "agreed",
    "published",
    "contested",
    "superseded",
)


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that every reviewer scores from 1 to 5. `group`: averages are taken inside a group of like questions."""

    code: str
    text: Any
    group: str


@transaction.atomic
def assign(reader: Any, thing: Thing, reviewer: Any, *, from_region: bool, due: date | None = None) -> Review:
    """Asks somebody for a review. Raises `Unfit` where a conflict of interest stands against it."""
    thing = locked(thing)
    ask(reader, "assign", thing)
    against = conflict(reviewer, thing)
    if against:
        raise Unfit([Finding("reviewer-conflict", "error", values={"column": "reviewer", "reason": str(against)})])
    if from_region and not is_from_region(reviewer, thing):
        raise Unfit([Finding("reviewer-not-from-region", "error", values={"column": "from_region"})])
    current = round_of(thing)
    if thing.reviews.filter(reviewer=reviewer, round=current).exists():
        raise Unfit([Finding("reviewer-asked-already", "error", values={"column": "reviewer"})])
    row = Review.objects.create(
        thing=thing, reviewer=reviewer, round=current, from_region=from_region, assigned_by=reader,
        assigned=timezone.now(), due=due or timezone.localdate() + timedelta(days=DAYS),
    )  # fmt: skip
    append(
        by=reader, deed="assign-review", kind=thing.kind, id=thing.serial, after={"review": row.pk},
        name=reviewer.shown_name, audience="audit",
    )  # fmt: skip
    return row


@transaction.atomic
def hand_in(reader: Any, review: Review, scores: Mapping[str, int], comment: str, recommendation: str) -> Review:
    """The review, once and for all: what was handed in isn't changed any more."""
    thing = locked(review.thing)
    review = Review.objects.select_for_update().get(pk=review.pk)
    _only_own(reader, review)
    if review.done is not None or review.declined:
        raise Unfit([Finding("review-done-already", "error")])
    against = conflict(reader, thing)
    if against:
        raise Unfit([Finding("reviewer-conflict", "error", values={"reason": str(against)})])
    review.scores = {name: int(value) for name, value in scores.items()}
    review.comment, review.recommendation, review.done = clean(comment), recommendation, timezone.now()
    review.save()
    append(
        by=reader, deed="hand-in-review", kind=thing.kind, id=thing.serial,
        after={"review": review.pk, "scores": review.scores, "recommendation": recommendation}, audience="audit",
    )  # fmt: skip
    return review


@transaction.atomic
def decline(reader: Any, review: Review, why: str) -> None:
    """The one who was asked can't or won't; another one has to be asked."""
    review = Review.objects.select_for_update().get(pk=review.pk)
    _only_own(reader, review)
    if review.done is not None or review.declined:
        raise Unfit([Finding("review-done-already", "error")])
    review.declined = clean(why)[:500] or "-"
    review.save(update_fields=["declined"])
    thing = review.thing
    append(
        by=reader, deed="decline-review", kind=thing.kind, id=thing.serial, after={"review": review.pk}, why=why,
        audience="audit",
    )  # fmt: skip


def begin_round(thing: Thing) -> None:
    """After a revision the same reviewers are asked anew, in a round of its own; conflicts are asked for as they hand in."""
    latest = round_of(thing)
    for old in list(thing.reviews.filter(round=latest, declined="", done__isnull=False)):
        row, made = Review.objects.get_or_create(
            thing=thing, reviewer=old.reviewer, round=latest + 1,
            defaults={
                "from_region": old.from_region, "assigned_by": old.assigned_by, "assigned": timezone.now(),
                "due": timezone.localdate() + timedelta(days=DAYS),
            },
        )  # fmt: skip
        if made:
            append(
                by=None, deed="assign-review", kind=thing.kind, id=thing.serial, after={"review": row.pk},
                name=old.reviewer.shown_name, audience="audit",
            )  # fmt: skip


def round_of(thing: Thing) -> int:
    """The round that reviews belong to now: the first is 1."""
    return max(thing.reviews.values_list("round", flat=True), default=1)


def reviews_for(reader: Any, thing: Thing) -> list[Review]:
    """The reviews that the reader may see with names and scores: all for whoever assigns or decides, else the own."""
    rows = thing.reviews.select_related("reviewer")
    if not getattr(reader, "is_authenticated", False) or thing.made_by_id == reader.pk:
        return []
    if may(reader, "assign", thing) or (may(reader, "decide", thing) and thing.state in DECIDED):
        own = thing.reviews.filter(reviewer=reader).exists()
        return list(rows.filter(reviewer=reader)) if own and thing.state not in DECIDED else list(rows)
    return list(rows.filter(reviewer=reader))


def comments_for_applicant(thing: Thing) -> list[str]:
    """What reviewers wrote, without names and in an order that tells nothing, once the thing is decided."""
    if thing.state not in DECIDED:
        return []
    done = thing.reviews.filter(done__isnull=False).exclude(comment="")
    return sorted(review.comment for review in done)


def summary_of(thing: Thing, questions: tuple[Question, ...]) -> dict[str, Any]:
    """The scores of the present round: mean and spread for each question and each group of like ones; no grand ranking."""
    current = round_of(thing)
    done = [r for r in thing.reviews.all() if r.round == current and r.done and not r.declined]
    means = [mean for review in done if (mean := mean_score(review.scores)) is not None]
    by_question = []
    for question in questions:
        given = [int(review.scores[question.code]) for review in done if review.scores.get(question.code) is not None]
        by_question.append(
            {
                "question": question,
                "mean": sum(given) / len(given) if given else None,
                "low": min(given, default=None),
                "high": max(given, default=None),
                "number": len(given),
            }
        )
    return {
        "done": len(done),
        "asked": sum(r.round == current and not r.declined for r in thing.reviews.all()),
        "mean": sum(means) / len(means) if means else None,
        "low": min(means, default=None),
        "high": max(means, default=None),
        "questions": by_question,
    }


def candidates(thing: Thing) -> list[dict[str, Any]]:
    """Everybody who may review the thing, each with the conflict that stands against it or "" and whether from the region."""
    people = get_user_model().objects.filter(is_active=True).order_by("username")
    asked = set(thing.reviews.values_list("reviewer_id", flat=True))
    return [
        {"person": person, "conflict": str(conflict(person, thing) or ""), "from_region": is_from_region(person, thing)}
        for person in people
        if person.pk not in asked and may(person, "review", thing.kind)
    ]


def is_from_region(person: Any, thing: Thing) -> bool:
    """Whether one of the person's country scopes lies in the M49 sub-region of the thing's country."""
    place = country(thing.country) if thing.country else None
    if place is None:
        return False
    for grant in person.grants.all():
        name, _colon, code = grant.scope.partition(":")
        found = country(code) if name == "country" else None
        if found is not None and found.region and found.region == place.region:
            return True
    return False


def _only_own(reader: Any, review: Review) -> None:
    if not getattr(reader, "is_authenticated", False) or review.reviewer_id != reader.pk:
        raise PermissionDenied("review")
