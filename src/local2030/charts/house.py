"""The house theme for Altair: transparent ground, hairlines across only, no legend, no frame, our own faces."""

from __future__ import annotations

from typing import Any

from local2030.charts.fonts import SANS
from local2030.charts.palette import TOKENS
from local2030.charts.svg import draw

CONFIG: dict[str, Any] = {
    "background": "transparent",
    "font": SANS,
    "padding": {"left": 2, "right": 2, "top": 4, "bottom": 2},
    "view": {"stroke": None},
    "axis": {
        "domain": False,
        "ticks": False,
        "grid": True,
        "gridColor": TOKENS["hair"],
        "gridWidth": 1,
        "labelColor": TOKENS["ink-2"],
        "labelFontSize": 12,
        "labelPadding": 8,
        "labelFont": SANS,
        "title": None,
    },
    "axisX": {
        "grid": False,
        "domain": True,
        "domainColor": TOKENS["edge"],
        "ticks": True,
        "tickColor": TOKENS["edge"],
        "tickSize": 4,
    },
    "text": {"font": SANS, "fontSize": 12, "fill": TOKENS["ink-2"]},
    "line": {"strokeWidth": 2.5, "strokeCap": "round", "strokeJoin": "round"},
    "point": {"size": 64, "filled": True},
    "bar": {"cornerRadius": 1},
    "legend": {"disable": True},
    "geoshape": {"stroke": TOKENS["ground"], "strokeWidth": 1.2},
}


def picture(chart: Any) -> str:
    """The raw picture of an Altair chart under the house theme."""
    spec = chart.to_dict(validate=False)
    spec["config"] = CONFIG
    return draw(spec)


def altair() -> Any:
    """Altair, brought in only when something is drawn: it takes longer to load than most commands take to run."""
    import altair as library

    return library
