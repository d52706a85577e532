"""An entity's pledges, what it delivered and what is late, beside the median of its peers; nothing counts twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from local2030.coalition.contributions import Contribution, Promise, contributions
from local2030.coalition.stock import first_stock

TODAY = date(2026, 3, 1)
EARLIER, LATER = date(2026, 2, 28), date(2026, 3, 1)


def _of(entity: str, found: tuple[Contribution, ...]) -> Contribution:
    return next(one for one in found if one.entity == entity)


STANDINGS = [
    ("open", None, "open"),
    ("open", LATER, "open"),
    ("on-track", EARLIER, "late"),
    ("late", None, "late"),
    ("done-claimed", LATER, "open"),
    ("verified", EARLIER, "delivered"),
    ("closed", None, "delivered"),
]


@pytest.mark.parametrize(("state", "due", "standing"), STANDINGS)
def test_a_pledge_stands_by_its_state_and_date(state: str, due: date | None, standing: str) -> None:
    account = contributions(["undp"], [Promise("a", ("undp",), state, due)], TODAY)[0]
    assert (len(account.delivered), len(account.late)) == (standing == "delivered", standing == "late")


@pytest.mark.parametrize("state", ["dropped", "merged"])
def test_what_was_dropped_or_merged_is_no_pledge(state: str) -> None:
    assert contributions(["undp"], [Promise("a", ("undp",), state)], TODAY)[0].pledges == ()


def test_the_same_promise_written_twice_is_delivered_once_with_either() -> None:
    two = [Promise("a", ("undp",), "closed"), Promise("b", ("undp",), "open", EARLIER, links=(("same-as", "a"),))]
    account = contributions(["undp"], two, TODAY)[0]
    assert account.pledges == account.delivered == (("a", "b"),)
    assert account.late == ()


def test_overlapping_promises_are_one_and_delivered_only_when_all_are() -> None:
    two = [Promise("a", ("undp",), "closed"), Promise("b", ("undp",), "open", links=(("overlaps", "a"),))]
    account = contributions(["undp"], two, TODAY)[0]
    assert (account.pledges, account.delivered) == ((("a", "b"),), ())
    both = contributions(["undp"], [two[0], replace(two[1], state="verified")], TODAY)[0]
    assert both.delivered == (("a", "b"),)


def test_a_promise_in_parts_is_not_counted_as_a_whole() -> None:
    promises = [
        Promise("C1", ("all",), "open"),
        Promise("C1.1", ("all",), "open", part_of=("C1",)),
        Promise("ours", ("undp",), "verified", part_of=("C1.1",)),
    ]
    found = contributions(["undp", "fao"], promises, TODAY, {"all": ("undp", "fao")})
    assert _of("undp", found).pledges == (("ours",),)
    assert _of("undp", found).own == (("ours",),)
    assert _of("fao", found).pledges == (("C1.1",),)
    assert _of("fao", found).own == ()


def test_peers_are_the_others() -> None:
    promises = [
        Promise(f"{who}{n}", (who,), "closed") for who, count in (("a", 9), ("b", 1), ("c", 3)) for n in range(count)
    ]
    found = contributions(["a", "b", "c"], promises, TODAY)
    assert [one.peers_delivered for one in found] == [2.0, 6.0, 5.0]
    assert contributions(["a"], promises, TODAY)[0].peers_pledges is None


def test_the_report_gives_every_entity_the_eleven_pledges_and_no_whole_beside_them() -> None:
    stock = first_stock()
    entities = [e.id for e in stock.entities]
    promises = [Promise(c.id, (c.by,), "open", part_of=(c.parent,) if c.parent else ()) for c in stock.commitments]
    found = contributions(entities, promises, TODAY, {"all-members": entities, "each-member": entities})
    assert len(found) == 14
    assert {len(one.pledges) for one in found} == {len([c for c in stock.commitments if c.parent])} == {11}
    assert {one.peers_pledges for one in found} == {11.0}


IDS = ["p0", "p1", "p2", "p3", "p4"]
PROMISES = some.lists(
    some.builds(
        Promise,
        some.sampled_from(IDS),
        some.lists(some.sampled_from(["undp", "fao", "all"]), max_size=2).map(tuple),
        some.sampled_from(["open", "late", "closed", "dropped"]),
        some.sampled_from([None, EARLIER, LATER]),
        some.just(()),
        some.lists(some.tuples(some.sampled_from(["same-as", "overlaps", "feeds"]), some.sampled_from(IDS)), max_size=2).map(tuple),
    ),
    max_size=5,
    unique_by=lambda promise: promise.id,
)  # fmt: skip


@given(PROMISES)
def test_nothing_counts_twice_and_a_copy_changes_nothing(promises: list[Promise]) -> None:
    groups = {"all": ("undp", "fao")}
    copies = [replace(p, id=f"copy-{p.id}", links=(("same-as", p.id),)) for p in promises]
    once = contributions(["undp", "fao"], promises, TODAY, groups)
    twice = contributions(["undp", "fao"], [*promises, *copies], TODAY, groups)
    for one, two in zip(once, twice, strict=True):
        ids = [id for pledge in one.pledges for id in pledge]
        assert len(ids) == len(set(ids))
        assert [len(one.pledges), len(one.own), len(one.delivered), len(one.late)] == [
            len(two.pledges), len(two.own), len(two.delivered), len(two.late),
        ]  # fmt: skip
        assert set(one.delivered).isdisjoint(one.late)
        assert set(one.delivered) | set(one.late) | set(one.own) <= set(one.pledges)
