"""An empty store gets the Coalition's first things; an older one gets what is new and keeps what people wrote."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from local2030.coalition.rows import Row
from local2030.coalition.stock import first_stock
from local2030.web.accounts.models import User
from local2030.web.coalition import first_things
from local2030.web.coalition.first_things import Counts, file_first_things
from local2030.web.history.lines import history_of
from local2030.web.history.models import Entry
from local2030.web.history.proof import verify
from local2030.web.registry.cells import columns_of
from local2030.web.registry.changing import change
from local2030.web.registry.kinds import kind_of, stages_of
from local2030.web.registry.models import Link, Part, Thing
from local2030.web.registry.small_forms import RELATIONS, ROLES

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled() -> Counts:
    """A store with the first things."""
    return file_first_things()


def _thing(kind: str, key: str) -> Thing:
    return Thing.objects.get(kind=kind, key=key)


def _stock_reads(monkeypatch: pytest.MonkeyPatch, change_rows: Any) -> None:
    """From now on the stock's rows are what `change_rows` makes of them."""
    as_shipped = first_things.stock_rows
    monkeypatch.setattr(first_things, "stock_rows", lambda stock: change_rows(list(as_shipped(stock))))


def _row(kind: str, key: str) -> Row:
    return next(row for row in first_things.stock_rows(first_stock()) if row.ref == (kind, key))


def test_an_empty_store_gets_all_that_the_report_counts(filled: Counts) -> None:
    counts = Counter(Thing.objects.values_list("kind", flat=True))
    assert filled == Counts(added=sum(counts.values()), changed=0, kept=0, rows=sum(counts.values()))
    assert {kind: counts[kind] for kind in ("entity", "outcome", "next-step", "theme", "fact", "deliverable")} == {
        "entity": 14, "outcome": 9, "next-step": 16, "theme": 13, "fact": 19, "deliverable": 7,
    }  # fmt: skip
    assert len([c for c in Thing.objects.filter(kind="commitment") if not c.links.filter(relation="part-of")]) == 5
    schemes = Counter(t.fields["scheme"] for t in Thing.objects.filter(kind="term"))
    assert {name: schemes[name] for name in ("sdg-goal", "sdg-target", "transition", "pact-action")} == {
        "sdg-goal": 17, "sdg-target": 169, "transition": 6, "pact-action": 7,
    }  # fmt: skip


def test_a_second_run_does_nothing_in_few_queries(filled: Counts) -> None:
    before = Entry.objects.count(), Part.objects.count(), Link.objects.count()
    with CaptureQueriesContext(connection) as asked:
        assert file_first_things() == Counts(0, 0, 0, filled.rows)
    assert len(asked) <= 12
    assert (Entry.objects.count(), Part.objects.count(), Link.objects.count()) == before


def test_every_thing_has_its_line_in_the_history_and_the_chain_holds(filled: Counts) -> None:
    assert set(Entry.objects.filter(deed="first-stock").values_list("serial", flat=True)) == set(
        Thing.objects.values_list("serial", flat=True)
    )
    assert not Entry.objects.exclude(by=None).exists()
    assert verify().ok


def test_every_column_state_role_and_relation_is_one_that_its_kind_knows(filled: Counts) -> None:
    for thing in Thing.objects.all():
        kind = kind_of(thing.kind)
        assert thing.fields.keys() <= {column.name for column in columns_of(kind)}, thing
        stages = stages_of(thing.kind)
        assert thing.state in stages.states if stages else thing.state == "", thing
    assert set(Part.objects.values_list("role", flat=True)) <= ROLES.keys()
    for link in Link.objects.select_related("thing"):
        assert link.relation in RELATIONS
        assert link.relation in kind_of(link.thing.kind).relations, link.relation


def test_the_joining_of_fifteen_names_stands_on_the_page_of_the_fund(filled: Counts, steward: User) -> None:
    fund = _thing("entity", "jsdgf")
    assert fund.fields["aliases"] == ["Joint SDG Fund (UN DCO)"]
    lines = [str(line) for line in history_of(steward, "entity", fund.serial, 30)]
    assert len([line for line in lines if "Joint SDG Fund (UN DCO)" in line and "are one entity" in line]) == 1
    assert Entry.objects.filter(deed="join-names").count() == 1
    assert [e.serial for e in Entry.objects.filter(deed="suggest-name")] == [_thing("entity", "unhabitat").serial]
    assert "Sttelements" not in str(_thing("entity", "unhabitat").fields)


def test_leads_keep_their_certainty(filled: Counts) -> None:
    found = {(p.thing.key, p.actor.key, p.certainty) for p in Part.objects.filter(thing__kind="event")}
    assert {("ffd4", "secretariat", "identified"), ("ffd4", "undp", "identified")} <= found
    assert {event for event, _who, certainty in found if certainty == "suggested"} == {"cop30", "unfss4", "wssd2"}
    assert not Part.objects.filter(certainty="accepted").exists()


def test_nine_hubs_became_four_and_no_name_is_made_up(filled: Counts) -> None:
    hubs = Thing.objects.filter(kind="hub")
    assert Counter(hub.state for hub in hubs) == {"formalized": 4, "prospective": 4, "ended": 5}
    for hub in hubs.filter(state="ended"):
        assert "not named in the report" in hub.title
        assert (hub.fields["decided"], hub.fields["rules"]) == ("2023", "formalization 2023")
        assert "place" not in hub.fields
        assert hub.country == ""
    decided = Link.objects.filter(relation="decided-by", other__key="hub-formalization-2023")
    assert {link.thing.state for link in decided} == {"formalized", "ended"}
    assert decided.count() == 9


def test_where_the_report_contradicts_itself_both_values_stand_and_are_tied(filled: Counts) -> None:
    assert {(x.thing.key, x.other.key) for x in Link.objects.filter(relation="contradicts")} == {
        ("f06", "f07"), ("NS06", "NS16"),
    }  # fmt: skip
    said = {key: (_thing("fact", key).fields["low"], _thing("fact", key).fields["high"]) for key in ("f06", "f07")}
    assert said == {"f06": (4, 5), "f07": (5, 6)}
    related = {
        frozenset((x.thing.key, x.other.key)) for x in Link.objects.filter(relation="related", thing__kind="fact")
    }
    assert related == {frozenset(pair) for pair in (("f04", "f05"), ("f04", "f06"), ("f05", "f06"))}


def test_targets_of_old_plans_have_no_value_that_the_report_does_not_give(filled: Counts) -> None:
    targets = Thing.objects.filter(kind="target")
    assert {target.key for target in targets} == {"tgt-hii", "tgt-workplan", "tgt-wg2-second"}
    assert all(not {"wanted", "reached", "carried_over"} & target.fields.keys() for target in targets)


def test_terms_hang_together_and_dissolved_countries_are_retired(filled: Counts) -> None:
    keys = set(Thing.objects.filter(kind="term").values_list("key", flat=True))
    assert all(t.fields["above"] in keys for t in Thing.objects.filter(kind="term") if "above" in t.fields)
    assert _thing("term", "pact-action:55(e)").fields["above"] == "pact-action:55"
    assert _thing("term", "m49:404").fields["above"] == "m49:014"
    assert _thing("term", "m49:530").fields["retired"] == "2010-10"
    assert not Thing.objects.filter(kind="term").exclude(country="").exists()


def test_scopes_are_those_of_owner_parts_and_country(filled: Counts) -> None:
    assert set(_thing("hub", "hub-cairo").scopes.values_list("scope", flat=True)) == {"hub:hub-cairo", "country:EG"}
    assert {"entity:undp", "body:secretariat"} <= set(_thing("event", "ffd4").scopes.values_list("scope", flat=True))


def test_what_a_person_changed_is_never_overwritten(
    filled: Counts, steward: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = _thing("next-step", "NS01")
    change(steward, step, {"title": "Our own words"}, "clearer", step.version)
    _stock_reads(
        monkeypatch,
        lambda rows: [replace(r, title="Stock's new words") if r.key in ("NS01", "NS02") else r for r in rows],
    )
    assert file_first_things() == Counts(0, 1, 1, filled.rows)
    assert _thing("next-step", "NS01").title == "Our own words"
    assert _thing("next-step", "NS02").title == "Stock's new words"
    assert verify().ok


def test_the_platforms_own_row_follows_the_stock_again_and_again(
    filled: Counts, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, title in enumerate(("second words", "third words"), 2):
        with monkeypatch.context() as patch:
            _stock_reads(patch, lambda rows, t=title: [replace(r, title=t) if r.key == "NS03" else r for r in rows])
            assert file_first_things().changed == 1
        step = _thing("next-step", "NS03")
        assert (step.title, step.version) == (title, number)


def test_a_new_row_takes_the_next_number_and_its_parts(filled: Counts, monkeypatch: pytest.MonkeyPatch) -> None:
    new = replace(_row("next-step", "NS15"), key="NS17", title="A seventeenth step")
    _stock_reads(monkeypatch, lambda rows: [*rows, new])
    assert file_first_things().added == 1
    step = _thing("next-step", "NS17")
    assert step.serial == "NXT-017"
    assert {p.actor.key for p in step.parts.all()} == {"secretariat", "all-members"}


def test_a_term_that_left_the_vocabulary_is_retired_and_stays(filled: Counts, monkeypatch: pytest.MonkeyPatch) -> None:
    as_shipped = first_things.term_rows()
    monkeypatch.setattr(first_things, "term_rows", lambda: tuple(r for r in as_shipped if r.key != "transition:tr6"))
    monkeypatch.setattr(first_things, "EDITIONS", {**first_things.EDITIONS, "transition": "2030-01"})
    assert file_first_things().changed == 1
    gone = _thing("term", "transition:tr6")
    assert gone.fields["retired"] == "2030-01"
    assert gone.title
    assert file_first_things().changed == 0


def test_a_row_that_a_person_made_is_not_taken_for_stock(filled: Counts, steward: User) -> None:
    from local2030.web.registry.changing import add

    thing = add(steward, "theme", {"title": "A theme of ours"})
    assert file_first_things().kept == 0
    assert Thing.objects.get(pk=thing.pk).title == "A theme of ours"
