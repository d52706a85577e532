"""How an assessment stands after each event: scored anew from what is known now, filed, never changed.

`restand` is called after every event: a claim, evidence, a review, an attestation, new aid data. A standing holds its
whole score and the list of the kept files that it was made of; out of these it comes again, byte for byte (`again`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from local2030.web.accounts.permissions import may
from local2030.web.history.chain import append
from local2030.web.locks import one_writer
from local2030.web.marker.assessing.engine import packed, run, scored
from local2030.web.marker.assessing.inputs import inputs_of
from local2030.web.marker.assessing.models import Assessment, Standing
from local2030.web.marker.assessing.rubrics import folder_for
from local2030.web.marker.models import Programme
from local2030.web.marker.records import amount

ENDED = ("superseded", "withdrawn")
TRIES = 3
COPIED = ("level", "possible", "claimed", "reviewed", "ls_low", "ls_high", "coverage", "money", "divergence_low",
          "divergence_high", "blind")  # fmt: skip


def restand(assessment: Assessment, because: str, detail: str = "") -> Standing:
    """Scores an assessment again and files how it stands now; the columns of the given row follow.

    One that has ended stays as it ended. If somebody else changed the claims meanwhile, it is scored once more.
    """
    row = Assessment.objects.select_related("thing", "programme__upload").get(pk=assessment.pk)
    if row.thing.state in ENDED and (last := newest(row)) is not None:
        return last
    for left in reversed(range(TRIES)):
        _follow_aid_data(row)
        mark = _mark(row)
        found = scored(row)
        with transaction.atomic():
            one_writer("assessing")
            now = Assessment.objects.select_for_update().select_related("thing").get(pk=row.pk)
            if _mark(now) != mark and left:
                row = Assessment.objects.select_related("thing", "programme__upload").get(pk=row.pk)
                continue
            now.inputs, now.programme_id = row.inputs, row.programme_id
            standing = file_standing(
                now, found.document, found.record, because, detail, inputs=found.inputs, whole=found.packed,
                reviewed=found.reviewed,
            )  # fmt: skip
            break
    _copy(now, assessment)
    return standing


def file_standing(
    assessment: Assessment,
    document: Mapping[str, Any],
    record: bytes,
    because: str,
    detail: str = "",
    *,
    inputs: Sequence[Mapping[str, Any]] = (),
    whole: bytes = b"",
    reviewed: int | None = None,
    at: datetime | None = None,
) -> Standing:
    """Writes a standing for a whole score of one programme, and the columns if it is under the assessment's rubric.

    `at` is for histories brought in from elsewhere; `whole` the packed document where it is at hand.
    """
    result, rubric = document["programmes"][0], document["rubric"]
    with transaction.atomic():
        former = assessment.standings.filter(newest=True, rubric=rubric["id"]).first()
        assessment.standings.filter(newest=True, rubric=rubric["id"]).update(newest=False)
        strict = (result.get("local_share") or {}).get("strict") or {}
        standing = Standing.objects.create(
            assessment=assessment, at=at or timezone.now(), because=because, detail=detail[:300], rubric=rubric["id"],
            rubric_sha256=rubric["sha256"], level=result.get("level"), possible=result.get("level_possible"),
            claimed=result.get("level_claimed"), reviewed=reviewed, ls_low=strict.get("low"),
            ls_high=strict.get("high"), coverage=strict.get("coverage"), packed=whole or packed(document),
            record=record, inputs=list(inputs),
        )  # fmt: skip
        if rubric["id"] == assessment.rubric:
            _set_columns(assessment, standing, result)
        _tell(assessment, former, standing)
    return standing


def newest(assessment: Assessment) -> Standing | None:
    """How it stands now, under its own rubric."""
    found: Standing | None = assessment.standings.filter(newest=True, rubric=assessment.rubric).first()
    return found


def standing_at(assessment: Assessment, moment: datetime) -> Standing | None:
    """How it stood at a moment."""
    rows = assessment.standings.filter(at__lte=moment, rubric=assessment.rubric)
    found: Standing | None = rows.order_by("-at", "-id").first()
    return found


def again(standing: Standing) -> bytes:
    """The standing's score made again out of its kept files: the bytes are those that it keeps."""
    folder = folder_for(standing.rubric, standing.rubric_sha256)
    phase = standing.result["phase"]
    return packed(run(standing.inputs, rubric_folder=folder, phase=phase)[0])


def _follow_aid_data(row: Assessment) -> None:
    """Where newer aid data took the place of those it was scored from, the newer count from now on."""
    if row.programme is not None and row.programme.current and row.inputs:
        return
    found = row.programme
    if found is None or not found.current:
        found = _successor(row) or found
    if found is not None and (found.pk != row.programme_id or not row.inputs):
        row.inputs, row.programme = inputs_of(found), found


def _successor(row: Assessment) -> Programme | None:
    """The newer programme that took the place of the old one: an identifier alone is a claim that anybody can write."""
    same = (
        Programme.objects.filter(current=True, identifier=row.identifier).select_related("upload__by").order_by("-id")
    )
    old = row.programme
    if old is None:
        return same.first()
    return next(
        (
            new for new in same.filter(audience=old.audience)[:20]
            if new.upload.by_id == old.upload.by_id or may(new.upload.by, "supersede", "joint programme")
        ),
        None,
    )  # fmt: skip


def _mark(row: Assessment) -> tuple[object, ...]:
    """What tells whether the claims are still those that were scored."""
    last = row.claims.aggregate(last=Max("id"))["last"]
    states = tuple(row.claims.order_by("id").values_list("id", "status", "level"))
    return (last, hash(states), hash(repr(sorted(row.verdicts.items()))), hash(repr(sorted(row.left_out.items()))))


def _set_columns(assessment: Assessment, standing: Standing, result: Mapping[str, Any]) -> None:
    gap = result.get("divergence") or {}
    over = gap.get("over") or {}
    for name in ("level", "possible", "claimed", "reviewed", "ls_low", "ls_high", "coverage"):
        setattr(assessment, name, getattr(standing, name))
    assessment.money = amount((result.get("totals") or {}).get("in_scope"))
    assessment.divergence_low, assessment.divergence_high = over.get("low"), over.get("high")
    assessment.blind = gap.get("blind")
    assessment.save()


def _tell(assessment: Assessment, former: Standing | None, standing: Standing) -> None:
    """A line of history where the level moved."""
    names = ("level", "possible", "claimed", "reviewed", "ls_low", "ls_high", "coverage")
    if former is None or all(getattr(former, name) == getattr(standing, name) for name in names):
        return
    append(
        by=None, deed="restand", kind="marker-assessment", id=assessment.thing.serial,
        before={"level": former.level, "possible": former.possible},
        after={"level": standing.level, "possible": standing.possible, "because": standing.because}, audience="inner",
    )  # fmt: skip


def _copy(of: Assessment, to: Assessment) -> None:
    for name in (*COPIED, "inputs", "programme_id"):
        setattr(to, name, getattr(of, name))
