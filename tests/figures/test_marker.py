"""The figures of a programme: titles that say the finding, each dollar once, unknown never drawn as nothing."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

import builders_score as build
from local2030.charts.palette import HATCH, TOKENS
from local2030.figures.figure import Figure
from local2030.figures.marker import money_flow, verdict_figure
from local2030.figures.places import place_map, portfolio_map
from local2030.figures.sentences import criterion_possible, criterion_words, difference_words, gap_words, level_sentence

HOSTILE = "</svg><script>alert(1)</script>"


@pytest.mark.parametrize(
    ("programme", "verdict", "flow"),
    [
        (
            build.programme(),
            "Between 11 and 19% of the money reached local actors",
            "Of 7.2 million US dollars paid out, between 11 and 19% reached local actors",
        ),
        (build.unverifiable(), "Too little data to say how much reached local actors", "No payment is recorded"),
        (
            build.zero(),
            "No money reached local actors, by the strict definition",
            "Of 900,000 US dollars paid out, nothing reached local actors, by the strict definition",
        ),
        (
            build.programme(local_share=build.programme()["local_share"] | {"strict": build.share(0.0, 1.0, 0.0)}),
            "Too little data to say how much reached local actors",
            "Of 7.2 million US dollars paid out, nobody can tell how much reached local actors",
        ),
        (
            build.programme(local_share=build.programme()["local_share"] | {"strict": build.share(0.3, 0.3, 1.0)}),
            "30% of the money reached local actors",
            "Of 7.2 million US dollars paid out, 30% reached local actors",
        ),
        (
            build.programme(money_source={"used": "planned", "code": "", "message": "", "iati": None, "ledger": None}),
            "Between 11 and 19% of the planned money would reach local actors",
            "Of 7.2 million US dollars planned, between 11 and 19% would reach local actors",
        ),
    ],
    ids=["range", "nothing paid", "zero", "no receiver known", "point", "planned"],
)
def test_the_title_says_the_finding(programme: dict[str, object], verdict: str, flow: str) -> None:
    assert verdict_figure(programme).title == verdict
    assert money_flow(programme).title == flow


def test_what_cannot_be_told_is_hatched_and_says_so() -> None:
    svg = verdict_figure(build.unverifiable()).svg_wide
    assert "cannot tell" in svg and "url(#hatch)" in svg and "var(--petrol)" not in svg


def test_the_gates_of_the_rubric_are_the_ticks_of_the_band() -> None:
    svg = verdict_figure(build.programme(), gates=(0.1, 0.2)).svg_wide
    assert "10% level 1" in svg and "20% level 2" in svg and "level 3" not in svg


def test_a_claimed_share_above_the_band_is_drawn_hollow_in_clay() -> None:
    assert "claimed 32%" in verdict_figure(build.programme(), claimed=0.32).svg_wide
    assert TOKENS["clay"] not in verdict_figure(build.programme()).svg_print


def test_the_flow_draws_each_dollar_once_with_own_cost_and_unknown() -> None:
    figure = money_flow(build.programme())
    heights = _ends(figure)
    total = sum(heights)
    paid = Decimal("7200000") + Decimal("504000") + Decimal("96000")
    unknown = _height(figure, HATCH)
    assert unknown / total == pytest.approx(float(Decimal("580000") / paid), abs=0.004)
    for words in ("Not known", "Indirect cost, kept", "Within the organisation"):
        assert words in figure.svg_wide and words in figure.svg_narrow


def test_the_numbers_of_the_flow_add_up_to_the_money_in_scope() -> None:
    rows = money_flow(build.programme()).numbers.rows
    assert sum(Decimal(row[1].replace(",", "")) for row in rows if row[2]) == Decimal("7200000.00")


def test_a_refund_larger_than_the_payments_draws_no_negative_band() -> None:
    programme = build.programme()
    programme["totals"]["outgoing_by_class"]["LRG"] = "-450000.00"
    assert "Municipalities and regions" not in money_flow(programme).svg_wide


def test_money_that_was_only_kept_is_not_called_paid_out() -> None:
    programme = build.programme()
    programme["totals"]["outgoing_by_class"] = dict.fromkeys(programme["totals"]["outgoing_by_class"], "0.00")
    assert money_flow(programme).title == "No payment to others is recorded; 600,000 US dollars was kept or paid back"


@pytest.mark.parametrize("figure", [verdict_figure, money_flow])
def test_every_figure_stands_in_two_sizes_without_styles(figure: object) -> None:
    made = figure(build.programme())  # type: ignore[operator]
    assert 'viewBox="0 0 76' in made.svg_wide or 'viewBox="0 0 75' in made.svg_wide
    assert 'viewBox="0 0 33' in made.svg_narrow
    for svg in (made.svg_wide, made.svg_narrow):
        assert 'role="img"' in svg and "style=" not in svg and len(svg) < 30_000


def test_the_map_shades_the_units_that_hold_the_places() -> None:
    figure = place_map(build.programme())
    assert figure is not None
    assert figure.title == "Nyeri stands for more money than any other place: 40% of all"
    assert figure.svg_print.count(f'fill="{TOKENS["seq-4"]}"') == 2  # the unit and its square in the key
    assert figure.svg_print.count("<circle") == 3
    assert 'fill="url(#hatch)"' in figure.svg_print
    assert len(figure.svg_wide) < 40_000


def test_hostile_names_of_places_are_words_in_title_and_table() -> None:
    programme = build.programme()
    programme["places"]["list"][0]["name"] = HOSTILE
    figure = place_map(programme)
    assert figure is not None and HOSTILE in figure.title
    assert "<script" not in figure.svg_wide + figure.svg_narrow + figure.svg_print


@pytest.mark.parametrize(
    ("places", "why"),
    [
        ([], "no place at all"),
        ([{"name": "Atlantis", "code": "", "country": "ZZ", "level": 1, "share": 1.0, "amount": None, "point": None,
           "basis": "name", "reach": ""}], "a country without shapes"),
    ],
)  # fmt: skip
def test_no_map_is_drawn_where_there_is_nothing_to_draw(places: list[dict[str, object]], why: str) -> None:
    assert (
        place_map(build.programme(places={"subnational_share": None, "equal_split": False, "list": places})) is None
    ), why


def test_places_without_money_are_counted_and_said_to_be_without() -> None:
    programme = build.programme()
    for place in programme["places"]["list"]:
        place["share"] = None
    figure = place_map(programme)
    assert figure is not None and figure.title == "3 places are named, but no money is tied to them"


def test_the_map_of_the_world_counts_a_programme_in_each_of_its_countries() -> None:
    figure = portfolio_map([{"countries": ["KE", "UG", "KE"]}, {"countries": ["KE"]}, {"countries": []}])
    assert figure.numbers.rows == (("Kenya", "2"), ("Uganda", "1"))
    assert figure.title == "3 programmes work in 2 countries"
    assert "Without a country, so not on the map: 1." in figure.what
    assert len(figure.svg_wide) < 40_000


@pytest.mark.parametrize(
    ("level", "possible", "label", "words"),
    [
        (1, 2, "observed", "Evidence proves level 1, limited; up to level 2, significant, is possible"),
        (2, 2, "observed", "Evidence proves level 2, significant"),
        (0, 3, "observed", "Evidence proves no level yet; up to level 3, principal, is possible"),
        (0, 0, "observed", "Evidence shows that no level is reached"),
        (None, None, "observed", "Nothing was screened, so there is no level"),
        (1, 1, "intended", "The plans prove level 1, limited, as intended"),
    ],
)
def test_the_level_in_a_sentence(level: int | None, possible: int | None, label: str, words: str) -> None:
    assert level_sentence(build.programme(level=level, level_possible=possible, label=label)) == words


@pytest.mark.parametrize(
    ("claimed", "proven", "possible", "state", "shown", "more", "apart"),
    [
        (3, 2, 2, "scored", "2 of 3 claimed", "", "1 not shown"),
        (1, 2, 3, "scored", "2, claimed 1", "up to 3 possible", "1 above claim"),
        (2, 2, 2, "scored", "2 of 2 claimed", "", "shown in full"),
        (None, 1, 1, "scored", "1, nothing claimed", "", "nothing claimed"),
        (2, None, None, "unverifiable", "cannot tell, claimed 2", "", "too little data"),
        (None, None, None, "not_applicable", "not applicable", "", "not applicable"),
        (None, None, None, "not_screened", "not screened", "", "too little data"),
    ],
)
def test_a_criterion_in_words(
    claimed: int | None, proven: int | None, possible: int | None, state: str, shown: str, more: str, apart: str
) -> None:
    made = build.criterion("C1", claimed, proven, possible, state=state)
    assert (criterion_words(made), criterion_possible(made), difference_words(made)) == (shown, more, apart)


def test_where_nothing_is_claimed_there_is_no_gap() -> None:
    assert gap_words(None) == ("no claim", "Nothing is claimed, so there is no gap")
    assert gap_words(build.programme()["divergence"]) == ("0.24–0.29", "large, from 8 claims")


def _ends(figure: Figure) -> list[float]:
    """The heights of the boxes at the right end, one for each receiver."""
    right = re.findall(r'<path d="M540,[\d.]+h[\d.]+v([\d.]+)h-[\d.]+Z" fill="[^"]*"/>', figure.svg_print)
    assert right, figure.svg_print[:600]
    return [float(height) for height in right]


def _height(figure: Figure, colour: str) -> float:
    found = re.findall(r'<path d="M540,[\d.]+h[\d.]+v([\d.]+)h-[\d.]+Z" fill="url\(#hatch\)"/>', figure.svg_print)
    assert colour == HATCH and len(found) == 1
    return float(found[0])
