"""The band of a share: what grows from the left grows from the right for those who read from there."""

from __future__ import annotations

import re

import pytest

from local2030.charts.band import share_band

GATES = ((0.05, "5% level 1"), (0.15, "15% level 2"), (0.25, "25% level 3"))


@pytest.mark.parametrize("width", [336, 760])
@pytest.mark.parametrize(("low", "high"), [(0.11, 0.19), (0.0, 0.0), (None, None), (0.6, 1.0)])
def test_from_the_right_every_text_stands_at_its_mirrored_place(
    width: int, low: float | None, high: float | None
) -> None:
    given = {"gates": GATES, "value": "11–19%", "claimed": 0.3, "claim": "claimed 30%"}
    usual, turned = (_texts(share_band(width, low, high, from_right=turn, **given)) for turn in (False, True))  # type: ignore[arg-type]
    swap = {"start": "end", "end": "start", "middle": "middle"}
    assert usual and turned == [(round(width - x, 2), swap[anchor], words) for x, anchor, words in usual]


def test_from_the_right_every_shape_is_mirrored_and_none_is_lost() -> None:
    usual, turned = (share_band(760, 0.11, 0.19, gates=GATES, from_right=turn) for turn in (False, True))
    shapes = re.findall(r"<(?:rect|path)[^>]*>", usual)
    assert re.findall(r"<(?:rect|path)[^>]*>", turned) == shapes
    mirrored = "".join(re.findall(r'<g transform="matrix\(-1 0 0 1 760 0\)">(.*?)</g>', turned))
    assert re.findall(r"<(?:rect|path)[^>]*>", mirrored) == shapes


def _texts(svg: str) -> list[tuple[float, str, str]]:
    found = re.findall(r'<text x="([\d.-]+)" y="\d+" text-anchor="(\w+)"[^>]*>([^<]*)</text>', svg)
    return [(float(x), anchor, words) for x, anchor, words in found]
