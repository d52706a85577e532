"""Deeds of review samples: draw by lot, hand out, score blind, close. Who has a conflict of interest reads something else.

A reviewer sees the own readings alone, and of a programme its evidence without the level that was derived from it and
without what was claimed. Scores are seen by nobody before all are in; then they count in the audit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from local2030.marker.criteria import Rubric, rubric
from local2030.marker.performance.sampling import LEAST, READERS, Candidate, assigned, stratified_sample
from local2030.marker.performance.settings import shipped
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.places import country
from local2030.web.accounts.permissions import ask, conflict, may
from local2030.web.history.chain import append
from local2030.web.jobs import deeds
from local2030.web.marker.expert_group.models import SampleItem, SampleReading
from local2030.web.marker.expert_group.rubrics import rubric_in_force, rubric_of
from local2030.web.marker.models import Programme, Score
from local2030.web.registry import changing
from local2030.web.registry.cells import clean
from local2030.web.registry.changing import Unfit, by, locked
from local2030.web.registry.models import Review, Thing

KIND = "review-sample"
LONGEST_MINUTES = 600


@transaction.atomic
def draw(reader: Any, thing: Thing) -> int:
    """Draws the sample and hands it out; says how many programmes. Raises `Unfit` where there are too few reviewers."""
    thing = locked(thing)
    ask(reader, "change", thing)
    if thing.state != "draft":
        raise Unfit([Finding("thing-closed", "error", values={"serial": thing.serial})])
    programmes = {
        p.identifier: p for p in Programme.objects.filter(current=True, audience="public").exclude(identifier="")
    }
    seed = str(thing.fields.get("seed") or timezone.localdate().isoformat())
    least = int(float(thing.fields.get("least") or LEAST))
    drawn = stratified_sample([candidate(p) for p in programmes.values()], seed, least)
    if not drawn:
        raise Unfit([Finding("sample-empty", "error")])
    people = {str(person.pk): person for person in reviewers()}
    against = {
        (pk, item.programme.identifier): "conflict"
        for pk, person in people.items() for item in drawn
        if is_against(person, programmes[item.programme.identifier])
    }  # fmt: skip
    who, _short = assigned(drawn, sorted(people, key=int), against, seed)
    lacking = sum(len(readers) < READERS for readers in who.values())
    if lacking:
        values = {"lacking": lacking, "reviewers": len(people), "least": READERS}
        raise Unfit([Finding("sample-too-few-reviewers", "error", values=values)])
    _hand_out(thing, drawn, programmes, who, people)
    changing.move(None, thing, "reading", "", None, {"drawn": "yes"})
    append(
        by=by(reader), deed="draw-sample", kind=KIND, id=thing.serial, after={"seed": seed, "number": len(drawn)},
        audience=thing.audience,
    )  # fmt: skip
    return len(drawn)


@transaction.atomic
def score(
    reader: Any, reading: SampleReading, scores: Mapping[str, int], comment: str, minutes: int | None
) -> SampleReading:
    """A reading handed in, once and for all; the last one closes the sample and asks for the audit anew."""
    thing = locked(reading.item.sample)
    reading = SampleReading.objects.select_for_update().get(pk=reading.pk)
    _only_own(reader, reading, thing)
    known, most = {c.id for c in rubric_read_by(reading.item).criteria}, shipped().most_score
    bad = [name for name, value in scores.items() if name not in known or not 0 <= value <= most]
    if bad or not scores:
        raise Unfit([Finding("sample-scores-wrong", "error", values={"criteria": ", ".join(bad) or "-", "most": most})])
    reading.scores, reading.comment = dict(scores), clean(comment)[:4000]
    reading.minutes = minutes if minutes is not None and 0 < minutes <= LONGEST_MINUTES else None
    reading.done = timezone.now()
    reading.save()
    append(
        by=by(reader), deed="score-sample", kind=KIND, id=thing.serial, after={"reading": reading.pk}, audience="audit"
    )
    if not _waiting(thing).exists():
        changing.move(None, thing, "closed", "", None, {"all_in": "yes"})
        if thing.made_by is not None:
            deeds.ask("audit-marker", 0, thing.made_by)
    return reading


@transaction.atomic
def decline(reader: Any, reading: SampleReading, why: str) -> SampleReading | None:
    """The reviewer can't or won't; the next one without a conflict is asked, if there is one."""
    thing = locked(reading.item.sample)
    reading = SampleReading.objects.select_for_update().get(pk=reading.pk)
    _only_own(reader, reading, thing)
    reading.declined = clean(why)[:500] or "-"
    reading.save(update_fields=["declined"])
    append(
        by=by(reader), deed="decline-sample", kind=KIND, id=thing.serial, after={"reading": reading.pk}, why=why,
        audience="audit",
    )  # fmt: skip
    there = set(reading.item.readings.values_list("reviewer_id", flat=True))
    free = [p for p in reviewers() if p.pk not in there and not is_against(p, reading.item.programme)]
    if not free:
        return None
    load = {p.pk: SampleReading.objects.filter(item__sample=thing, reviewer=p).count() for p in free}
    person = min(free, key=lambda p: (load[p.pk], p.pk))
    return SampleReading.objects.create(item=reading.item, reviewer=person, assigned=timezone.now())


def rubric_read_by(item: SampleItem) -> Rubric:
    """The rubric whose words the readers of a sample score by: the one in force when it was drawn."""
    return rubric_of(item.rubric_sha256) or rubric()


def reviewers() -> list[Any]:
    """Everybody who may review assessments."""
    people = get_user_model().objects.filter(is_active=True, service=False).order_by("pk")
    return [person for person in people if may(person, "review", "marker assessment")]


def is_against(person: Any, programme: Programme) -> bool:
    """Whether the person has a conflict of interest with the programme, or has reviewed its assessment already."""
    if conflict(person, programme):
        return True
    from local2030.web.marker.assessing.models import Assessment

    things = Assessment.objects.filter(identifier=programme.identifier).values("thing")
    made = Thing.objects.filter(pk__in=things, made_by=person).exists()
    return made or Review.objects.filter(thing__in=things, reviewer=person).exists()


def candidate(programme: Programme) -> Candidate:
    """The programme with what tells its stratum: level, who reports it, region of its first country."""
    codes = programme.countries.split()
    place = country(codes[0]) if codes else None
    level = "-" if programme.level is None else str(programme.level)
    return Candidate(programme.identifier, level, programme.reporter[:200], (place.region or "") if place else "")


def waiting_for(reader: Any) -> Any:
    """The reader's own readings, those that wait first."""
    rows = SampleReading.objects.filter(reviewer=reader.pk, declined="", item__sample__state="reading")
    return rows.select_related("item", "item__sample", "item__programme").order_by("done", "item__position")


def progress(thing: Thing) -> tuple[int, int]:
    """How many readings are in, of how many."""
    rows = SampleReading.objects.filter(item__sample=thing, declined="")
    return rows.filter(done__isnull=False).count(), rows.count()


def _hand_out(
    thing: Thing, drawn: Any, programmes: Mapping[str, Programme], who: Any, people: Mapping[str, Any]
) -> None:
    now = timezone.now()
    used = rubric_in_force()
    newest = dict(
        Score.objects.filter(
            programme__in=[programmes[d.programme.identifier].pk for d in drawn], newest=True
        ).values_list("programme_id", "pk")
    )
    for item in drawn:
        programme = programmes[item.programme.identifier]
        row = SampleItem.objects.create(
            sample=thing, position=item.position, identifier=programme.identifier, programme=programme,
            score_id=newest[programme.pk], level=item.programme.level, agency=item.programme.agency,
            region=item.programme.region[:60], readers=len(who[item.position]),
            rubric=used.id, rubric_sha256=used.sha256,
        )  # fmt: skip
        SampleReading.objects.bulk_create(
            SampleReading(item=row, reviewer=people[pk], assigned=now) for pk in who[item.position]
        )


def _waiting(thing: Thing) -> Any:
    return SampleReading.objects.filter(item__sample=thing, done__isnull=True, declined="")


def _only_own(reader: Any, reading: SampleReading, thing: Thing) -> None:
    if not getattr(reader, "is_authenticated", False) or reading.reviewer_id != reader.pk:
        raise PermissionDenied("review")
    if reading.done is not None or reading.declined or thing.state != "reading":
        raise Unfit([Finding("review-done-already", "error")])
