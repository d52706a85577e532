"""Local governments found in what programmes publish: as receivers and partners, and as named places.

Called after each import and at set-up. It looks only through scores it hasn't seen, so it may be called at any time; a
point on the map alone makes no government, since a camp or a school isn't one.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import transaction

from local2030.marker.sensitive_places import HIDDEN, NAMED, PUBLIC, openness
from local2030.vocabulary import places
from local2030.vocabulary.folding import fold
from local2030.web.history.chain import append
from local2030.web.locks import one_writer
from local2030.web.marker.direction import without_direction
from local2030.web.marker.mirror.models import Gathered, Mention
from local2030.web.marker.mirror.payments import Payment, by_year, payments_of
from local2030.web.marker.mirror.sensitivity import decisions_for
from local2030.web.marker.mirror.towns import KIND, Met, Towns, met_as
from local2030.web.marker.models import Programme, Score, Upload

AT_ONCE = 200  # programmes of one transaction
MOST_PLACES = 500  # looked at of one programme
LOCAL = "LRG"
log = logging.getLogger("local2030.mirror")


def gather(most: int = 20_000) -> int:
    """Goes through the scores that weren't looked through yet, at most so many; says how many it was."""
    rows = Score.objects.filter(newest=True, programme__current=True)
    seen = dict(Gathered.objects.values_list("programme", "score"))
    fresh = [
        (pk, of)
        for pk, of in rows.order_by("programme__upload", "id").values_list("pk", "programme")
        if seen.get(of) != pk
    ]
    fresh = fresh[:most]
    for start in range(0, len(fresh), AT_ONCE):
        _gather([pk for pk, _programme in fresh[start : start + AT_ONCE]])
    stale = Mention.objects.filter(programme__current=False)
    if stale.exists():
        stale.delete()
    return len(fresh)


def gather_quietly() -> None:
    """The same for callers whose own work must not fail with it: trouble is written to the log, and tried again later."""
    try:
        gather()
    except Exception:
        log.exception("local governments couldn't be gathered")


@transaction.atomic
def _gather(scores: list[int]) -> None:
    one_writer("mirror")
    towns = Towns()
    rows = list(Score.objects.filter(pk__in=scores).select_related("programme__upload"))
    results = [(row, row.as_read) for row in rows]
    paid = _payments(results)
    there = Mention.objects.filter(programme__in=[row.programme_id for row in rows])
    found = [mention for row, result in results for mention in _mentions(row.programme, result, towns, paid)]
    if {_told(mention) for mention in there} != {_told(mention) for mention in found}:
        there.delete()
        Mention.objects.bulk_create(found)
        after = {"mentions": len(found), "towns": towns.made}
        append(by=None, deed="gather-towns", kind=KIND, id="all", after=after)
    Gathered.objects.filter(programme__in=[row.programme_id for row in rows]).delete()
    Gathered.objects.bulk_create(Gathered(programme_id=row.programme_id, score=row.pk) for row in rows)


def _told(mention: Mention) -> tuple[int, int, str, str]:
    return mention.government_id, mention.programme_id, mention.subject, json.dumps(mention.stated, sort_keys=True)


def _payments(results: Iterable[tuple[Score, Mapping[str, Any]]]) -> dict[str, list[Payment]]:
    """The payments to local governments, by programme; files are read only where a score names such a receiver."""
    wanted: dict[Upload, dict[str, frozenset[str]]] = {}
    used: dict[str, str] = {}
    for row, result in results:
        names = frozenset(
            {fold(a.get("name") or "") for a in _local(result)} | {(a.get("ref") or "").upper() for a in _local(result)}
        ) - {""}
        if names and any(a.get("amount") is not None for a in _local(result)):
            wanted.setdefault(row.programme.upload, {})[result["identifier"]] = names
            used[result["identifier"]] = (result.get("money_source") or {}).get("used") or ""
    found: dict[str, list[Payment]] = {}
    for upload, of in wanted.items():
        try:
            for payment in payments_of(upload, of, used):
                found.setdefault(payment.identifier, []).append(payment)
        except OSError as trouble:  # files that were taken away: the score's own sums stand instead
            log.warning("the files of upload %s can't be read: %s", upload.pk, type(trouble).__name__)
    return found


def _mentions(
    programme: Programme, result: Mapping[str, Any], towns: Towns, paid: Mapping[str, list[Payment]]
) -> Iterator[Mention]:
    stated: dict[tuple[int, str], tuple[Any, dict[str, Any]]] = {}
    countries, is_public = list(result.get("countries") or ()), programme.audience == "public"
    for actor in _local(result):
        met = met_as(actor.get("name") or "", actor.get("ref") or "", _country(actor, countries))
        town = towns.of(met, is_public)
        if town is None:
            continue
        if actor.get("amount") is None:
            stated.setdefault((town.pk, "partner"), (town, {"name": actor["name"], "role": actor.get("role") or ""}))
            continue
        own = [p for p in paid.get(str(result.get("identifier")), ()) if _same(p, actor)]
        sums = by_year(own) if own else {"years": [], "totals": {"USD": actor["amount"]}, "planned": {}}
        _add(
            stated,
            town,
            "paid",
            {"name": actor["name"], **sums, "source": (result.get("money_source") or {}).get("used")},
        )
    listed = ((result.get("places") or {}).get("list") or ())[:MOST_PLACES]
    decisions = decisions_for(programme.identifier) if listed else {}
    for place in listed:
        seat = _governed(place, decisions)
        town = towns.of(seat, is_public) if seat is not None else None
        if seat is not None and town is not None:
            one = {
                "names": [seat.name],
                "share": place.get("share"),
                "amount": place.get("amount"),
                "places": 1,
            }
            _add(stated, town, "place", one)
    for (_pk, subject), (town, what) in stated.items():
        yield Mention(
            government=town, programme=programme, identifier=programme.identifier, subject=subject,
            stated=without_direction(what),
        )  # fmt: skip


def _local(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [a for a in result.get("actors") or () if a.get("class") == LOCAL and (a.get("name") or a.get("ref"))]


def _country(actor: Mapping[str, Any], countries: list[str]) -> str:
    return str(actor.get("country") or (countries[0] if len(countries) == 1 else ""))


def _same(payment: Payment, actor: Mapping[str, Any]) -> bool:
    ref = (actor.get("ref") or "").upper()
    return bool(ref and payment.ref.upper() == ref) or fold(payment.name) == fold(actor.get("name") or "")


def _governed(place: Mapping[str, Any], decisions: Mapping[str, str]) -> Met | None:
    """The government of a named place: of a unit or town that the gazetteer has, never of a bare point.

    A site that only lies in the unit lends it neither its name nor, where it is hidden, its money.
    """
    how = openness(place, decisions)
    if (
        how == HIDDEN
        or place.get("basis") not in ("code", "name")
        or not place.get("code")
        or (place.get("level") or 0) < 1
    ):
        return None
    known = places.place(str(place["code"]))
    if known is None or known.level not in (1, 2):
        return None
    name = place.get("name") if how in (NAMED, PUBLIC) else ""
    return Met(str(name or known.name)[:300], "", known.country, known.code, by_name=False)


def _add(
    stated: dict[tuple[int, str], tuple[Any, dict[str, Any]]], town: Any, subject: str, what: dict[str, Any]
) -> None:
    """One more row of a subject: sums of the same government under two names are added up."""
    there = stated.get((town.pk, subject))
    if there is None:
        stated[town.pk, subject] = (town, what)
        return
    old = there[1]
    if subject == "place":
        old["names"] = list(dict.fromkeys([*old["names"], *what["names"]]))[:20]
        old["places"] += 1
        old["share"] = None if old["share"] is None or what["share"] is None else old["share"] + what["share"]
        old["amount"] = _sum(old["amount"], what["amount"])
        return
    old["years"] += what["years"]
    for name in ("totals", "planned"):
        for currency, amount in what[name].items():
            old[name][currency] = _sum(old[name].get(currency, "0"), amount)


def _sum(one: str | None, other: str | None) -> str | None:
    from decimal import Decimal

    return None if one is None or other is None else f"{Decimal(one) + Decimal(other):f}"
