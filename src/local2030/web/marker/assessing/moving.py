"""An assessment on its way: handed in, agreed, published, superseded; what follows each move in the same transaction."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from local2030.marker.justifications import rules
from local2030.vocabulary.findings import Finding
from local2030.web.accounts.permissions import ask
from local2030.web.marker.assessing.models import Assessment
from local2030.web.marker.assessing.notices import notices
from local2030.web.marker.assessing.standing import newest, restand
from local2030.web.marker.assessing.starting import named_governments
from local2030.web.registry import changing, reviewing
from local2030.web.registry.models import Thing

CONFIRMED = ("claims_shown", "own_words")
OPEN_TO_ALL = ("published", "contested", "superseded")


def submit(reader: Any, assessment: Assessment, version: int | None = None) -> Thing:
    """Hands a draft in. Raises `Unfit` with what must be mended first, `Refused` where it isn't a draft."""
    thing = assessment.thing
    ask(reader, "claim", thing)
    standing = restand(assessment, "claim", "handed in")
    found = [f for f in notices(assessment, standing.result["programmes"][0]) if f.severity == "error"]
    if found:
        raise changing.Unfit(found)
    with transaction.atomic():
        thing = changing.locked(thing)
        if version is not None and thing.version != version:
            raise changing.Outdated(thing)
        if thing.state == "draft":
            thing = changing.change(
                reader, thing, dict.fromkeys(CONFIRMED, True), rules().sha256[:12], thing.version,
                allowed=frozenset(CONFIRMED),
            )  # fmt: skip
        moved = changing.move(reader, thing, "submitted", "", None)
        name_governments(assessment, moved)
        return moved


def assessment_moved(reader: Any, thing: Thing, was: str, why: str) -> None:
    """Follows each move: what opens or shuts, and what is scored anew."""
    from local2030.web.marker.assessing.judging import settle

    assessment = Assessment.objects.select_for_update().filter(thing=thing).first()
    if assessment is None:
        return
    if thing.state == "draft":
        for name in CONFIRMED:
            thing.fields.pop(name, None)
        _begin_anew(assessment)
    elif thing.state == "submitted" and thing.reviews.filter(done__isnull=False).exists():
        reviewing.begin_round(thing)
    elif thing.state == "agreed":
        settle(assessment, thing)
        name_governments(assessment, thing)
        restand(assessment, "review")
    elif thing.state == "published":
        thing.audience = "public"
        thing.fields["out"] = True
        if assessment.published is None:
            assessment.published = timezone.now()
            assessment.save(update_fields=["published"])
            _supersede(assessment, thing)
    elif thing.state == "withdrawn":
        thing.audience = "inner"


def _begin_anew(assessment: Assessment) -> None:
    """What reviewers said of evidence counts no more once the claimant takes it up again; their reviews stay as they are."""
    assessment.claims.filter(status__in=("accepted", "rejected")).update(status="submitted", status_why="")
    assessment.verdicts, assessment.left_out = {}, {}
    assessment.save(update_fields=["verdicts", "left_out"])


def comment_of_claimant(reader: Any, thing: Thing, text: str, version: int) -> Thing:
    """The claimant's reply to what reviewers found, shown beside it; open while others don't see it yet and after."""
    ask(reader, "claim", thing)
    if thing.state not in ("agreed", "contested", "published"):
        raise changing.Unfit([Finding("reply-not-now", "error", values={"column": "reply"})])
    return changing.change(reader, thing, {"reply": text}, "right of reply", version, allowed=frozenset({"reply"}))


def _supersede(assessment: Assessment, thing: Thing) -> None:
    """The published ones before of the same programme and phase: tied to this one, and ended as they are."""
    rows = Assessment.objects.filter(
        identifier=assessment.identifier, phase=assessment.phase, thing__state__in=("published", "contested")
    )
    for former in rows.exclude(pk=assessment.pk).select_related("thing"):
        changing.tie(None, former.thing, thing, "replaced-by", "", "a new assessment")
        changing.move(None, former.thing, "superseded", "a new assessment", None, {"recomputed": True})


def name_governments(assessment: Assessment, thing: Thing) -> None:
    """Local governments that came into the registry since it was begun can contest as well."""
    if assessment.programme is None:
        return
    there = set(thing.parts.filter(role="named").values_list("actor_id", flat=True))
    for government in named_governments(assessment.programme):
        if government.pk not in there:
            changing.set_part(None, thing, government, "named", "", "named by the programme")


def stands(assessment: Assessment) -> dict[str, Any]:
    """The programme's result in its newest standing; empty where there is none."""
    standing = newest(assessment)
    return dict(standing.result["programmes"][0]) if standing is not None else {}
