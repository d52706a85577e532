"""Numbers, units, statuses and the kinds of nothing as pages say them."""

from __future__ import annotations

from math import floor, isfinite, log10
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from local2030.vocabulary import observations as codes

# What a status of any method means, for its shape and colour; its word is the method's own.
STATUS = {
    "target_met": ("met", gettext_lazy("target met")),
    "on_track": ("on-track", gettext_lazy("on track")),
    "progress": ("slow", gettext_lazy("progress, too slow")),
    "fair": ("slow", gettext_lazy("fair progress, too slow")),
    "limited": ("slow", gettext_lazy("limited progress")),
    "stagnation": ("back", gettext_lazy("stagnation or going back")),
    "deterioration": ("back", gettext_lazy("going back")),
}
ORDER = ("target_met", "on_track", "fair", "progress", "limited", "stagnation", "deterioration", "")
NOTHING = {
    codes.MISSING: ("missing", gettext_lazy("no data")),
    codes.SUPPRESSED: ("withheld", gettext_lazy("withheld")),
    codes.NOT_APPLICABLE: ("not_applicable", gettext_lazy("not applicable")),
    codes.REFUSED: ("missing", gettext_lazy("not collected")),
}
FLAGS = {
    codes.BREAK: gettext_lazy("break in the series"),
    codes.ESTIMATED: gettext_lazy("estimated"),
    codes.FORECAST: gettext_lazy("forecast"),
    codes.PROVISIONAL: gettext_lazy("provisional"),
    codes.LOW_RELIABILITY: gettext_lazy("low reliability"),
}
GOALS = (
    gettext_lazy("No poverty"), gettext_lazy("Zero hunger"), gettext_lazy("Health"), gettext_lazy("Education"),
    gettext_lazy("Gender equality"), gettext_lazy("Clean water"), gettext_lazy("Clean energy"),
    gettext_lazy("Decent work"), gettext_lazy("Industry, innovation"), gettext_lazy("Less inequality"),
    gettext_lazy("Sustainable cities"), gettext_lazy("Responsible consumption"), gettext_lazy("Climate action"),
    gettext_lazy("Life below water"), gettext_lazy("Life on land"), gettext_lazy("Peace, institutions"),
    gettext_lazy("Partnerships"),
)  # fmt: skip
UNITS = {
    "PT": "%", "PERCENT": "%", "PERCENTAGE": "%", "%": "%", "PROPORTION": gettext_lazy("share of 1"),
    "PER_100000_POP": gettext_lazy("per 100,000 people"), "PER_1000_POP": gettext_lazy("per 1,000 people"),
    "PER_10000": gettext_lazy("per 10,000"), "PER_1000": gettext_lazy("per 1,000"), "PP": gettext_lazy("percentage points"),
    "W_PER_CAPITA": gettext_lazy("watts per person"), "IX": gettext_lazy("index"), "RO": gettext_lazy("ratio"),
    "NUMBER": gettext_lazy("number"), "EUR": gettext_lazy("euros"), "USD": gettext_lazy("US dollars"),
}  # fmt: skip


def value(number: float | None) -> str:
    """A value with as many digits as say something: four in all, none behind the point from a thousand on.

    >>> value(12345.678), value(99.95), value(0.01234)
    ('12,346', '99.95', '0.01234')
    """
    if number is None or not isfinite(number):
        return ""
    size = abs(number)
    if size >= 1000 or size == 0:
        places = 0
    else:
        places = min(8, max(0, 3 - floor(log10(size))))
    plain = f"{number:.{places}f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    places = len(plain.partition(".")[2])
    return str(number_format(plain if plain not in ("-0", "") else "0", places, force_grouping=True)).replace("-", "−")


def percent(part: float) -> str:
    """A part as per cent, in three digits.

    >>> percent(1.587), percent(-0.0042)
    ('159%', '−0.42%')
    """
    return f"{value(float(f'{part * 100:.3g}'))}%"


def unit(text: str, mult: str = "") -> str:
    """A unit in words: one of the common codes, or a code out of words; else as in the data.

    >>> unit("PT"), unit("PER_1000_LIVE_BIRTHS"), unit("kWh")
    ('%', 'per 1000 live births', 'kWh')
    """
    is_of_words = "_" in text and text == text.upper() and text.replace("_", "").isalnum()
    found = str(UNITS.get(text.upper(), text.replace("_", " ").lower() if is_of_words else text))
    if mult and mult != "0":
        power = {"3": _("thousands"), "6": _("millions"), "9": _("billions")}.get(mult, f"10^{mult}")
        found = f"{found}, {power}" if found else power
    return found


def in_language(names: Any, fallback: str) -> str:
    """A name in the reader's language, else in English, else in any, else the fallback."""
    if isinstance(names, str):
        return names or fallback
    if not names:
        return fallback
    wanted = (get_language() or "en").partition("-")[0]
    return str(names.get(wanted) or names.get("en") or next((n for n in names.values() if n), "") or fallback)


def direction_words(direction: str) -> str:
    """Whether more or less of it is wanted, in a word."""
    told = {"increase": _("more"), "decrease": _("less"), "parity": _("as near to 1 as can be")}
    return told.get(direction) or _("not said")


def goal_name(number: int) -> str:
    """A goal in our short words."""
    return str(GOALS[number - 1]) if 1 <= number <= len(GOALS) else ""
