"""Over which recipients and places the money of programmes spreads: kept beside each score, added up by concentration.py.

Places are rolled up to first-level units, so that no camp or school shows; what somebody decided to hide counts as not
known. Local firms count where nothing was only bought from them; else theirs is not known, for the score doesn't tell
a partner's money from a shop's.
"""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import QuerySet

from local2030.marker.concentration import Concentration, concentration
from local2030.marker.sensitive_places import HIDDEN, place_key
from local2030.vocabulary import places as gazetteer
from local2030.vocabulary.organisations import CLASSES, counts_as_local
from local2030.vocabulary.words import fold
from local2030.web.marker.mirror.models import PlaceSensitivity
from local2030.web.marker.models import Programme, Score

ZERO = Decimal(0)
AT_ONCE = 500


class Spread(NamedTuple):
    """How concentrated the local money of some programmes is, by recipient and by place, with the names of the largest."""

    programmes: int
    recipients: Concentration
    recipient_names: tuple[str, ...]
    places: Concentration
    place_names: tuple[str, ...]
    waiting: int


def spread_bytes(result: Mapping[str, Any]) -> bytes:
    """What is kept of a plain score: receivers with class, reach and amount, places with amount, the money in scope."""
    totals = result.get("totals") or {}
    paid = [a for a in result.get("actors") or () if a.get("role") == "receiver" and a.get("amount") is not None]
    where = (result.get("places") or {}).get("list") or ()
    kept = {
        "total": totals.get("in_scope"),
        "bought": totals.get("local_procurement"),
        "classes": totals.get("outgoing_by_class") or {},
        "paid": [[_key(a), a.get("name") or a.get("ref"), a.get("class"), a.get("reach"), a["amount"]] for a in paid],
        "places": [
            [place_key(p), p.get("code"), p.get("level"), p["amount"]] for p in where if p.get("amount") is not None
        ],
    }
    return zlib.compress(
        json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"), 1
    )


def spread_of(scores: QuerySet[Score], definition: str, waiting: int = 0) -> Spread:
    """The spread of these scores' money, by one statement for them and one for what is hidden."""
    hidden = set(PlaceSensitivity.objects.filter(newest=True, sensitivity=HIDDEN).values_list("identifier", "key"))
    adding, programmes = _Adding(definition, hidden), 0
    rows = scores.filter(spread__isnull=False).values_list("programme__identifier", "spread")
    for identifier, raw in rows.iterator(chunk_size=AT_ONCE):
        try:
            adding.add(identifier, json.loads(zlib.decompress(bytes(raw))))
        except (ValueError, zlib.error, KeyError, TypeError, InvalidOperation):
            continue
        programmes += 1
    by_recipient = concentration(adding.recipients, adding.unknown_recipients)
    by_place = concentration(adding.places, adding.total - sum(adding.places.values(), ZERO))
    return Spread(
        programmes, by_recipient, tuple(adding.names.get(key, key) for key, _v in by_recipient.largest), by_place,
        tuple(unit_name(key) for key, _v in by_place.largest), waiting,
    )  # fmt: skip


def newest_of(programmes: Iterable[Programme]) -> QuerySet[Score]:
    """The newest scores of these programmes."""
    return Score.objects.filter(newest=True, programme__in=[p.pk for p in programmes]).order_by("pk")


@lru_cache(maxsize=20_000)
def first_level(code: str) -> str:
    """The first-level unit in which a place lies, by its code; "" where it is a country, or isn't known."""
    place, steps = gazetteer.place(code), 0
    while place is not None and place.level > 1 and place.parent and steps < 6:
        place, steps = gazetteer.place(place.parent), steps + 1
    return place.code if place is not None and place.level == 1 else ""


@lru_cache(maxsize=5_000)
def unit_name(code: str) -> str:
    """A first-level unit with its country: Kisumu, KE."""
    place = gazetteer.place(code)
    return f"{place.name}, {place.country}" if place is not None else code


class _Adding:
    """Sums over programmes while they are read one after the other."""

    def __init__(self, definition: str, hidden: set[tuple[str, str]]) -> None:
        self.definition, self.hidden = definition, hidden
        self.recipients: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
        self.places: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
        self.names: dict[str, str] = {}
        self.unknown_recipients = self.total = ZERO

    def add(self, identifier: str, kept: Mapping[str, Any]) -> None:
        """One programme more."""
        self.total += max(ZERO, _decimal(kept["total"]))
        self._recipients(kept)
        for key, code, level, amount in kept["places"]:
            unit = first_level(code) if code and (level or 0) >= 1 else ""
            if unit and (identifier, key) not in self.hidden:
                self.places[unit] += max(ZERO, _decimal(amount))

    def _recipients(self, kept: Mapping[str, Any]) -> None:
        bought = _decimal(kept["bought"]) > 0
        listed: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
        for key, name, actor_class, reach, amount in kept["paid"]:
            value = max(ZERO, _decimal(amount))
            listed[actor_class] += value
            if actor_class == "UNK" or (actor_class == "LPRIV" and bought):
                self.unknown_recipients += value
            elif counts_as_local(self.definition, actor_class, reach):
                self.recipients[key] += value
                self.names.setdefault(key, str(name or key))
        for actor_class in CLASSES:  # those beyond the first 500, and those without a name
            if actor_class == "UNK" or counts_as_local(self.definition, actor_class, "unknown"):
                rest = _decimal(kept["classes"].get(actor_class)) - listed[actor_class]
                self.unknown_recipients += max(ZERO, rest)


def _key(actor: Mapping[str, Any]) -> str:
    return str(actor.get("ref") or "").strip().upper() or fold(str(actor.get("name") or ""))


def _decimal(value: Any) -> Decimal:
    return ZERO if value in (None, "") else Decimal(str(value))
