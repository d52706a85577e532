"""Pages in a true browser, served by the true server: width, contrast, keyboard, both themes, both directions.

Chromium and its driver are those of the machine. Without them: skipped loudly; with CI=true that fails.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from browsing import chromium, faults, set_width, too_wide, wait_until

COMMAND = [sys.executable, "-c", "from local2030.cli.site import site; site()"]
PUBLIC = (
    "/", "/marker/", "/marker/map/", "/marker/programmes/1/", "/marker/rubric/", "/marker/corrections/", "/sign-in/",
    "/preferences/", "/monitoring/", "/coalition/", "/countries/", "/countries/KE/", "/countries/FJ/",
    "/countries/KE/offer/", "/workstreams/action/", "/coalition/hubs/map/", "/coalition/hubs/timeline/",
    "/coalition/hubs/branding/", "/coalition/apply/", "/nowhere",
)  # fmt: skip
MOST_READ = ("/marker/", "/marker/programmes/1/")
SIGNED_IN = (
    "/marker/uploads/new/", "/marker/uploads/", "/marker/uploads/1/", "/marker/programmes/1/actors/0/wrong/", "/desk/",
    "/desk/all/", "/countries/KE/offer/",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A browser with nothing in it."""
    with chromium("no page was looked at") as found:
        yield found


@pytest.fixture(scope="module")
def site(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The true site with the worked example, on a port of its own; the browser is signed in to it."""
    home = tmp_path_factory.mktemp("browsed")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    bare = {k: v for k, v in os.environ.items() if not k.startswith("LOCAL2030")}
    settings = bare | {"LOCAL2030_HOME": str(home), "PORT": str(port), "LOCAL2030_PSEUDO": "1"}
    write = "from pathlib import Path; from local2030.web.translation.trial_languages import write_trial_languages as w"
    code = f"import django; django.setup(); {write}; w(Path({str(home / 'locale')!r}))"
    subprocess.run(
        [sys.executable, "-c", code], check=True, env=settings | {"DJANGO_SETTINGS_MODULE": "local2030.web.settings"}
    )
    process = subprocess.Popen([*COMMAND, "serve"], env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    wait_until(lambda: json.load(urllib.request.urlopen(f"{address}/api/v1/marker/programmes"))["count"] == 1, 300)
    _sign_in(browser, address, (home / "demo-password").read_text())
    yield address
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()


@pytest.mark.parametrize(
    ("width", "theme", "pages"),
    [
        (360, "dark", (*PUBLIC, *SIGNED_IN)),
        (1280, "light", (*PUBLIC, *SIGNED_IN)),
        (360, "light", MOST_READ),  # layout depends on the width and contrast on the theme: the rest was seen above
        (1280, "dark", MOST_READ),
    ],
)
def test_no_page_scrolls_sideways_and_none_has_a_serious_fault(
    browser: Any, site: str, width: int, theme: str, pages: tuple[str, ...]
) -> None:
    _dress(browser, site, theme=theme, language="en", width=width)
    for address in pages:
        browser.get(site + address)
        _assert_fits(browser, address, width)
        found = faults(browser)
        assert not found, f"{address} at {width} px, {theme}: {found}"


@pytest.mark.parametrize(("width", "language"), [(360, "en-xa"), (360, "ar-xb"), (1280, "ar-xb")])
def test_longer_words_and_the_other_direction_break_nothing(browser: Any, site: str, width: int, language: str) -> None:
    _dress(browser, site, theme="light", language=language, width=width)
    for address in (*PUBLIC, *SIGNED_IN):
        browser.get(site + address)
        assert browser.find_element("tag name", "html").get_attribute("lang") == language
        _assert_fits(browser, address, width)


def test_the_content_policy_lets_everything_of_ours_through(browser: Any, site: str) -> None:
    _dress(browser, site, theme="light", language="en", width=1280)
    browser.get_log("browser")
    for address in (*PUBLIC[:-1], *SIGNED_IN):
        browser.get(site + address)
        said = [line["message"] for line in browser.get_log("browser") if line["level"] in ("SEVERE", "WARNING")]
        assert not said, f"{address}: {said}"


def test_the_first_stop_of_the_keyboard_leads_past_the_bar(browser: Any, site: str) -> None:
    from selenium.webdriver import ActionChains, Keys

    _dress(browser, site, theme="light", language="en", width=1280)
    browser.get(site + "/marker/programmes/1/")
    ActionChains(browser).send_keys(Keys.TAB).perform()
    first = browser.switch_to.active_element
    assert first.get_attribute("class") == "skip"
    first.send_keys(Keys.ENTER)
    assert browser.current_url.endswith("#main")


def test_a_file_is_sent_and_its_findings_come_by_themselves(browser: Any, site: str, tmp_path: Path) -> None:
    _dress(browser, site, theme="light", language="en", width=1280)
    file = tmp_path / "one.xml"
    file.write_text(
        '<iati-activities version="2.03"><iati-activity><iati-identifier>XM-B-1</iati-identifier><title><narrative>'
        "Sent by a browser</narrative></title></iati-activity></iati-activities>"
    )
    browser.get(site + "/marker/uploads/new/")
    browser.find_element("id", "id_aid").send_keys(str(file))
    browser.find_element("css selector", "form[data-upload] button").click()
    wait_until(lambda: "Read in full: 1 programme scored" in browser.page_source)
    assert "Sent by a browser" in browser.page_source


def _sign_in(browser: Any, site: str, password: str) -> None:
    browser.get(site + "/sign-in/")
    browser.find_element("id", "id_name").send_keys("demo")
    browser.find_element("id", "id_password").send_keys(password)
    browser.find_element("css selector", "main form button").click()
    wait_until(lambda: "/sign-in/" not in browser.current_url)


def _dress(browser: Any, site: str, *, theme: str, language: str, width: int) -> None:
    """Sets theme, language and the width of the window, as the page sees it."""
    if not browser.current_url.startswith(site):
        browser.get(site + "/health")
    for name, value in (("theme", theme), ("django_language", language)):
        browser.add_cookie({"name": name, "value": value, "path": "/"})
    set_width(browser, width)


def _assert_fits(browser: Any, address: str, width: int) -> None:
    assert browser.execute_script("return document.documentElement.clientWidth") == width
    wide = too_wide(browser)
    assert not wide, f"{address}: {wide}"
