"""A level and a share over time: what is proven as a solid ground, what is possible hatched above it, the claim broken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from local2030.charts.house import altair, picture
from local2030.charts.palette import HATCH, TOKENS

LEVELS = 3


class TimeStep(NamedTuple):
    """From `start` to `end`, in years (2023.5). None: nobody can tell; hatched from the ground to the top."""

    start: float
    end: float
    proven: int | None
    possible: int
    claimed: int | None
    low: float | None
    high: float | None


def step_picture(
    width: int,
    steps: Sequence[TimeStep],
    gates: Sequence[tuple[float, str]],
    words: tuple[str, str, str, str, str],
    marked: float | None = None,
) -> str:
    """The raw picture, two fields one above the other with one time axis. `words`: the name of the upper field, that of
    the lower one, then the keys for proven, possible and claimed. `marked`: a day that was asked about.
    """
    alt = altair()
    room = width - 52
    first, last = (steps[0].start, steps[-1].end) if steps else (0.0, 1.0)
    across = alt.Scale(domain=[first, max(last, first + 0.05)], nice=False)
    top = max([0.3, *(s.high for s in steps if s.high is not None)])
    upper = _field(
        alt, _level_rows(steps), across, alt.Scale(domain=[0, LEVELS], nice=False), _levels_axis(alt), steps, width
    )
    lower = _field(
        alt,
        _share_rows(steps, top),
        across,
        alt.Scale(domain=[0, top], nice=False),
        _shares_axis(alt, gates),
        (),
        width,
    )
    rules = [{"y": gate} for gate, _ in gates if gate <= top]
    if rules:
        gate_lines = alt.Chart(alt.Data(values=rules)).mark_rule(color=TOKENS["ink-2"], strokeWidth=0.75)
        lower.append(gate_lines.encode(y=alt.Y("y:Q", scale=alt.Scale(domain=[0, top], nice=False))))
    if marked is not None and first <= marked <= last:
        for field in (upper, lower):
            line = alt.Chart(alt.Data(values=[{"x": marked}])).mark_rule(color=TOKENS["ink"], strokeWidth=1.5)
            field.append(line.encode(x=alt.X("x:Q", scale=across)))
    charts = [
        _key(alt, words, room, width),
        alt.layer(*upper).properties(width=room, height=120, title=_title(words[0])),
        alt.layer(*lower).properties(width=room, height=130, title=_title(words[1])),
    ]
    return picture(alt.vconcat(*charts, spacing=14))


def _field(
    alt: Any,
    rows: dict[str, list[dict[str, float]]],
    across: Any,
    down: Any,
    axis: Any,
    steps: Sequence[TimeStep],
    width: int,
) -> list[Any]:
    x, y = alt.X("x:Q", scale=across, axis=_time_axis(alt, across, width)), alt.Y("y:Q", scale=down, axis=axis)
    layers = []
    for name, colour, opacity in (
        ("proven", TOKENS["petrol"], 1.0),
        ("possible", HATCH, 1.0),
        ("possible", TOKENS["petrol"], 0.28),
        ("unknown", HATCH, 1.0),
    ):
        if rows[name]:
            drawn = alt.Chart(alt.Data(values=_joined(rows[name]))).mark_rect(color=colour, opacity=opacity)
            layers.append(drawn.encode(x=x, x2="x2:Q", y=y, y2="y2:Q"))
    claimed = _claim_line(steps)
    if claimed:
        line = alt.Chart(alt.Data(values=claimed)).mark_line(
            color=TOKENS["clay"], strokeWidth=2, strokeDash=[5, 3], interpolate="step-after"
        )
        layers.append(line.encode(x=x, y=y, order="x:Q"))
    if not layers:
        empty = alt.Chart(alt.Data(values=[{"x": across.domain[0], "y": 0}])).mark_point(opacity=0)
        layers.append(empty.encode(x=x, y=y))
    return layers


def _joined(rows: Sequence[dict[str, float]]) -> list[dict[str, float]]:
    """Neighbours of one height as one, so that no seam is seen where nothing changed."""
    made: list[dict[str, float]] = []
    for row in rows:
        if made and (made[-1]["x2"], made[-1]["y"], made[-1]["y2"]) == (row["x"], row["y"], row["y2"]):
            made[-1] = made[-1] | {"x2": row["x2"]}
        else:
            made.append(row)
    return made


def _level_rows(steps: Sequence[TimeStep]) -> dict[str, list[dict[str, float]]]:
    rows: dict[str, list[dict[str, float]]] = {"proven": [], "possible": [], "unknown": []}
    for step in steps:
        at = {"x": step.start, "x2": step.end}
        if step.proven is None:
            rows["unknown"].append(at | {"y": 0, "y2": LEVELS})
            continue
        if step.proven:
            rows["proven"].append(at | {"y": 0, "y2": step.proven})
        if step.possible > step.proven:
            rows["possible"].append(at | {"y": step.proven, "y2": step.possible})
    return rows


def _share_rows(steps: Sequence[TimeStep], top: float) -> dict[str, list[dict[str, float]]]:
    rows: dict[str, list[dict[str, float]]] = {"proven": [], "possible": [], "unknown": []}
    for step in steps:
        at = {"x": step.start, "x2": step.end}
        if step.low is None or step.high is None:
            rows["unknown"].append(at | {"y": 0, "y2": top})
            continue
        if step.low > 0:
            rows["proven"].append(at | {"y": 0, "y2": step.low})
        if step.high > step.low:
            rows["possible"].append(at | {"y": step.low, "y2": step.high})
    return rows


def _claim_line(steps: Sequence[TimeStep]) -> list[dict[str, float]]:
    rows = [{"x": step.start, "y": float(step.claimed)} for step in steps if step.claimed is not None]
    if rows and steps[-1].claimed is not None:
        rows.append({"x": steps[-1].end, "y": float(steps[-1].claimed)})
    return rows


def _time_axis(alt: Any, across: Any, width: int) -> Any:
    first, last = across.domain
    years = [float(year) for year in range(int(first) + 1, int(last) + 1)]
    most = 4 if width < 500 else 9
    stride = max(1, -(-len(years) // most))
    return alt.Axis(values=years[::stride], format="d", grid=False, orient="bottom")


def _levels_axis(alt: Any) -> Any:
    return alt.Axis(values=list(range(LEVELS + 1)), format="d", title=None)


def _shares_axis(alt: Any, gates: Sequence[tuple[float, str]]) -> Any:
    labels = " : ".join(f"abs(datum.value - {gate}) < 1e-9 ? '{text}'" for gate, text in gates)
    expression = f"{labels} : format(datum.value, '.0%')" if labels else "format(datum.value, '.0%')"
    return alt.Axis(
        values=[0, *(gate for gate, _ in gates), 0.5, 0.75, 1], labelExpr=expression, title=None, grid=False
    )


def _title(text: str) -> dict[str, Any]:
    return {
        "text": text,
        "anchor": "start",
        "frame": "group",
        "fontSize": 12,
        "fontWeight": 600,
        "color": TOKENS["ink"],
        "offset": 6,
    }


def _key(alt: Any, words: tuple[str, str, str, str, str], room: int, width: int) -> Any:
    looks = (("petrol", words[2]), ("hatch", words[3]), ("line", words[4]))
    boxes, texts, strokes, x, y = [], [], [], 0.0, 0.0
    for look, word in looks:
        need = 24 + 6.8 * len(word) + 18
        if x and x + need - 18 > room:
            x, y = 0.0, y + 20
        if look == "line":
            strokes.append({"x": x, "x2": x + 18, "y": y + 8})
        else:
            boxes.append(
                {"x": x, "x2": x + 18, "y": y + 3, "y2": y + 13, "c": TOKENS["petrol"] if look == "petrol" else HATCH}
            )
        texts.append({"x": x + 24, "y": y + 8, "t": word})
        x += need
    height = int(y) + 18
    across = alt.X("x:Q", scale=alt.Scale(domain=[0, room], nice=False), axis=None)
    down = alt.Y("y:Q", scale=alt.Scale(domain=[0, height], reverse=True), axis=None)
    squares = alt.Chart(alt.Data(values=boxes)).mark_rect(stroke=TOKENS["petrol"], strokeWidth=0.8)
    said = alt.Chart(alt.Data(values=texts)).mark_text(align="left", baseline="middle", fontSize=12)
    lines = alt.Chart(alt.Data(values=strokes)).mark_rule(color=TOKENS["clay"], strokeWidth=2, strokeDash=[5, 3])
    return alt.layer(
        squares.encode(x=across, x2="x2:Q", y=down, y2="y2:Q", color=alt.Color("c:N", scale=None)),
        lines.encode(x=across, x2="x2:Q", y=down),
        said.encode(x=across, y=down, text="t:N"),
    ).properties(width=room, height=height)
