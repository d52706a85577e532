"""A second version of every published score under a new rubric, beside the first, which stays to the byte."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from local2030.marker.relevel import relevel
from local2030.web.history.chain import append
from local2030.web.jobs.deeds import Progress
from local2030.web.jobs.models import Job, State
from local2030.web.locks import one_writer
from local2030.web.marker.assessing import engine
from local2030.web.marker.assessing.models import Standing
from local2030.web.marker.assessing.standing import file_standing
from local2030.web.marker.expert_group.archive import archive
from local2030.web.marker.expert_group.models import RubricVersion, SecondScore
from local2030.web.marker.expert_group.rubrics import folder_of, stored
from local2030.web.marker.models import Score


def second_scores_by_job(job: Job, progress: Progress) -> None:
    """The same in the background; all or nothing, and twice is as good as once."""
    progress.at(now=True, step="scoring")
    version = RubricVersion.objects.get(pk=job.target)
    make_second_standings(version)  # first: kept pages are made anew by the history, where the scores stand as the last
    number = make_second_scores(version)
    Job.objects.filter(pk=job.pk, state=State.RUNNING).update(
        state=State.DONE, step="done", counted=number, ended=timezone.now()
    )


def make_second_scores(version: RubricVersion) -> int:
    """One for each published score and standing that has none yet under this version; says how many there are now."""
    rubric = stored(version.version, version.sha256)
    there = set(SecondScore.objects.filter(rubric=version).values_list("score_id", "standing_id"))
    kept = [k for k in archive().kept if (k.score, k.standing) not in there]
    first = _hashes(Score, [k.score for k in kept]) | _hashes(Standing, [k.standing for k in kept])
    now, rows = timezone.now(), []
    for each in kept:
        found, record = relevel(each.record, rubric), each.record
        sha = first[(Score, each.score) if each.score is not None else (Standing, each.standing)]
        rows.append(
            SecondScore(
                score_id=each.score, standing_id=each.standing, rubric=version, level=found.level, possible=found.possible,
                was_level=record.level, was_possible=record.possible, first_sha256=sha, at=now,
            )
        )  # fmt: skip
    with transaction.atomic():
        one_writer("marker")
        SecondScore.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
        if rows:
            append(
                by=None, deed="second-scores", kind="rubric-bill", id=version.text.bill.serial,
                after={"number": len(rows), "version": version.version}, audience="public",
            )  # fmt: skip
    return len(there) + len(rows)


def make_second_standings(version: RubricVersion) -> int:
    """For each published assessment a whole standing under the new rubric, out of the same kept files; how many there are.

    The assessment's own standing and columns stay. One whose files aren't kept any more has its second score only.
    """
    rows = Standing.objects.filter(newest=True, rubric=F("assessment__rubric"), assessment__published__isnull=False)
    number = 0
    for row in rows.select_related("assessment", "assessment__thing").order_by("pk"):
        if row.assessment.standings.filter(rubric_sha256=version.sha256).exists():
            number += 1
        elif row.inputs and engine.is_kept(row.inputs):
            folder = folder_of(version.version)
            document, record, reviewed = engine.run(row.inputs, rubric_folder=folder, phase=row.assessment.phase)
            with transaction.atomic():
                file_standing(
                    row.assessment, document, record, "rubric", version.version, inputs=row.inputs, reviewed=reviewed
                )
            number += 1
    return number


def is_untouched(second: SecondScore) -> bool:
    """Whether the first score is to the byte what it was when the second one was made."""
    model, pk = (Score, second.score_id) if second.score_id is not None else (Standing, second.standing_id)
    return _hashes(model, [pk]).get((model, pk)) == second.first_sha256


def _hashes(model: Any, keys: list[int | None]) -> dict[Any, str]:
    rows = model.objects.filter(pk__in=[key for key in keys if key is not None]).values_list("pk", "packed")
    return {(model, pk): hashlib.sha256(bytes(content)).hexdigest() for pk, content in rows.iterator(chunk_size=500)}
