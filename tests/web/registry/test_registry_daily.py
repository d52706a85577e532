"""What goes by its date goes by its date, with nobody acting; what isn't due stays and costs little."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from local2030.web.accounts.models import User
from local2030.web.history.models import Entry
from local2030.web.jobs import daily
from local2030.web.registry import changing
from local2030.web.registry.daily import candidates, daily_moves
from local2030.web.registry.models import Thing

pytestmark = pytest.mark.django_db
START = date.today()


def on(day: date, monkeypatch: pytest.MonkeyPatch) -> date:
    """Makes it that day."""
    monkeypatch.setattr(timezone, "now", lambda: datetime(day.year, day.month, day.day, 6, tzinfo=UTC))
    return day


def step_of(due: date | None, state: str = "accepted") -> Thing:
    body = Thing.objects.filter(kind="body").first() or changing.add(None, "body", {"title": "Working Group"}, key="wg")
    cells = {"title": "Write it", "owner": body.serial, "due": due.isoformat() if due else ""}
    thing = changing.add(None, "next-step", cells)
    Thing.objects.filter(pk=thing.pk).update(state=state)
    thing.refresh_from_db()
    return thing


def test_a_step_is_at_risk_then_late_by_date_and_back_on_track_when_its_date_is_moved(
    steward: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = on(START, monkeypatch)
    step = step_of(today + timedelta(days=60))
    states = []
    for days in (0, 29, 30, 60, 61):
        daily_moves(on(START + timedelta(days=days), monkeypatch))
        step.refresh_from_db()
        states.append(step.state)
    assert states == ["on-track", "on-track", "at-risk", "at-risk", "late"]
    later = START + timedelta(days=200)
    changing.change(steward, step, {"due": later.isoformat()}, "agreed", step.version)
    daily_moves(START + timedelta(days=61))
    step.refresh_from_db()
    assert (step.state, step.moved_by) == ("on-track", None)
    moves = Entry.objects.filter(serial=step.serial, deed="move").order_by("number")
    assert [m.content.plain["after"]["state"] for m in moves] == ["on-track", "at-risk", "late", "on-track"]
    assert all(m.by is None for m in moves)


def test_twice_on_one_day_moves_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    today = on(START, monkeypatch)
    step_of(today - timedelta(days=1))
    assert daily_moves(today) == "1 moves by date."
    assert daily_moves(today) is None


@pytest.mark.parametrize("state", ["open", "done-claimed", "verified", "dropped"])
def test_what_no_calendar_moves_stays(state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    today = on(START, monkeypatch)
    step = step_of(today - timedelta(days=400), state)
    assert daily_moves(today) is None
    step.refresh_from_db()
    assert step.state == state


def test_a_thing_without_a_date_is_neither_late_nor_at_risk(monkeypatch: pytest.MonkeyPatch) -> None:
    step = step_of(None)
    assert daily_moves(on(START, monkeypatch)) is None
    step.refresh_from_db()
    assert step.state == "accepted"


def test_what_is_far_from_its_day_is_not_even_read(monkeypatch: pytest.MonkeyPatch) -> None:
    today = on(START, monkeypatch)
    far = step_of(today + timedelta(days=300), "on-track")
    Thing.objects.bulk_create(
        Thing(kind="next-step", number=n, serial=f"NXT-{n}", title="x", fields={}, state="on-track", due=far.due,
              state_since=far.state_since, made=far.made, changed=far.changed)
        for n in range(2, 1200)
    )  # fmt: skip
    with CaptureQueriesContext(connection) as asked:
        assert list(candidates(today)) == []
    assert len(asked) == 1


def test_one_that_breaks_keeps_no_other_back(monkeypatch: pytest.MonkeyPatch) -> None:
    today = on(START, monkeypatch)
    first, second = (step_of(today - timedelta(days=1)) for _ in range(2))
    true = changing.move_by_date

    def breaks(thing: Thing, day: date) -> Thing | None:
        if thing.pk == first.pk:
            raise ValueError("torn")
        return true(thing, day)

    monkeypatch.setattr("local2030.web.registry.daily.move_by_date", breaks)
    assert daily_moves(today) == "1 moves by date; 1 failed and are in the log."
    second.refresh_from_db()
    assert second.state == "late"


def test_the_daily_table_has_it() -> None:
    assert "local2030.web.registry.daily.daily_moves" in daily.DEEDS
