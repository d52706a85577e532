"""What is done once a day is done once a day, by one, and a deed that fails takes no other with it."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import engines
import pytest
from test_web_site_command import run

from local2030.web.jobs import daily
from local2030.web.jobs.models import Daily
from local2030.web.locks import alone

DAY = date(2026, 11, 23)
CALLS: list[date] = []
COUNT, FAIL = f"{__name__}.count", f"{__name__}.fail"


def count(day: date) -> str:
    """A deed of the tests."""
    CALLS.append(day)
    return "counted"


def fail(day: date) -> str:
    """One that can't."""
    raise ValueError(day)


@pytest.fixture(autouse=True)
def _none_called(db: object) -> None:
    CALLS.clear()


def test_a_deed_is_done_once_a_day() -> None:
    assert [ran.end for _turn in range(3) for ran in daily.tick(DAY, [COUNT])] == ["done", "earlier", "earlier"]
    daily.tick(date(2026, 11, 24), [COUNT])
    assert [DAY, date(2026, 11, 24)] == CALLS
    assert Daily.objects.get(day=DAY).said == "counted"


def test_a_deed_that_fails_is_told_tried_three_times_and_stops_no_other(caplog: Any) -> None:
    for _turn in range(5):
        daily.tick(DAY, [FAIL, COUNT])
    assert len(CALLS) == 1
    row = Daily.objects.get(deed=FAIL)
    assert (row.tries, row.trouble, row.ended) == (3, "ValueError", None)
    assert len(caplog.records) == 3


def test_while_another_process_is_at_it_nothing_is_done() -> None:
    with alone("daily") as mine:
        assert mine
        assert daily.tick(DAY, [COUNT]) == []
    assert not CALLS


def test_the_day_is_due_until_all_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(daily, "DEEDS", [COUNT, FAIL])
    assert daily.is_due(DAY)
    for _turn in range(3):
        daily.tick(DAY)
    assert not daily.is_due(DAY)


def test_every_deed_of_the_table_can_be_done(settings: Any) -> None:
    assert {ran.end for ran in daily.tick(DAY)} == {"done"}


def test_the_command_does_the_day_and_says_what(tmp_path: Path) -> None:
    engines.set_up(tmp_path)
    first = run(tmp_path, "tick", "--day", "2026-11-23", "--format", "json")
    assert first.returncode == 0, first.stderr
    assert {ran["end"] for ran in json.loads(first.stdout)} == {"done"}
    assert "earlier" in run(tmp_path, "tick", "--day", "2026-11-23").stdout
    assert run(tmp_path, "tick", "--day", "tomorrow").returncode == 2


def test_the_process_of_the_day_ends_by_itself(tmp_path: Path) -> None:
    engines.set_up(tmp_path)
    from test_web_site_command import environment

    given = environment(tmp_path, DJANGO_SETTINGS_MODULE="local2030.web.settings")
    subprocess.run([sys.executable, "-m", "local2030.web.jobs.daily"], env=given, check=True, timeout=engines.PATIENCE)
    assert engines.one(tmp_path, "select count(*) from jobs_daily where ended is not null") == len(daily.DEEDS)
