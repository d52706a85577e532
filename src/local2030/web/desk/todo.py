"""One thing to do, as the desk shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MOST = 200  # rows of one sort that are looked at one by one


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do: a deed as a sentence, why, by when, and the address of the form. `weight` orders: least first."""

    deed: str
    why: str
    address: str
    when: str = ""
    is_late: bool = False
    icon: str = "arrow"
    weight: tuple[int, date] = (5, date.max)


def when(by: date | None, today: date) -> str:
    """By when, as people say it; "" where there is no day."""
    if by is None:
        return ""
    days = (today - by).days
    if days > 0:
        return ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days}
    return _("today") if days == 0 else day(by)


def day(value: date) -> str:
    """A day in the reader's language."""
    return date_format(value, "DATE_FORMAT")
