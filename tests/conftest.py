"""What all tests share: where the true files lie, who asks what on which worker and database, a loud word at the end."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

HERE = Path(__file__).resolve().parent

REAL_DATA = Path(os.environ.get("LOCAL2030_SHARED_DATA", HERE.parents[1] / "shared" / "data"))
ON_POSTGRESQL = os.environ.get("LOCAL2030_TEST_DATABASE", "") == "postgresql"
_missing: list[str] = []

# What takes longest and can't be shared out, the slowest first: no worker is left with one of them at the end.
SLOWEST = (
    "journeys/test_monitoring_journey.py", "journeys/test_marker_journey.py", "browser/test_url_table.py",
    "journeys/test_ground_journey.py", "browser/test_web_browser.py", "web/test_web_keeping.py", "docs/test_tutorial.py",
    "web/test_web_site_command.py", "marker_mirror/test_mirror_browser.py",
)  # fmt: skip
# Files whose tests share nothing but the empty store: each test goes to whoever is free, and they come last.
SHARED_OUT = ("doors/test_doors.py",)

# Laws are asked without a stopwatch: a busy machine is no broken law.
# In CI the examples are the same for the same test, so that a change is judged by itself; at the desk they are new each time.
settings.register_profile("calm", deadline=None, derandomize=os.environ.get("CI") == "true")
settings.load_profile("calm")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of true files beside the repository. Absent: skipped loudly; with CI=true its absence fails."""
    if not REAL_DATA.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail(f"the true files are missing: {REAL_DATA} (CI=true demands them)")
        _missing.append("true files")
        pytest.skip("the true files beside the repository are missing (../shared/data)")
    return REAL_DATA


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """On PostgreSQL what has a store is asked once more, and no page is looked at by a browser a second time."""
    inside = collection_path.relative_to(HERE).parts if collection_path.is_relative_to(HERE) else ()
    again = not inside or (inside[0] == "web" and inside[1:2] != ("browser",))
    return None if again or not ON_POSTGRESQL else True


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave to SQLite what is marked so, and put the slowest files first and what is shared out last."""
    if ON_POSTGRESQL:
        config.hook.pytest_deselected(items=[i for i in items if i.get_closest_marker("engine_free")])
        items[:] = [i for i in items if not i.get_closest_marker("engine_free")]
    items.sort(key=lambda item: _turn(item.nodeid.partition("::")[0]))


def pytest_collection_finish() -> None:
    """What is loaded by now stays; looking through it for rubbish again and again takes a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 20)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """A file's tests go to one worker, for they share what was made for the first of them."""
    from xdist.scheduler import LoadFileScheduling

    class ByFile(LoadFileScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return nodeid if file.endswith(SHARED_OUT) else file

    return ByFile(config, log)


def _turn(file: str) -> int:
    """The number of its turn: as listed, then all others, then what is shared out."""
    if file.endswith(SHARED_OUT):
        return len(SLOWEST) + 1
    return next((turn for turn, name in enumerate(SLOWEST) if file.endswith(name)), len(SLOWEST))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly at the end what could not be tested here."""
    for what in sorted(set(_missing)):
        terminalreporter.write_line(f"SKIPPED LOUDLY: tests on {what} did not run on this machine", yellow=True)
