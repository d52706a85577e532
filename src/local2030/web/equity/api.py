"""Who is left behind, of any list, as the page has it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from local2030.web.equity.lens import document
from local2030.web.equity.views import lens_of

router = Router(tags=["equity"])


class GroupShape(Schema):
    """A group; its quantiles are null where fewer than five values are known. `nothing`: why the others have none."""

    group: str
    members: int
    known: int
    missing: int
    few: bool
    p10: float | None
    q1: float | None
    median: float | None
    q3: float | None
    p90: float | None
    nothing: dict[str, int]


class EquityShape(Schema):
    """A list's number within each group. `ways`: by what else it can be grouped."""

    title: str
    what: str
    unit: str
    source: str
    by: str
    ways: list[str]
    members: int
    groups: list[GroupShape]
    notes: list[str]


@router.get("/{subject}/{of}", response=EquityShape, summary="How a list's numbers are spread within groups")
def equity(
    request: HttpRequest, subject: str, of: str, by: str = "", dataset: str = "", indicator: str = "", level: str = "",
    year: str = "",
) -> dict[str, Any]:  # fmt: skip
    """`monitoring/data` (with `dataset`, `indicator`), `marker/programmes`, or any list of things, by its filters."""
    return document(lens_of(request, subject, of))
