"""What counts as money of a programme, and who is said to have received it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import RATES, RUBRIC, activity, classify, paid
from local2030.marker.flows import Outflow, by_class, joined, outflow
from local2030.vocabulary.activities import ParticipatingOrg


def flow(*payments, **more) -> Outflow:
    return outflow(activity(*payments, **more), classify, RATES, "USD", RUBRIC.money)


@pytest.mark.parametrize(
    ("payments", "total", "why"),
    [
        ([paid(100, "LRG A")], "100", "a payment counts"),
        ([paid(100, "LRG A", type_="2")], "0", "a commitment isn't a payment"),
        ([paid(100, "LRG A", type_="4")], "100", "an expenditure counts"),
        ([paid(100, "LRG A"), paid(-30, "LRG A")], "70", "a refund is netted"),
        ([paid(100, "LRG A"), paid(-130, "LRG B")], "100", "a receiver below zero counts nothing"),
        ([paid(100, "UN Test Agency")], "0", "a transfer inside the organisation is no payment"),
        ([paid(100, "", ref="xm-t")], "0", "also when only its reference is given, in any case"),
        ([paid(100, "INTL X", aid="G01")], "0", "aid type G01 is indirect cost"),
        ([paid(100, "INTL X", description="7% programme support costs")], "0", "so is what is named so"),
        ([paid(100, "INTL X", description="support to programme costing")], "100", "but not what only sounds alike"),
        ([paid(100, "LRG A", currency="EUR")], "110.000000", "euros at the rate of the day"),
        ([paid(100, "LRG A", currency="XAF")], "0", "no rate: left out"),
    ],
)
def test_what_is_in_scope(payments, total, why):
    assert flow(*payments).total == Decimal(total), why


def test_what_is_kept_out_is_shown():
    found = flow(
        paid(10, "UN Test Agency"), paid(7, "INTL X", aid="G01"), paid(5, "LRG A", currency="XAF"), paid(78, "LRG A")
    )
    assert found.excluded == {"indirect_cost": Decimal(7), "internal": Decimal(10)}
    assert found.no_rate == 1
    assert found.outgoing == {"USD": Decimal(95), "XAF": Decimal(5)}
    assert [(f.code, f.line) for f in found.findings] == [("no-rate", 11)]


def test_a_receiver_below_zero_is_a_finding():
    assert [f.code for f in flow(paid(-5, "LRG A")).findings] == ["recipient-below-zero"]


def test_a_rate_older_than_a_year_is_no_rate():
    from datetime import date

    assert flow(paid(1, "LRG A", currency="EUR", on=date(2024, 1, 2))).no_rate == 0
    assert flow(paid(1, "LRG A", currency="EUR", on=date(2024, 1, 3))).no_rate == 1
    assert flow(paid(1, "LRG A", currency="EUR", on=date(2022, 12, 31))).no_rate == 1


def test_a_receiver_by_ref_alone_takes_its_name_from_the_participating_organisation():
    parties = (ParticipatingOrg("LRG Nyeri", "KE-N", "11", "4", "", 3),)
    (recipient,) = flow(paid(100, ref="ke-n"), parties=parties).recipients
    assert (recipient.name, recipient.actor.actor_class, recipient.partner) == ("LRG Nyeri", "LRG", True)


def test_a_payment_without_receiver_is_unknown_and_counted():
    found = flow(paid(40), paid(60, "LRG A"))
    assert by_class(found.recipients)["UNK"] == Decimal(40)
    assert (found.unnamed, found.payments) == (1, 2)


names = st.sampled_from(["LRG A", "LRG B", "INTL X", "LPRIV F", "LCSO local C", "NATGOV M", "nobody", ""])
amounts = st.decimals(min_value=-1000, max_value=100000, places=2)


@given(st.lists(st.tuples(names, amounts), max_size=30))
def test_the_classes_and_unknown_sum_to_the_total_to_the_cent(rows):
    found = flow(*[paid(str(amount), name) for name, amount in rows])
    assert sum(by_class(found.recipients).values()) == found.total
    assert sum(found.outgoing.values()) == sum((amount for _, amount in rows), Decimal(0))


@given(st.lists(st.tuples(names, amounts), max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_payments_does_not_matter(rows, random):
    one = flow(*[paid(str(amount), name) for name, amount in rows])
    random.shuffle(rows)
    other = flow(*[paid(str(amount), name) for name, amount in rows])
    assert by_class(one.recipients) == by_class(other.recipients)


def test_a_refund_in_one_activity_is_netted_against_a_payment_in_another():
    whole = joined([flow(paid(100, "LRG A")), flow(paid(-100, "LRG A"), paid(50, "INTL X"), identifier="XM-T-2")])
    assert whole.total == Decimal(50)
    assert [(r.name, r.amount) for r in whole.recipients] == [("LRG A", Decimal(0)), ("INTL X", Decimal(50))]
    assert whole.findings == ()


@given(st.lists(st.tuples(names, amounts), max_size=20), st.integers(0, 20))
def test_one_activity_cut_in_two_and_joined_again_is_the_same_money(rows, cut):
    whole = flow(*[paid(str(a), n) for n, a in rows])
    parts = joined([flow(*[paid(str(a), n) for n, a in part]) for part in (rows[:cut], rows[cut:])])
    assert by_class(parts.recipients) == by_class(whole.recipients)
    assert parts.outgoing == whole.outgoing


def test_a_receiver_given_now_by_reference_and_now_by_name_is_one():
    found = flow(paid(100, "LRG A", ref="KE-A"), paid(-40, "LRG A"), paid(10, "INTL X"))
    assert [(r.name, r.amount) for r in found.recipients] == [("LRG A", Decimal(60)), ("INTL X", Decimal(10))]
