"""A map of a data set's own boundaries: each place in its class, places without a value hatched, one of them outlined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import floor, log10

from local2030.charts import drawing as d
from local2030.charts.palette import HATCH, TOKENS
from local2030.charts.snapped import Outline, Snapped
from local2030.charts.strip import quantile

KEY = 22


def shaded_map(
    width: int, sheet: Snapped, values: Mapping[str, float], breaks: Sequence[float], classes: Sequence[str],
    missing: str, chosen: str = "",
) -> str:  # fmt: skip
    """The raw picture. `classes` are the words of each class, one more than `breaks`; `missing` those of none."""
    key, rows = _key(width, sheet.height + 12, breaks, classes, missing)
    return d.sheet(width, sheet.height + 14 + rows * KEY, [*_shapes(sheet, values, breaks, chosen), *key])


def bare_map(width: int, sheet: Snapped, values: Mapping[str, float], breaks: Sequence[float]) -> str:
    """The same without its key: nothing in it has to be read, so that one picture serves every width of a page."""
    return d.sheet(width, sheet.height + 2, _shapes(sheet, values, breaks, ""))


def key_colours(breaks: Sequence[float]) -> list[str]:
    """The colour of each class from the lowest on, and that of places without a value."""
    classes = len(breaks) + 1
    return [*(TOKENS[f"seq-{_step(number, classes)}"] for number in range(classes)), HATCH]


def class_colour(value: float, breaks: Sequence[float]) -> str:
    """The colour of a value's class: of few classes, those that lie far from each other."""
    return TOKENS[f"seq-{_step(sum(value >= edge for edge in breaks), len(breaks) + 1)}"]


def round_breaks(values: Sequence[float], classes: int = 5) -> tuple[float, ...]:
    """Where the classes part: at round numbers near to the fifths of the values; fewer where these are few.

    >>> round_breaks([1.2, 3.1, 4.8, 7.7, 9.9, 12.4])
    (3.0, 5.0, 8.0, 10.0)
    """
    if len(set(values)) < 3:
        return (max(values),) if len(set(values)) == 2 else ()
    span = max(values) - min(values)
    step = 10.0 ** (floor(log10(span)) - 1)
    for size in (5 * step, 2 * step, step, step / 2, step / 10):
        found = sorted({round(round(quantile(values, k / classes) / size) * size, 10) for k in range(1, classes)})
        found = [edge for edge in found if min(values) < edge <= max(values)]
        if len(found) == classes - 1:
            return tuple(found)
    return tuple(found)


def _shapes(sheet: Snapped, values: Mapping[str, float], breaks: Sequence[float], chosen: str) -> list[str]:
    groups: dict[str, list[Outline]] = {}
    for outline in sheet.outlines:
        value = values.get(outline.code)
        groups.setdefault(HATCH if value is None else class_colour(value, breaks), []).append(outline)
    thin = d.n(0.6 / sheet.grid)
    parts = [f'<g transform="translate({d.n(sheet.margin)} 0) scale({d.n(sheet.grid)})">']
    for colour, outlines in groups.items():
        line = TOKENS["edge" if colour == HATCH else "ground"]
        way = "".join(_way(outline) for outline in outlines)
        parts.append(f'<path d="{way}" fill="{colour}" fill-rule="evenodd" stroke="{line}" stroke-width="{thin}"/>')
    for outline in sheet.outlines:
        if outline.code == chosen:
            look = f'fill="none" stroke="{TOKENS["ink"]}" stroke-width="{d.n(2.5 / sheet.grid)}"'
            parts.append(f'<path d="{_way(outline)}" {look}/>')
    return [*parts, "</g>"]


def _step(number: int, classes: int) -> int:
    return {1: (4,), 2: (2, 4), 3: (1, 3, 5), 4: (1, 2, 4, 5)}.get(classes, (1, 2, 3, 4, 5))[number]


def _way(outline: Outline) -> str:
    """Whole steps, each counted from the one before: a third of the letters."""
    parts = []
    for ring in outline.rings:
        x, y = ring[0]
        parts.append(f"M{x} {y}l")
        steps = []
        for nx, ny in ring[1:]:
            steps.append(f"{nx - x} {ny - y}")
            x, y = nx, ny
        parts.append(" ".join(steps).replace(" -", "-") + "z")
    return "".join(parts)


def _key(
    width: int, top: float, breaks: Sequence[float], classes: Sequence[str], missing: str
) -> tuple[list[str], int]:
    x, row, parts = 1.0, 0, []
    for number, words in enumerate((*classes, missing)):
        room = 24 + d.LETTER * len(words) + 16
        if x > 1 and x + room - 16 > width:
            x, row = 1.0, row + 1
        colour = key_colours(breaks)[-1 if number == len(classes) else number]
        parts.append(d.rect(x, top + row * KEY, 17, 11, colour, f' stroke="{TOKENS["edge"]}" stroke-width=".6"'))
        parts.append(d.text(x + 23, top + row * KEY + 10, words))
        x += room
    return parts, row + 1
