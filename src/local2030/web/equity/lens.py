"""What the page asks of a list: which numbers, by which groups. Each list makes one `Lens`; page, file and API are one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import get_language

from local2030.figures.equity import GroupSpread, Member, equity_figure, group_spreads, reasons
from local2030.figures.figure import Figure
from local2030.web.monitoring import words

COLUMNS = ("group", "members", "known", "missing", "few", "p10", "q1", "median", "q3", "p90", "nothing")
QUANTILES = ("p10", "q1", "median", "q3", "p90")


@dataclass(frozen=True)
class Lens:
    """One question on one list, answered.

    `title`: of the list; `back`: its address; `what`: one sentence on what the number is; `ways`: by what it is grouped,
    code and words; `by`: the one asked for; `choices`: further fields of the form, (name, label, options, chosen);
    `kept`: what the address says besides; `notes`: what has to be said of the whole.
    """

    title: str
    back: str
    what: str
    unit: str
    source: str
    members: tuple[Member, ...]
    ways: tuple[tuple[str, Any], ...]
    by: str
    subject: str = "monitoring"
    names: Mapping[str, str] = field(default_factory=dict)
    nothing: Mapping[str, Any] = field(default_factory=dict)
    choices: tuple[tuple[str, Any, tuple[tuple[str, Any], ...], str], ...] = ()
    kept: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    finding: str = ""  # what stands as the heading instead of the figure's own

    @cached_property
    def rows(self) -> tuple[GroupSpread, ...]:
        """The groups with their spread."""
        return group_spreads(self.members, self.names)

    @property
    def has_spread(self) -> bool:
        """Whether there is any group with enough values to draw."""
        return any(row.spread for row in self.rows)

    @property
    def chosen(self) -> str:
        """What the numbers are of, in the words of the first choice; "" where there is none."""
        _name, _label, options, at = self.choices[0] if self.choices else ("", "", (), "")
        return str(dict(options).get(at, ""))

    @property
    def table(self) -> list[tuple[GroupSpread, str]]:
        """Each group with why its members have no value."""
        said = {code: str(text) for code, text in self.nothing.items()}
        return [(row, reasons(row, said)) for row in self.rows]

    @cached_property
    def figure(self) -> Figure:
        """The groups on one axis, with their numbers as a table."""
        said = {code: str(text) for code, text in self.nothing.items()}
        return equity_figure(self.rows, self.what, self.unit, self.source, words.value, get_language() or "en", said)


def way_of(asked: str, ways: tuple[tuple[str, Any], ...]) -> str:
    """What to group by: as asked, if there is such a way, else the first."""
    return asked if asked in dict(ways) else ways[0][0]


def plain(lens: Lens) -> list[dict[str, Any]]:
    """The groups as rows of a file: quantiles empty where there are fewer than five values."""
    return [
        {
            "group": row.name, "members": row.members, "known": row.known, "missing": row.members - row.known,
            "few": row.is_few, **{name: getattr(row.spread, name) if row.spread else None for name in QUANTILES},
            "nothing": [f"{code}: {number}" for code, number in row.nothing],
        }
        for row in lens.rows
    ]  # fmt: skip


def document(lens: Lens) -> dict[str, Any]:
    """The answer as the API gives it."""
    rows = [{**row, "nothing": dict(of.nothing)} for row, of in zip(plain(lens), lens.rows, strict=True)]
    return {
        "title": lens.title, "what": lens.what, "unit": lens.unit, "source": lens.source, "by": lens.by,
        "ways": [code for code, _words in lens.ways], "members": len(lens.members), "groups": rows, "notes": list(lens.notes),
    }  # fmt: skip
