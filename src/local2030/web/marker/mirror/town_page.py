"""The page of a local government: public figures only, each with its source; its own words beside them.

What was said in confidence is on no page of a town; the Secretariat's own page of it (`desk_pages`) is another one.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from local2030.marker.attestations import SILENT, difference
from local2030.web.accounts.permissions import may, visible
from local2030.web.marker.mirror.asked import amounts
from local2030.web.marker.mirror.models import Attestation, Mention
from local2030.web.marker.models import Programme
from local2030.web.registry.models import Thing

MOST = 200


def town_context(reader: Any, town: Thing) -> dict[str, Any]:
    """What the page of a local government has besides what every thing has."""
    mentions = list(Mention.objects.filter(government=town)[: MOST * 3])
    seen = visible(reader, Programme.objects.filter(current=True, pk__in={m.programme_id for m in mentions}))
    programmes = {row.pk: row for row in seen}
    said = _said(town, {row.identifier for row in programmes.values()})
    of: dict[int, dict[str, Mention]] = {}
    for mention in mentions:
        if mention.programme_id in programmes:
            of.setdefault(mention.programme_id, {})[mention.subject] = mention
    rows = [_row(programmes[pk], subjects, said) for pk, subjects in of.items()]
    rows.sort(key=lambda row: (-row["sum"], row["programme"].pk))
    open_words = [row for row in said.values() if row.answer != SILENT]
    return {
        "rows": rows[:MOST],
        "rows_more": max(0, len(rows) - MOST),
        "said": sorted(open_words, key=lambda row: -row.pk),
        "asked": len(said),
        "may_ask_town": may(reader, "change", town),
    }


def _said(town: Thing, identifiers: set[str]) -> dict[tuple[str, str], Attestation]:
    """The newest sound words that may be named, of the programmes that the reader sees; a confidence looks unanswered."""
    found = {}
    for row in Attestation.objects.filter(government=town, newest=True, doubtful=False, identifier__in=identifiers):
        if row.in_confidence:
            row = Attestation(identifier=row.identifier, subject=row.subject, asked=row.asked)
        found[row.identifier, row.subject] = row
    return found


def _row(
    programme: Programme, of: Mapping[str, Mention], said: Mapping[tuple[str, str], Attestation]
) -> dict[str, Any]:
    stated = of["paid"].stated if "paid" in of else {}
    paid = amounts(stated)
    word = said.get((programme.identifier, "paid"))
    received = word.received if word is not None else None
    return {
        "programme": programme,
        "paid": list(paid.items()),
        "years": stated.get("years") or [],
        "source": stated.get("source"),
        "place": of["place"].stated if "place" in of else None,
        "partner": "partner" in of,
        "word": word if word is not None and word.answer else None,
        "received": received,
        "less": difference(paid, received, word.currency) if word is not None else None,
        "sum": sum(paid.values(), Decimal(0)),
    }
