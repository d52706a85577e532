"""Blind reviews of an assessment: a score for each criterion, and a word with a reason on each piece of evidence.

Two are asked who have no conflict of interest; neither sees the other's, and the claimant never learns who they are. A
third is asked where they diverge. Once it is agreed, what all (of three: two) accepted is accepted evidence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from local2030.marker.levels import level_of
from local2030.marker.score import ALL_FACTS
from local2030.vocabulary.findings import Finding
from local2030.web.history.chain import append
from local2030.web.marker.assessing.claims import active
from local2030.web.marker.assessing.engine import REVIEWED
from local2030.web.marker.assessing.models import Assessment, Claim, ItemVerdict
from local2030.web.marker.assessing.notices import left_out_by_claimant
from local2030.web.marker.assessing.rubrics import rubric_of
from local2030.web.registry import reviewing
from local2030.web.registry.cells import clean
from local2030.web.registry.changing import Unfit, locked, move_by_date
from local2030.web.registry.models import Review, Thing

OPEN_STATES = ("in-review", "third-review")
LEVEL = "level"
NOT_JUDGED = "none"
LONGEST_REASON = 500


@transaction.atomic
def judge(
    reader: Any, review: Review, scores: Mapping[str, Any], verdicts: Mapping[str, tuple[bool, str]], comment: str
) -> Review:
    """A review handed in once and for all; the assessment goes on by itself when it is the last one. Raises `Unfit`.

    `verdicts`: for each item its key (`items_of`), whether it is accepted, and why.
    """
    thing = locked(review.thing)
    assessment = Assessment.objects.select_related("thing").get(thing=thing)
    if thing.state not in OPEN_STATES:
        raise Unfit([Finding("review-not-open", "error")])
    kept = _scores(assessment, scores)
    known = {item["key"] for item in items_of(assessment)}
    lacking = [key for key in known if key not in verdicts]
    bare = [key for key, (accepted, why) in verdicts.items() if key in known and not accepted and not clean(why)]
    if lacking or bare:
        code = "review-items-unjudged" if lacking else "review-reason-missing"
        raise Unfit([Finding(code, "error", values={"count": len(lacking or bare)})])
    done = reviewing.hand_in(reader, review, kept, clean(comment)[:4000], "")
    ItemVerdict.objects.bulk_create(
        ItemVerdict(review=done, item=key, accepted=verdicts[key][0], reason=clean(verdicts[key][1])[:LONGEST_REASON])
        for key in sorted(known)
    )
    move_by_date(locked(thing), timezone.localdate())
    return done


def items_of(assessment: Assessment) -> list[dict[str, Any]]:
    """Every piece of evidence that a reviewer says yes or no to: of claims, of records, and what is left out."""
    from local2030.web.marker.assessing.evidence_list import evidence_of

    found = [item for items in evidence_of(assessment).values() for item in items]
    out = [
        {"key": f"leave-out:{j.criterion}", "criterion": j.criterion, "kind": "", "left_out": j, "claim": None}
        for j in left_out_by_claimant(assessment).values()
    ]  # fmt: skip
    return found + out


def settle(assessment: Assessment, thing: Thing) -> None:
    """Makes the reviewers' words count, when it is agreed: accepted is what more than half, and at least two, accepted."""
    given = _given(thing)
    if not given:
        return
    claims = {claim.pk: claim for claim in active(assessment)}
    verdicts: dict[str, Any] = {REVIEWED: timezone.now().isoformat()}
    left_out = {}
    for item, words in sorted(given.items()):
        accepted = sum(yes for yes, _why in words) >= 2 and 2 * sum(yes for yes, _why in words) > len(words)
        sort, _colon, rest = item.partition(":")
        if sort == "claim" and rest.isdigit() and int(rest) in claims:
            _decide(claims[int(rest)], accepted, [why for yes, why in words if yes == accepted])
        elif sort == "record":
            verdicts[rest] = "accepted" if accepted else "rejected"
        elif sort == "leave-out" and accepted:
            reason = left_out_by_claimant(assessment).get(rest)
            left_out[rest] = reason.reason if reason is not None else ""
    assessment.verdicts, assessment.left_out = verdicts, left_out
    assessment.save(update_fields=["verdicts", "left_out"])
    told = {name: word for name, word in verdicts.items() if name != REVIEWED}
    append(
        by=None, deed="settle-reviews", kind="marker-assessment", id=thing.serial,
        after={"accepted": sum(w == "accepted" for w in told.values()), "left_out": sorted(left_out)}, audience="inner",
    )  # fmt: skip


def distances(thing: Thing) -> dict[str, int]:
    """How far reviewers lie apart in each criterion; for those who may know, and after it is agreed."""
    scores, current = defaultdict(list), reviewing.round_of(thing)
    for review in thing.reviews.filter(round=current, done__isnull=False, declined=""):
        for name, score in review.scores.items():
            scores[name].append(score)
    return {name: int(max(found) - min(found)) for name, found in scores.items() if len(found) > 1}


def _scores(assessment: Assessment, scores: Mapping[str, Any]) -> dict[str, int]:
    """The level of each criterion as judged, and the level of the whole that follows from them by the gates."""
    rubric, out, kept = rubric_of(assessment), left_out_by_claimant(assessment), {}
    for criterion in rubric.criteria:
        given = str(scores.get(criterion.id, ""))
        if given in ("0", "1", "2", "3"):
            kept[criterion.id] = int(given)
        elif not (given == NOT_JUDGED and criterion.id in out):
            values = {"question": criterion.id, "low": 0, "high": 3, "column": f"s_{criterion.id}"}
            raise Unfit([Finding("review-score-off-scale", "error", values=values)])
    absent = frozenset(c.id for c in rubric.criteria if c.id not in kept)
    levels = tuple(kept.get(c.id, 0) for c in rubric.criteria)
    return kept | {LEVEL: level_of(rubric, levels, absent, ALL_FACTS).level}


def _given(thing: Thing) -> dict[str, list[tuple[bool, str]]]:
    """What the reviewers of the present round said of each item."""
    found: dict[str, list[tuple[bool, str]]] = defaultdict(list)
    rows = ItemVerdict.objects.filter(
        review__thing=thing, review__round=reviewing.round_of(thing), review__done__isnull=False, review__declined=""
    )
    for item, accepted, reason in rows.order_by("item", "id").values_list("item", "accepted", "reason"):
        found[item].append((accepted, reason))
    return found


def _decide(claim: Claim, accepted: bool, reasons: Sequence[str]) -> None:
    """The word on a claim, with the reasons in an order that tells nothing of who gave them."""
    why = "; ".join(sorted({reason for reason in reasons if reason}))[:500]
    Claim.objects.filter(pk=claim.pk).update(status="accepted" if accepted else "rejected", status_why=why)
