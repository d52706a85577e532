"""What is known of a country, as far as a reader may see it: programmes, Hubs in it or covering it, events, applications.

A Hub's coverage may be wider than its country, or apart from it; so a Hub stands here for one of two reasons, and says which.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from local2030.coalition.coverage import reached
from local2030.vocabulary.places import Place, countries
from local2030.web.accounts.permissions import visible
from local2030.web.desk.workstreams import is_open, step_kinds
from local2030.web.marker.models import Programme
from local2030.web.marker.portfolio import Ask, Sums, country_sets, matching, sums
from local2030.web.registry.asking import ended_states
from local2030.web.registry.models import Thing

MOST = 500  # Hubs and events that are looked at
SHOWN = 12


@dataclass(frozen=True, slots=True)
class Here:
    """All that a country's page and its offer are made of. `near`: Hubs elsewhere in its region."""

    place: Place
    sums: Sums
    programmes: tuple[Programme, ...]
    hubs_in: tuple[Thing, ...]
    hubs_covering: tuple[Thing, ...]
    hubs_near: tuple[Thing, ...]
    events: tuple[Thing, ...]
    applications: tuple[Thing, ...]
    steps: tuple[Thing, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is known."""
        found = (self.programmes, self.hubs_in, self.hubs_covering, self.events, self.applications, self.steps)
        return not any(found)


def here(reader: Any, place: Place, most: int = SHOWN) -> Here:
    """What the reader may see of the country, in eight questions."""
    code = place.code
    rows = matching(reader, Ask(country=code))
    hubs = list(live_hubs(reader))
    mates = {other.code for other in region_mates(place)}
    covering = tuple(h for h in hubs if h.country != code and code in reached(h.fields.get("coverage") or ())[0])
    known = {hub.pk for hub in covering}
    things = visible(reader, Thing.objects.filter(Q(country=code) | Q(scopes__scope=f"country:{code}"))).distinct()
    return Here(
        place,
        sums(rows),
        tuple(rows[:most]),
        tuple(hub for hub in hubs if hub.country == code),
        covering,
        tuple(hub for hub in hubs if hub.country in mates and hub.pk not in known),
        tuple(things.filter(kind="event").order_by("number")[:most]),
        tuple(things.filter(kind="hub-application").order_by("-number")[:most]),
        tuple(
            things.filter(is_open(), kind__in=step_kinds()).select_related("owner").order_by("kind", "number")[:most]
        ),
    )


def live_hubs(reader: Any) -> QuerySet[Thing]:
    """The Hubs that haven't ended."""
    rows = visible(reader, Thing.objects.filter(kind="hub")).exclude(state__in=ended_states())
    return rows.order_by("number")[:MOST]


def region_mates(place: Place) -> tuple[Place, ...]:
    """The other countries of its M49 sub-region."""
    return tuple(c for c in countries() if place.region and c.region == place.region and c.code != place.code)


def known_countries(reader: Any) -> dict[str, dict[str, int]]:
    """How many programmes, Hubs in or covering it, and events each country has, in three questions."""
    found: dict[str, dict[str, int]] = {}

    def count(code: str, what: str, number: int = 1) -> None:
        entry = found.setdefault(code, {"programmes": 0, "hubs": 0, "events": 0})
        entry[what] += number

    for codes, number in country_sets(visible(reader, Programme.objects.filter(current=True))):
        for code in codes:
            count(code, "programmes", number)
    for hub in live_hubs(reader):
        for code in reached(hub.fields.get("coverage") or ())[0] | ({hub.country} if hub.country else set()):
            count(code, "hubs")
    events = visible(reader, Thing.objects.filter(kind="event").exclude(country=""))
    for code, number in events.order_by().values_list("country").annotate(number=Count("pk")):
        count(code, "events", number)
    return found
