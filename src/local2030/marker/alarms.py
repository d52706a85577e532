"""Patterns worth a look in claims and evidence, across the programmes of a portfolio (marker design, section 6).

Each is a code with its values; the sentence says that it is a pattern to look at, and names the innocent reason. Nothing
is lowered by an alarm. The numbers stand in `alarms.yaml`; equal input in any order gives equal output.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from local2030.marker.criteria import Condition, Rubric
from local2030.marker.levels import reached
from local2030.marker.lift import ways
from local2030.marker.performance.records import Pattern
from local2030.marker.score import ALL_FACTS
from local2030.methods.signed_files import SIGNED, signed_file
from local2030.vocabulary.words import fold

FILE = Path(__file__).parent / "alarms.yaml"


class Milestone(NamedTuple):
    """How a programme stood on a day: the level claimed, and the bounds of its local share; None: not known."""

    on: date
    claimed: int | None
    share_low: Decimal | None
    share_high: Decimal | None


class ClaimChange(NamedTuple):
    """A claim that was another one before; a first claim is no change."""

    on: date
    criterion: str
    before: int
    after: int


class Submitted(NamedTuple):
    """One item of evidence with the day that it bears and the day of the claim it supports."""

    criterion: str
    sha256: str  # of the document, "" where there is none
    address: str  # http(s) address or file name, "" where there is none or it is in confidence
    quote: str
    dated: date | None
    claimed_on: date | None


@dataclass(frozen=True, slots=True)
class Watched:
    """One programme as the alarms see it."""

    programme: str
    milestones: tuple[Milestone, ...] = ()
    changes: tuple[ClaimChange, ...] = ()
    evidence: tuple[Submitted, ...] = ()
    claims: Mapping[str, int] | None = None  # criterion: the level claimed now


class Window(NamedTuple):
    """An allocation window: its name and the days that count, such as its opening and its deadline."""

    name: str
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class AlarmSettings:
    """All of the file."""

    share_fall: Decimal
    window_days: int
    reused_in_more_than: int
    days_after_claim: int
    least_criteria: int
    head: Mapping[str, str]
    sha256: str


@cache
def shipped_alarms() -> AlarmSettings:
    """The settings that come with the program."""
    return read_alarms(FILE)


def read_alarms(path: Path) -> AlarmSettings:
    """The settings in that file; a missing key is a `KeyError` that names it."""
    of, head, sha256 = signed_file(path, SIGNED)
    return AlarmSettings(
        Decimal(str(of["share_fall"])), int(of["window_days"]), int(of["reused_in_more_than"]),
        int(of["days_after_claim"]), int(of["least_criteria"]), head, sha256,
    )  # fmt: skip


def alarms(
    programmes: Iterable[Watched], windows: Iterable[Window], rubric: Rubric, settings: AlarmSettings | None = None
) -> tuple[Pattern, ...]:
    """Every pattern that is worth a look, by code and programme. Without a test there is no p."""
    settings = settings or shipped_alarms()
    watched, windows = sorted(programmes, key=lambda w: w.programme), sorted(windows)
    found = list(reused(watched, settings))
    for one in watched:
        found += claim_up_share_down(one, settings)
        found += near_a_window(one, windows, settings)
        found += dated_after_claim(one, settings)
        found += all_equal(one, settings)
        found += on_the_gates(one, rubric, settings)
    return tuple(sorted(found, key=lambda p: (p.code, p.subject, sorted((k, str(v)) for k, v in p.values.items()))))


def claim_up_share_down(one: Watched, settings: AlarmSettings) -> Iterator[Pattern]:
    """The claim rose from one milestone to the next and the local share fell: surely, or by both of its bounds."""
    for before, after in pairwise(sorted(one.milestones, key=lambda m: m.on)):
        if before.claimed is None or after.claimed is None or after.claimed <= before.claimed:
            continue
        if before.share_low is None or before.share_high is None or after.share_low is None or after.share_high is None:
            continue
        falls = min(before.share_low - after.share_low, before.share_high - after.share_high)
        if after.share_high < before.share_low or falls >= settings.share_fall:
            values = {
                "day": after.on.isoformat(), "since": before.on.isoformat(),
                "claimed": after.claimed, "before": before.claimed,
                "low": _percent(after.share_low), "high": _percent(after.share_high),
                "low_before": _percent(before.share_low), "high_before": _percent(before.share_high),
            }  # fmt: skip
            yield _pattern("alarm-claim-up-share-down", one.programme, values)


def near_a_window(one: Watched, windows: Sequence[Window], settings: AlarmSettings) -> Iterator[Pattern]:
    """A claim was changed within so many days of an allocation window; each change and window once, by its nearest day."""
    for change in sorted(one.changes):
        if change.before == change.after:
            continue
        for window in windows:
            away = min((abs((day - change.on).days) for day in window.days), default=None)
            if away is not None and away <= settings.window_days:
                values = {
                    "criterion": change.criterion, "before": change.before, "after": change.after,
                    "day": change.on.isoformat(), "window": window.name, "days": away,
                }  # fmt: skip
                yield _pattern("alarm-claim-near-window", one.programme, values)


def reused(programmes: Sequence[Watched], settings: AlarmSettings) -> Iterator[Pattern]:
    """The same document, or the same sentence at the same address, handed in by many programmes."""
    users: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    named: dict[tuple[str, str], str] = {}
    for one in programmes:
        for item in one.evidence:
            for key in _keys(item):
                users[key].add(one.programme)
                named[key] = min(named.get(key, item.address), item.address) or item.sha256[:12]
    told: set[tuple[str, ...]] = set()
    for key in sorted(users):  # a document's hash comes before its address: what is the same document is told once
        who = tuple(sorted(users[key]))
        if len(who) > settings.reused_in_more_than and (named[key], *who) not in told:
            told.add((named[key], *who))
            values = {"count": len(who), "programmes": who, "document": named[key]}
            yield _pattern("alarm-evidence-reused", ", ".join(who), values)


def dated_after_claim(one: Watched, settings: AlarmSettings) -> Iterator[Pattern]:
    """Evidence that bears a later day than the claim that rests on it."""
    late: defaultdict[str, list[int]] = defaultdict(list)
    for item in one.evidence:
        if item.dated is not None and item.claimed_on is not None:
            days = (item.dated - item.claimed_on).days
            if days > settings.days_after_claim:
                late[item.criterion].append(days)
    for criterion, days_of in sorted(late.items()):
        values = {"criterion": criterion, "count": len(days_of), "days": max(days_of)}
        yield _pattern("alarm-evidence-after-claim", one.programme, values)


def all_equal(one: Watched, settings: AlarmSettings) -> Iterator[Pattern]:
    """Every criterion claimed at the same level."""
    levels = list((one.claims or {}).values())
    if len(levels) >= settings.least_criteria and len(set(levels)) == 1:
        yield _pattern("alarm-all-equal", one.programme, {"level": levels[0], "count": len(levels)})


def on_the_gates(one: Watched, rubric: Rubric, settings: AlarmSettings) -> Iterator[Pattern]:
    """Every criterion that the gates of the claimed level ask stands at what they ask, and the mean has no point to spare."""
    claims = one.claims or {}
    if sum(c.id in claims for c in rubric.criteria) < settings.least_criteria:
        return
    values = tuple(claims.get(c.id, 0) for c in rubric.criteria)
    level = reached(rubric, values, frozenset(), ALL_FACTS)
    if not level:
        return
    conditions = [c for gate in rubric.gates if gate.level <= level for c in gate.conditions]
    mean = max((c.at_least for c in conditions if c.kind == "mean"), default=0.0)
    if sum(values) != math.ceil(mean * len(values) - 1e-9):
        return
    asked = [c for c in conditions if c.kind not in ("mean", "fact")]
    if any(all(claims.get(c, 0) == least for c, least in way.items()) for way in ways(_of_criteria(asked))):
        yield _pattern("alarm-on-the-gates", one.programme, {"level": level, "count": len(claims)})


def _of_criteria(conditions: Iterable[Condition]) -> list[Condition]:
    """The conditions; `ways` leaves out of an `any` what no claim can meet."""
    return [c for c in conditions if c.kind in ("criterion", "any", "all")]


def _keys(item: Submitted) -> Iterator[tuple[str, str]]:
    if item.sha256:
        yield "", item.sha256
    if item.address and item.quote:
        yield fold(item.address), fold(item.quote)


def _pattern(code: str, programme: str, values: Mapping[str, object]) -> Pattern:
    return Pattern(code, programme, None, None, {"programme": programme, **values})


def _percent(share: Decimal) -> str:
    return f"{float(share) * 100:.1f}".removesuffix(".0")
