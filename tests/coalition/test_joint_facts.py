"""What aid data say of a joint programme: nothing is guessed, nothing added up twice, no phase goes back in time."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from local2030.coalition.joint_facts import facts_of, next_line
from local2030.coalition.phases import Phase
from local2030.formats.activities.iati import read_source
from local2030.formats.activities.sources import open_sources
from local2030.vocabulary.activities import Activity

HISTORY = (Phase(date(2024, 1, 1), "design"), Phase(date(2024, 6, 1), "implementation"))
TODAY = date(2026, 11, 23)


def _activity(identifier: str = "X-1", inside: str = "", status: str = "2", updated: str = "2026-10-01") -> str:
    return f"""<iati-activity default-currency="USD" last-updated-datetime="{updated}T00:00:00Z">
<iati-identifier>{identifier}</iati-identifier><reporting-org ref="X" type="40"><narrative>Office</narrative></reporting-org>
<title><narrative>Wells</narrative></title><activity-status code="{status}"/><activity-date type="2" iso-date="2024-06-01"/>
<activity-date type="3" iso-date="2026-05-31"/>{inside}</iati-activity>"""


def _budget(value: str, start: str = "2024-06-01", end: str = "2026-05-31", currency: str = "USD") -> str:
    return f"""<budget><period-start iso-date="{start}"/><period-end iso-date="{end}"/>
<value currency="{currency}" value-date="2024-06-01">{value}</value></budget>"""


def _read(tmp_path: Path, *activities: str) -> list[Activity]:
    file = tmp_path / "aid.xml"
    file.write_text(f'<?xml version="1.0"?><iati-activities version="2.03">{"".join(activities)}</iati-activities>')
    reads = [read for source in open_sources([str(file)], spool=tmp_path) for read in read_source(source)]
    return [read.activity for read in reads if read.activity is not None]


def test_the_facts_of_one_activity(tmp_path: Path) -> None:
    place = "<location><name><narrative>Nyeri</narrative></name></location>"
    found = facts_of("X-1", _read(tmp_path, _activity(inside=_budget("100.50") + place + place)))
    assert (found.budget, found.currency, found.phase) == (Decimal("100.50"), "USD", "implementation")
    assert (found.since, found.as_of, found.places, found.committed) == (
        date(2024, 6, 1),
        date(2026, 10, 1),
        ("Nyeri",),
        None,
    )


@pytest.mark.parametrize(
    ("budgets", "expected"),
    [
        (_budget("100") + _budget("120"), Decimal(120)),  # the revised one stands after the original
        (_budget("100", end="2025-05-31") + _budget("50", start="2025-06-01"), Decimal(150)),
        (_budget("100", end="2025-05-31"), None),  # one of two years
        (_budget("100") + _budget("50", start="2025-06-01", currency="EUR"), None),
        ("", None),
    ],
)
def test_a_budget_is_the_whole_programmes_in_one_currency_or_none(tmp_path: Path, budgets: str, expected: Any) -> None:
    assert facts_of("X-1", _read(tmp_path, _activity(inside=budgets))).budget == expected


def test_parent_and_children_arent_added_up(tmp_path: Path) -> None:
    parent, child = _activity(inside=_budget("100")), _activity("X-1-A", _budget("100"), status="4")
    found = facts_of("X-1", _read(tmp_path, child, parent))
    assert (found.budget, found.phase) == (Decimal(100), "implementation")
    only_children = facts_of(
        "X-1", _read(tmp_path, _activity("X-1-A", _budget("60")), _activity("X-1-B", _budget("40")))
    )
    assert only_children.budget == 100


def test_nothing_at_all_says_nothing() -> None:
    found = facts_of("X-1", [])
    assert (found.as_of, found.budget, found.phase, found.places) == (None, None, "", ())


@pytest.mark.parametrize(
    ("phase", "since", "expected"),
    [
        ("closed", date(2026, 5, 31), Phase(date(2026, 5, 31), "closed")),
        ("closed", date(2024, 1, 5), Phase(TODAY, "closed")),  # before its last phase: told today
        ("closed", date(2027, 1, 1), Phase(TODAY, "closed")),  # in the future: known today
        ("implementation", date(2026, 1, 1), None),
        ("", None, None),
    ],
)
def test_a_phase_follows_the_last_one_and_is_never_before_it(phase: str, since: date | None, expected: Phase | None) -> None:  # fmt: skip
    assert next_line(HISTORY, phase, since, TODAY) == expected


def test_aid_data_know_no_design_so_preparation_doesnt_undo_it() -> None:
    assert next_line(HISTORY[:1], "pipeline", date(2024, 2, 1), TODAY) is None
    assert next_line((), "pipeline", date(2024, 2, 1), TODAY) == Phase(date(2024, 2, 1), "pipeline")
