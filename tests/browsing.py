"""A true browser, the true server, and what is asked of every page: that it fits and that axe finds nothing serious.

Chromium and its driver are those of the machine. Without them: skipped loudly; with CI=true that fails.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

AXE = (Path(__file__).parent / "web" / "browser" / "vendor" / "axe.min.js").read_text("utf-8")
COMMAND = [sys.executable, "-c", "from local2030.cli.main import main; main()"]
PATIENCE = 120.0  # seconds; a busy machine is no broken page
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
)  # fmt: skip


@contextmanager
def chromium(what: str, downloads: Path | None = None) -> Iterator[Any]:
    """A browser with nothing in it; `what` says what nobody looked at where there is none."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    if not program or not driver:
        if os.environ.get("CI") == "true":
            pytest.fail("chromium and chromedriver are missing (CI=true demands them)")
        sys.__stderr__.write(f"\nSKIPPED LOUDLY: no chromium with chromedriver, so {what}\n")
        pytest.skip(f"chromium and chromedriver are missing: {what}")
    from selenium import webdriver

    with tempfile.TemporaryDirectory() as profile:
        options = webdriver.ChromeOptions()
        options.binary_location = program
        for flag in (*FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        if downloads is not None:
            options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
        found = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
        found.set_page_load_timeout(PATIENCE)
        found.set_script_timeout(PATIENCE)
        try:
            yield found
        finally:
            found.quit()


@contextmanager
def served(home: Path, *words: str, **settings: str) -> Iterator[str]:
    """The address of the true server over a store, once it answers; `words`: more of its command, as `--no-example`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = of(home) | {"PORT": str(port)} | settings
    with (home.parent / "server.log").open("ab") as log:
        process = subprocess.Popen([*COMMAND, "site", "serve", *words], env=environment, stdout=log, stderr=log)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_until(lambda: urllib.request.urlopen(f"{address}/health").status == 200, 300)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()


def run(home: Path, *words: str, given: str = "", good: tuple[int, ...] = (0,)) -> str:
    """What a command of local2030 writes over a store; it has to end well, that is by one of the codes in `good`."""
    done = subprocess.run([*COMMAND, *words], env=of(home), input=given, capture_output=True, text=True, timeout=300)
    assert done.returncode in good, f"local2030 {' '.join(words)}: {done.stdout}\n{done.stderr}"
    return done.stdout


def of(home: Path) -> dict[str, str]:
    """The environment of a process whose store lies there."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("LOCAL2030", "DJANGO"))}
    return bare | {"LOCAL2030_HOME": str(home)}


def wait_until(what: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """What was waited for, as soon as it is true."""
    until = time.monotonic() + seconds
    while True:
        try:
            if found := what():
                return found
        except OSError:
            pass
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.1)


def set_width(browser: Any, width: int) -> None:
    """The window as the page sees it, without anything that moves."""
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    still = {"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", still)


def too_wide(browser: Any) -> list[str]:
    """What makes the page scroll sideways; empty if it doesn't."""
    found: list[str] = browser.execute_script(
        "const root = document.documentElement; if (root.scrollWidth <= root.clientWidth) return [];"
        "return [`${root.scrollWidth} px wide in ${root.clientWidth}`,"
        " ...[...document.querySelectorAll('main *, header *, footer *')].filter(e => {const r ="
        " e.getBoundingClientRect(); return (r.right > innerWidth + 1 || r.left < -1) && !e.closest('.scroll,"
        " .subjects, .local, .switch, svg, .vh')}).slice(0, 4).map(e => e.outerHTML.slice(0, 160))]"
    )
    return found


def faults(browser: Any) -> list[str]:
    """Serious and critical faults by axe-core, with the element."""
    if not browser.execute_script("return !!window.axe"):
        browser.execute_script(AXE)
    found = browser.execute_async_script(
        "const done = arguments[0]; axe.run(document, {resultTypes: ['violations']}).then(r => done(r.violations.map("
        "v => ({id: v.id, impact: v.impact, nodes: v.nodes.map(n => n.html.slice(0, 140))}))))"
    )
    return [f"{v['id']}: {v['nodes'][:3]}" for v in found if v["impact"] in ("serious", "critical")]
