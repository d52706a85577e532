"""Monitoring as a story, played by a data officer in a true browser: two true repositories come in, are looked at and go out.

From an empty start: both are loaded and every row is accounted for; gaps and progress are read on the pages; a Basque
municipality is held against the whole territory, on a map; one value is put right and both states are shown; everything
goes out, comes in again and is the same.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from people import PASSWORD, People

from browsing import chromium, faults, run, served, set_width, too_wide

BASQUE, BRISTOL = "eustat-basque", "bristol"
GETXO, UNEMPLOYED = "ES48044", "8.5.2"
WISH = "\nprogress_calculation_options:\n  - direction: negative\n    target: 5\n    target_year: 2030\n"
WHY = "The source says 7.9; 7.4 was the year before."
SAME = (
    "indicator", "series", "ref_area", "freq", "time_period", "obs_value", "raw_value", "unit_measure", "unit_mult", "dims",
    "obs_status",
)  # fmt: skip


@pytest.fixture(scope="module")
def repositories(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Both repositories as they are; in the Basque one the officer says of one indicator what is wanted."""
    folder = tmp_path_factory.mktemp("repositories")
    for name in (BASQUE, BRISTOL):
        shutil.copytree(real_data / "open-sdg" / name, folder / name)
    with (folder / BASQUE / "indicator-config" / "8-5-2.yml").open("a", encoding="utf-8") as config:
        config.write(WISH)
    return {name: folder / name for name in (BASQUE, BRISTOL)}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with nothing in it but one person."""
    folder = tmp_path_factory.mktemp("monitoring") / "store"
    folder.mkdir()
    run(folder, "site", "setup", "--no-example")
    words = ("--role", "lrg", "--name", "sena", "--email", "sena@local2030.example", "--password-stdin")
    run(folder, "site", "user", "add", *words, given=PASSWORD + "\n")
    return folder


@pytest.fixture(scope="module")
def loaded(home: Path, repositories: dict[str, Path]) -> dict[str, dict[str, Any]]:
    """What the command says of each repository as it comes in."""
    words = ("--licence", "CC-BY-4.0", "--format", "json")
    return {name: json.loads(_said(home, "load", str(path), *words)) for name, path in repositories.items()}


@pytest.fixture(scope="module")
def people(home: Path, loaded: dict[str, dict[str, Any]]) -> Iterator[People]:
    """The browser on the true server."""
    with chromium("nobody played the journey of monitoring") as browser, served(home, "--no-example") as site:
        set_width(browser, 1280)
        played = People(browser, site)
        played.be("sena").go("/sign-in/").fill(name="sena", password=PASSWORD).press("Sign in")
        yield played


def test_both_repositories_come_in_and_every_row_is_accounted_for(
    people: People, loaded: dict[str, dict[str, Any]]
) -> None:
    for said in loaded.values():
        assert said["rows_read"] == said["published"] + said["reported"] > 0
        assert all(found["remedy"] for found in said["findings"] if found["severity"] == "error")
    people.be("").go("/monitoring/")
    assert "in 2 data sets" in people.text, people.text
    for name, said in loaded.items():
        people.go(f"/monitoring/d/{name}/")
        assert f"{said['rows_read']:,}" in people.text and f"{said['reported']:,} kept out and reported" in people.text
        assert "CC-BY-4.0" in people.text
        people.press("What the checks found")
        assert f"{sum(found['severity'] == 'error' for found in said['findings'])} error" in people.text
        _sound(people)


def test_gaps_and_progress_are_read_on_the_pages(people: People, home: Path) -> None:
    for name in (BASQUE, BRISTOL):
        share = json.loads(_said(home, "gaps", "--dataset", name, "--format", "json"))["totals"]
        people.be("").go(f"/monitoring/d/{name}/").press("What is missing")
        assert f"{share['present']:,} of {share['expected']:,} cells" in people.text, people.text[:600]
        assert "10 gaps whose closing helps most" in people.text
        _sound(people)
    people.go(f"/monitoring/d/{BASQUE}/p/{GETXO}/")
    assert f"Getxo ({GETXO}): " in people.text and "that can be judged" in people.text, people.text[:600]
    rows = json.loads(
        _said(home, "progress", "--dataset", BASQUE, "--place", "Getxo", "--headline", "--format", "json")
    )
    (judged,) = [row for row in rows["series"] if row["indicator"] == UNEMPLOYED and row["status"]]
    assert judged["method"] == "statcan-2.4"
    people.go(f"/monitoring/d/{BASQUE}/i/{UNEMPLOYED}/?place={GETXO}")
    heading = people.browser.find_element("css selector", "#progress h2").text
    assert heading.startswith("Getxo: ") and judged["status"].replace("_", " ") in heading.lower(), heading
    people.press("unsd-2023", "//section[@id='progress']")
    assert "UN Progress Chart 2023" in people.text
    _sound(people)


def test_a_municipality_is_held_against_the_whole_territory_on_a_map(people: People, home: Path) -> None:
    words = ("--place", "Getxo", "--with", "whole", "--indicator", UNEMPLOYED, "--headline", "--format", "json")
    (row,) = json.loads(_said(home, "compare", "--dataset", BASQUE, *words))["series"]
    assert row["value"] == 7.4 and row["other_value"] == 7.8 and row["rank_low"] < row["rank"] < row["rank_high"]
    people.be("").go(f"/monitoring/d/{BASQUE}/i/{UNEMPLOYED}/?level=3")
    drawn = people.browser.find_element("id", "map")
    assert "251 of 252 places" in drawn.text and "no value: missing or withheld" in drawn.text, drawn.text
    assert drawn.find_element("css selector", "svg").size["height"] > 300
    assert (
        BASQUE in people.browser.find_element("id", "spread").text
    )  # so the whole territory is called where nobody named it
    _sound(people)
    people.go(f"/monitoring/d/{BASQUE}/i/{UNEMPLOYED}/?place={GETXO}&level=3")
    assert "Getxo is at 7.4; half of the 251 places" in people.browser.find_element("id", "spread").text
    _sound(people)
    set_width(people.browser, 360)
    people.go(people.path)
    assert not too_wide(people.browser)
    set_width(people.browser, 1280)


def test_one_value_is_put_right_and_both_states_are_shown(people: People, home: Path) -> None:
    page = f"/monitoring/d/{BASQUE}/i/{UNEMPLOYED}/?place={GETXO}&level=3"
    people.be("sena").go(page).press("Put a value right")
    assert "Getxo, 2023: put the value right" in people.text and "“7.4”" in people.text
    people.fill(value="7.9", why=WHY).press("Publish the right value")
    assert "1 observation differs between version 1 and version 2" in people.text, people.text
    row = people.browser.find_element("css selector", "#compare table tbody tr").text
    assert "Getxo" in row and "2023" in row and "7.4" in row and "7.9" in row and WHY in people.text
    _sound(people)
    people.be("").go(page)
    assert "down to 7.9 in 2023" in people.text, people.text[-900:]
    people.go(f"{page}&version=1")
    assert "down to 7.4 in 2023" in people.text
    words = ("--place", "Getxo", "--with", "parent", "--indicator", UNEMPLOYED, "--headline", "--format", "json")
    assert json.loads(_said(home, "compare", "--dataset", BASQUE, *words))["series"][0]["value"] == 7.9


def test_everything_goes_out_comes_in_again_and_is_the_same(
    people: People, home: Path, tmp_path: Path, loaded: dict[str, dict[str, Any]]
) -> None:
    people.be("").go(f"/monitoring/d/{BRISTOL}/")
    assert len(people.browser.find_elements("css selector", "#about a[download]")) >= 8
    sent = people.fetch(f"{people.site}/monitoring/d/{BRISTOL}/export/csv/")
    assert sent.count(b"\n") > loaded[BRISTOL]["observations"]
    _said(home, "export", "--dataset", BRISTOL, "--all", "--out", str(tmp_path / BRISTOL))
    whole = tmp_path / "basque-open-sdg"
    _said(home, "export", "--dataset", BASQUE, "--format", "open-sdg", "--out", str(whole))
    other, same = tmp_path / "other", {name: _rows(home, name) for name in (BASQUE, BRISTOL)}
    for path in [*_data_files(tmp_path / BRISTOL), whole]:
        name = BASQUE if path == whole else BRISTOL
        again = path.name.replace(".", "-").lower()
        said = json.loads(_said(other, "load", str(path), "--dataset", again, "--format", "json"))
        assert said["reported"] == 0 and said["rows_read"] == said["published"], (path, said["findings"][:3])
        assert _rows(other, again) == same[name], f"{path.name} isn't what went out"


def _said(home: Path, *words: str) -> str:
    """What a command of monitoring writes. A repository with errors ends with 3: that is an answer, no failure."""
    return run(home, "monitoring", *words, good=(0, 3))


def _sound(people: People) -> None:
    assert not faults(people.browser), people.path
    assert not too_wide(people.browser), people.path
    assert "Traceback" not in people.browser.page_source


def _data_files(folder: Path) -> list[Path]:
    """What went out and can be read again, a file or a folder for each format."""
    found = [path for path in sorted(folder.iterdir()) if path.suffix in (".csv", ".xml", ".xlsx", ".parquet")]
    assert len(found) >= 5, sorted(path.name for path in folder.iterdir())
    return found


def _rows(home: Path, name: str) -> list[tuple[str, ...]]:
    """All observations of the newest published state, in an order of their own."""
    from local2030.store.tables import engine, folder_of, observations

    store = folder_of(home)
    manifest = store.manifest(name, stage="published")
    assert manifest is not None
    table = observations(store, manifest, engine()).select(list(SAME)).to_pyarrow()
    return sorted(zip(*(map(repr, table[column].to_pylist()) for column in SAME), strict=True))
