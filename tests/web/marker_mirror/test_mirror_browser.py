"""A county officer's minute with the mirror, in a true browser as wide as a telephone and without scripts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.by import By

from browsing import chromium, faults, of, run, served, set_width, too_wide, wait_until

pytestmark = pytest.mark.engine_free  # its store is a file on any pass

ASK = """
import os; os.environ["DJANGO_SETTINGS_MODULE"] = "local2030.web.settings"
import django; django.setup()
from local2030.web.accounts.models import User
from local2030.web.marker.mirror.gathering import gather
from local2030.web.marker.mirror.links import send_link
from local2030.web.registry.models import Thing
gather()
town = Thing.objects.get(kind="local-government", key="ke-04")
print(send_link(User.objects.get(username="local2030"), town, "", ""))
"""


def test_she_answers_by_her_link_comes_back_and_says_it_anew(tmp_path: Path) -> None:
    home = tmp_path / "home"
    run(home, "site", "setup")
    with served(home) as address, chromium("the mirror wasn't answered on a telephone") as browser:
        done = subprocess.run([sys.executable, "-c", ASK], env=of(home), capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr
        link = f"{address}/marker/mirror/{done.stdout.split()[-1]}/"
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
        set_width(browser, 360)
        browser.get(link)
        assert "County Government of Busia" in browser.find_element(By.TAG_NAME, "h1").text
        _answer(browser, "yes", received="48,000", post="County Secretary", body="County Executive")
        said = wait_until(lambda: browser.find_elements(By.CSS_SELECTOR, ".asked [role=status]"))[0].text
        assert "Yes, that is so" in said and "as much as they say they paid" in said
        browser.get(link)
        browser.find_element(By.CSS_SELECTOR, ".asked details summary").click()
        _answer(browser, "partly", received="40,000")
        wait_until(
            lambda: any("Partly" in e.text for e in browser.find_elements(By.CSS_SELECTOR, ".asked [role=status]"))
        )
        assert "−8,000" in browser.find_elements(By.CSS_SELECTOR, ".asked [role=status]")[0].text
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
        browser.get(link)
        assert not too_wide(browser) and not faults(browser)


def _answer(browser: Any, answer: str, **typed: str) -> None:
    """Fills the first item's form and presses one of its four buttons."""
    item = browser.find_element(By.CSS_SELECTOR, ".asked")
    for name, text in typed.items():
        field = item.find_element(By.NAME, name)
        field.clear()
        field.send_keys(text)
    item.find_element(By.CSS_SELECTOR, f"button[value={answer}]").click()
