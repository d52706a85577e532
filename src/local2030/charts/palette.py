"""The house's colours as charts know them: light hex values, each the stand-in for one token of the page.

A chart is drawn once with these values. On the page each becomes `var(--token)` and follows light and dark; in a PDF
it stays as it is. So no two tokens may share a value: where the tokens do (petrol and the darkest class), one differs
by a step that no eye sees.
"""

from __future__ import annotations

from collections.abc import Sequence

TOKENS: dict[str, str] = {
    "ground": "#ffffff",
    "sunk": "#f2f5f4",
    "veil": "#e6ecea",
    "hair": "#d9e1de",
    "edge": "#7b8a86",
    "ink": "#10201d",
    "ink-2": "#43534f",
    "ink-3": "#5c6b67",
    "petrol": "#0b5c66",
    "petrol-3": "#d5e8e9",
    "clay": "#a4460c",
    "on-track": "#1f7a63",
    "slow": "#8a6200",
    "back": "#a32a1e",
    "seq-1": "#dcebea",
    "seq-2": "#a9d0d1",
    "seq-3": "#6fb0b4",
    "seq-4": "#267a82",
    "seq-5": "#0b5c67",
    "series-2": "#7b8a87",
    "band": "#cfe3e4",
    "peer": "#c4cfcb",
    "hatch": "#a9b6b2",
    "hatch-ground": "#f7f9f8",
}
HATCH = "#fefefd"  # reserved: stands for the hatched pattern, "not known"

GOALS: tuple[str, ...] = (
    "#e5243b", "#dda63a", "#4c9f38", "#c5192d", "#ff3a21", "#26bde2", "#fcc30b", "#a21942", "#fd6925",
    "#dd1367", "#fd9d24", "#bf8b2e", "#3f7e44", "#0a97d9", "#56c02b", "#00689d", "#19486a",
)  # fmt: skip
WHITE_NUMBERS = frozenset({1, 4, 8, 10, 13, 16, 17})  # white fails the contrast on the other goals
GOAL_INK = "#0b1413"

SHARE_BREAKS = (0.05, 0.15, 0.25, 0.5)


def goal_colour(number: int) -> tuple[str, str]:
    """The official ground of a goal and the colour of its number: for goals only."""
    return GOALS[number - 1], "#ffffff" if number in WHITE_NUMBERS else GOAL_INK


def ramp(value: float | None, breaks: Sequence[float] = SHARE_BREAKS) -> str:
    """The class colour of a value; unknown is hatched, never the lightest class."""
    if value is None:
        return HATCH
    return TOKENS[f"seq-{1 + sum(value >= edge for edge in breaks)}"]


def on_ramp(colour: str) -> str:
    """The ink that can be read on a class colour."""
    return TOKENS["ground"] if colour in (TOKENS["seq-4"], TOKENS["seq-5"]) else TOKENS["ink"]
