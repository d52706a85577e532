"""The elements of money: transaction, planned-disbursement and budget."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from local2030.formats.activities.codes import SDG_SECTORS, TRANSACTION_TYPES, known
from local2030.formats.activities.draft import (
    DAC,
    Draft,
    Element,
    country_code,
    note_goal,
    party,
    region_code,
    words,
)
from local2030.vocabulary.activities import Budget, Party, PlannedPayment, Transaction

_new = tuple.__new__


def read_transaction(el: Element, draft: Draft) -> None:
    """One transaction; its value may be None (a finding says why), its currency may come from the activity."""
    values = draft.values
    days = values.days
    line = el.sourceline + draft.shift
    currency = draft.currency
    kind = description = country = region = ""
    amount: Decimal | None = None
    valued = False
    value_date = day = None
    provider = receiver = None
    aid_types: tuple[str, ...] = ()
    for child in el[:]:
        tag = child.tag
        if tag == "transaction-type":
            kind = child.get(b"code") or ""
            kind = TRANSACTION_TYPES.get(kind) or _kind(child, kind, line, draft)
        elif tag == "transaction-date":
            stated = child.get(b"iso-date") or child.text
            day = days.get(stated) or values.day(stated, line, "transaction-date")
        elif tag == "value":
            valued = True
            amount = values.amount(child.text, line, "transaction/value")
            currency = child.get(b"currency") or currency
            stated = child.get(b"value-date")
            value_date = days.get(stated) or values.day(stated, line, "transaction/value/@value-date")
        elif tag == "description":
            description = description or words(child, draft)
        elif tag == "provider-org":
            provider = party(child, draft, b"provider-activity-id")
        elif tag == "receiver-org":
            receiver = party(child, draft, b"receiver-activity-id")
        elif tag == "aid-type":
            if child.get(b"vocabulary") in DAC:
                aid_types += (child.get(b"code") or "",)
        elif tag == "sector":
            if child.get(b"vocabulary") in SDG_SECTORS:
                note_goal(child.get(b"code"), draft)
        elif tag == "recipient-country":
            country = country_code(child, draft)
        elif tag == "recipient-region":
            region = region_code(child)
    if not valued:
        values.tally.add("amount-missing", "warning", line, element="transaction/value")
    if not kind:
        values.tally.add("transaction-type-unknown", "warning", line, stated="")
    if len(currency) != 3 or not currency.isupper():
        currency = _currency(currency, amount, line, draft)
    transactions = draft.transactions
    transactions.append(
        _new(
            Transaction,
            (
                len(transactions) + 1, kind, amount, currency, value_date or day, day,
                provider, receiver, aid_types or draft.aid_types, description, country, region,
                el.get(b"ref") or "", line,
            ),
        )
    )  # fmt: skip


def _kind(child: Element, code: str, line: int, draft: Draft) -> str:
    """A transaction type in an unusual dress: lower case, or as words in the element."""
    kind = known(TRANSACTION_TYPES, code.strip() or words(child, draft))
    if kind and kind not in TRANSACTION_TYPES:
        draft.values.tally.add("transaction-type-unknown", "warning", line, stated=kind)
    return kind


def _currency(stated: str, amount: Decimal | None, line: int, draft: Draft) -> str:
    """An odd currency set right as far as that goes; where neither value nor activity states one, a finding."""
    currency = stated.strip().upper()
    if not currency and amount is not None:
        draft.values.tally.add("currency-missing", "warning", line)
    return currency


def read_planned(el: Element, draft: Draft) -> None:
    """One planned-disbursement."""
    line = el.sourceline + draft.shift
    amount, currency, value_date, start, end, provider, receiver = _in_period(el, draft, line, "planned-disbursement")
    place = len(draft.planned) + 1
    draft.planned.append(PlannedPayment(place, amount, currency, value_date, start, end, provider, receiver, line))


def read_budget(el: Element, draft: Draft) -> None:
    """One budget."""
    line = el.sourceline + draft.shift
    amount, currency, value_date, start, end, _, _ = _in_period(el, draft, line, "budget")
    draft.budgets.append(_new(Budget, (amount, currency, value_date, start, end, line)))


_Period = tuple[Decimal | None, str, date | None, date | None, date | None, Party | None, Party | None]


def _in_period(el: Element, draft: Draft, line: int, name: str) -> _Period:
    values = draft.values
    days = values.days
    amount: Decimal | None = None
    valued = False
    currency = draft.currency
    value_date = start = end = None
    provider = receiver = None
    for child in el[:]:
        tag = child.tag
        if tag == "value":
            valued = True
            amount = values.amount(child.text, line, name)
            currency = child.get(b"currency") or currency
            stated = child.get(b"value-date")
            value_date = days.get(stated) or values.day(stated, line, name)
        elif tag == "period-start":
            stated = child.get(b"iso-date") or child.text
            start = days.get(stated) or values.day(stated, line, name)
        elif tag == "period-end":
            stated = child.get(b"iso-date") or child.text
            end = days.get(stated) or values.day(stated, line, name)
        elif tag == "provider-org":
            provider = party(child, draft, b"provider-activity-id")
        elif tag == "receiver-org":
            receiver = party(child, draft, b"receiver-activity-id")
    if not valued:
        values.tally.add("amount-missing", "warning", line, element=name)
    if len(currency) != 3 or not currency.isupper():
        currency = _currency(currency, amount, line, draft)
    return amount, currency, value_date, start, end, provider, receiver
