"""The indicators of a data set with what is wanted of each, as rows of a table; and what a form or a body says of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from local2030.formats.observations.long_values import DIRECTIONS, NUMBERS, number_of
from local2030.vocabulary.observations import Wanted
from local2030.web.monitoring import words
from local2030.web.monitoring.stores import Opened
from local2030.web.monitoring.titles import title_of
from local2030.web.monitoring.wanted import goal_of, order_of
from local2030.workflows.say_wanted import FIELDS
from local2030.workflows.wanted_template import wanted_template

# Fields of the page; the others stand in the file only.
SHOWN = ("direction", "target_value", "target_year", "limit")
SHORT = {"direction": "d", "target_value": "t", "target_year": "y", "limit": "l", "growth_rate": "g"}
LONGEST = 40


class Row(NamedTuple):
    """An indicator; `cells` are the texts of its fields, `said` what people said beside the files, `bad` what can't be read."""

    code: str
    title: str
    goal: int
    unit: str
    cells: Mapping[str, str]
    growth: bool
    proposed: str
    said: tuple[str, ...]
    bad: frozenset[str] = frozenset()


def rows_of(data: Opened) -> list[Row]:
    """All that have a value, by goal."""
    found = wanted_template(Path(settings.HOME), data.name, data.manifest.version, get_language() or "en")
    rows = []
    for row in found["indicators"]:
        plain = data.indicators.get(row["indicator"]) or {}
        rows.append(
            Row(
                row["indicator"], title_of(data, row["indicator"]), goal_of(row["indicator"], plain),
                words.unit(str(plain.get("unit") or "")), {name: text_of(row[name]) for name in SHOWN},
                bool(row["growth_rate"]), row["proposed"], tuple(row["said"]),
            )
        )  # fmt: skip
    return sorted(rows, key=lambda row: (row.goal or 99, order_of(row.code)))


def posted(sent: Mapping[str, str], rows: Iterable[Row]) -> tuple[dict[str, dict[str, Any]], list[Row]]:
    """What a form says of these rows that differs from what it showed; and the rows as they were filled in."""
    asked: dict[str, dict[str, Any]] = {}
    filled = []
    for row in rows:
        if f"d:{row.code}" not in sent:
            filled.append(row)
            continue
        cells = {
            name: sent.get(f"{SHORT[name]}:{row.code}", "").replace("\x00", "").strip()[:LONGEST] for name in SHOWN
        }
        growth, bad = f"g:{row.code}" in sent, set()
        fields: dict[str, Any] = {"growth_rate": growth} if growth != row.growth else {}
        for name, text in cells.items():
            if text == row.cells[name]:
                continue
            number = number_of(text) if text and name != "direction" else None
            if name == "direction":
                fields[name] = DIRECTIONS.get(text, "")
            elif text and (number is None or (name.endswith("_year") and number != int(number))):
                bad.add(name)
            else:
                fields[name] = int(number) if number is not None and name.endswith("_year") else number
        if fields:
            asked[row.code] = fields
        filled.append(row._replace(cells=cells, growth=growth, bad=frozenset(bad)))
    return asked, filled


def plain_asked(given: Any) -> dict[str, dict[str, Any]]:
    """What a body says, by code; ValueError with a sentence where it isn't of its form. Names are those of the file, too."""
    if not isinstance(given, Mapping):
        raise ValueError(_("It isn't of the form that was sent out."))
    found: dict[str, dict[str, Any]] = {}
    for code, fields in given.items():
        if not isinstance(fields, Mapping):
            raise ValueError(_("%(code)s: fields with their values are asked for.") % {"code": code})
        found[str(code)] = {
            name: _value(str(code), name, value)
            for given_name, value in fields.items()
            if (name := NUMBERS.get(given_name, given_name)) in FIELDS
        }
    return found


def text_of(value: Any) -> str:
    """A number as a field shows it: whole where it is whole, with a point."""
    if value is None or isinstance(value, str):
        return value or ""
    return f"{value:.15g}"


def differing(before: Wanted, after: Wanted) -> list[tuple[str, str, str]]:
    """(what, as it was, as it will be), in words."""
    pairs = (
        (_("wanted"), words.direction_words(before.direction), words.direction_words(after.direction)),
        (_("target"), _target(before), _target(after)),
        (_("limit of the values"), _shown(before.limit), _shown(after.limit)),
        (_("a rate of growth"), _yes(before.is_growth_rate), _yes(after.is_growth_rate)),
        (_("counted from"), str(before.base_year), str(after.base_year)),
        (_("lower bound"), _shown(before.lower), _shown(after.lower)),
        (_("optimum"), _shown(before.optimum), _shown(after.optimum)),
    )
    return [(what, was, will) for what, was, will in pairs if was != will]


def _value(code: str, name: str, value: Any) -> Any:
    if name == "direction":
        text = str(value or "").strip().casefold()
        if text and text not in DIRECTIONS:
            raise ValueError(_("%(code)s: %(text)s is no direction.") % {"code": code, "text": text[:LONGEST]})
        return DIRECTIONS.get(text, "")
    if name == "growth_rate":
        return value in (True, 1) or str(value).casefold() in ("yes", "true", "1")
    if value is None or value == "":
        return None
    number = None if isinstance(value, bool) or len(str(value)) > LONGEST else number_of(value)
    if number is None:
        raise ValueError(_("%(code)s: %(text)s is no number.") % {"code": code, "text": str(value)[:LONGEST]})
    return int(number) if name.endswith("_year") else number


def _target(wanted: Wanted) -> str:
    if wanted.target is None:
        return _("none")
    return _("%(target)s by %(year)s") % {"target": words.value(wanted.target), "year": wanted.target_year}


def _shown(number: float | None) -> str:
    return _("none") if number is None else words.value(number)


def _yes(value: bool) -> str:
    return _("yes") if value else _("no")
