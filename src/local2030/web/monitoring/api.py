"""The HTTP API of monitoring: data sets, values, checks, gaps, progress, comparison, momentum, export; and sending data in.

Answers are the documents of the workflows, the same as `local2030 monitoring ... --format json`. Every question asks the
rights first: of a data set that one may not know of there is nothing here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import File, Form, Query, Router, Schema, Status
from ninja.errors import HttpError
from ninja.files import UploadedFile

from local2030.monitoring.progress_methods import methods
from local2030.vocabulary.errors import Local2030Error
from local2030.vocabulary.messages import say
from local2030.web.accounts.permissions import ask, may
from local2030.web.monitoring import api_sending
from local2030.web.monitoring.adopting import dataset_of, name_of, readable
from local2030.web.monitoring.cuts import chosen, condition, cuts_of
from local2030.web.monitoring.datasets.checks import SEVERITIES, said
from local2030.web.monitoring.datasets.export_file import export_file
from local2030.web.monitoring.datasets.facts import facts_of
from local2030.web.monitoring.datasets.pages import indicators_of
from local2030.web.monitoring.datasets.versions import published_of
from local2030.web.monitoring.stores import Opened
from local2030.web.monitoring.wishes import api as wishes
from local2030.web.monitoring.wishes.api import WantedBody
from local2030.web.registry.api_answers import signed_in

router = Router(tags=["monitoring"])
MOST = 10_000
Document = dict[str, Any]
COLUMNS = (
    "indicator", "series", "ref_area", "freq", "time_period", "year", "obs_value", "raw_value", "unit_measure", "unit_mult", "dims",
    "obs_status", "lower_bound", "upper_bound", "source_file", "source_row",
)  # fmt: skip


class DatasetShape(Schema):
    """A data set with what its published state holds."""

    name: str
    serial: str
    title: str
    licence: str
    attribution: str
    source_url: str
    audience: str
    version: int
    made: str
    observations: int
    values: int
    indicators: int
    places: int
    first_year: int | None
    last_year: int | None
    rows_read: int
    published: int
    reported: int
    errors: int
    warnings: int


class VersionShape(Schema):
    """A published state."""

    version: int
    made: str
    by: str
    note: str


class PlaceShape(Schema):
    """A place of a data set; `parent` "" for the whole territory."""

    code: str
    name: str
    level: int
    level_name: str
    parent: str


class ObservationsShape(Schema):
    """Values asked for; `more` says that there are more than were given: ask for a narrower part."""

    dataset: str
    version: int
    licence: str
    attribution: str
    rows: list[dict[str, Any]]
    more: bool


class MethodShape(Schema):
    """A method of progress."""

    name: str
    title: str
    source: str
    statuses: list[str]


@router.get("/data", response=list[DatasetShape], summary="The data sets")
def data_sets(request: HttpRequest) -> list[Document]:
    """Those that you may read."""
    return [_dataset(thing, data) for thing, data in readable(request.user)]


@router.get("/methods", response=list[MethodShape], summary="The methods of progress")
def method_list(request: HttpRequest) -> list[Document]:
    """By name and version, with their sources."""
    return [
        {"name": m.NAME, "title": m.TITLE, "source": m.SOURCE, "statuses": list(m.STATUSES)} for m in methods().values()
    ]


@router.get("/data/{dataset}", response=DatasetShape, summary="A data set")
def one(request: HttpRequest, dataset: str, version: str = "") -> Document:
    """Its published state, or a former one."""
    return _dataset(*dataset_of(request.user, dataset, version))


@router.get("/data/{dataset}/versions", response=list[VersionShape], summary="Its published states, newest first")
def versions(request: HttpRequest, dataset: str) -> list[Document]:
    """Each with who published it and why."""
    _thing, data = dataset_of(request.user, dataset)
    return [{"version": m.version, "made": m.made, "by": m.by, "note": m.note} for m in published_of(data)]


@router.get("/data/{dataset}/indicators", response=list[dict[str, Any]], summary="Its indicators")
def indicators(request: HttpRequest, dataset: str, version: str = "") -> list[Document]:
    """With what is known of each and how much is reported."""
    _thing, data = dataset_of(request.user, dataset, version)
    return [{**(data.indicators.get(row["code"]) or {}), **row} for row in indicators_of(data)]


@router.get("/data/{dataset}/wanted", response=Document, summary="What is wanted of its indicators")
def wanted(request: HttpRequest, dataset: str, version: str = "") -> Document:
    """Direction, target, limit of each with what is proposed; proposals count for nothing until somebody says them."""
    _thing, data = dataset_of(request.user, dataset, version)
    return wishes.told(data)


@router.put("/data/{dataset}/wanted", response=Document, summary="Say what is wanted of its indicators")
def say_wanted(request: HttpRequest, dataset: str, body: WantedBody) -> Document:
    """A new version with its reason. Only what is named changes; null unsays. 409 if another came in since `known`."""
    reader = signed_in(request)
    thing, data = dataset_of(reader, dataset)
    return wishes.said(reader, thing, data, body)


@router.get("/data/{dataset}/places", response=list[PlaceShape], summary="Its places")
def places(request: HttpRequest, dataset: str, version: str = "") -> list[Document]:
    """As one hierarchy."""
    _thing, data = dataset_of(request.user, dataset, version)
    return [
        {"code": p.code, "name": data.register.name(p.code), "level": p.level, "level_name": p.level_name, "parent": p.parent}
        for p in data.register.by_code.values()
    ]  # fmt: skip


@router.get("/data/{dataset}/places/matching", response=Document, summary="Its places matched with the gazetteer")
def places_matched(request: HttpRequest, dataset: str, country: str = "", version: str = "") -> Document:
    """Each with how its parent is known and which place of the world it is; none where that isn't sure."""
    from local2030.workflows.monitoring_places import places_of

    _thing, data = dataset_of(request.user, dataset, version)
    return _told(lambda: places_of(_home(), data.name, country, data.manifest.version))


@router.get("/data/{dataset}/peers", response=Document, summary="The places most like one")
def place_peers(
    request: HttpRequest, dataset: str, place: str, most: int = Query(5, ge=1, le=50), version: str = ""
) -> Document:
    """Nearest first, each with its reasons and on how many indicators that rests."""
    from local2030.workflows.monitoring_peers import peers

    _thing, data = dataset_of(request.user, dataset, version)
    return _told(lambda: peers(_home(), data.name, place, most, version=data.manifest.version))


@router.get("/data/{dataset}/observations", response=ObservationsShape, summary="Its values")
def observations(
    request: HttpRequest, dataset: str, indicator: str = "", place: str = "", cut: str = "", version: str = ""
) -> Document:
    """Of an indicator, a place, or both; 10,000 at most. The whole data set goes out by `export`."""
    thing, data = dataset_of(request.user, dataset, version)
    ask(request.user, "export", thing)
    if not indicator and not place:
        raise HttpError(422, "Name an indicator or a place; the whole data set goes out by export.")
    table = data.table
    rows = table.filter(table.indicator == indicator) if indicator else table
    rows = rows.filter(rows.ref_area == place) if place else rows
    if cut and indicator and (found_cut := chosen(cuts_of(data, indicator), cut)) is not None:
        rows = rows.filter(condition(rows, found_cut))
    order = ["indicator", "ref_area", "series", "dims", "time_period"]
    found = data.rows(rows.select(list(COLUMNS)).order_by(order).limit(MOST + 1))
    lines = [dict(zip(COLUMNS, row, strict=True)) for row in zip(*(found[n] for n in COLUMNS), strict=True)]
    return {"dataset": data.name, "version": data.manifest.version, "licence": data.about.get("licence") or "",
            "attribution": data.about.get("attribution") or "", "rows": lines[:MOST], "more": len(lines) > MOST}  # fmt: skip


@router.get("/data/{dataset}/checks", response=list[dict[str, Any]], summary="What the checks found")
def checks(
    request: HttpRequest, dataset: str, severity: Literal["", "error", "warning", "info"] = "", version: str = ""
) -> list[Document]:
    """Gravest first, each with file, row, column, message and remedy."""
    _thing, data = dataset_of(request.user, dataset, version)
    found = sorted(data.findings, key=lambda finding: SEVERITIES.index(finding["severity"]))
    return [said(finding, "en") for finding in found if severity in ("", finding["severity"])]


@router.get("/data/{dataset}/gaps", response=Document, summary="What it has of what is expected")
def gaps(request: HttpRequest, dataset: str, place: str = "", goal: str = "", version: str = "") -> Document:
    """By indicator, goal, level and year; the gaps whose closing helps most."""
    from django.utils import timezone

    from local2030.workflows.monitoring_gaps import Question, gaps_of

    _thing, data = dataset_of(request.user, dataset, version)
    today = timezone.localdate().year
    return _told(lambda: gaps_of(Question(_home(), today, data.name, place, goal, version=data.manifest.version)))


@router.get("/data/{dataset}/progress", response=Document, summary="Progress of its series by a named method")
def progress(
    request: HttpRequest, dataset: str, method: str = "statcan-2.4", place: str = "", goal: str = "",
    headline: bool = Query(False, description="totals only, no groups"), version: str = "",
) -> Document:  # fmt: skip
    """Each with base, target, direction, thresholds, points and an interval where the data allow one."""
    from local2030.workflows.dataset_progress import dataset_progress

    _thing, data = dataset_of(request.user, dataset, version)
    if method not in methods():
        raise HttpError(422, f"There is no such method. There are: {', '.join(methods())}.")
    return _told(
        lambda: dataset_progress(
            _home(), data.name, method, place=place, goal=goal, headline=headline, version=data.manifest.version
        )
    )


@router.get("/data/{dataset}/compare", response=Document, summary="A place beside its parent or another place")
def compare(
    request: HttpRequest, dataset: str, place: str, other: str = Query("parent", alias="with"), indicator: str = "",
    goal: str = "", headline: bool = False, method: str = "statcan-2.4", version: str = "",
) -> Document:  # fmt: skip
    """Gap, ratio, rank with interval, movement, spread of the siblings; only where unit, series and groups agree."""
    from local2030.workflows.monitoring_compare import compare as compared

    _thing, data = dataset_of(request.user, dataset, version)
    if method not in methods():
        raise HttpError(422, f"There is no such method. There are: {', '.join(methods())}.")
    return _told(
        lambda: compared(
            _home(),
            data.name,
            place,
            other,
            indicator=indicator,
            goal=goal,
            headline=headline,
            method=method,
            version=data.manifest.version,
        )
    )


@router.get("/data/{dataset}/momentum", response=Document, summary="Which places move fastest")
def momentum(request: HttpRequest, dataset: str, level: int | None = None, place: str = "", goal: str = "", version: str = "") -> Document:  # fmt: skip
    """As intervals, with the evidence behind each."""
    from local2030.workflows.monitoring_momentum import moving

    _thing, data = dataset_of(request.user, dataset, version)
    return _told(lambda: moving(_home(), data.name, level=level, place=place, goal=goal, version=data.manifest.version))


@router.get("/data/{dataset}/export/{format}", summary="The whole data set in a format", include_in_schema=True)
def export(request: HttpRequest, dataset: str, format: str) -> HttpResponseBase:
    """sdmx-csv, sdmx-ml, csv, open-sdg, xlsx, parquet, geojson, json: bytes with licence and attribution."""
    return export_file(request, dataset, format)


@router.post("/index", response=Document, summary="Goal and overall scores from values and bounds")
def index(
    request: HttpRequest, values: File[UploadedFile], bounds: File[UploadedFile], groups: UploadedFile | None = File(None),
    published: UploadedFile | None = File(None),
) -> Document:  # fmt: skip
    """WIDE, BOUNDS, GROUPS and a published index as CSV; nothing is kept."""
    signed_in(request)
    return _told(lambda: api_sending.index_of_files(values, bounds, groups, published))


@router.post("/data", response={202: Document}, summary="Send files in for a data set")
def load(
    request: HttpRequest, sent: File[list[UploadedFile]], dataset: Form[str] = "", title: Form[str] = "", licence: Form[str] = "",
    attribution: Form[str] = "", source_url: Form[str] = "", note: Form[str] = "", whole: Form[bool] = False,
    audience: Form[Literal["public", "coalition", "inner"]] = "public",
) -> Status[Document]:  # fmt: skip
    """They are read in the background into a checked state: look at it by its address, then publish it or let it go.

    `dataset` is the serial of one that you may change; without it a new one is made, called `title`.
    """
    reader = signed_in(request)
    if not may(reader, "add", "local data"):
        raise HttpError(403, "You may not send data in.")
    fields = {"dataset": dataset, "title": title, "licence": licence, "attribution": attribution, "source_url": source_url,
              "note": note, "whole": "on" if whole else "", "audience": audience}  # fmt: skip
    return Status(202, api_sending.send(reader, sent, fields))


@router.get("/uploads/{number}", response=Document, summary="How far files are that were sent in")
def upload(request: HttpRequest, number: int) -> Document:
    """When they are read: counts (`rows_read` = `published` + `reported`) and findings, as `monitoring check` prints them."""
    return api_sending.told(api_sending.upload_of(signed_in(request), number))


@router.post("/uploads/{number}/publish", response=Document, summary="Publish what was read")
def publish(request: HttpRequest, number: int) -> Document:
    """As a new version. 409 if another version came in between."""
    return api_sending.published(signed_in(request), number)


@router.post("/uploads/{number}/discard", response=Document, summary="Let go what was read")
def discard(request: HttpRequest, number: int) -> Document:
    """Nothing of it is ever shown."""
    return api_sending.discarded(signed_in(request), number)


def _dataset(thing: Any, data: Opened) -> Document:
    facts = facts_of(data)
    return {
        "name": name_of(thing), "serial": thing.serial, "title": thing.title, "licence": data.about.get("licence") or "",
        "attribution": data.about.get("attribution") or "", "source_url": data.about.get("source_url") or "", "audience": thing.audience,
        "version": data.manifest.version, "made": data.manifest.made, "observations": facts.observations, "values": facts.values,
        "indicators": facts.indicators, "places": facts.places, "first_year": facts.first, "last_year": facts.last,
        "rows_read": facts.read, "published": facts.published, "reported": facts.reported, "errors": facts.errors,
        "warnings": facts.warnings,
    }  # fmt: skip


def _home() -> Path:
    return Path(settings.HOME)


def _told(made: Any) -> Document:
    """The document, or why there is none, in a sentence."""
    try:
        found: Document = made()
    except Local2030Error as trouble:
        finding = trouble.finding
        raise HttpError(422, say(finding.code, finding.values)) from None
    return found
