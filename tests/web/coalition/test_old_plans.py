"""The Secretariat loads a former plan: what goes on is tied to its step with the reason; all of it or nothing."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from local2030.web.accounts.models import User
from local2030.web.coalition.first_things import file_first_things
from local2030.web.coalition.old_plans import load_plan, preview_plan
from local2030.web.history.proof import verify
from local2030.web.registry.changing import Unfit
from local2030.web.registry.models import Link, Thing

pytestmark = pytest.mark.django_db

PLAN = "Workplan 2024"
ROWS = [
    {"plan": PLAN, "id": "1", "what": "Ten cities report", "wanted": "10", "reached": "12", "fate": "done"},
    {
        "plan": PLAN,
        "id": "2",
        "what": "Tools for Hubs",
        "fate": "Carried over",
        "into": "NS04",
        "reason": "Half is done",
    },
    {"plan": PLAN, "id": "3", "what": "A yearly fair", "fate": "dropped", "reason": "Nobody asked for it"},
    {"plan": PLAN, "id": "4", "what": "A map of countries"},
]


@pytest.fixture(autouse=True)
def _filled() -> None:
    file_first_things()


def test_each_target_lands_in_its_state_and_what_goes_on_is_tied_with_its_reason(steward: User) -> None:
    made = load_plan(steward, ROWS, "plan.csv")
    assert {t.title: t.state for t in made} == {
        "Ten cities report": "open", "Tools for Hubs": "carried-over", "A yearly fair": "dropped", "A map of countries": "open",
    }  # fmt: skip
    (tie,) = Link.objects.filter(relation="carried-over")
    assert (tie.thing.title, tie.other.key, tie.note) == ("Tools for Hubs", "NS04", "Half is done")
    assert tie.thing.fields["carried_over"] == "Half is done"
    assert next(t for t in made if t.title == "Ten cities report").fields["reached"] == "12"
    assert verify().ok


def test_the_same_plan_twice_adds_nothing(steward: User) -> None:
    load_plan(steward, ROWS)
    assert load_plan(steward, ROWS) == []
    assert Thing.objects.filter(kind="target", fields__plan=PLAN).count() == 4


def test_one_wrong_row_keeps_all_out(steward: User) -> None:
    wrong = {"plan": PLAN, "id": "5", "what": "x", "fate": "carried over", "into": "NS99", "reason": "why"}
    with pytest.raises(Unfit) as refused:
        load_plan(steward, [*ROWS, wrong])
    assert [f.code for f in refused.value.findings] == ["plan-step-unknown"]
    assert not Thing.objects.filter(fields__plan=PLAN).exists()


def test_a_preview_keeps_nothing_and_suggests_steps(steward: User) -> None:
    piles = preview_plan(steward, ROWS)
    assert [len(pile) for pile in (piles.carried, piles.done, piles.dropped, piles.undecided)] == [1, 1, 1, 1]
    assert piles.undecided[0].suggestions
    assert not Thing.objects.filter(fields__plan=PLAN).exists()


def test_a_country_team_does_not_load_plans(member: User) -> None:
    with pytest.raises((PermissionDenied, Http404)):
        load_plan(member, ROWS)
    assert not Thing.objects.filter(fields__plan=PLAN).exists()
