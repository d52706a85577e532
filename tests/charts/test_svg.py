"""From specification to picture: what is stripped, what becomes a token, and that hostile words stay words."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from local2030.charts.band import share_band
from local2030.charts.flow import Receiver, flow
from local2030.charts.levels import LevelRow, level_bars
from local2030.charts.palette import HATCH, SHARE_BREAKS, TOKENS, ramp
from local2030.charts.svg import for_page, for_print

HOSTILE = "</text></svg><script>alert(1)</script>\"'&amp;"
GATES = ((0.05, "5%"), (0.15, "15%"), (0.25, "25%"))


def texts(svg: str) -> list[str]:
    """All words of a picture."""
    return [element.text or "" for element in ET.fromstring(svg).iter() if element.tag.endswith("text")]


@pytest.fixture(scope="module")
def drawn() -> str:
    receivers = (Receiver(HOSTILE, 3.0, "3 m", "local", "a"), Receiver("Not known", 1.0, "1 m", "unknown", "b"))
    return flow(760, (HOSTILE, "4 m"), receivers, (("a", "3 m"), ("b", "1 m")))


def test_no_two_tokens_share_a_colour_so_each_can_be_found_again() -> None:
    assert len(set(TOKENS.values()) | {HATCH}) == len(TOKENS) + 1


def test_colours_become_tokens_on_the_page_and_stay_in_print(drawn: str) -> None:
    page, print_ = for_page(drawn, "finding"), for_print(drawn, "finding")
    assert 'fill="var(--petrol)"' in page and not re.search(r'"#[0-9a-f]{6}"', page)
    assert "var(" not in print_ and TOKENS["petrol"] in print_
    assert "url(#hatch)" in page and "<pattern" not in page
    assert print_.count('<pattern id="hatch"') == 1 and HATCH not in print_


def test_a_picture_carries_no_style_class_id_script_or_font_of_its_own(drawn: str) -> None:
    page = for_page(drawn, "finding")
    for part in ("style=", "class=", " id=", "<script", "clip-path", "<defs", 'font-family="IBM', "xlink"):
        assert part not in page
    assert len(page) < 30_000


def test_hostile_words_stay_words_in_a_chart_and_in_its_label(drawn: str) -> None:
    page = for_page(drawn, HOSTILE)
    assert HOSTILE in texts(page)
    assert "<script" not in page
    assert ET.fromstring(page).get("aria-label") == HOSTILE


def test_control_characters_and_lone_surrogates_do_not_break_a_picture() -> None:
    receivers = (Receiver("a\x00b\x08c\ud800d", 3.0, "3 m", "local", "a"),)
    svg = for_print(flow(336, ("out", "3 m"), receivers, (("a", "3 m"),)))
    assert any(text.startswith("abc") for text in texts(svg))


def test_hostile_words_stay_words_in_a_band() -> None:
    svg = for_print(
        share_band(760, 0.1, 0.2, gates=((0.05, HOSTILE),), value=HOSTILE, claimed=0.3, claim=HOSTILE), HOSTILE
    )
    assert texts(svg).count(HOSTILE) >= 2
    assert "<script" not in svg


@pytest.mark.parametrize(
    ("low", "high", "solid", "hatched"), [(0.1, 0.2, 152.0, 152.0), (0.1, 0.1, 152.0, 0.0), (0.0, 1.0, 0.0, 760.0)]
)
def test_a_band_is_solid_to_the_low_bound_and_hatched_to_the_high_one(
    low: float, high: float, solid: float, hatched: float
) -> None:
    svg = share_band(760, low, high, gates=GATES)
    assert _width(svg, TOKENS["petrol"]) == pytest.approx(solid, abs=0.1)
    assert _width(svg, HATCH) == pytest.approx(hatched, abs=0.1)


def test_a_share_that_cannot_be_told_is_hatched_whole_and_has_no_solid_part() -> None:
    svg = share_band(760, None, None, gates=GATES, value="cannot tell")
    assert _width(svg, HATCH) == 760
    assert TOKENS["petrol"] not in svg
    assert "cannot tell" in texts(svg)


def test_a_claim_above_the_band_is_clay_and_one_inside_is_not() -> None:
    assert TOKENS["clay"] in share_band(760, 0.1, 0.2, claimed=0.3, claim="claimed 30%")
    assert TOKENS["clay"] not in share_band(760, 0.1, 0.2, claimed=0.15, claim="claimed 15%")


@pytest.mark.parametrize(
    ("value", "token"), [(0.0499, "seq-1"), (0.05, "seq-2"), (0.15, "seq-3"), (0.25, "seq-4"), (0.5, "seq-5")]
)
def test_a_class_begins_at_its_break(value: float, token: str) -> None:
    assert ramp(value, SHARE_BREAKS) == TOKENS[token]


def test_unknown_is_hatched_and_never_the_lightest_class() -> None:
    assert ramp(None) == HATCH


def test_not_screened_is_drawn_hatched_and_level_0_solid() -> None:
    zero = level_bars(760, (LevelRow("0, none", 5, 0, 0, "5"), LevelRow("Not screened", 0, 0, 0, "0")))
    none = level_bars(760, (LevelRow("0, none", 0, 0, 0, "0"), LevelRow("Not screened", 0, 0, 5, "5")))
    assert TOKENS["petrol"] in zero and HATCH not in zero
    assert HATCH in none and TOKENS["petrol"] not in none


def _width(svg: str, colour: str) -> float:
    found = re.search(rf'<rect x="[\d.]+" y="40" width="([\d.]+)" height="26" fill="{colour}"/>', svg)
    return float(found[1]) if found else 0.0
