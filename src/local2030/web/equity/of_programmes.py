"""Programmes of the marker: the part of the money that is proven to have reached local actors, by where they work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from local2030.figures.equity import Member
from local2030.web.accounts.permissions import visible
from local2030.web.equity.lens import Lens, way_of
from local2030.web.equity.regions import regions_in
from local2030.web.marker.portfolio import Ask, country_name, matching

WAYS: tuple[tuple[str, Any], ...] = (
    ("region", gettext_lazy("Region")),
    ("country", gettext_lazy("Country")),
    ("reach", gettext_lazy("One country or several")),
)
MEASURES: tuple[tuple[str, Any], ...] = (
    ("share", gettext_lazy("local share")),
    ("level", gettext_lazy("level proven")),
)
NOTHING: dict[str, Any] = {
    "no-payments": gettext_lazy("no payments published"),
    "cannot-tell": gettext_lazy("cannot tell: no receiver known"),
    "not-screened": gettext_lazy("not screened"),
}


def of_programmes(reader: Any, query: Mapping[str, str], deed: str) -> Lens:
    """The programmes that the list shows for the same address, all of them."""
    ask, by = Ask.of(query), way_of(query.get("by", ""), WAYS)
    of = way_of(query.get("of", ""), MEASURES)
    rows = matching(reader, ask)
    rows = rows if deed == "read" else visible(reader, rows, deed)
    found = rows.order_by().values_list("countries", "level", "ls_low", "coverage")
    members = tuple(
        Member(value, _groups(countries.split(), by), nothing)
        for countries, level, low, coverage in found
        for value, nothing in (_share(low, coverage) if of == "share" else _level(level),)
    )
    what = (
        _("How many in a hundred of a programme's money are proven to have reached local actors: the low end of its interval.")
        if of == "share"
        else _("The level of the marker, 0 to 3, that evidence proves for a programme.")
    )  # fmt: skip
    kept = {"q": ask.text, "country": ask.country, "level": ask.level, "upload": str(ask.upload or "")}
    names = {
        "": _("no country named"),
        **({c: country_name(c) for m in members for c in m.groups if c} if by == "country" else {}),
    }
    address = ask.address()
    notes = (_("A programme that works in several countries counts in each of their groups."),) if by != "reach" else ()
    return Lens(
        _("Programmes"), reverse("marker") + (f"?{address}" if address else ""), what, "%" if of == "share" else "",
        _("Newest scores of programmes sent to this site"), members, WAYS, by, "marker", names, NOTHING,
        (("of", gettext_lazy("Of what"), MEASURES, of),), {name: value for name, value in kept.items() if value}, notes,
    )  # fmt: skip


def _share(low: float | None, coverage: float | None) -> tuple[float | None, str]:
    if low is None:
        return None, "no-payments"
    return (100 * low, "") if coverage else (None, "cannot-tell")


def _level(level: int | None) -> tuple[float | None, str]:
    return (None, "not-screened") if level is None else (float(level), "")


def _groups(countries: list[str], by: str) -> tuple[str, ...]:
    if by == "region":
        return regions_in(countries)
    if by == "country":
        return tuple(countries) or ("",)
    return (_("several countries") if len(countries) > 1 else _("one country") if countries else "",)
