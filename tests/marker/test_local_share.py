"""How much reaches local actors: bounds, coverage, one intermediary, and chains that count once."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import RATES, RUBRIC, activity, classify, paid
from local2030.marker.flows import outflow
from local2030.marker.local_share import Linked, local_share
from local2030.vocabulary.organisations import ActorQuery


class World:
    """A few activities that know of each other."""

    def __init__(self, *activities):
        self.by_id = {}
        self.memo = {}
        for a in activities:
            reporter = classify(ActorQuery(a.reporter.name))
            flow = outflow(a, classify, RATES, "USD", RUBRIC.money)
            self.by_id[a.identifier] = Linked(a.identifier, a.reporter.ref, a.reporter.name, reporter, flow)

    def find(self, activity_id):
        return self.by_id.get(activity_id)

    def funded_by(self, activity_id):
        return [linked for linked in self.by_id.values() if activity_id in linked.outflow.incoming_from]


def share_of(root, *others, definition="strict"):
    world = World(root, *others)
    flow = world.find(root.identifier).outflow
    return local_share(flow, [root.identifier], world).by_definition[definition]


@pytest.mark.parametrize(
    ("payments", "low", "high", "coverage"),
    [
        ([paid(25, "LRG A"), paid(75, "INTL X")], "0.25", "0.25", "1"),
        ([paid(25, "LRG A"), paid(75)], "0.25", "1", "0.25"),
        ([paid(100)], "0", "1", "0"),
        ([paid(10, "LRG A"), paid(10, "nobody"), paid(80, "INTL X")], "0.1", "0.2", "0.9"),
        ([paid(50, "LPRIV F"), paid(50, "INTL X")], "0", "0", "1"),
    ],
)
def test_bounds_and_coverage(payments, low, high, coverage):
    share = share_of(activity(*payments))
    assert (share.low, share.high, share.coverage) == (D(low), D(high), D(coverage))


def test_no_money_is_not_zero_share():
    share = share_of(activity())
    assert (share.low, share.high, share.coverage) == (None, None, None)


@pytest.mark.parametrize(
    ("definition", "expected"),
    [("strict", "0.4"), ("national", "0.7"), ("broad", "0.8"), ("lrg", "0.2"), ("subnational", "0.3")],
)
def test_five_definitions_side_by_side(definition, expected):
    payments = [paid(20, "LRG A"), paid(10, "LCSO local B"), paid(10, "LCSO national C"), paid(20, "NATGOV M"),
                paid(10, "NATAFF R"), paid(10, "INTAFF O"), paid(20, "INTL X")]  # fmt: skip
    assert share_of(activity(*payments), definition=definition).low == D(expected)


def intermediary(*payments, incoming="100", identifier="B-1", name="INTL B", provider="XM-T-1"):
    received = [paid(incoming, type_="1", provider=provider)] if incoming else []
    return activity(*received, *payments, identifier=identifier, reporter=(name, "B"))


def test_one_intermediary_passes_on_its_part():
    root = activity(paid(50, "INTL B", link="B-1"), paid(50, "INTL X"))
    share = share_of(root, intermediary(paid(60, "LRG A"), paid(40, "INTL Y")))
    assert (share.via1, share.low) == (D(30), D("0.3"))


def test_an_intermediary_cannot_pass_on_more_than_it_received():
    root = activity(paid(100, "INTL B", link="B-1"))
    assert share_of(root, intermediary(paid(500, "LRG A"))).via1 == D(100)


def test_without_its_income_what_an_intermediary_passed_on_is_unknown():
    root = activity(paid(50, "INTL B", link="B-1"), paid(50, "INTL X"))
    share = share_of(root, intermediary(paid(60, "LRG A"), incoming=""))
    assert (share.low, share.high, share.coverage) == (D(0), D("0.5"), D("0.5"))


def test_what_goes_into_an_activity_that_is_in_no_file_is_unknown():
    share = share_of(activity(paid(60, "INTL B", link="elsewhere"), paid(40, "INTL X")))
    assert (share.low, share.high, share.coverage) == (D(0), D("0.6"), D("0.4"))


def test_knowing_less_never_narrows_the_interval():
    root = activity(paid(50, "INTL B", link="B-1"), paid(50, "INTL X"))
    known, unknown = share_of(root, intermediary(paid(60, "LRG A"), paid(40, "INTL Y"))), share_of(root)
    assert unknown.low <= known.low and known.high <= unknown.high


def test_a_dense_net_of_links_is_walked_in_bounded_time():
    names = [f"N-{i}" for i in range(60)]
    net = [
        activity(*[paid(1, f"INTL {other}", link=other) for other in names if other != name], paid(100, type_="1", provider="Z"),
                 identifier=name, reporter=(f"INTL {name}", name))
        for name in names
    ]  # fmt: skip
    assert share_of(net[0], *net[1:]).low == 0


def test_a_chain_of_thousands_comes_to_an_end():
    chain = [
        activity(paid(1, f"INTL N-{i + 1}", link=f"N-{i + 1}"), paid(1, type_="1", provider=f"N-{i - 1}"), identifier=f"N-{i}",
                 reporter=(f"INTL N-{i}", f"N-{i}"))
        for i in range(3000)
    ]  # fmt: skip
    assert share_of(chain[0], *chain[1:]).low == 0


def test_a_link_stated_by_the_receiver_alone_is_followed_by_the_organisation():
    root = activity(paid(100, "INTL B", ref="B"))
    assert share_of(root, intermediary(paid(40, "LRG A"))).via1 == D(40)


def test_two_intermediaries_are_shown_and_not_counted():
    root = activity(paid(100, "INTL B", link="B-1"))
    b = intermediary(paid(100, "INTL C", link="C-1"))
    c = intermediary(paid(50, "LRG A"), identifier="C-1", name="INTL C", provider="B-1")
    share = share_of(root, b, c)
    assert (share.via1, share.via2plus, share.low) == (D(0), D(50), D(0))


def test_a_chain_published_by_both_ends_counts_once():
    root = activity(paid(100, "INTL B", link="B-1"))
    b = intermediary(paid(60, "LRG A", link="A-1"))
    a = activity(paid(60, type_="1", provider="B-1"), identifier="A-1", reporter=("LRG A", "KE-A"))
    assert share_of(root, b, a).via1 == D(60)


def test_a_chain_published_by_its_far_end_alone_counts_too():
    root = activity(paid(100, "INTL B", link="B-1"))
    b = intermediary()
    a = activity(paid(60, type_="1", provider="B-1"), identifier="A-1", reporter=("LRG A", "KE-A"))
    assert share_of(root, b, a).via1 == D(60)


def test_a_circle_of_activities_comes_to_an_end():
    root = activity(paid(100, "INTL B", link="B-1"))
    b = intermediary(paid(100, "INTL C", link="C-1"))
    c = intermediary(paid(100, "INTL B", link="B-1"), identifier="C-1", name="INTL C", provider="B-1")
    assert share_of(root, b, c).low == D(0)


def test_goods_bought_from_a_local_firm_are_procurement_and_a_sub_grant_is_not():
    bought = activity(paid(100, "LPRIV F"))
    flow = outflow(bought, classify, RATES, "USD", RUBRIC.money)
    assert local_share(flow).local_procurement == D(100)
    assert share_of(activity(paid(100, "LPRIV F", link="F-1"))).low == D(1)


names = st.sampled_from(["LRG A", "LCSO local B", "INTL X", "NATGOV M", "nobody", "", "LPRIV F"])
rows = st.lists(st.tuples(names, st.integers(1, 10_000)), min_size=1, max_size=15)


@given(rows)
def test_low_is_never_above_high_and_wider_definitions_never_smaller(payments):
    flow = outflow(activity(*[paid(a, n) for n, a in payments]), classify, RATES, "USD", RUBRIC.money)
    shares = local_share(flow).by_definition
    for share in shares.values():
        assert 0 <= share.low <= share.high <= 1
    assert (
        shares["lrg"].low
        <= shares["subnational"].low
        <= shares["strict"].low
        <= shares["national"].low
        <= shares["broad"].low
    )


@given(rows, st.integers(1, 10_000))
def test_more_money_to_a_local_government_never_lowers_the_share(payments, more):
    def low(extra):
        flow = outflow(activity(*[paid(a, n) for n, a in payments], *extra), classify, RATES, "USD", RUBRIC.money)
        return local_share(flow).by_definition["strict"].low

    assert low([paid(more, "LRG A")]) >= low([])


def test_what_was_passed_on_in_a_currency_without_rate_may_all_have_been_local():
    root = activity(paid(100, "INTL B", link="B-1"))
    share = share_of(root, intermediary(paid(20, "LRG A"), paid(60, "INTL Y", currency="XXX")))
    assert (share.low, share.high) == (D("0.2"), D(1))


def test_an_income_without_rate_leaves_open_what_was_passed_on():
    root = activity(paid(100, "INTL B", link="B-1"))
    b = activity(paid(100, type_="1", provider="XM-T-1"), paid(900, type_="1", currency="XXX"), paid(60, "LRG A"),
                 identifier="B-1", reporter=("INTL B", "B"))  # fmt: skip
    share = share_of(root, b)
    assert (share.low, share.high, share.coverage) == (D(0), D(1), D(0))


@pytest.mark.parametrize(("ours", "via1"), [(100, 60), (150, 60), (300, 60), (50, 30)])
def test_an_understated_income_is_no_lever(ours, via1):
    """B states an income of 100 and paid 60 to a local government: never more than 60 came through it."""
    share = share_of(activity(paid(ours, "INTL B", link="B-1")), intermediary(paid(60, "LRG A"), paid(40, "INTL Y")))
    assert share.via1 == D(via1)
