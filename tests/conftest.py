"""What all tests share: where the true files lie, and a loud word when they don't."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

REAL_DATA = Path(os.environ.get("LOCAL2030_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
_missing: list[str] = []

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


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly at the end what could not be tested here."""
    for what in sorted(set(_missing)):
        terminalreporter.write_line(f"SKIPPED LOUDLY: tests on {what} did not run on this machine", yellow=True)
