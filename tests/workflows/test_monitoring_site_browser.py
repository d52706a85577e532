"""The folder of pages in a true browser, opened from the disk: it fits, axe finds nothing, nothing is refused or missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import pytest

from browsing import chromium, faults, set_width, too_wide
from local2030.store.datasets import Datasets
from local2030.workflows.export_source import open_source
from local2030.workflows.load_observations import Request, load
from local2030.workflows.publish_monitoring_site import publish_site

ABOUT = {"title": "Sandoria (invented)", "licence": "CC0 1.0", "attribution": "Statistics of Sandoria (invented)"}
PAGES = (
    "index.html", "places.html", "downloads.html", "indicators/8-5-2.html", "indicators/9-c-1.html", "places/SN-A.html",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("browsed")
    with as_file(files("local2030.web.monitoring") / "example" / "sandoria") as example:
        load(Request(example, datetime(2026, 11, 23, tzinfo=UTC), "sandoria", about=ABOUT), home)
    publish_site(open_source(Datasets(home), "sandoria"), home / "out")
    return home / "out"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium("no page of the static site was looked at") as found:
        yield found


@pytest.mark.parametrize(("width", "theme"), [(360, "dark"), (1280, "light")])
def test_every_kind_of_page_fits_and_has_no_serious_fault(browser: Any, folder: Path, width: int, theme: str) -> None:
    set_width(browser, width)
    features = [{"name": "prefers-color-scheme", "value": theme}, {"name": "prefers-reduced-motion", "value": "reduce"}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    browser.get_log("browser")
    for name in PAGES:
        browser.get((folder / name).as_uri())
        said = [line["message"] for line in browser.get_log("browser") if line["level"] in ("SEVERE", "WARNING")]
        assert not said, (name, said)
        assert not too_wide(browser), (name, width)
        assert not faults(browser), (name, width, theme)
        browser.get_log("browser")  # what axe itself tried and the page's policy refused it


def test_a_map_has_its_classes_its_missing_places_and_the_same_numbers_as_the_table(browser: Any, folder: Path) -> None:
    set_width(browser, 1280)
    browser.get((folder / "indicators" / "8-5-2.html").as_uri())
    drawn = browser.find_elements("css selector", "figure.figure .chart svg path[fill-rule]")
    assert len({path.get_attribute("fill") for path in drawn}) > 2
    key = [one.text for one in browser.find_elements("css selector", "ul.key li")]
    assert any(words.startswith("under ") for words in key) and "no value: missing or withheld" in key
    level = browser.find_element("css selector", ".halves")
    title = level.find_element("css selector", "figcaption h3").text
    cells = [one.text.split() for one in level.find_elements("css selector", "tbody tr")]
    highest = max((row for row in cells if row[-1][0].isdigit()), key=lambda row: float(row[-1]))
    assert title.startswith(f"{' '.join(highest[:-1])} has the highest value, {highest[-1]}")
