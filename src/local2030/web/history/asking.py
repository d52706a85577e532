"""A question to the whole history: who, what, to which thing, when. Read from an address and written back into one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode

from django.core.cache import cache
from django.db.models import Q, QuerySet

from local2030.web.accounts.models import User
from local2030.web.history.models import Entry

PAGE = 50
MOST_PEOPLE = 100
KEPT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Ask:
    """`before`: entries older than that number only, to turn pages."""

    person: str = ""
    kind: str = ""
    id: str = ""
    deed: str = ""
    since: date | None = None
    until: date | None = None
    before: int | None = None

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Ask:
        """The question in an address; what can't be understood is left out."""
        texts = {
            name: query.get(name, "").replace("\x00", "").strip()[:100] for name in ("person", "kind", "id", "deed")
        }
        before = query.get("before", "")
        number = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
        return cls(**texts, since=_day(query.get("since", "")), until=_day(query.get("until", "")), before=number)

    @property
    def is_narrow(self) -> bool:
        """Whether anything is left out."""
        return bool(self.address())

    def address(self, before: int | None = None) -> str:
        """The query part of an address that asks the same, from that entry back."""
        parts = {"person": self.person, "kind": self.kind, "id": self.id, "deed": self.deed}
        parts |= {"since": self.since, "until": self.until, "before": before}
        return urlencode({name: value for name, value in parts.items() if value})


def matching(ask: Ask) -> QuerySet[Entry]:
    """The entries asked for, newest first."""
    rows = Entry.objects.select_related("by", "content")
    exactly = {"kind": ask.kind, "serial": ask.id, "deed": ask.deed}
    rows = rows.filter(**{name: value for name, value in exactly.items() if value})
    if ask.person:
        rows = rows.filter(by__in=list(_people(ask.person)))
    if ask.since:
        rows = rows.filter(at__gte=_midnight(ask.since))
    if ask.until:
        rows = rows.filter(at__lt=_midnight(ask.until) + timedelta(days=1))
    return rows.filter(number__lt=ask.before) if ask.before else rows


def choices(column: str) -> list[str]:
    """The kinds or deeds that occur; may be a minute old."""
    rows = Entry.objects.order_by(column).values_list(column, flat=True).distinct()
    return list(cache.get_or_set(f"history:{column}", lambda: list(rows), KEPT_SECONDS) or [])


def _people(text: str) -> QuerySet[User, int]:
    """The accounts whose sign-in name is that, or whose name has each of the words."""
    named = Q()
    for word in text.split():
        named &= Q(first_name__icontains=word) | Q(last_name__icontains=word)
    return User.objects.filter(named | Q(username__iexact=text)).values_list("pk", flat=True)[:MOST_PEOPLE]


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1900 < found.year < 2200 else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
