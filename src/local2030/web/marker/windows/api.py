"""The room's part of the HTTP API: the donor view, an allocation tried out, the second tranche, concentration."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from local2030.marker.criteria import rubric
from local2030.web.marker.portfolio import Ask, matching
from local2030.web.marker.windows.allocating import Asking, simulate
from local2030.web.marker.windows.concentration_pages import HEAD as SPREAD_HEAD
from local2030.web.marker.windows.concentration_pages import plain_spread, spread_asked
from local2030.web.marker.windows.donor_pages import kept_by, plain_line, steps_of
from local2030.web.marker.windows.donors import DonorAsk, answer
from local2030.web.marker.windows.plus_minus import of_programmes
from local2030.web.marker.windows.simulator_pages import about_of, rows_of, window_to_simulate
from local2030.web.marker.windows.tranche_pages import lines_of, plain, window_and_fund

router = Router(tags=["marker: money"])


@router.get("/donors", response=dict[str, Any], summary="Programmes against a donor's terms")
def donors(request: HttpRequest) -> dict[str, Any]:
    """The same terms and filters as the page: level, share, coverage, definition, count, country, goal, text, show."""
    ask = DonorAsk.of(request.GET, kept_by(request.user))
    found = answer(request.user, ask)
    steps = steps_of([line for line in found.shown if line.judged.verdict != "sure"], "en")
    return {"terms": ask.kept, "counts": dict(found.counts), "rubric_sha256": rubric().sha256,
            "programmes": [plain_line(line, ask, steps) for line in found.shown]}  # fmt: skip


@router.get("/windows/{serial}/simulation", response=dict[str, Any], summary="A window's money shared out by rules")
def simulation(request: HttpRequest, serial: str) -> dict[str, Any]:
    """The same numbers as the form of the page; amounts are decimal strings, to the cent."""
    window = window_to_simulate(request, serial)
    found = simulate(request.user, window, Asking.of(request.GET))
    return {**about_of(found, window), "proposals": rows_of(found),
            "sensitivity": [v._asdict() for v in found.sensitivity]}  # fmt: skip


@router.get("/windows/{serial}/tranche-two", response=dict[str, Any], summary="The second tranche of a window")
def tranche_two(request: HttpRequest, serial: str) -> dict[str, Any]:
    """What was decided; for the Fund also what is advised. 404 for everybody else before anything is decided."""
    window, is_fund = window_and_fund(request, serial)
    return {"window": window.serial, "programmes": [plain(line) for line in lines_of(request.user, window, is_fund)]}


@router.get("/concentration", response=dict[str, Any], summary="Concentration of local money")
def concentration(request: HttpRequest) -> dict[str, Any]:
    """By recipient and by first-level unit, as intervals; filters as in the list of programmes, and `definition`."""
    spread, about = spread_asked(request)
    return {**about, "largest": [{name: row[name] for name in SPREAD_HEAD} for row in plain_spread(spread)]}


@router.get("/plus-minus", response=dict[str, Any], summary="The portfolio with each threshold 20% up and down")
def plus_minus(request: HttpRequest) -> dict[str, Any]:
    """Filters as in the list of programmes. `levels`: programmes at level 3, 2, 1, 0 and with too little data."""
    found = of_programmes(matching(request.user, Ask.of(request.GET)))
    names = ("threshold", "direction", "before", "value", "up", "down", "possible_up", "possible_down", "levels")
    return {
        "programmes": found.programmes, "waiting": found.waiting, "levels": found.now, "rubric_sha256": found.rubric_sha256,
        "rows": [{name: getattr(row, name) for name in names} for row in found.rows],
    }  # fmt: skip
