"""The report to the Steering Committee: one document in plain form, from what its reader may see; page and PDF print it.

Late, said to be done, decided since the last time, contradictions, empty and doubled responsibilities, what the
entities contribute, evidence that has aged, and the head of the history that all of it stands on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from statistics import median
from typing import Any

from django.db.models import Max, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from local2030.coalition.contributions import LEFT
from local2030.web.accounts.standing import standing_of
from local2030.web.coalition.duties import doubles, gaps, reckoned
from local2030.web.coalition.entity_accounts import CLAIMED, Account, accounts_of, numbers
from local2030.web.coalition.holdings import DUTIES, gather
from local2030.web.coalition.overview import contradictions
from local2030.web.coalition.tracker import promised
from local2030.web.desk.workstreams import is_late, step_kinds
from local2030.web.exchange.readers import OWNER, visible
from local2030.web.history.chain import chain_head
from local2030.web.history.lines import circles
from local2030.web.history.models import Entry
from local2030.web.registry.kinds import kind_of, kinds
from local2030.web.registry.models import Evidence, Thing
from local2030.web.registry.words import state_word

PERIOD = 90  # days, where no last meeting is named
STALE = 365  # days after which evidence has aged
MOST = 300
Section = dict[str, Any]


def steering_document(reader: Any, since: date, today: date) -> dict[str, Any]:
    """The report of today on what happened since that day."""
    holdings = gather(reader, DUTIES)
    matrix = reckoned(holdings)
    sections = [
        _late(reader, today),
        _claimed(reader),
        _decided(reader, since),
        _contradictions(reader),
        _sentences(
            "empty",
            _("Left open"),
            (g for g in gaps(holdings, matrix) if not g.is_past),
            _("Everything has somebody who leads it."),
        ),
        _sentences("doubled", _("Standing twice"), doubles(holdings, matrix), _("Nothing stands twice.")),
        _contributions(holdings, today),
        _stale(reader, today),
    ]
    head = chain_head()
    days = {"since": _day(since), "today": _day(today)}
    return {
        "title": _("Report to the Steering Committee"),
        "eyebrow": _("Local2030 Coalition"),
        "lede": _("%(since)s to %(today)s. Every line stands in the registry, with its evidence and its history.") % days,
        "basis": basis(reader),
        "since": since.isoformat(),
        "day": _day(today),
        "facts": [_fact(section) for section in sections if section["code"] in ("late", "claimed", "decided", "empty")],
        "sections": sections,
        "chain": {
            "title": _("What it stands on"),
            "words": _("The history is a chain of hashes: whoever keeps this line can tell later whether anything before it was altered. Last entry and its hash:"),
            "head": str(head),
        },
        "foot": {"basis": basis(reader), "page": _("page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"}},
        "left_out": _("And %(count)s more; the list on the site has all.") % {"count": "{count}"},
        "unshown_words": _("%(count)s kinds of characters can't be shown with our type and stand as boxes.") % {"count": "{count}"},
    }  # fmt: skip


def basis(reader: Any) -> str:
    """Of what the report was made, so that nobody takes a part for the whole."""
    if reader is OWNER:
        return _("Made from everything in the store")
    roles = standing_of(reader).roles
    if not roles:
        return _("Public version: what everybody may read")
    return _("Made from what its reader may read (%(roles)s)") % {"roles": ", ".join(sorted(roles))}


def _late(reader: Any, today: date) -> Section:
    rows = visible(reader, Thing.objects.filter(kind__in=step_kinds())).filter(is_late()).select_related("owner")
    found = list(rows.order_by("due", "kind", "number")[: MOST + 1])
    more = rows.count() - MOST if len(found) > MOST else 0
    return {
        "code": "late", "title": _("Late"), "lede": _("By their date, not by anybody's hand."),
        "head": [_("What"), _("Who"), _("Due"), _("Days late")], "widths": [6, 3, 2, 0], "right": [3],
        "rows": [
            _row(t, [_named(t), t.owner.title if t.owner else _("nobody named"), _day(_due(t)), _days_late(t, today)])
            for t in found[:MOST]
        ],
        "nothing": _("Nothing is late, as far as dates are known."), "more": more,
    }  # fmt: skip


def _claimed(reader: Any) -> Section:
    rows = promised(reader).filter(state=CLAIMED).select_related("owner").order_by("state_since", "pk")
    return {
        "code": "claimed", "title": _("Said to be done, not yet verified"),
        "lede": _("It counts as delivered once the Secretariat has verified the evidence."),
        "head": [_("What"), _("Who"), _("Since")], "widths": [6, 3, 2], "right": [],
        "rows": [
            _row(t, [_named(t), t.owner.title if t.owner else _("nobody named"), _day(t.state_since.date())])
            for t in rows[:MOST]
        ],
        "nothing": _("Nothing waits for verification."), "more": 0,
    }  # fmt: skip


def _decided(reader: Any, since: date) -> Section:
    """Moves that people made; those of the calendar aren't decisions."""
    audiences = frozenset({"public", "coalition", "inner"}) if reader is OWNER else circles(reader)
    entries = Entry.objects.filter(deed="move", by__isnull=False, audience__in=audiences, kind__in=tuple(kinds()))
    entries = entries.filter(at__gte=datetime.combine(since, time(), UTC)).select_related("content")
    found = list(entries.order_by("-number")[:MOST])
    things = {t.serial: t for t in visible(reader, Thing.objects.filter(serial__in={entry.serial for entry in found}))}
    rows = []
    for entry in found:
        thing, said = things.get(entry.serial), entry.content.plain
        after = (said.get("after") or {}).get("state")
        if thing is None or not after:
            continue
        before = (said.get("before") or {}).get("state") or ""
        change = _("%(before)s → %(after)s") % {
            "before": state_word(thing.kind, before),
            "after": state_word(thing.kind, after),
        }
        rows.append(_row(thing, [_day(entry.at.date()), _named(thing), change, str(said.get("why") or "")]))
    return {
        "code": "decided", "title": _("Decided since the last time"), "lede": _("Since %(day)s, newest first.") % {"day": _day(since)},
        "head": [_("Day"), _("What"), _("Decision"), _("Reason")], "widths": [2, 5, 3, 4], "right": [], "rows": rows,
        "nothing": _("Nothing was decided in this time, or nothing that you may read."), "more": 0,
    }  # fmt: skip


def _contradictions(reader: Any) -> Section:
    rows = []
    for found in contradictions(reader):
        one, other = found.sides
        cells = [cell for side in (one, other) for cell in (f"{side.value or '–'}: {side.thing.title}", side.place)]
        rows.append(_row(one.thing, cells))
    return {
        "code": "contradictions", "title": _("Contradictions"), "lede": _("Both values stand until somebody settles them."),
        "head": [_("One value"), _("Where it stands"), _("The other"), _("Where it stands")], "widths": [4, 3, 4, 3],
        "right": [], "rows": rows, "nothing": _("None is known."), "more": 0,
    }  # fmt: skip


def _sentences(code: str, title: str, found: Iterable[Any], nothing: str) -> Section:
    rows = [_row(sentence.things[0], [sentence.text]) for sentence in found]
    return {"code": code, "title": title, "lede": "", "head": [title], "widths": [1], "right": [], "rows": rows,
            "nothing": nothing, "more": 0}  # fmt: skip


def _contributions(holdings: Any, today: date) -> Section:
    found = accounts_of(holdings, today)
    labels = [n["label"] for n in numbers(found[0])] if found else []
    rows = [
        {"cells": [a.entity.title, *(str(n["count"]) for n in numbers(a)), str(a.own)],
         "address": f"/coalition/entities/{a.entity.key or a.entity.serial}/contribution/"}
        for a in found
    ]  # fmt: skip
    spread = "; ".join(f"{label}: {words}" for label, words in zip(labels, _spreads(found), strict=True))
    lede = _("By name, not by rank. Joint promises count for each member; what overlaps counts once.")
    if spread:
        lede = _("%(lede)s Median, and from lowest to highest: %(spread)s.") % {"lede": lede, "spread": spread}
    return {
        "code": "contributions", "title": _("What the entities contribute"), "lede": lede,
        "head": [_("Entity"), *labels, _("In its own name")], "widths": [4, *([2] * len(labels)), 2],
        "right": list(range(1, len(labels) + 2)), "rows": rows, "nothing": _("No entity is in the registry."), "more": 0,
    }  # fmt: skip


def _spreads(found: Sequence[Account]) -> list[str]:
    """The median of all entities for each number, with the lowest and the highest."""
    columns = zip(*([n["count"] for n in numbers(account)] for account in found), strict=True)
    return [f"{median(column):g} ({min(column)}–{max(column)})" for column in columns]


def _stale(reader: Any, today: date) -> Section:
    before = today - timedelta(days=STALE)
    live = promised(reader).exclude(state__in=[*LEFT, "closed"]).order_by()
    aged = Evidence.objects.filter(withdrawn="", thing__in=live.values("pk")).order_by().values("thing")
    aged = aged.annotate(last=Max("day"), entered=Max("at"))
    moment = datetime.combine(before, time(), UTC)
    latest = {
        row["thing"]: row["last"] or row["entered"].date()
        for row in aged.filter(Q(last__lt=before) | Q(last=None, entered__lt=moment))[:MOST]
    }
    things = live.filter(pk__in=latest).select_related("owner").order_by("kind", "number")
    return {
        "code": "stale", "title": _("Evidence that has aged"),
        "lede": _("Its latest evidence is older than %(days)s days.") % {"days": STALE},
        "head": [_("What"), _("Who"), _("Latest evidence")], "widths": [6, 3, 2], "right": [],
        "rows": [_row(t, [_named(t), t.owner.title if t.owner else _("nobody named"), _day(latest[t.pk])]) for t in things],
        "nothing": _("No evidence is that old."), "more": 0,
    }  # fmt: skip


def _fact(section: Mapping[str, Any]) -> dict[str, str]:
    why = {
        "late": _("by their date"), "claimed": _("waiting for verification"), "decided": _("by people, not by the calendar"),
        "empty": _("without a sure lead or an own part"),
    }  # fmt: skip
    return {
        "label": section["title"],
        "value": str(len(section["rows"]) + section["more"]),
        "why": why[section["code"]],
    }


def _row(thing: Thing, cells: list[str]) -> dict[str, Any]:
    return {"cells": cells, "address": thing.get_absolute_url()}


def _named(thing: Thing) -> str:
    return _("%(title)s (%(kind)s %(serial)s)") % {
        "title": thing.title, "kind": kind_of(thing.kind).name, "serial": thing.serial,
    }  # fmt: skip


def _due(thing: Thing) -> date | None:
    return min((day for day in (thing.due, thing.state_due) if day is not None), default=None)


def _days_late(thing: Thing, today: date) -> str:
    due = _due(thing)
    days = (today - due).days if due is not None else 0
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days} if days > 0 else ""


def _day(value: date | None) -> str:
    return date_format(value, "DATE_FORMAT") if value is not None else ""
