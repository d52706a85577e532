"""What each entity promised, delivered, says it has done, and owes, as far as the reader may see; nothing counts twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from local2030.coalition.contributions import DELIVERED, Contribution, Spread, contributions, peers
from local2030.web.coalition.holdings import PROMISES, Holdings, gather
from local2030.web.registry.models import Evidence, Thing

CLAIMED = "done-claimed"


@dataclass(frozen=True, slots=True)
class Account:
    """One entity's account; `claimed`: said to be done, not yet verified, and so not delivered."""

    entity: Thing
    contribution: Contribution
    claimed: tuple[tuple[str, ...], ...]
    peers: Mapping[str, Spread]
    peers_claimed: Spread | None

    @property
    def pledges(self) -> int:
        """How many promises it shares in."""
        return len(self.contribution.pledges)

    @property
    def own(self) -> int:
        """How many of them in its own name."""
        return len(self.contribution.own)

    @property
    def delivered(self) -> int:
        """How many were shown and verified."""
        return len(self.contribution.delivered)

    @property
    def late(self) -> int:
        """How many are late."""
        return len(self.contribution.late)


def accounts(reader: Any, today: date) -> tuple[Holdings, tuple[Account, ...]]:
    """An account for each entity, by name, with what they were reckoned from."""
    holdings = gather(reader, PROMISES)
    return holdings, accounts_of(holdings, today)


def accounts_of(holdings: Holdings, today: date) -> tuple[Account, ...]:
    """The accounts of what is held."""
    ids = [entity.serial for entity in holdings.entities]
    found = contributions(ids, holdings.promises(), today, holdings.members)
    claimed = {account.entity: _claimed(holdings, account) for account in found}
    return tuple(
        Account(
            holdings.by_serial[account.entity],
            account,
            claimed[account.entity],
            peers(found, account.entity),
            _spread([len(groups) for entity, groups in claimed.items() if entity != account.entity]),
        )
        for account in found
    )


def evidence_of(ids: Sequence[int]) -> dict[int, tuple[int, date | None]]:
    """How much evidence each of the things has that stands, and of which day the latest is."""
    rows = Evidence.objects.filter(thing__in=ids, withdrawn="").order_by().values("thing")
    counted = rows.annotate(n=Count("pk"), last=Max("day"), entered=Max("at", filter=Q(day=None)))
    return {
        row["thing"]: (
            row["n"],
            max((d for d in (row["last"], row["entered"] and row["entered"].date()) if d), default=None),
        )
        for row in counted
    }


def numbers(account: Account) -> list[dict[str, Any]]:
    """The four numbers of an account with those of its peers, for the page and the report."""
    spreads = account.peers
    return [
        {"name": "pledges", "label": _("Promises it shares in"), "count": account.pledges, "peers": spreads.get("pledges")},
        {"name": "delivered", "label": _("Delivered and verified"), "count": account.delivered, "peers": spreads.get("delivered")},
        {"name": "claimed", "label": _("Said to be done, not verified"), "count": len(account.claimed), "peers": account.peers_claimed},
        {"name": "late", "label": _("Late"), "count": account.late, "peers": spreads.get("late")},
    ]  # fmt: skip


def peers_words(spread: Spread | None) -> str:
    """How the peers lie, in a sentence; a median never without its spread."""
    if spread is None:
        return _("no other entity to compare with")
    if spread.low == spread.high:
        return _("each of the others: %(count)s") % {"count": spread.low}
    middle = f"{spread.median:g}"
    return _("others: half have %(median)s or fewer; from %(low)s to %(high)s") % {
        "median": middle, "low": spread.low, "high": spread.high,
    }  # fmt: skip


def _claimed(holdings: Holdings, account: Contribution) -> tuple[tuple[str, ...], ...]:
    """The promises of which some part is said to be done and that aren't delivered."""
    states = {serial: holdings.by_serial[serial].state for pledge in account.pledges for serial in pledge}
    delivered = frozenset(account.delivered)
    return tuple(
        pledge
        for pledge in account.pledges
        if pledge not in delivered
        and any(states[serial] == CLAIMED for serial in pledge)
        and all(states[serial] in DELIVERED | {CLAIMED} for serial in pledge)
    )


def _spread(counts: Sequence[int]) -> Spread | None:
    from statistics import median

    return Spread(min(counts), float(median(counts)), max(counts)) if counts else None
