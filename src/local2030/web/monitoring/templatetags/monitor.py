"""Marks of monitoring: numbers with as many digits as say something, a goal's series as a bar, statuses with a count."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from local2030.web.marker.templatetags.marks import nil, status
from local2030.web.monitoring import words

register = template.Library()
FILLS = {"met": "b-met", "on-track": "b-track", "slow": "b-slow", "back": "b-back"}
WIDE = 240


@register.filter
def figure(value: Any) -> str:
    """A value in four digits."""
    return words.value(value)


@register.filter
def unit_words(text: str) -> str:
    """A unit as people say it."""
    return words.unit(text)


@register.filter
def signed_share(value: float) -> str:
    """A difference as a part: +12%, −3.4%."""
    percent = value * 100
    shown = f"{abs(percent):.0f}" if abs(percent) >= 10 else f"{abs(percent):.1f}"
    return f"{'−' if value < 0 else '+' if value > 0 else ''}{words.value(float(shown))}%"


@register.filter
def web_address(text: Any) -> str:
    """An address that a link may lead to; "" for anything that isn't one of the web."""
    return str(text) if str(text or "").startswith(("http://", "https://")) else ""


@register.filter
def day(text: str) -> str:
    """A moment of a manifest as a day."""
    return date_format(datetime.fromisoformat(text), "DATE_FORMAT") if text else ""


@register.filter
def moment(text: str) -> str:
    """A moment of a manifest as day and time, in UTC."""
    return date_format(datetime.fromisoformat(text).astimezone(UTC), "DATETIME_FORMAT") if text else ""


@register.filter
def place_address(code: str, ask: Any) -> str:
    """The query that asks the same of another place."""
    return str(ask.address(place=code))


@register.filter
def direction_word(direction: str) -> str:
    """Whether more or less is wanted, in a word."""
    return words.direction_words(direction)


@register.simple_tag
def counted_status(kind: str, number: int, word: str) -> SafeString:
    """A status with how many stand so."""
    return status(kind, f"{number} {word}")


@register.simple_tag
def nothing_word(code: str) -> SafeString:
    """The mark and the word of a value that isn't there."""
    kind, word = words.NOTHING.get(code, words.NOTHING["O"])
    return nil(kind, str(word))


@register.simple_tag
def goal_bar(goal: dict[str, Any]) -> SafeString:
    """The series of a goal as one bar: by status, those without one hatched."""
    total, at, parts = goal["own"] or 1, 0.0, []
    for kind, _word, number in goal["parts"]:
        wide = WIDE * number / total
        parts.append(
            format_html(
                '<rect class="{}" x="{}" width="{}" height="10"/>',
                FILLS[kind],
                f"{at:.1f}",
                f"{max(0.0, wide - 1):.1f}",
            )
        )
        at += wide
    if goal["unjudged"]:
        parts.append(
            format_html(
                '<rect class="m-hatch" x="{}" width="{}" height="10"/>', f"{at:.1f}", f"{max(0.0, WIDE - at):.1f}"
            )
        )
    return mark_safe(
        f'<svg class="goal-bar" viewBox="0 0 {WIDE} 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">{"".join(parts)}</svg>'
    )
