"""What a score says in words: its level, a criterion's level beside its claim, the gap. Used by pages and documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from local2030.vocabulary.messages import say

Plain = Mapping[str, Any]
Difference = Literal["met", "over", "above", "unknown", "unclaimed", "not_applicable"]


def level_sentence(programme: Plain, language: str = "en") -> str:
    """The finding on the level: what evidence proves, and up to where more data could lift it."""
    level, possible = programme["level"], programme["level_possible"]
    if level is None:
        return say("score-level-none", {}, language)
    stem = "score-level-intended" if programme.get("label") == "intended" else "score-level"
    values = {
        "level": level,
        "word": level_word(level, language),
        "possible": possible,
        "possible_word": level_word(possible, language),
    }
    if possible is None or possible <= level:
        return say(f"{stem}-zero" if level == 0 else f"{stem}-point", values, language)
    return say(f"{stem}-zero-range" if level == 0 else f"{stem}-range", values, language)


def level_word(level: int | None, language: str = "en") -> str:
    """The name of a level: limited, significant, principal; a level that was not screened has its own."""
    return say("level-none" if level is None else f"level-{level}", {}, language)


def criterion_words(criterion: Plain, language: str = "en") -> str:
    """A criterion's shown level beside its claim: "2 of 3 claimed", "1, nothing claimed", "cannot tell"."""
    state, claimed, proven = (criterion["state"], criterion["claimed"], criterion["proven"])
    if state == "not_applicable":
        return say("criterion-not-applicable", {}, language)
    if state == "not_screened":
        return say("criterion-not-screened", {}, language)
    if state == "unverifiable" or proven is None:
        code = "criterion-cannot-tell" if claimed is None else "criterion-cannot-tell-claim"
        return say(code, {"claimed": claimed}, language)
    values = {"proven": proven, "claimed": claimed, "possible": criterion["possible"]}
    if claimed is None:
        return say("criterion-unclaimed", values, language)
    return say("criterion-below" if proven <= claimed else "criterion-above", values, language)


def criterion_possible(criterion: Plain, language: str = "en") -> str:
    """How far a criterion could reach: "up to 3 possible", nothing where it can't rise or isn't scored."""
    proven, possible = criterion["proven"], criterion["possible"]
    if criterion["state"] != "scored" or proven is None or possible is None or possible <= proven:
        return ""
    return say("criterion-possible", {"possible": possible}, language)


def difference(criterion: Plain) -> tuple[Difference, int]:
    """What claim and evidence make together, and by how many levels they part."""
    claimed, proven = criterion["claimed"], criterion["proven"]
    if criterion["state"] == "not_applicable":
        return "not_applicable", 0
    if criterion["state"] != "scored" or proven is None:
        return "unknown", 0
    if claimed is None:
        return "unclaimed", 0
    if claimed > proven:
        return "over", claimed - proven
    return ("above", proven - claimed) if proven > claimed else ("met", 0)


def difference_words(criterion: Plain, language: str = "en") -> str:
    """The difference in words: "1 not shown", "1 above claim", "shown in full", "too little data"."""
    kind, steps = difference(criterion)
    return say(f"difference-{kind}", {"steps": steps}, language)


def gap_words(divergence: Plain | None, language: str = "en") -> tuple[str, str]:
    """The gap between claim and evidence as a figure and its word; where nothing is claimed there is no gap."""
    if divergence is None or divergence.get("word") is None:
        return say("gap-none", {}, language), say("gap-none-why", {}, language)
    over = divergence["over"]
    low, high = f"{over['low']:.2f}", f"{over['high']:.2f}"
    figure = low if low == high else f"{low}–{high}"
    return figure, say(f"gap-{divergence['word']}", {"claims": divergence.get("claims", 0)}, language)
