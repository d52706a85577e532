"""Tags and filters that draw the marks of the house, so that no page invents a way of its own to say "not known"."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_bidi, ngettext
from django.utils.translation import gettext as _

from local2030.charts import marks
from local2030.figures.words import percent, percent_range
from local2030.web.marker.models import CLASS_WORDS
from local2030.web.marker.portfolio import country_name

register = template.Library()

FRESH_DAYS, AGEING_DAYS = 120, 400  # aid data is published each quarter; after a year nobody keeps it up
STATUS_SYMBOL = {
    "met": "s-met",
    "over": "s-over",
    "unknown": "s-unknown",
    "fails": "s-fail",
    "slow": "s-slow",
    "todo": "s-todo",
    "on-track": "s-track",
    "back": "s-back",
}
STATUS_CLASS = {
    "met": "is-met",
    "over": "is-over",
    "unknown": "is-unknown",
    "fails": "is-back",
    "slow": "is-slow",
    "todo": "is-todo",
    "on-track": "is-track",
    "back": "is-back",
}
NOTHINGS = {"missing": "n-missing", "not_applicable": "n-na", "withheld": "n-hidden"}


@register.simple_tag
def track(criterion: dict[str, Any]) -> SafeString:
    """A criterion's track from 0 to 3."""
    state = criterion.get("state") or "scored"
    return mark_safe(marks.track(criterion.get("claimed"), criterion.get("proven"), criterion.get("possible"), state))


@register.simple_tag
def stair(level: int | None, possible: int | None = None, claimed: int | None = None) -> SafeString:
    """A programme's level as three steps."""
    return mark_safe(marks.stair(level, possible, claimed))


@register.simple_tag
def band(low: float | None, high: float | None) -> SafeString:
    """A share as a band for a table row."""
    return mark_safe(marks.mini_band(low, high))


@register.simple_tag
def numeral(level: int | None, kind: str = "proven") -> SafeString:
    """The large figure of a level."""
    return mark_safe(marks.numeral(level, kind))  # type: ignore[arg-type]


@register.simple_tag
def nil(kind: str, word: str) -> SafeString:
    """One of the nothings with its word."""
    svg = '<svg aria-hidden="true" viewBox="0 0 18 14"><use href="#{}"/></svg>'
    return format_html('<span class="nil">' + svg + "{}</span>", NOTHINGS[kind], word)


@register.simple_tag
def status(kind: str, word: str) -> SafeString:
    """A status: shape, colour and always the word."""
    svg = '<svg aria-hidden="true" viewBox="0 0 14 14"><use href="#{}"/></svg>'
    return format_html('<span class="status {}">' + svg + "{}</span>", STATUS_CLASS[kind], STATUS_SYMBOL[kind], word)


@register.simple_tag
def icon(name: str, turns: bool = False) -> SafeString:
    """A line drawing from the sprite."""
    return format_html(
        '<svg class="ico{}" aria-hidden="true"><use href="#i-{}"/></svg>', " turns" if turns else "", name
    )


@register.filter
def share(value: Any) -> str:
    """A fraction as a percentage that never rounds across a gate."""
    return _("not known") if value is None else _left_to_right(percent(float(value), language=get_language() or "en"))


@register.simple_tag
def interval(low: Any, high: Any) -> str:
    """Two fractions as "11–19%", one where they are the same when rounded, words where nothing is known."""
    if low is None or high is None:
        return _("not known")
    return _left_to_right(percent_range(float(low), float(high), get_language() or "en"))


@register.filter
def amount(value: Any) -> str:
    """An amount without cents, with thousands set apart as the reader's language does."""
    try:
        number = Decimal(str(value))
    except (InvalidOperation, ValueError):
        return _("not known")
    shown = number_format(number.quantize(Decimal(1)), 0, force_grouping=True)
    return shown.replace("-", "−")


@register.filter
def short_amount(value: Any) -> str:
    """An amount in thousands or millions, for tables: 6.3 m."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return _("not known")
    for size, words in ((1e9, _("%s bn")), (1e6, _("%s m")), (1e3, _("%s k"))):
        if abs(number) >= size:
            return words % number_format(round(number / size, 1), 1)
    return number_format(round(number), 0)


@register.filter(name="country_name")
def _country_name(code: str) -> str:
    """A country in words."""
    return country_name(code)


@register.simple_tag
def distance(low: Any, high: Any) -> str:
    """A gap between claim and evidence, 0 to 1, as an interval; one number where both ends read the same."""
    first, last = (number_format(round(float(value), 2), 2) for value in (low, high))
    return first if first == last else _left_to_right(f"{first}–{last}")


@register.simple_tag
def level_word(level: int | None) -> str:
    """The name of a level as the rubric has it."""
    if level is None:
        return _("too little data")
    return [_("none"), _("limited"), _("significant"), _("principal")][level]


@register.filter
def class_word(code: str) -> str:
    """An actor class in words."""
    return str(CLASS_WORDS.get(code, code))


@register.filter
def item(mapping: Any, key: Any) -> Any:
    """What a mapping has under a key, None if nothing."""
    return mapping.get(key) if hasattr(mapping, "get") else None


@register.simple_tag
def age(value: Any) -> SafeString:
    """A source's date as a chip: fresh, ageing or stale, with how old it is in words."""
    when = value if isinstance(value, date) else _date(value)
    if when is None:
        return format_html('<span class="prov stale">{}</span>', _("date not stated"))
    days = (timezone.now().date() - when).days
    kind = "" if days <= FRESH_DAYS else " ageing" if days <= AGEING_DAYS else " stale"
    return format_html(
        '<span class="prov{}"><span>{}, {}</span></span>', kind, date_format(when, "DATE_FORMAT"), old(days)
    )


@register.simple_tag
def age_short(value: Any) -> SafeString:
    """The age alone, for tables."""
    when = value if isinstance(value, date) else _date(value)
    if when is None:
        return format_html('<span class="prov stale">{}</span>', _("no date"))
    days = (timezone.now().date() - when).days
    kind = "" if days <= FRESH_DAYS else " ageing" if days <= AGEING_DAYS else " stale"
    return format_html('<span class="prov{}">{}</span>', kind, old(days))


def old(days: int) -> str:
    """An age in the largest unit that says enough."""
    if days <= 0:
        return _("today")
    if days < 14:
        return ngettext("%(n)s day old", "%(n)s days old", days) % {"n": days}
    if days < 60:
        return ngettext("%(n)s week old", "%(n)s weeks old", days // 7) % {"n": days // 7}
    if days < 730:
        return ngettext("%(n)s month old", "%(n)s months old", days // 30) % {"n": days // 30}
    return ngettext("%(n)s year old", "%(n)s years old", days // 365) % {"n": days // 365}


def _left_to_right(figure: str) -> str:
    """A figure that keeps its order in a page from right to left."""
    return f"\u2066{figure}\u2069" if get_language_bidi() else figure


def _date(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None
