"""The archive opened as files in a true browser: search with and without scripts, 360 px, nothing asked of a network."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from django.db import transaction

from local2030.web.archive import writing
from local2030.web.archive.writing import write_archive
from local2030.web.registry.models import Thing
from local2030.web.search.words import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.engine_free]
AXE = (Path(__file__).parents[1] / "browser" / "vendor" / "axe.min.js").read_text("utf-8")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--hide-scrollbars")  # fmt: skip
TITLES = (
    "Nyeri Water Hub", "Écrire la stratégie de l'école", "محور القاهرة للمياه", "東京会議", "Straße nach Łódź", "Ağrı işleri", "Hub of hubs",
    "Иваново ёлка", "한국 물 회의", "जल सम्मेलन",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An archive of 260 Hubs and of titles in many scripts."""
    now = datetime(2026, 10, 1, tzinfo=UTC)

    def hub(number: int, title: str, summary: str = "") -> Thing:
        return Thing(kind="hub", number=number, serial=f"HUB-{number:03d}", title=title, summary=summary, state="formalized",
                     state_since=now, made=now, changed=now, country="KE", fields={"place": "Nyeri"})  # fmt: skip

    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        Thing.objects.bulk_create([hub(n + 1, title, "A summary of irrigation") for n, title in enumerate(TITLES)])
        Thing.objects.bulk_create([hub(n, f"Common place {n}") for n in range(100, 350)])
        patch.setattr(writing, "_beginnings", lambda: iter(("/", "/coalition/", "/coalition/hubs/")))
        links = writing.links_in
        patch.setattr(
            writing, "links_in", lambda html, page: (a for a in links(html, page) if not a.startswith("/countries/"))
        )
        yield Path(write_archive(tmp_path_factory.mktemp("browsed") / "an archive ü")["out"])
        transaction.set_rollback(True)


@contextmanager
def browser(*, scripts: bool = True) -> Iterator[Any]:
    """A browser with nothing in it, which notes all that it asks for."""
    chromium, driver = shutil.which("chromium") or shutil.which("google-chrome"), shutil.which("chromedriver")
    if not chromium or not driver:
        if os.environ.get("CI") == "true":
            pytest.fail("chromium and chromedriver are missing (CI=true demands them)")
        sys.__stderr__.write("\nSKIPPED LOUDLY: no chromium with chromedriver, so no archive was opened\n")
        pytest.skip("chromium and chromedriver are missing: no archive was opened")
    from selenium import webdriver

    with tempfile.TemporaryDirectory() as profile:
        options = webdriver.ChromeOptions()
        options.binary_location = chromium
        for flag in (*FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        if not scripts:
            options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        found = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
        found.set_page_load_timeout(30)
        try:
            yield found
        finally:
            found.quit()


@pytest.fixture(scope="module")
def opened() -> Iterator[Any]:
    """The browser with scripts."""
    with browser() as found:
        yield found


def search(opened: Any, text: str) -> list[str]:
    """Types into the search; gives the titles found."""
    from selenium.webdriver.support.ui import WebDriverWait

    said = "return document.getElementById('said').textContent"
    opened.execute_script(
        "document.getElementById('said').textContent = ''; document.getElementById('hits').replaceChildren()"
    )
    opened.execute_script("document.getElementById('q').value = arguments[0]", text)
    opened.find_element("id", "go").click()
    WebDriverWait(opened, 10).until(lambda d: d.execute_script(said))
    WebDriverWait(opened, 10).until(
        lambda d: not d.execute_script(said).startswith("Found") or d.find_elements("css selector", "#hits a")
    )
    return list(
        opened.execute_script("return [...document.querySelectorAll('#hits a')].map((link) => link.textContent)")
    )


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("nyeri water", {"Nyeri Water Hub"}),
        ("ecole strategie", {"Écrire la stratégie de l'école"}),
        ("القاهره", {"محور القاهرة للمياه"}),
        ("京会", {"東京会議"}),
        ("strasse lodz", {"Straße nach Łódź"}),
        ("елка", {"Иваново ёлка"}),
        ("HUB-101", {"Common place 101"}),
        ("wat nyer", {"Nyeri Water Hub"}),
        ("nothingofthesort", set()),
    ],
)
def test_the_search_finds_without_a_server(folder: Path, opened: Any, asked: str, found: set[str]) -> None:
    opened.get(f"{folder.as_uri()}/search/index.html")
    assert set(search(opened, asked)) == found


def test_a_hit_in_the_title_comes_first_and_many_are_shown_in_parts(folder: Path, opened: Any) -> None:
    opened.get(f"{folder.as_uri()}/search/index.html")
    assert len(search(opened, "common")) == 50
    assert opened.find_element("id", "said").text == "Found: 250"
    opened.find_element("id", "more").click()
    assert len(opened.find_elements("css selector", "#hits a")) == 100
    opened.find_element("css selector", "#hits a").click()
    assert "/things/HUB-" in opened.current_url and "Common place" in opened.title


@pytest.mark.parametrize(
    "text", [*TITLES, "L’été à Dakar", "HUB-007", "naïve café №5", "ﷺ ｆｕｌｌ", "don't", "ゐ ヶ島", "ÅÄÖ ﬁ Ⅻ"]
)
def test_words_are_spelt_as_in_the_index(folder: Path, opened: Any, text: str) -> None:
    opened.get(f"{folder.as_uri()}/search/index.html")
    spelt = opened.execute_script("return archiveWords(arguments[0])", text)
    assert set(spelt) <= set(words_of(text)) and spelt


@pytest.mark.parametrize("page", ["index.html", "search/index.html", "titles/index.html", "titles/c/index.html", "things/HUB-003/index.html",
                                  "coalition/hubs/index.html", "coalition/hubs/page-2.html", "lists/index.html", "about-this-archive/index.html"])  # fmt: skip
@pytest.mark.parametrize("width", [360, 1280])
def test_pages_fit_and_axe_finds_no_violation(folder: Path, opened: Any, page: str, width: int) -> None:
    opened.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    )
    opened.get(f"{folder.as_uri()}/{page}")
    assert opened.execute_script("return document.documentElement.scrollWidth") <= width
    opened.execute_cdp_cmd("Page.setBypassCSP", {"enabled": True})
    opened.get(f"{folder.as_uri()}/{page}")
    opened.execute_cdp_cmd("Runtime.evaluate", {"expression": AXE})
    result = opened.execute_async_script(
        "const done = arguments[0]; axe.run().then((r) => done(r.violations.map((v) => v.id + ' ' + v.nodes[0].html)))"
    )
    opened.execute_cdp_cmd("Page.setBypassCSP", {"enabled": False})
    assert result == []


def test_nothing_is_asked_of_a_network_and_nothing_is_refused(folder: Path, opened: Any) -> None:
    opened.get_log("performance"), opened.get_log("browser")
    for page in ("index.html", "coalition/hubs/index.html", "search/index.html#water"):
        opened.get(f"{folder.as_uri()}/{page}")
    search(opened, "nyeri")
    asked = [
        message["params"]["request"]["url"]
        for entry in opened.get_log("performance")
        if (message := json.loads(entry["message"])["message"])["method"] == "Network.requestWillBeSent"
    ]
    assert asked and all(url.startswith(("file://", "data:")) for url in asked)
    assert [entry["message"] for entry in opened.get_log("browser")] == []


def follow(plain: Any, link: str) -> None:
    """Goes where a link that is to be seen leads; without scripts the driver can't click everywhere."""
    found = plain.find_element("css selector", link)
    assert found.is_displayed()
    plain.get(urljoin(plain.current_url, found.get_dom_attribute("href")))


def test_without_scripts_titles_are_found_by_their_letter(folder: Path) -> None:
    with browser(scripts=False) as plain:
        plain.implicitly_wait(10)
        plain.get(f"{folder.as_uri()}/search/index.html")
        assert not plain.find_element("id", "ask").is_displayed()
        assert plain.find_element("id", "without").is_displayed()
        follow(plain, "#without ~ nav a[href$='/n/index.html']")
        follow(plain, ".titles a[href$='HUB-001/index.html']")
        assert plain.current_url.endswith("/things/HUB-001/index.html")
        follow(plain, ".archived a[href$='titles/index.html']")
        follow(plain, ".letters a[href$='other/index.html']")
        assert plain.find_element("css selector", ".titles a[href$='HUB-004/index.html']").is_displayed()
