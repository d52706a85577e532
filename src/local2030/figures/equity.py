"""Who is left behind: how values are spread within groups of places, programmes or people, and who has none.

Never a mean, never an order by value. Of a group with fewer than five values no spread is given: it would be the values
themselves, or those of one or two. What is missing is counted by its reason, beside what is known.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from local2030.charts.spread_rows import SpreadRow, spread_rows
from local2030.figures.figure import Figure, NumberTable
from local2030.monitoring.distribution import Distribution, distribution
from local2030.vocabulary.messages import say

FEWEST = 5
MOST_DRAWN = 24
Write = Callable[[float], str]


class Member(NamedTuple):
    """One place, programme or record: its value, or why there is none; the groups that it lies in."""

    value: float | None
    groups: tuple[str, ...]
    nothing: str = "missing"


@dataclass(frozen=True, slots=True)
class GroupSpread:
    """A group: how many it has, of how many a value is known, why the others have none. No `spread` of fewer than five."""

    name: str
    members: int
    known: int
    nothing: tuple[tuple[str, int], ...]
    spread: Distribution | None

    @property
    def is_few(self) -> bool:
        """Whether there are values, but too few to show how they are spread."""
        return 0 < self.known < FEWEST


def group_spreads(members: Iterable[Member], names: Mapping[str, str] | None = None) -> tuple[GroupSpread, ...]:
    """The spread within each group, in the order of the groups' names; members of several groups count in each."""
    by_group: defaultdict[str, list[Member]] = defaultdict(list)
    for member in members:
        for group in member.groups:
            by_group[group].append(member)
    called = names or {}
    found = [group_spread(called.get(group, group), rows) for group, rows in by_group.items()]
    return tuple(sorted(found, key=lambda row: (not row.name, row.name.casefold(), row.name)))


def group_spread(name: str, members: Sequence[Member]) -> GroupSpread:
    """The spread within one group."""
    known = [member.value for member in members if member.value is not None]
    nothing = Counter(member.nothing for member in members if member.value is None)
    spread = distribution(known) if len(known) >= FEWEST else None
    return GroupSpread(name, len(members), len(known), tuple(sorted(nothing.items())), spread)


def drawn_of(rows: Sequence[GroupSpread]) -> tuple[GroupSpread, ...]:
    """Those that a page has room for: the groups with most members, in their order."""
    largest = sorted(rows, key=lambda row: -row.members)[:MOST_DRAWN]
    return tuple(row for row in rows if row in largest)


def equity_figure(
    rows: Sequence[GroupSpread], what: str, unit: str, source: str, write: Write, language: str = "en",
    nothing: Mapping[str, str] | None = None,
) -> Figure:  # fmt: skip
    """The groups on one axis. `what` is the sentence that says what is measured; `nothing`: words for why one has none."""
    title = equity_title(rows, write, unit, language)
    drawn = [SpreadRow(row.name, _five(row), _count(row, language)) for row in drawn_of(rows)]
    columns = ("group", "known", "p10", "q1", "median", "q3", "p90", "nothing")
    heads = tuple(say(f"equity-column-{name}", {}, language) for name in columns)
    few, none = say("equity-few", {}, language), say("equity-none", {}, language)
    table = tuple(
        (
            row.name, _count(row, language),
            *([write(value) for value in five] if (five := _five(row)) else [few if row.is_few else none] * 5),
            reasons(row, nothing or {}),
        )
        for row in rows
    )  # fmt: skip
    how = f"{what} {say('equity-how', {}, language)}"
    return Figure("equity", title, how, title, source, NumberTable(heads, table),
                  partial(spread_rows, rows=tuple(drawn), write=write))  # fmt: skip


def equity_title(rows: Sequence[GroupSpread], write: Write, unit: str, language: str = "en") -> str:
    """The finding: where the middles lie, or that too little is known; never which group is best."""
    told = [(row.name, row.spread.median) for row in rows if row.spread and row.spread.median is not None]
    if not told:
        return say("equity-title-none", {"groups": len(rows), "known": sum(row.known for row in rows)}, language)
    low, high = min(told, key=lambda row: row[1]), max(told, key=lambda row: row[1])
    mark = unit if unit == "%" else ""  # other units stand in the line below: they may be long
    values: dict[str, object] = {"groups": len(told), "low": write(low[1]) + mark, "high": write(high[1]) + mark}
    is_flat = all(write(five[0]) == write(five[-1]) for five in map(_five, rows) if five)
    if len(told) == 1:
        return say("equity-title-flat" if is_flat else "equity-title-one", {**values, "group": low[0]}, language)
    if values["low"] == values["high"]:
        return say("equity-title-all-flat" if is_flat else "equity-title-same", values, language)
    return say("equity-title", {**values, "low_group": low[0], "high_group": high[0]}, language)


def reasons(row: GroupSpread, words: Mapping[str, str]) -> str:
    """Why members have no value, with how many: "3 withheld, 2 no data"."""
    return ", ".join(f"{number} {words.get(code, code)}" for code, number in row.nothing)


def _five(row: GroupSpread) -> tuple[float, float, float, float, float] | None:
    s = row.spread
    if s is None or s.p10 is None or s.q1 is None or s.median is None or s.q3 is None or s.p90 is None:
        return None
    return s.p10, s.q1, s.median, s.q3, s.p90


def _count(row: GroupSpread, language: str) -> str:
    return say("equity-count", {"known": row.known, "members": row.members}, language)
