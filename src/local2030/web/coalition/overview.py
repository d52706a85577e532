"""What the Coalition is, on one page, from the registry: outcomes, entities, bodies, Hubs, events, promises, contradictions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from local2030.coalition.contributions import LEFT
from local2030.web.coalition.holdings import is_group, last_day
from local2030.web.coalition.tracker import promised, tied, totals
from local2030.web.exchange.readers import visible
from local2030.web.registry.kinds import by_slug
from local2030.web.registry.models import WORKSTREAMS, Link, Part, Thing
from local2030.web.registry.words import state_word, state_words

NEXT, MOST = 8, 200
ABOUT = "about"
_SMALL = ("outcome", "entity", "body")


@dataclass(frozen=True, slots=True)
class Side:
    """One of two values that contradict each other, with where it stands."""

    thing: Thing
    value: str
    place: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two sides that can't both hold, or that nobody has settled; both stand."""

    sides: tuple[Side, Side]
    note: str


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The page."""
    reader, today = request.user, timezone.localdate()
    small = list(visible(reader, Thing.objects.filter(kind__in=_SMALL)).order_by("kind", "number")[: 3 * MOST])
    of = {kind: [thing for thing in small if thing.kind == kind] for kind in _SMALL}
    ties, hubs = tied(reader), _hubs(reader)
    found = totals(promised(reader).exclude(state__in=LEFT), ties)
    context = {
        "streams": [(words, [o for o in of["outcome"] if o.workstream == code]) for code, words in WORKSTREAMS if code],
        "outcomes": of["outcome"],
        "entities": of["entity"],
        "bodies": [body for body in of["body"] if not is_group(body)],
        "promises": found.all,
        "late": found.late,
        "states": _states(reader),
        "hubs": hubs,
        "formalized": next((number for code, _words, number in hubs if code == "formalized"), 0),
        "events": events(reader, today),
        "contradictions": contradictions(reader),
        "lists": [(kind.slug, kind.names) for kind in by_slug("coalition").values() if kind.audience == "public"],
        "state_words": {b.pk: state_word("body", b.state) for b in of["body"]},
    }
    return render(request, "coalition/overview.html", context)


def contradictions(reader: Any) -> list[Contradiction]:
    """All that is said to contradict each other, each pair once; both values with their source.

    Where two figures contradict each other, the two things that they are about aren't listed as a second pair.
    """
    wanted = Q(relation="contradicts") | Q(relation=ABOUT, thing__kind="fact")
    rows = list(Link.objects.filter(wanted).select_related("thing", "other").order_by("pk")[: 5 * MOST])
    ends = {end.pk for link in rows for end in (link.thing, link.other)}
    seen = set(visible(reader, Thing.objects.filter(pk__in=ends)).order_by().values_list("pk", flat=True))
    links = [link for link in rows if link.thing.pk in seen and link.other.pk in seen]
    about = {link.thing_id: link.other_id for link in links if link.relation == ABOUT}
    found: dict[frozenset[int], Contradiction] = {}
    for link in links:
        if link.relation != ABOUT:
            pair = frozenset((link.thing_id, link.other_id))
            found.setdefault(pair, Contradiction((_side(link.thing), _side(link.other)), link.note))
    told = {frozenset(about.get(key, key) for key in pair) for pair in found if all(key in about for key in pair)}
    return [contradiction for pair, contradiction in found.items() if pair not in told][:MOST]


def events(reader: Any, today: date) -> list[dict[str, Any]]:
    """The next events, first to come first, with who leads them and how sure that is; events without a day come last."""
    rows = visible(reader, Thing.objects.filter(kind="event"))
    coming = Q(fields__end__gte=str(today.year)) | Q(fields__start__gte=str(today.year))
    found = [e for e in rows.filter(coming).order_by("fields__start")[:MOST] if (last_day(e) or today) >= today][:NEXT]
    leads: dict[int, list[Part]] = {}
    for part in Part.objects.filter(thing__in=[e.pk for e in found]).select_related("actor"):
        leads.setdefault(part.thing_id, []).append(part)
    return [{"event": e, "when": when(e), "leads": leads.get(e.pk, [])} for e in found]


def when(event: Thing) -> str:
    """When an event is, as precisely as it is known."""
    first, last = _day(event.fields.get("start", "")), _day(event.fields.get("end", ""))
    return first if not last or last == first else f"{first} – {last}"


def _side(thing: Thing) -> Side:
    told = thing.fields
    if thing.kind == "fact":
        low, high = (
            number_format(f"{told[n]:g}") if isinstance(told.get(n), int | float) else "?" for n in ("low", "high")
        )
        value = low if low == high else f"{low}–{high}"
        return Side(thing, f"{value} {told.get('unit', '')}".strip(), _place(thing, told.get("section", "")))
    value = str(told.get("quantity", "")).replace("-", "–")
    return Side(thing, value, _place(thing, ""))


def _place(thing: Thing, section: str) -> str:
    return (
        _("%(source)s; section “%(section)s”") % {"source": thing.source, "section": section}
        if section
        else thing.source
    )


def _states(reader: Any) -> list[tuple[str, str, int]]:
    """How many commitments and steps are in each state, in the order of the states."""
    counted = dict(promised(reader).order_by().values_list("state").annotate(number=Count("pk")))
    words = state_words("commitment") | state_words("next-step")
    return [(code, text, counted[code]) for code, text in words.items() if code in counted]


def _hubs(reader: Any) -> list[tuple[str, str, int]]:
    rows = visible(reader, Thing.objects.filter(kind="hub"))
    counted = dict(rows.order_by().values_list("state").annotate(number=Count("pk")))
    return [(code, text, counted[code]) for code, text in state_words("hub").items() if code in counted]


def _day(text: str) -> str:
    try:
        return date_format(date.fromisoformat(text), "DATE_FORMAT") if len(text) == len("2025-01-01") else text
    except ValueError:
        return text
