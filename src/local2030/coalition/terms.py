"""One vocabulary for all subjects: goals, targets, transitions, the Pact for the Future, M49 areas; each with its edition.

A term is never taken out: what is no longer in force says since which edition, so that old tags stay readable. Keys are
"scheme:code" ("sdg-target:11.1", "m49:404") and are the same in every edition.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

from local2030.coalition.rows import Row
from local2030.vocabulary.goals import goals, targets, transitions
from local2030.vocabulary.places import countries

EDITIONS: Mapping[str, str] = {
    "sdg-goal": "2015-09", "sdg-target": "2015-09", "transition": "2023-09", "pact-action": "2024-09", "m49": "2026-11",
}  # fmt: skip
_SOURCES: Mapping[str, str] = {
    "sdg-goal": "2030 Agenda (A/RES/70/1), with the goals' common short names",
    "sdg-target": "2030 Agenda (A/RES/70/1); short words of ours, not the agreed text",
    "transition": "UN Sustainable Development Group, 2023; the retreat's report says six and names none",
    "pact-action": "Pact for the Future (A/RES/79/1); short words of ours, not the agreed text. Only Action 55 is in the retreat's report",
    "m49": "UN Statistics Division, M49, as our copy had it in November 2026; names of countries as in UNTERM",
}
_DISSOLVED = {"AN": "2010-10", "CS": "2006-06"}
_NOT_LISTED = frozenset({"TW"})  # the gazetteer has a number for it, the published M49 has no such row
_LANGUAGES = ("ar", "zh", "fr", "ru", "es")


def term_rows() -> tuple[Row, ...]:
    """Every term of today's editions, and those that an earlier edition had."""
    return (*_goals(), *_pact(), *_areas(), *_countries())


def _goals() -> Iterator[Row]:
    for goal in goals():
        names = [f"{language}: {goal.names[language]}" for language in _LANGUAGES]
        yield _term("sdg-goal", goal.code, f"Goal {goal.code}: {goal.name()}", names=names)
    for target in targets():
        yield _term("sdg-target", target.code, f"Target {target.code}: {target.label}", above=f"sdg-goal:{target.goal}")
    for transition in transitions().values():
        yield _term("transition", transition.id, transition.name)


def _pact() -> Iterator[Row]:
    for row in _table("pact"):
        above = f"pact-action:{row['above']}" if row["above"] else ""
        yield _term("pact-action", row["code"], row["name"], row["what"], above=above)


def _areas() -> Iterator[Row]:
    for row in _table("areas"):
        yield _term("m49", row["code"], row["name"], above=f"m49:{row['above']}" if row["above"] else "")


def _countries() -> Iterator[Row]:
    areas = {row["name"]: row["code"] for row in _table("areas")}
    for place in countries():
        if not place.m49 or place.code in _NOT_LISTED or place.name in areas:
            continue
        known = dict(place.names)
        names = [f"{language}: {known[language]}" for language in _LANGUAGES if language in known]
        above = f"m49:{areas[place.region]}" if place.region in areas else ""
        yield _term(
            "m49", place.m49, place.name, names=names, above=above, iso=place.code,
            retired=_DISSOLVED.get(place.code, ""),
        )  # fmt: skip


def _term(scheme: str, code: str, title: str, summary: str = "", **more: Any) -> Row:
    told = {"scheme": scheme, "code": code}
    told |= {} if more.get("retired") else {"edition": EDITIONS[scheme]}  # it was in force before our first edition
    told |= {name: value for name, value in more.items() if value}
    return Row("term", f"{scheme}:{code}", title, summary, told, source=_SOURCES[scheme])


def _table(name: str) -> list[dict[str, str]]:
    text = (files("local2030.coalition") / "data" / f"{name}.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))
