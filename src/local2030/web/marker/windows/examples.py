"""Two invented windows, one with the marker and one without, and what was proposed to them. Said to be invented wherever shown."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext_noop

from local2030.web.registry import changing
from local2030.web.registry.models import Thing

WITH, WITHOUT = "example-window-with-marker", "example-window-without-marker"
SOURCE = gettext_noop("Invented to show how a window works. No donor, programme or amount here is real.")
WORKED = "XM-EXAMPLE-JP-2030"
WORDS = (
    "The national statistics office runs the survey by law, so that transfers to counties aren't possible before the "
    "new act of 2027. Two county data desks are trained meanwhile; the programme team answers for them until March 2027."
)
EXPLAINED = {"reason": "legal-limit", "action": "Train two county data desks", "action_owner": "Programme team",
             "action_due": "2027-03-31"}  # fmt: skip


class Invented(NamedTuple):
    """A proposal: programme, country, what is asked, level, planned share, groups, state and what was granted."""

    key: str
    title: str
    identifier: str
    country: str
    requested: int
    level: int
    low: int
    high: int
    groups: tuple[str, ...]
    state: str
    justification: str = ""


PROPOSALS = {
    WITH: (
        Invented("p1", "Example: worked joint programme", WORKED, "KE", 2_600_000, 2, 18, 26, (), "funded"),
        Invented("p2", "Example: lake towns plan together", "XM-EXAMPLE-W1", "UG", 2_200_000, 3, 30, 40,
                 ("least_developed", "landlocked"), "funded"),
        Invented("p3", "Example: island clinics on local budgets", "XM-EXAMPLE-W2", "FJ", 1_400_000, 2, 20, 25,
                 ("small_island",), "funded"),
        Invented("p4", "Example: river basin early warning", "XM-EXAMPLE-W3", "BD", 3_100_000, 2, 15, 35,
                 ("least_developed",), "funded"),
        Invented("p5", "Example: national statistics for the goals", "XM-EXAMPLE-W4", "SN", 1_800_000, 1, 5, 8,
                 ("least_developed",), "admitted", WORDS),
        Invented("p6", "Example: green jobs in secondary cities", "XM-EXAMPLE-W5", "CO", 2_400_000, 2, 16, 22, (), "admitted"),
        Invented("p7", "Example: ports and customs by one window", "XM-EXAMPLE-W6", "VN", 2_900_000, 1, 4, 6, (), "returned"),
    ),
    WITHOUT: (
        Invented("q1", "Example: food systems of the coast", "XM-EXAMPLE-W7", "GH", 1_900_000, 1, 3, 12, (), "funded"),
        Invented("q2", "Example: registers of births", "XM-EXAMPLE-W8", "LA", 1_200_000, 0, 0, 5, ("least_developed",), "funded"),
        Invented("q3", "Example: solar kiosks", "XM-EXAMPLE-W9", "ML", 1_600_000, 2, 10, 30, ("least_developed", "fragile"),
                 "not-funded"),
    ),
}  # fmt: skip
WINDOWS = {
    WITH: (
        {"title": "Example window: cities and water", "donors": "Donor A (invented); Donor B (invented)",
         "summary": "An invented window that asks for the marker.", "budget": "12000000", "currency": "USD",
         "opens": "2026-01-15", "closes": "2026-03-31", "marker": "yes", "minimum_level": "2", "minimum_share": "15",
         "definition": "strict", "audience": "public"},
        "tranche-two",
    ),
    WITHOUT: (
        {"title": "Example window without the marker: food and energy", "donors": "Donor C (invented)",
         "summary": "An invented window that doesn't ask for the marker, to compare with.", "budget": "4000000",
         "currency": "USD", "opens": "2024-05-01", "closes": "2024-07-15", "marker": "no", "audience": "public"},
        "ended",
    ),
}  # fmt: skip


@transaction.atomic
def file_examples(by: Any = None) -> int:
    """Files what isn't there yet; twice is as good as once. Gives the number of things made."""
    made = 0
    for key, (cells, state) in WINDOWS.items():
        window = Thing.objects.filter(kind="window", key=key).first()
        if window is None:
            window = _put(changing.add(None, "window", cells, "example", key=key, source=SOURCE), state)
            made += 1
        for one in PROPOSALS[key]:
            if not Thing.objects.filter(kind="window-proposal", key=f"{key}-{one.key}"[:64]).exists():
                _propose(window, key, one)
                made += 1
    return made


def _propose(window: Thing, key: str, one: Invented) -> None:
    cells = {
        "title": one.title, "window": window.serial, "identifier": one.identifier, "country": one.country,
        "requested": str(one.requested), "level": str(one.level), "share_low": str(one.low),
        "share_high": str(one.high), "share_source": "estimate", "groups": list(one.groups),
        "justification": one.justification,
    } | (EXPLAINED if one.justification else {})  # fmt: skip
    thing = changing.add(None, "window-proposal", cells, "example", key=f"{key}-{one.key}"[:64], source=SOURCE)
    below = window.fields.get("marker") is True and (one.level < 2 or one.low < 15)
    thing.fields |= {"meets": not below, "sent_to": window.serial} | ({"justified": True} if one.justification else {})
    if one.state == "funded":
        thing.fields["granted"] = float(one.requested) * 0.8
    _put(thing, one.state)


def _put(thing: Thing, state: str) -> Thing:
    """Sets an example into a state that it didn't walk to: it is invented, and says so."""
    Thing.objects.filter(pk=thing.pk).update(state=state, fields=thing.fields, state_due=None)
    thing.refresh_from_db()
    changing.set_scopes(thing)
    return thing
