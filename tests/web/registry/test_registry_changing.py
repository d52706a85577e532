"""Things change in one way only: with the right, with the version that was read, and with a line of history."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from web_builders import PASSWORD, granted

from local2030.web.accounts.models import Role, User
from local2030.web.history.models import Entry
from local2030.web.history.proof import verify
from local2030.web.registry import changing
from local2030.web.registry.cells import STANDARD, Unreadable, clean, text_of, value_of
from local2030.web.registry.kinds import Column, kind_of
from local2030.web.registry.models import Thing

pytestmark = pytest.mark.django_db


@pytest.fixture
def undp() -> Thing:
    return changing.add(
        None, "entity", {"title": "UNDP", "full_name": "United Nations Development Programme"}, key="undp"
    )


@pytest.fixture
def step(undp: Thing) -> Thing:
    cells = {
        "title": "Write the strategy",
        "owner": undp.serial,
        "due": (date.today() + timedelta(days=90)).isoformat(),
    }
    return changing.add(None, "next-step", cells, key="NS02", parts=[(undp, "lead", "identified")])


@pytest.fixture
def focal() -> User:
    return granted(
        User.objects.create_user("fo", password=PASSWORD, first_name="Fo", last_name="Cal"), Role.UN, "entity:undp"
    )


def test_a_new_thing_has_a_serial_a_state_its_scopes_and_a_line_of_history(step: Thing) -> None:
    assert (step.serial, step.state) == ("NXT-001", "open")
    assert set(step.scopes.values_list("scope", flat=True)) == {"entity:undp"}
    line = Entry.objects.get(serial="NXT-001")
    assert (line.deed, line.kind) == ("add", "next-step")
    assert line.content.plain["after"]["title"] == "Write the strategy"


def test_numbers_count_on_and_none_is_given_twice(undp: Thing) -> None:
    made = [changing.add(None, "theme", {"title": f"Theme {n}"}) for n in range(3)]
    assert [thing.serial for thing in made] == ["THM-001", "THM-002", "THM-003"]


def test_whoever_read_an_older_version_changes_nothing(step: Thing, steward: User) -> None:
    changing.change(steward, step, {"title": "Theirs"}, "", 1)
    with pytest.raises(changing.Outdated) as outdated:
        changing.change(steward, step, {"title": "Mine"}, "", 1)
    assert outdated.value.thing.title == "Theirs"
    assert Thing.objects.get(pk=step.pk).title == "Theirs"
    assert Entry.objects.filter(serial=step.serial, deed="change").count() == 1


def test_a_change_that_changes_nothing_leaves_version_and_history_alone(step: Thing, steward: User) -> None:
    before = Entry.objects.count()
    assert changing.change(steward, step, {"title": step.title}, "", 1).version == 1
    assert Entry.objects.count() == before


def test_an_entity_works_on_its_own_steps_and_not_on_others(step: Thing, focal: User) -> None:
    other = changing.add(None, "next-step", {"title": "Of somebody else"})
    assert changing.change(focal, step, {"summary": "Begun"}, "", 1).summary == "Begun"
    with pytest.raises(PermissionDenied):
        changing.change(focal, other, {"summary": "Begun"}, "", 1)


def test_of_a_thing_that_he_may_not_know_a_reader_isnt_told(step: Thing, focal: User, steward: User) -> None:
    hidden = changing.add(None, "next-step", {"title": "Inside", "audience": "inner"})
    with pytest.raises(Http404):
        changing.change(focal, hidden, {"title": "x"}, "", 1)


def test_nothing_is_said_to_be_done_without_evidence_and_the_claimant_doesnt_verify(
    step: Thing, focal: User, steward: User
) -> None:
    changing.move(focal, step, "accepted")
    with pytest.raises(changing.Refused) as refused:
        changing.move(focal, step, "done-claimed")
    assert (refused.value.refusal.reason, refused.value.refusal.missing) == ("guard", ("evidence",))
    changing.add_evidence(focal, step, "Minutes", "https://example.org/minutes", "", None)
    changing.move(focal, step, "done-claimed")
    with pytest.raises(changing.Refused) as refused:
        changing.move(focal, step, "verified")
    assert refused.value.refusal.reason == "not-your-role"
    assert changing.move(steward, step, "verified").state == "verified"


def test_the_secretariat_doesnt_verify_what_it_claimed_itself(step: Thing, steward: User) -> None:
    changing.move(steward, step, "accepted")
    changing.add_evidence(steward, step, "Minutes", "https://example.org/minutes", "", None)
    changing.move(steward, step, "done-claimed")
    with pytest.raises(changing.Refused) as refused:
        changing.move(steward, step, "verified")
    assert refused.value.refusal.reason == "not-your-own"


def test_late_is_a_matter_of_the_date_and_not_of_the_hand(step: Thing, steward: User) -> None:
    changing.move(steward, step, "accepted")
    with pytest.raises(changing.Refused):
        changing.move(steward, step, "late")
    moved = changing.move_by_date(Thing.objects.get(pk=step.pk), timezone.localdate())
    assert moved is not None and moved.state == "on-track"
    Thing.objects.filter(pk=step.pk).update(due=date.today() - timedelta(days=1))
    moved = changing.move_by_date(Thing.objects.get(pk=step.pk), timezone.localdate())
    assert moved is not None and moved.state == "late"
    assert Entry.objects.filter(serial=step.serial, deed="move", by=None).count() == 2


def test_withdrawn_evidence_stays_readable_and_no_longer_counts(step: Thing, focal: User) -> None:
    changing.move(focal, step, "accepted")
    item = changing.add_evidence(focal, step, "Minutes", "https://example.org/minutes", "", None)
    changing.withdraw_evidence(focal, item, "of another meeting")
    with pytest.raises(changing.Refused):
        changing.move(focal, step, "done-claimed")
    assert step.evidence.get().withdrawn == "of another meeting"


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        ({}, "cell-required", "title"),
        ({"title": "x" * 501}, "cell-too-long", "title"),
        ({"kind": "event", "title": "x", "country": "Atlantis"}, "cell-not-a-country", "country"),
        ({"title": "x", "due": "31.02.2026"}, "cell-not-a-day", "due"),
        ({"title": "x", "workstream": "dance"}, "cell-not-a-choice", "workstream"),
        ({"title": "x", "owner": "ENT-999"}, "cell-not-a-thing", "owner"),
        ({"title": "x", "at_risk": "perhaps"}, "cell-not-yes-or-no", "at_risk"),
    ],
)
def test_a_cell_that_cant_be_kept_is_named_with_its_column(cells: dict[str, Any], code: str, column: str) -> None:
    kind = cells.get("kind", "next-step")
    with pytest.raises(changing.Unfit) as unfit:
        changing.add(None, kind, {name: value for name, value in cells.items() if name != "kind"})
    assert (unfit.value.findings[0].code, unfit.value.findings[0].values["column"]) == (code, column)
    assert not Thing.objects.exists()


def test_states_are_no_column_and_fixed_columns_arent_written_by_the_form(step: Thing, steward: User) -> None:
    with pytest.raises(changing.Unfit):
        changing.add(None, "theme", {})
    changing.change(steward, step, {"state": "closed", "summary": "x"}, "", 1)
    assert Thing.objects.get(pk=step.pk).state == "open"
    hub = changing.add(None, "hub", {"title": "H", "place": "P", "agreement_signed": "2026-01-01"})
    assert "agreement_signed" not in hub.fields


def test_the_chain_holds_over_all_of_it(step: Thing, focal: User) -> None:
    changing.move(focal, step, "accepted")
    changing.change(focal, Thing.objects.get(pk=step.pk), {"summary": "s"}, "because", 2)
    assert verify().ok


def test_marks_of_direction_are_taken_out_of_names() -> None:
    assert clean("UN\u202eDP\u200f ") == "UNDP"


_COLUMNS = [
    STANDARD["summary"],
    Column("a", "A", "list"),
    Column("b", "B", "number"),
    Column("c", "C", "yes"),
    *(c for c in kind_of("hub").columns if c.sort in ("text", "long") and not c.choices),
]


@settings(max_examples=150)
@given(st.sampled_from(_COLUMNS), st.text(max_size=80))
def test_what_a_cell_holds_reads_back_as_itself(column: Column, raw: str) -> None:
    try:
        value = value_of(column, raw)
    except Unreadable:
        return
    assert value_of(column, text_of(column, value)) == value


def test_what_overlaps_can_be_merged_from_either_side(step: Thing, steward: User) -> None:
    other = changing.add(None, "next-step", {"title": "The same in other words"})
    with pytest.raises(changing.Refused) as refused:
        changing.move(steward, step, "merged", "told twice")
    assert refused.value.refusal.missing == ("link:same-as|overlaps",)
    changing.tie(steward, other, step, "overlaps")
    assert changing.move(steward, step, "merged", "told twice").state == "merged"
