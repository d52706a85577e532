"""An old plan beside today's next steps: what was done, what is carried over and why, what was dropped, what is open.

    sort_plan(rows, {"NS01": "Plan how local actors ..."})  ->  SortedPlan(carried, done, dropped, undecided, findings)

Every row lands in exactly one pile. Nothing is decided for people: a row that names no fate, or names one without what
that fate needs, stays undecided, with the steps that read like it as suggestions. A missing value is never zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from local2030.vocabulary.findings import Finding
from local2030.vocabulary.folding import fold

DONE, DROPPED, CARRIED, UNDECIDED = "done", "dropped", "carried over", "undecided"
FATES = (DONE, DROPPED, CARRIED, UNDECIDED)
COLUMNS = ("plan", "id", "what", "wanted", "reached", "fate", "into", "reason")
LIKE_ENOUGH = 0.3
MOST_SUGGESTIONS = 3
_SMALL = frozenset(
    "a an and any are as at be by for from have in into is it its local localization more of on or the their they this "
    "to with sdg sdgs local2030 coalition".split()
)


@dataclass(frozen=True, slots=True)
class OldTarget:
    """A row of a former plan. `wanted` and `reached` are as written, "" where nobody knows.

    `fate`: one of FATES or ""; `into`: ids of today's steps that take it up; `reason`: why it is carried or dropped.
    """

    id: str
    plan: str
    what: str
    wanted: str = ""
    reached: str = ""
    fate: str = ""
    into: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Open:
    """A row that people still have to decide on, with the steps that read like it (step, share of common words)."""

    target: OldTarget
    suggestions: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class SortedPlan:
    """The four piles and everything that kept a row from the pile that it asked for."""

    carried: tuple[OldTarget, ...]
    done: tuple[OldTarget, ...]
    dropped: tuple[OldTarget, ...]
    undecided: tuple[Open, ...]
    findings: tuple[Finding, ...]


def sort_plan(rows: Iterable[OldTarget], steps: Mapping[str, str], file: str | None = None) -> SortedPlan:
    """The rows in their piles. `steps`: today's steps, id -> what is to be done."""
    piles: dict[str, list[OldTarget]] = {fate: [] for fate in FATES}
    findings: list[Finding] = []
    seen: set[tuple[str, str]] = set()
    for line, row in enumerate(rows, 2):
        wrong = [*_twice(row, seen), *_wrong(row, steps)]
        findings += (Finding(code, "error", file, line, values) for code, values in wrong)
        piles[UNDECIDED if wrong else row.fate or UNDECIDED].append(row)
    open_rows = tuple(Open(row, like_steps(row.what, steps)) for row in piles[UNDECIDED])
    return SortedPlan(tuple(piles[CARRIED]), tuple(piles[DONE]), tuple(piles[DROPPED]), open_rows, tuple(findings))


def old_targets(rows: Iterable[Mapping[str, str]]) -> tuple[OldTarget, ...]:
    """The rows of a table with the columns plan, id, what, wanted, reached, fate, into, reason; others are left aside.

    Steps in `into` are parted by ";". A fate that is none stays as it is written, for the finding.
    """
    return tuple(_old_target({name: (row.get(name) or "").strip() for name in COLUMNS}) for row in rows)


def _old_target(cells: Mapping[str, str]) -> OldTarget:
    fate, into = fate_named(cells["fate"]), tuple(p.strip() for p in cells["into"].split(";") if p.strip())
    return OldTarget(**{**cells, "fate": cells["fate"] if fate is None else fate, "into": into})  # type: ignore[arg-type]


def like_steps(what: str, steps: Mapping[str, str]) -> tuple[tuple[str, float], ...]:
    """The steps that share most words with a text: (step, shared words over all words of the shorter one)."""
    asked = _words(what)
    scores = ((id, _common(asked, _words(text))) for id, text in steps.items())
    found = sorted(((id, round(score, 2)) for id, score in scores if score >= LIKE_ENOUGH), key=lambda x: (-x[1], x[0]))
    return tuple(found[:MOST_SUGGESTIONS])


def fate_named(text: str) -> str | None:
    """The fate that a cell names, "" for an empty one, None for a word that is none."""
    word = fold(text)
    return word if word in FATES or not word else None


def _twice(row: OldTarget, seen: set[tuple[str, str]]) -> Iterable[tuple[str, dict[str, object]]]:
    if (row.plan, row.id) in seen:
        yield "plan-target-twice", {"id": row.id, "plan": row.plan}
    seen.add((row.plan, row.id))


def _wrong(row: OldTarget, steps: Mapping[str, str]) -> Iterable[tuple[str, dict[str, object]]]:
    """What the row lacks for the fate that it names."""
    astray = [id for id in row.into if id not in steps]
    if row.fate not in ("", *FATES):
        yield "plan-fate-unknown", {"id": row.id, "fate": row.fate}
    if astray:
        yield "plan-step-unknown", {"id": row.id, "steps": ", ".join(astray)}
    if row.fate == CARRIED and not row.into:
        yield "plan-carried-nowhere", {"id": row.id}
    if row.fate in (CARRIED, DROPPED) and not row.reason.strip():
        yield "plan-without-reason", {"id": row.id, "fate": row.fate}
    if row.fate == DONE and _falls_short(row):
        yield "plan-done-but-short", {"id": row.id, "wanted": row.wanted, "reached": row.reached}


def _falls_short(row: OldTarget) -> bool:
    """Whether both values are numbers and less was reached; where one is missing nothing can be said."""
    wanted, reached = _number(row.wanted), _number(row.reached)
    return wanted is not None and reached is not None and reached < wanted


def _number(text: str) -> float | None:
    try:
        return float(text.replace("\u00a0", "").replace(" ", "").removesuffix("%"))
    except ValueError:
        return None


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in fold(text).split() if word not in _SMALL and len(word) > 1)


def _common(one: frozenset[str], other: frozenset[str]) -> float:
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter else 0.0
