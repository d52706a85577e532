"""Lists of the registry: how many each country has, and the numbers of one column within what the kind says is alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from local2030.figures.equity import Member
from local2030.vocabulary.places import countries
from local2030.web.accounts.permissions import visible
from local2030.web.equity.lens import Lens, way_of
from local2030.web.equity.regions import regions_in
from local2030.web.registry.asking import Ask, matching
from local2030.web.registry.kinds import Kind, kind_of
from local2030.web.registry.models import Thing
from local2030.web.registry.words import state_word

COUNT = ""
REGION: tuple[str, Any] = ("region", gettext_lazy("Region"))
STATE: tuple[str, Any] = ("state", gettext_lazy("State"))
NOTHING: dict[str, Any] = {"missing": gettext_lazy("not said"), "none": gettext_lazy("have none")}


def lens_address(kind: Kind, ask: Ask) -> str:
    """Where one asks of a list who is left behind; "" for kinds that lie in no countries and have no numbers."""
    of = kind_of(kind.lens_of) if kind.lens_of else kind
    if "country" not in of.standard:
        return ""
    address = ask.address(order="number") if of is kind else urlencode({"of": of.spread[0][0]})
    return reverse("equity", args=(of.subject, of.slug)) + (f"?{address}" if address else "")


def of_things(reader: Any, kind: Kind, query: Mapping[str, str], deed: str) -> Lens:
    """The things that the list shows for the same address, all of them; `of`: the column whose numbers are looked at."""
    ask, within = Ask.of(query), query.get("within", "")[:24]
    rows = matching(reader, kind, ask).order_by()
    if within:  # of those only that name this thing: the proposals to one window
        named = (Q(**{f"fields__{column.name}": within}) for column in kind.columns if column.sort == "thing")
        rows = rows.filter(reduce(or_, named, Q(pk__in=[])))
    rows = rows if deed == "read" else visible(reader, rows, deed)
    measures = ((COUNT, _("how many each country has")), *((c, kind.column(c).label) for c, _a in kind.spread))  # type: ignore[union-attr]
    of = way_of(query.get("of", ""), measures)
    alike = dict(kind.spread).get(of, ())
    ways = (REGION,) if of == COUNT else _ways(kind, alike)
    by = way_of(query.get("by", ""), ways)
    if of == COUNT:
        members, notes, finding = _counted(rows)
        what = _("How many of them each country has, of the countries that have any.")
    else:
        members, notes, finding = tuple(_valued(rows, kind, of, by, alike)), (), ""
        what = _("%(column)s, a value each.") % {"column": kind.column(of).label}  # type: ignore[union-attr]
    kept = {"q": ask.text, "state": ask.state, "country": ask.country, "workstream": ask.workstream, "owner": ask.owner,
            "scheme": ask.scheme, "late": "1" if ask.late else "", "within": within}  # fmt: skip
    address = ask.address()
    back = reverse("things", args=(kind.subject, kind.slug)) + (f"?{address}" if address else "")
    return Lens(
        str(kind.names), back, what, "", "", members, ways, by, kind.subject, {"": _("none named")}, NOTHING,
        (("of", gettext_lazy("Of what"), measures, of),) if len(measures) > 1 else (),
        {name: value for name, value in kept.items() if value}, notes, finding,
    )  # fmt: skip


def _ways(kind: Kind, alike: tuple[str, ...]) -> tuple[tuple[str, Any], ...]:
    """By what the values of a column are grouped: values of unlike things never stand in one group."""
    named = [(name, kind.column(name).label) for name in alike]  # type: ignore[union-attr]
    return tuple(named[:1]) if kind.spread_apart else (*named, REGION, STATE)


def _counted(rows: QuerySet[Thing]) -> tuple[tuple[Member, ...], tuple[str, ...], str]:
    """A member a country of the world, with how many it has; those with none are counted as such. Rows of no country are said."""
    found = Counter(rows.values_list("country", flat=True))
    world = [place.code for place in countries() if place.region]
    members = tuple(Member(float(found[code]) if found[code] else None, regions_in([code]), "none") for code in world)
    without = sum(number for code, number in found.items() if not regions_in([code])[0])
    having = sum(member.value is not None for member in members)
    finding = ngettext("%(number)s of %(all)s countries has one or more", "%(number)s of %(all)s countries have one or more", having)  # fmt: skip
    notes: list[str] = []
    if without:
        said = ngettext("%(number)s row names no country and counts nowhere.", "%(number)s rows name no country and count nowhere.", without)  # fmt: skip
        notes.append(said % {"number": without})
    return members, tuple(notes), finding % {"number": having, "all": len(members)}


def _valued(rows: QuerySet[Thing], kind: Kind, of: str, by: str, alike: tuple[str, ...]) -> Iterator[Member]:
    titles = _titles(rows, kind, by)
    for country, state, fields in rows.values_list("country", "state", "fields"):
        try:
            value = float(fields[of])
        except (KeyError, TypeError, ValueError):
            value = None
        if by == "region":
            groups = regions_in([country] if country else [])
        elif by == "state":
            groups = (str(state_word(kind.code, state)),)
        elif kind.spread_apart:
            groups = (", ".join(str(fields.get(name) or "–") for name in alike),)
        else:
            said = fields.get(by)
            groups = tuple(titles.get(str(g), str(g)) for g in (said if isinstance(said, list) else [said]) if g) or (
                "",
            )
        yield Member(value, groups)


def _titles(rows: QuerySet[Thing], kind: Kind, by: str) -> dict[str, str]:
    """What the codes of a column are called: things by their titles, choices by their words."""
    column = kind.column(by)
    if column is None:
        return {}
    if column.sort == "thing":
        serials = {str(s) for s in rows.values_list(f"fields__{by}", flat=True) if s}
        return dict(Thing.objects.filter(serial__in=serials, audience="public").values_list("serial", "title"))
    return {code: str(words) for code, words in column.choices}
