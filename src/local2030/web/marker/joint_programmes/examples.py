"""Trainings, prospects and changes of designs for the invented joint programmes: invented too, and each says so.

Filed once; a store in which any of them stands is left as it is.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.db import transaction

from local2030.web.registry.changing import add, add_evidence, move
from local2030.web.registry.models import Thing

PREFIX = "example-"
SOURCE = "Invented as an example for this platform"
WHY = "An invented example"


class Training(NamedTuple):
    """A training: programme, title, day, place, women, men, people of whom it isn't said, who gave it, verified?"""

    joint: str
    title: str
    day: str
    place: str
    women: int | None
    men: int | None
    unsaid: int | None
    given_by: str
    verified: bool


class Prospect(NamedTuple):
    """Money hoped for; `stage` is reached by the moves of its stages."""

    joint: str
    title: str
    kind: str
    source: str
    low: int | None
    high: int | None
    stage: str


class Change(NamedTuple):
    """A change of a design, word for word."""

    joint: str
    title: str
    part: str
    where: str
    before: str
    after: str
    low: str
    high: str
    because: str
    criterion: str
    words: str
    attributed: str
    confirmed: bool


TRAININGS = (
    Training("2030", "Reading a water budget (invented)", "2023-09-14", "Kisumu", 18, 11, None, "County treasury staff", True),
    Training("2030", "Water points on the map (invented)", "2023-11-22", "Homa Bay", 9, 12, 4, "A local college", True),
    Training("2030", "Repairing hand pumps (invented)", "2024-02-06", "Busia", None, None, 26, "A pump cooperative", False),
    Training("01", "Stall rules made by those who sell (invented)", "2024-11-18", "Dedza", 31, 7, None, "District council", True),
    Training("03", "Roofs that hold in a storm (invented)", "2025-01-15", "Beira", 6, 22, None, "Municipal repair yard", False),
    Training("07", "The commune's own land book (invented)", "2025-01-28", "Parakou", None, None, None, "Land office", False),
    Training("13", "Reading the river gauge (invented)", "2024-09-03", "Khulna", 14, 15, None, "Ward committees", True),
    Training("17", "Compost that sells (invented)", "2024-10-30", "Iloilo", 12, 5, 1, "City agriculture desk", False),
)  # fmt: skip
PROSPECTS = (
    Prospect("01", "Cold rooms for two markets (invented)", "philanthropic", "a foundation (its name is in confidence)", 80_000, 120_000, "proposal"),
    Prospect("01", "Cost sharing by the districts (invented)", "public", "three district councils", 40_000, None, "pledged"),
    Prospect("03", "Loan for a second yard (invented)", "private", "a development bank", 100_000, 250_000, "contact"),
    Prospect("07", "Next phase of the land books (invented)", "public", "a donor government", 200_000, 300_000, "contact"),
    Prospect("09", "Shade trees by subscription (invented)", "private", "firms of the governorate", None, None, "idea"),
    Prospect("13", "Gauges for ten more wards (invented)", "philanthropic", "a foundation (its name is in confidence)", 60_000, 90_000, "signed"),
    Prospect("17", "Compost bond (invented)", "private", "a city bank", 50_000, 150_000, "idea"),
    Prospect("20", "Houses for two more cooperatives (invented)", "public", "a state fund", 120_000, None, "proposal"),
    Prospect("22", "Pipes for six schools (invented)", "philanthropic", "a diaspora fund", 30_000, 45_000, "pledged"),
)  # fmt: skip
CHANGES = (
    Change("2030", "A data centre became water data desks (invented)", "budget", "Budget, line 3.2",
           "3.2 National water data centre: 140,000.00 US dollars", "3.2 Water data desks in the four counties: 140,000.00 US dollars",
           "140000.00", "140000.00", "criterion", "C2", "Counties asked for it in the workshops", "recorded", True),
    Change("2030", "Counties sit on the steering committee (invented)", "design", "Section 5, governance",
           "The steering committee consists of the participating agencies and the ministry.",
           "Each of the four counties has one seat and one vote in the steering committee.", "", "", "lift", "C3",
           "The step with the most points of the first score", "recorded", True),
    Change("15", "Grants to craft associations (invented)", "budget", "Budget, line 2.1", "2.1 Consultants: 61,250.50 US dollars",
           "2.1 Grants to craft associations: 42,000.25 US dollars; consultants: 19,250.25 US dollars", "42000.25", "42000.25",
           "finding", "C4", "First receivers were not named", "recorded", True),
    Change("17", "City desks carry it out (invented)", "budget", "Budget, lines 1.1 to 1.4", "Carried out by the agency: 180,000.00 US dollars",
           "Carried out by the city agriculture desks: 127,500.00 to 135,000.00 US dollars, the rest by the agency", "127500.00",
           "135000.00", "window", "C4", "The window asked for a planned local share of 15%", "inferred", False),
    Change("23", "Market associations wrote the indicators (invented)", "design", "Results framework",
           "Indicator 2: number of officials trained.", "Indicator 2: market days on which posted rules were kept, as the associations count them.",
           "", "", "criterion", "C7", "Results by place", "recorded", False),
    Change("13", "Ward committees keep the gauges (invented)", "budget", "Budget, line 4", "", "4 Upkeep by ward committees: 38,400.75 US dollars",
           "38400.75", "38400.75", "lift", "C4", "Second step of the advice", "recorded", True),
)  # fmt: skip
ROAD = ("idea", "contact", "proposal", "pledged", "signed")


@transaction.atomic
def file_examples(by: Any) -> int:
    """How many things were filed; `by` verifies and confirms, so it's the keeper of the example, who entered nothing."""
    if Thing.objects.filter(kind__in=("training", "prospect", "design-change")).exists():
        return 0
    joints = {
        thing.key: thing for thing in Thing.objects.filter(kind="joint-programme", key__startswith="xm-example-jp-")
    }
    filed = 0
    for number, training in enumerate(TRAININGS, 1):
        filed += _training(by, joints.get(_key(training.joint)), training, number)
    for number, prospect in enumerate(PROSPECTS, 1):
        filed += _prospect(by, joints.get(_key(prospect.joint)), prospect, number)
    for number, change in enumerate(CHANGES, 1):
        filed += _change(by, joints.get(_key(change.joint)), change, number)
    return filed


def _key(end: str) -> str:
    return f"xm-example-jp-{end}"


def _training(by: Any, joint: Thing | None, row: Training, number: int) -> int:
    if joint is None:
        return 0
    cells = _filled({
        "title": row.title, "summary": "An invented example.", "joint": joint.serial, "day": row.day, "place": row.place,
        "women": row.women, "men": row.men, "unsaid": row.unsaid, "given_by": row.given_by, "basis": "invented",
    })  # fmt: skip
    thing = add(None, "training", cells, WHY, key=f"{PREFIX}training-{number}", source=SOURCE)
    if row.verified:
        add_evidence(by, thing, "List of participants (invented)", "", "", date.fromisoformat(row.day))
        move(by, thing, "verified", "An invented example of a verified training")
    return 1


def _prospect(by: Any, joint: Thing | None, row: Prospect, number: int) -> int:
    if joint is None:
        return 0
    cells = _filled({
        "title": row.title, "summary": "An invented example.", "joint": joint.serial, "source_kind": row.kind,
        "source": row.source, "low": row.low, "high": row.high, "currency": "USD", "basis": "invented",
    })  # fmt: skip
    thing = add(None, "prospect", cells, WHY, key=f"{PREFIX}prospect-{number}", source=SOURCE)
    road = ROAD[1 : ROAD.index(row.stage) + 1]
    if "pledged" in road:
        add_evidence(by, thing, "Letter (invented)", "", "", None)
    for stage in road:
        move(by, thing, stage, WHY)
    return 1


def _change(by: Any, joint: Thing | None, row: Change, number: int) -> int:
    if joint is None:
        return 0
    cells = _filled({
        "title": row.title, "summary": "An invented example.", "joint": joint.serial, "part": row.part, "where_in": row.where,
        "draft_version": "First draft, 12 January 2024 (invented)", "approved_version": "As approved, 3 May 2024 (invented)",
        "before": row.before, "after": row.after, "amount_low": row.low, "amount_high": row.high,
        "currency": "USD" if row.low else "", "because": row.because, "criterion": row.criterion,
        "because_words": row.words, "attributed": row.attributed, "decided_by": "Joint steering committee (invented)",
        "decided": "2024-05-03", "basis": "invented",
    })  # fmt: skip
    thing = add(None, "design-change", cells, WHY, key=f"{PREFIX}change-{number}", source=SOURCE)
    if row.confirmed:
        add_evidence(by, thing, "Minutes of the decision (invented)", "", row.after, date(2024, 5, 3))
        move(by, thing, "confirmed", "An invented example of a confirmed change")
    return 1


def _filled(cells: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value if isinstance(value, str) else str(value)
        for name, value in cells.items()
        if value not in (None, "")
    }
