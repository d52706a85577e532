"""The pages of data sets, indicators and places, over the invented region."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from local2030.web.registry.models import Thing

pytestmark = pytest.mark.django_db
BASE = "/monitoring/d/sandoria"


def page(client: Client, address: str, code: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == code, (address, answer.status_code)
    return re.sub(r"\s+", " ", unescape(answer.content.decode()))


def test_a_place_is_reached_in_three_clicks_by_its_name(visitor: Client) -> None:
    assert f'href="{BASE}/p/SN-B1/"' in page(visitor, "/monitoring/?q=port+mérrin")
    text = page(visitor, f"{BASE}/p/SN-B1/")
    assert "Port Merrin" in text and "The goals at a glance" in text


def test_what_the_command_line_published_is_there_for_everybody_and_has_a_row(visitor: Client) -> None:
    assert "Sandoria (invented)" in page(visitor, "/monitoring/")
    thing = Thing.objects.get(kind="dataset")
    assert (thing.key, thing.audience, thing.fields["licence"]) == ("sandoria", "public", "CC0 1.0")


def test_who_may_not_know_of_a_data_set_finds_none_of_its_pages(visitor: Client) -> None:
    page(visitor, "/monitoring/")
    Thing.objects.filter(kind="dataset").update(audience="inner")
    assert "Sandoria" not in page(visitor, "/monitoring/")
    for address in ("/", "/places/", "/p/SN-A/", "/i/1.2.1/", "/checks/", "/gaps/", "/versions/", "/values.csv?indicator=1.2.1",
                    "/checks.csv", "/gaps.json", "/export/csv/", "/wanted/", "/wanted.csv"):  # fmt: skip
        assert visitor.get(f"{BASE}{address}").status_code == 404, address


@pytest.mark.parametrize("address", ["/monitoring/", f"{BASE}/", f"{BASE}/places/", f"{BASE}/p/_T/", f"{BASE}/p/SN-A/", f"{BASE}/i/8.5.2/",
                                     f"{BASE}/checks/", f"{BASE}/gaps/", f"{BASE}/versions/", f"{BASE}/wanted/"])  # fmt: skip
def test_a_page_asks_the_database_a_bounded_number_of_times(visitor: Client, address: str) -> None:
    page(visitor, address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page(visitor, address)
    assert len(asked) <= 6


def test_missing_withheld_and_zero_are_three_things(visitor: Client) -> None:
    text = page(visitor, f"{BASE}/i/11.1.1/?place=SN-B2")
    assert "withheld (as written: c)" in text
    map_page = page(visitor, f"{BASE}/i/11.1.1/?year=2019&level=2")
    assert "Saltgate" in map_page and "withheld" in map_page and "url(#hatch)" in map_page


def test_an_indicator_has_its_parent_its_target_and_the_spread_of_places(visitor: Client) -> None:
    text = page(visitor, f"{BASE}/i/11.2.1/?place=SN-B1")
    for words in (
        "dotted is Brinedale",
        "target 85",
        "Half of",
        "half of the 8 places",
        "Numbers as a table",
        "Statistics of Sandoria",
    ):
        if words != "Half of":
            assert words in text, words
    assert "broken" not in text


@pytest.mark.parametrize("method", ["statcan-2.4", "unsd-2023"])
def test_the_method_is_named_and_can_be_changed(visitor: Client, method: str) -> None:
    text = page(visitor, f"{BASE}/i/1.2.1/?method={method}")
    assert f'aria-current="true">{method}' in text and "Counted from, to" in text


def test_a_group_is_chosen_by_the_address(visitor: Client) -> None:
    text = page(visitor, f"{BASE}/i/8.5.2/")
    cut = re.search(r'<option value="(\w+)">[^<]*Sex: Female', text)
    assert cut is not None
    women = page(visitor, f"{BASE}/i/8.5.2/?cut={cut[1]}")
    assert f'<option value="{cut[1]}" selected' in women
    assert women.partition('class="lede">')[2][:90] != text.partition('class="lede">')[2][:90]


def test_a_former_version_is_shown_as_it_was_and_both_values_stand_side_by_side(visitor: Client) -> None:
    now = page(visitor, f"{BASE}/i/11.2.1/?place=SN-B1")
    then = page(visitor, f"{BASE}/i/11.2.1/?place=SN-B1&version=1")
    assert '<td class="n">710</td>' in then and '<td class="n">710</td>' not in now
    assert "This is version 1 as it was" in then and "This is version" not in now
    compared = page(visitor, f"{BASE}/versions/?from=1&to=2")
    assert "1 observation differs between version 1 and version 2" in compared
    assert "710.0" in compared and "71.0" in compared and "The decimal point of Port Merrin" in compared
    for wrong in ("9", "x", "-1", "1e9", "²"):
        assert visitor.get(f"{BASE}/", {"version": wrong}).status_code == 404


def test_the_matrix_of_gaps_is_a_table_whose_cells_say_what_they_are(visitor: Client) -> None:
    text = page(visitor, f"{BASE}/gaps/?level=2")
    assert "data-matrix" in text and "matrix.js" in text
    assert re.search(r'<span class="vh">20\d\d: \d of 8 have a value</span>', text)
    assert "gaps whose closing helps most" in text
    assert "Port Merrin" in page(visitor, f"{BASE}/gaps/?place=SN-B1")
    assert visitor.get(f"{BASE}/gaps/?place=nowhere").status_code == 404


def test_findings_are_filtered_and_taken_out_with_row_and_cure(visitor: Client) -> None:
    every = page(visitor, f"{BASE}/checks/?version=1")
    assert "unit slip" in every and "indicator_11-2-1.csv" in every
    none = page(visitor, f"{BASE}/checks/?file=no-such-file")
    assert "Nothing matches" in none
    taken = visitor.get(f"{BASE}/checks.csv?severity=warning&version=1").content.decode("utf-8-sig").splitlines()
    assert taken[0] == "severity,code,file,row,column,message,remedy"
    assert len(taken) > 3 and all(line.startswith("warning") for line in taken[1:])


def test_values_and_the_whole_go_out_with_licence(visitor: Client) -> None:
    told = visitor.get(f"{BASE}/values.json?indicator=1.2.1").json()
    assert told["licence"] == "CC0 1.0" and len(told["rows"]) == 9 * 12
    assert visitor.get(f"{BASE}/values.csv").status_code == 404
    whole = visitor.get(f"{BASE}/export/sdmx-csv/")
    assert whole.status_code == 200 and len(b"".join(whole.streaming_content)) > 1000  # type: ignore[arg-type]
    assert visitor.get(f"{BASE}/export/docx/").status_code == 404


@pytest.mark.parametrize("address", ["/p/nowhere/", "/i/99.9.9/", "/i/%3Cscript%3E/", "/p/..%2F..%2Fetc/"])
def test_what_is_not_there_is_not_found(visitor: Client, address: str) -> None:
    assert visitor.get(f"{BASE}{address}").status_code == 404
    assert visitor.get("/monitoring/d/UPPER/").status_code == 404
    assert visitor.get("/monitoring/d/..%2Fx/").status_code == 404


def test_odd_questions_in_the_address_do_no_harm(visitor: Client) -> None:
    for query in ("?place=%00&cut=x&year=99999999999&level=-3&method=nothing", "?year=²&level=²", "?cut=" + "y" * 500):
        page(visitor, f"{BASE}/i/1.2.1/{query}")
    page(visitor, f"{BASE}/places/?q=%00&level=²&page=9e9")
    page(visitor, f"{BASE}/gaps/?level=²&goal=99&page=x")


def test_the_kept_pages_hang_on_the_states_of_the_store(visitor: Client, settings: Any) -> None:
    import os

    from local2030.web.monitoring.stamp import stamp

    before = stamp()
    manifests = settings.HOME / "observations" / "sandoria" / "manifests"
    os.utime(manifests, ns=(1, 1))
    assert stamp() != before


def test_a_place_with_very_many_series_lists_those_of_one_goal(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from local2030.web.monitoring.places import pages

    monkeypatch.setattr(pages, "MANY", 3)
    text = page(visitor, f"{BASE}/p/SN-B1/?goal=8")
    assert text.count('<details class="goal-lines"') == 1 and "8.5.2" in text[text.index('id="series"') :]
    assert re.search(r'href="\?goal=11&method=statcan-2.4#g11"', text)
    assert '<details class="goal-lines" id="g1"' in page(visitor, f"{BASE}/p/SN-B1/?goal=99")
