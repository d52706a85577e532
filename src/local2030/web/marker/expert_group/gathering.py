"""All ratings that there are, as the table that `local2030 marker audit` reads: what is audited here can be audited anywhere.

Three sources: blind reviews of published assessments, readings of closed samples, and tables that were sent in. Only
what was handed in counts, and only once a review is over: the audit must not tell a reviewer what another one gave.
A reviewer stands in the table under a code that is the same in every table and leads back to nobody. Where a reviewer
scored every criterion, the level that follows from the scores through the gates is a row of its own.
"""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Max

from local2030.marker.criteria import Rubric, rubric
from local2030.marker.levels import level_of
from local2030.marker.performance.records import LEVEL, Rated
from local2030.marker.performance.settings import shipped
from local2030.marker.score import ALL_FACTS
from local2030.marker.standing_record import from_json
from local2030.web.marker.expert_group.models import RatingsFile, SampleReading
from local2030.web.marker.expert_group.rubrics import rubric_of
from local2030.web.registry.models import Review, Thing
from local2030.workflows.ratings import read_ratings

READ = ("closed", "cut-short")  # states of a sample whose readings count
HEADER = Rated._fields
PAUSE = 20 * 60  # seconds without a save after which nobody is taken to be at work


class Source(NamedTuple):
    """Where some of the ratings are from: code, name, address on this site, how many, whether invented."""

    code: str  # assessments | sample | file
    name: str
    address: str
    ratings: int
    invented: bool


class Gathered(NamedTuple):
    """The table, where its rows are from, and the minutes that readings took."""

    rows: tuple[Rated, ...]
    sources: tuple[Source, ...]
    minutes: tuple[int, ...]

    @property
    def table(self) -> bytes:
        """The rows as a CSV file; formulas are made harmless, so that the file can be opened by anybody."""
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(HEADER)
        writer.writerows([_cell(value) for value in row] for row in self.rows)
        return out.getvalue().encode()


def gathered() -> Gathered:
    """Everything, in an order that is always the same."""
    reviews, samples, files = list(_reviews()), list(_readings()), list(_files())
    found: list[Source] = []
    if reviews:
        found.append(Source("assessments", "", "", len(reviews), False))
    for serial, title, rows in samples:
        found.append(Source("sample", f"{serial} {title}", f"/things/{serial}/", len(rows), False))
    for file, rows in files:
        found.append(Source("file", file.source, f"/marker/audit/ratings/{file.pk}.csv", len(rows), file.invented))
    rows = [*reviews, *(r for _s, _t, part in samples for r in part), *(r for _f, part in files for r in part)]
    return Gathered(tuple(sorted(rows, key=_order)), tuple(found), _minutes())


def code_of(rater: int | str) -> str:
    """A reviewer's code in the table: always the same here, and nobody can find the person by it without our key.

    A table that was sent in may hold names, whatever its sender was asked for: they get codes as well.
    """
    keyed = hmac.new(settings.SECRET_KEY.encode(), f"rater:{rater}".encode(), hashlib.sha256)
    return f"R-{keyed.hexdigest()[:6]}"


def _reviews() -> Iterator[Rated]:
    """Blind reviews of assessments that are published, with what was claimed for each criterion."""
    from local2030.web.marker.assessing.models import Assessment, Claim

    rows = list(
        Assessment.objects.filter(published__isnull=False)
        .exclude(thing__state__in=("draft", "submitted", "in-review", "divergent", "third-review", "withdrawn"))
        .select_related("thing", "thing__owner", "programme")
        .order_by("pk")
    )
    by_thing = {row.thing_id: row for row in rows}
    places = _place_shares(rows)
    claimed = _claimed(Claim.objects.filter(assessment__in=rows).exclude(status="withdrawn"))
    reviews = Review.objects.filter(thing__in=by_thing, done__isnull=False, declined="").order_by("pk")
    for review in reviews:
        about = by_thing[review.thing_id]
        for criterion, level in _levels(review.scores, rubric_of(about.rubric_sha256) or rubric()):
            claim, text = claimed.get((about.pk, criterion), (None, ""))
            claim = about.claimed if criterion == LEVEL else claim
            yield Rated(
                about.identifier, about.phase, about.rubric, criterion, code_of(review.reviewer_id), claim, level,
                review.done.date() if review.done else None, _agency(about), _share(about.ls_low), _share(about.ls_high), text,
                place_share=places.get(about.pk),
            )  # fmt: skip


def _claimed(claims: Iterable[Any]) -> dict[tuple[int, str], tuple[int | None, str]]:
    """The highest claim of each criterion, and its claimant's words unless they were given in confidence."""
    found: dict[tuple[int, str], tuple[int | None, str]] = {}
    for claim in claims:
        key = (claim.assessment_id, claim.criterion)
        level, text = found.get(key, (None, ""))
        if claim.level is not None:
            level = claim.level if level is None else max(level, claim.level)
        hidden = claim.in_confidence or claim.sensitive
        found[key] = (level, text if hidden or not claim.text else claim.text)
    return found


def _place_shares(rows: Iterable[Any]) -> dict[int, Decimal | None]:
    """The part of the money below the national level, out of the record of each assessment's own newest standing."""
    found: dict[int, Decimal | None] = {}
    for row in rows:
        standing = row.standings.filter(newest=True, rubric=row.rubric).only("record").first()
        try:
            found[row.pk] = from_json(bytes(standing.record)).subnational if standing and standing.record else None
        except ValueError:
            found[row.pk] = None
    return found


def _agency(about: Any) -> str:
    if about.thing.owner is not None:
        return str(about.thing.owner.title)
    return about.programme.reporter if about.programme is not None else ""


def _readings() -> Iterator[tuple[str, str, list[Rated]]]:
    """Each closed sample with its ratings."""
    rows = SampleReading.objects.filter(item__sample__state__in=READ, done__isnull=False, declined="")
    rows = rows.select_related("item", "item__sample", "item__programme").order_by(
        "item__sample_id", "item__position", "pk"
    )
    by_sample: dict[tuple[str, str], list[Rated]] = {}
    for reading in rows:
        item, programme = reading.item, reading.item.programme
        for criterion, level in _levels(reading.scores, rubric_of(item.rubric_sha256) or rubric()):
            rated = Rated(
                item.identifier, programme.phase, item.rubric, criterion, code_of(reading.reviewer_id), None, level,
                reading.done.date() if reading.done else None, item.agency, _share(programme.ls_low),
                _share(programme.ls_high), "",
            )  # fmt: skip
            by_sample.setdefault((item.sample.serial, item.sample.title), []).append(rated)
    for (serial, title), found in by_sample.items():
        yield serial, title, found


def _files() -> Iterator[tuple[RatingsFile, list[Rated]]]:
    for file in RatingsFile.objects.filter(withdrawn="").order_by("pk"):
        read = read_ratings(bytes(file.content), file.name, rubric(), shipped().most_score)
        yield file, [row._replace(rater=code_of(row.rater)) if row.rater else row for row in read.rows]


def _minutes() -> tuple[int, ...]:
    rows = SampleReading.objects.filter(item__sample__state__in=READ, done__isnull=False, minutes__isnull=False)
    return tuple(sorted(rows.values_list("minutes", flat=True)))  # type: ignore[arg-type]


def items_per_assessment() -> tuple[int, ...]:
    """How many pieces of evidence each published assessment brought, fewest first."""
    from local2030.web.marker.assessing.models import Assessment, Claim

    published = Assessment.objects.filter(published__isnull=False).values_list("pk", flat=True)
    counts = dict.fromkeys(published, 0)
    rows = Claim.objects.filter(assessment__in=counts).exclude(kind="").exclude(status="withdrawn")
    for assessment in rows.values_list("assessment_id", flat=True):
        counts[assessment] += 1
    return tuple(sorted(counts.values()))


def claimants_minutes() -> tuple[int, ...]:
    """The minutes that claimants worked on each published assessment, told by when they saved; pauses are left out."""
    from local2030.web.marker.assessing.models import Assessment, Claim

    times: dict[int, list[Any]] = {}
    published = Assessment.objects.filter(published__isnull=False)
    rows = Claim.objects.filter(assessment__in=published, by__isnull=False).order_by("at")
    for assessment, at in rows.values_list("assessment_id", "at"):
        times.setdefault(assessment, []).append(at)
    found = [
        sum(gap for a, b in pairwise(saved) if (gap := (b - a).total_seconds()) <= PAUSE) for saved in times.values()
    ]
    return tuple(sorted(max(1, round(seconds / 60)) for seconds in found))


def stamp() -> str:
    """Changes whenever ratings may have: cheap enough to ask on every look at the page."""
    from local2030.web.marker.assessing.models import Assessment

    parts = [
        Review.objects.filter(thing__kind="marker-assessment").aggregate(m=Max("done"))["m"],
        SampleReading.objects.aggregate(m=Max("done"))["m"],
        RatingsFile.objects.filter(withdrawn="").count(),
        RatingsFile.objects.aggregate(m=Max("pk"))["m"],
        Assessment.objects.filter(published__isnull=False).count(),
        Assessment.objects.aggregate(m=Max("published"))["m"],
        Thing.objects.filter(kind="review-sample", state__in=READ).count(),
    ]
    return hashlib.sha256("/".join(str(part) for part in parts).encode()).hexdigest()


def _levels(scores: Mapping[str, Any], used: Rubric) -> Iterator[tuple[str, int]]:
    """One reviewer's score of each criterion of the rubric, and the level that follows where all are there."""
    most, ids = shipped().most_score, [c.id for c in used.criteria]
    given = {c: v for c in ids if isinstance(v := scores.get(c), int) and not isinstance(v, bool) and 0 <= v <= most}
    yield from given.items()
    if len(given) == len(ids):
        yield LEVEL, level_of(used, tuple(given[c] for c in ids), facts=ALL_FACTS).level


def _share(value: float | None) -> Any:
    return None if value is None else Decimal(format(value, ".10g"))


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _order(row: Rated) -> tuple[str, ...]:
    return tuple("" if value is None else str(value) for value in row)
