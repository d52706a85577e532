"""The SDG framework: 17 goals, 169 targets, the global indicators, the six transitions, with short labels of ours.

The labels are a few plain words each and not the agreed wording. Indicators are those of the framework after its 2023
refinement (248 rows; some stand under two or three targets with one UNSD code) and two of the three additions of the
2025 review (`since` = "2025"): varied diets, work in tourism. The third, and what the review replaced or reworded, are
missing until they can be checked at the source.
A code no list knows gives None; `read_code` says why.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal, NamedTuple

Level = Literal["goal", "target", "indicator"]
Ink = Literal["white", "black"]

LANGUAGES = ("en", "ar", "zh", "fr", "ru", "es")
WHITE_NEEDS_CONTRAST = 4.5  # WCAG AA; on ten of the seventeen colours white falls short of it
MAX_CODE = 80

_WORDS = (
    r"(?:global|sdgs?|ods|odd|cur|цур|goals?|objetivos?|objectifs?|metas?|cibles?|targets?|indicators?|indicadore?s?)"
)
_LEAD = re.compile(rf"^(?:{_WORDS}[\s.:#n°º_/-]*)+", re.IGNORECASE)
_SHAPE = re.compile(r"0*(\d{1,2})(?:[.\-_,]0*(\d{1,2}|[a-d])(?:[.\-_,]0*(\d{1,2}))?)?")
_SECOND = re.compile(r"[\s,;]*(?:and|or|to|et|y|и|و|[&/+–—-])?\s*\d")  # "Goal 1 and 2" names two
_UNSD = re.compile(r"c\d{3}[0-9a-d]\d\d")  # C, goal, target, indicator: two signs each


class Goal(NamedTuple):
    """A goal. `colour` is its official hex; `ink` the colour in which its number can be read on it."""

    number: int
    code: str
    colour: str
    ink: Ink
    names: Mapping[str, str]

    def name(self, language: str = "en") -> str:
        """The short name in one of the six UN languages, else in English."""
        return self.names.get(language) or self.names["en"]


class Target(NamedTuple):
    """A target. `code` is "11.1" or "11.a"; one with a letter is about means of implementation."""

    code: str
    goal: int
    label: str
    is_means: bool


class Indicator(NamedTuple):
    """A global indicator. `unsd_code` is "C110101", equal where one indicator stands under several targets."""

    code: str
    target: str
    goal: int
    unsd_code: str
    label: str
    since: str


class Transition(NamedTuple):
    """One of the six transitions (`tr1`..`tr6`)."""

    id: str
    name: str


class CodeReading(NamedTuple):
    """What a messy code means: `code` and its `level`, or "" and None with the reason as a code of the catalogue."""

    code: str
    level: Level | None
    reason: str


def goal(code: int | str) -> Goal | None:
    """The goal with this number or code: goal(11), goal("SDG 11"); None if there is none."""
    return _goals().get(str(code) if isinstance(code, int) else read_code(code).code)


def target(code: str) -> Target | None:
    """The target with this code: target("11.1"), target("Target 11.A")."""
    return _targets().get(read_code(code).code)


def indicator(code: str) -> Indicator | None:
    """The indicator with this code: indicator("11.1.1"), indicator("11-1-1"), indicator("C110101")."""
    return _indicators().get(read_code(code).code)


def transition(id: str) -> Transition | None:
    """The transition with this id."""
    return transitions().get(id.strip().lower())


def goals() -> tuple[Goal, ...]:
    """All seventeen, in order."""
    return tuple(_goals().values())


def targets(goal: int | None = None) -> tuple[Target, ...]:
    """The targets of a goal, or all 169, in the framework's order (11.7 before 11.a)."""
    return tuple(t for t in _targets().values() if goal is None or t.goal == goal)


def indicators(parent: int | str | None = None) -> tuple[Indicator, ...]:
    """The indicators of a goal (11) or a target ("11.1"), or all."""
    code = "" if parent is None else str(parent) if isinstance(parent, int) else read_code(parent).code
    if parent is not None and not code:
        return ()
    return tuple(i for i in _indicators().values() if not code or code in (i.target, str(i.goal)))


@cache
def transitions() -> dict[str, Transition]:
    """The six transitions by id. Which goals each touches isn't in any source we have, so nothing is said of it."""
    return {row["transition"]: Transition(row["transition"], row["en"]) for row in _rows("transitions")}


def level_of(code: str) -> Level | None:
    """Whether a code names a goal, a target or an indicator; None if it names nothing."""
    return read_code(code).level


def read_code(text: str) -> CodeReading:
    """The tidy code behind a messy one.

    Right: "SDG 11", "Goal 11: Sustainable cities", "ODS 11", "11.B.2", "11-b-2", "Indicator 1.1.1", "C110101".
    Wrong would be to take "11.9" for goal 11, or "2030" or "1.5 degrees" for a goal or target.
    """
    if len(text) > MAX_CODE:
        return CodeReading("", None, "goal-code-too-long")
    return _read(text)


@lru_cache(maxsize=4096)
def _read(text: str) -> CodeReading:
    plain = _plain(text)
    if not plain:
        return CodeReading("", None, "goal-code-empty")
    if _UNSD.fullmatch(plain):
        return _of_unsd(plain)
    rest = _LEAD.sub("", plain)
    shape = _SHAPE.match(rest)
    if not shape or not _ends_well(rest[shape.end() :], led=rest != plain):
        return CodeReading("", None, "goal-code-not-a-code")
    return _known([part for part in shape.groups() if part])


@cache
def _goals() -> dict[str, Goal]:
    return {row["goal"]: _goal_of(row) for row in _rows("goals")}


@cache
def _targets() -> dict[str, Target]:
    return {code: Target(code, _goal_number(code), row["label"], not code[-1].isdigit()) for code, row in _by("target")}


@cache
def _indicators() -> dict[str, Indicator]:
    return {
        code: Indicator(
            code,
            code.rpartition(".")[0],
            _goal_number(code),
            row["unsd_code"],
            row["label"],
            row["since"] or "2023",
        )
        for code, row in _by("indicator")
    }


def _by(key: str) -> list[tuple[str, dict[str, str]]]:
    return [(row[key], row) for row in _rows(f"{key}s")]


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("local2030.vocabulary") / "data" / f"{name}.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def _goal_number(code: str) -> int:
    return int(code.partition(".")[0])


def _goal_of(row: Mapping[str, str]) -> Goal:
    names = MappingProxyType({language: row[language] for language in LANGUAGES})
    return Goal(int(row["goal"]), row["goal"], f"#{row['colour']}", ink_on(row["colour"]), names)


def ink_on(colour: str) -> Ink:
    """White or black, whichever can be read on a colour given as hex (WCAG contrast against white decides)."""
    red, green, blue = (_linear(int(colour.lstrip("#")[i : i + 2], 16) / 255) for i in (0, 2, 4))
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "white" if 1.05 / (luminance + 0.05) >= WHITE_NEEDS_CONTRAST else "black"


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _plain(text: str) -> str:
    """Lower case, ASCII digits whatever the script, no blanks at the ends."""
    folded = unicodedata.normalize("NFKC", text).strip().casefold()
    return "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in folded)


def _ends_well(tail: str, *, led: bool) -> bool:
    """After the code comes its end or a full stop; after "Goal 11" also words, but never a second number."""
    if not tail.strip(" ."):
        return True
    return led and tail[0] in " :,.)-–—" and not tail[1:2].isdigit() and not _SECOND.match(tail)


def _of_unsd(code: str) -> CodeReading:
    for found in _indicators().values():
        if found.unsd_code.casefold() == code:
            return CodeReading(found.code, "indicator", "")
    return CodeReading("", None, "goal-code-no-such-indicator")


def _known(parts: list[str]) -> CodeReading:
    code = ".".join(parts)
    tables: tuple[tuple[Level, Mapping[str, object]], ...] = (
        ("goal", _goals()), ("target", _targets()), ("indicator", _indicators()),
    )  # fmt: skip
    level, table = tables[len(parts) - 1]
    return CodeReading(code, level, "") if code in table else CodeReading("", None, f"goal-code-no-such-{level}")
