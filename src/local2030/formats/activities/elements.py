"""An iati-activity element, parsed by lxml, as an `Activity` record.

Each child element has its reader in `_READERS`; whatever has none (contacts, conditions, other namespaces) is passed
over. Versions aren't asked for: each element is read by what it holds, so a file may mix 1.x and 2.x or state none.
This is the hot path of reading (a gigabyte has twenty million elements): hence tuples made by `tuple.__new__`, one
pass over the children, and no XPath.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from local2030.formats.activities.codes import (
    DATE_TYPES,
    GAZETTEERS,
    MARKER_VOCABULARIES,
    ORGANISATION_TYPES,
    RELATED_TYPES,
    ROLES,
    SDG_SECTORS,
    SDG_TAGS,
    TRANSACTION_TYPES,
    known,
)
from local2030.formats.activities.values import Values
from local2030.vocabulary.activities import (
    Activity,
    Budget,
    DocumentLink,
    Indicator,
    Location,
    ParticipatingOrg,
    Party,
    PlannedPayment,
    PolicyMarker,
    Transaction,
)

Element = Any  # lxml's _Element; its stubs make every child optional, which would hide the reading in checks

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_new = tuple.__new__
_NOBODY = Party("", "", "", "")


class Draft:
    """One activity while it is read: what its elements gave so far, and what they need to know of the whole."""

    __slots__ = (
        "aid_types",
        "budgets",
        "countries",
        "currency",
        "dates",
        "description",
        "documents",
        "goals",
        "identifier",
        "indicators",
        "language",
        "locations",
        "markers",
        "parties",
        "planned",
        "regions",
        "related",
        "reporter",
        "scope",
        "shift",
        "status",
        "title",
        "transactions",
        "values",
    )  # fmt: skip

    def __init__(
        self, values: Values, shift: int, language: str, currency: str
    ) -> None:
        self.values = values
        self.shift = shift  # what is added to lxml's line to get the line in the file
        self.language = language
        self.currency = currency
        self.identifier = self.scope = self.status = ""
        self.title: tuple[int, str] = (0, "")
        self.description: tuple[int, str] = (0, "")
        self.reporter = _NOBODY
        self.countries: list[tuple[str, Decimal | None]] = []
        self.regions: list[tuple[str, Decimal | None]] = []
        self.dates: dict[str, date] = {}
        self.goals: list[str] = []
        self.parties: list[ParticipatingOrg] = []
        self.transactions: list[Transaction] = []
        self.planned: list[PlannedPayment] = []
        self.budgets: list[Budget] = []
        self.locations: list[Location] = []
        self.indicators: list[Indicator] = []
        self.documents: list[DocumentLink] = []
        self.markers: list[PolicyMarker] = []
        self.related: list[tuple[str, str]] = []
        self.aid_types: tuple[str, ...] = ()


def read_activity(
    element: Element,
    values: Values,
    *,
    shift: int,
    line: int,
    version: str,
    language: str,
    content_hash: str,
    file: str,
) -> Activity:
    """The record of one iati-activity element that begins on `line` of `file`; `shift` leads from lxml's lines there."""
    currency = _upper(element.get("default-currency"))
    draft = Draft(values, shift, element.get(_LANG) or language, currency)
    readers = _READERS
    for child in element:
        reader = readers.get(child.tag)
        if reader is not None:
            reader(child, draft)
    if not draft.identifier:
        values.tally.add("identifier-missing", "warning", line, title=draft.title[1])
    _check_shares(draft, line)
    transactions = draft.transactions
    if draft.aid_types:
        transactions = [
            t if t.aid_types else t._replace(aid_types=draft.aid_types)
            for t in transactions
        ]
    get = draft.dates.get
    return Activity(
        identifier=draft.identifier,
        title=draft.title[1],
        description=draft.description[1],
        reporter=draft.reporter,
        version=version or element.get("version") or "",
        default_currency=currency,
        countries=tuple(draft.countries),
        regions=tuple(draft.regions),
        scope=draft.scope,
        status=draft.status,
        start=get("2") or get("1"),
        end=get("4") or get("3"),
        hierarchy=element.get("hierarchy") or "",
        sdg_goals=tuple(sorted(set(draft.goals), key=int)),
        parties=tuple(draft.parties),
        transactions=tuple(transactions),
        planned=tuple(draft.planned),
        budgets=tuple(draft.budgets),
        locations=tuple(draft.locations),
        indicators=tuple(draft.indicators),
        documents=tuple(draft.documents),
        markers=tuple(draft.markers),
        related=tuple(draft.related),
        last_updated=element.get("last-updated-datetime") or "",
        content_hash=content_hash,
        file=file,
        line=line,
    )


# Money


def _transaction(el: Element, draft: Draft) -> None:
    values = draft.values
    line = el.sourceline + draft.shift
    kind = currency = description = country = region = ""
    amount: Decimal | None = None
    seen = False
    value_date = day = None
    provider = receiver = None
    aid_types: tuple[str, ...] = ()
    for child in el:
        tag = child.tag
        if tag == "value":
            seen = True
            amount = values.amount(child.text, line, "transaction/value")
            currency = child.get("currency") or ""
            value_date = values.day(
                child.get("value-date"), line, "transaction/value/@value-date"
            )
        elif tag == "transaction-type":
            kind = child.get("code") or ""
            kind = TRANSACTION_TYPES.get(kind) or _kind(child, kind, line, draft)
        elif tag == "transaction-date":
            day = values.day(
                child.get("iso-date") or child.text, line, "transaction-date"
            )
        elif tag == "provider-org":
            provider = _new(
                Party,
                (
                    words(child, draft),
                    child.get("ref") or "",
                    _type(child),
                    child.get("provider-activity-id") or "",
                ),
            )
        elif tag == "receiver-org":
            receiver = _new(
                Party,
                (
                    words(child, draft),
                    child.get("ref") or "",
                    _type(child),
                    child.get("receiver-activity-id") or "",
                ),
            )
        elif tag == "description":
            description = description or words(child, draft)
        elif tag == "aid-type":
            if child.get("vocabulary") in _DEFAULT:
                aid_types += (child.get("code") or "",)
        elif tag == "sector":
            _sector(child, draft)
        elif tag == "recipient-country":
            country = _upper(child.get("code"))
        elif tag == "recipient-region":
            region = _region(child)
    if not seen:
        values.tally.add("amount-missing", "warning", line, element="transaction/value")
    if not kind:
        values.tally.add("transaction-type-unknown", "warning", line, stated="")
    currency = _money(currency, amount, line, draft)
    draft.transactions.append(
        _new(
            Transaction,
            (
                len(draft.transactions) + 1, kind, amount, currency, value_date or day, day, provider, receiver,
                aid_types, description, country, region, el.get("ref") or "", line,
            ),
        )
    )  # fmt: skip


def _kind(child: Element, code: str, line: int, draft: Draft) -> str:
    """A transaction type in an unusual dress: lower case, or as words in the element."""
    kind = known(TRANSACTION_TYPES, code.strip() or words(child, draft))
    if kind not in TRANSACTION_TYPES:
        draft.values.tally.add("transaction-type-unknown", "warning", line, stated=kind)
    return kind


def _money(currency: str, amount: Decimal | None, line: int, draft: Draft) -> str:
    if not currency:
        currency = draft.currency
        if not currency and amount is not None:
            draft.values.tally.add("currency-missing", "warning", line)
        return currency
    return (
        currency
        if len(currency) == 3 and currency.isupper()
        else currency.strip().upper()
    )


def _planned(el: Element, draft: Draft) -> None:
    line = el.sourceline + draft.shift
    amount, currency, value_date, start, end, provider, receiver = _period_money(
        el, draft, line, "planned-disbursement"
    )
    draft.planned.append(
        PlannedPayment(
            len(draft.planned) + 1,
            amount,
            currency,
            value_date,
            start,
            end,
            provider,
            receiver,
            line,
        )
    )


def _budget(el: Element, draft: Draft) -> None:
    line = el.sourceline + draft.shift
    amount, currency, value_date, start, end, _, _ = _period_money(
        el, draft, line, "budget"
    )
    draft.budgets.append(_new(Budget, (amount, currency, value_date, start, end, line)))


_PeriodMoney = tuple[
    Decimal | None,
    str,
    date | None,
    date | None,
    date | None,
    Party | None,
    Party | None,
]


def _period_money(el: Element, draft: Draft, line: int, name: str) -> _PeriodMoney:
    values = draft.values
    amount: Decimal | None = None
    currency = ""
    value_date = start = end = None
    provider = receiver = None
    for child in el:
        tag = child.tag
        if tag == "value":
            amount = values.amount(child.text, line, name)
            currency = child.get("currency") or ""
            value_date = values.day(child.get("value-date"), line, name)
        elif tag == "period-start":
            start = values.day(child.get("iso-date") or child.text, line, name)
        elif tag == "period-end":
            end = values.day(child.get("iso-date") or child.text, line, name)
        elif tag == "provider-org":
            provider = Party(
                words(child, draft),
                child.get("ref") or "",
                _type(child),
                child.get("provider-activity-id") or "",
            )
        elif tag == "receiver-org":
            receiver = Party(
                words(child, draft),
                child.get("ref") or "",
                _type(child),
                child.get("receiver-activity-id") or "",
            )
    return (
        amount,
        _money(currency, amount, line, draft),
        value_date,
        start,
        end,
        provider,
        receiver,
    )


def _default_aid_type(el: Element, draft: Draft) -> None:
    code = el.get("code")
    if code and el.get("vocabulary") in _DEFAULT:
        draft.aid_types += (code,)


# Who


def _participating_org(el: Element, draft: Draft) -> None:
    role = el.get("role") or ""
    draft.parties.append(
        _new(
            ParticipatingOrg,
            (
                words(el, draft), el.get("ref") or "", _type(el), ROLES.get(role) or known(ROLES, role.strip()),
                el.get("activity-id") or "", el.sourceline + draft.shift,
            ),
        )
    )  # fmt: skip


def _reporting_org(el: Element, draft: Draft) -> None:
    if draft.reporter is _NOBODY:
        draft.reporter = Party(words(el, draft), el.get("ref") or "", _type(el), "")


def _type(el: Element) -> str:
    stated = el.get("type")
    if not stated:
        return ""
    return stated if len(stated) == 2 else known(ORGANISATION_TYPES, stated.strip())


# Where


def _recipient_country(el: Element, draft: Draft) -> None:
    share = draft.values.share(
        el.get("percentage"), el.sourceline + draft.shift, "recipient-country"
    )
    draft.countries.append((_upper(el.get("code")), share))


def _recipient_region(el: Element, draft: Draft) -> None:
    share = draft.values.share(
        el.get("percentage"), el.sourceline + draft.shift, "recipient-region"
    )
    draft.regions.append((_region(el), share))


def _region(el: Element) -> str:
    """The code, with its vocabulary before it ("99/AF") where it isn't the OECD's."""
    code = (el.get("code") or "").strip()
    vocabulary = el.get("vocabulary")
    return code if vocabulary in _DEFAULT or not code else f"{vocabulary}/{code}"


def _location(el: Element, draft: Draft) -> None:
    line = el.sourceline + draft.shift
    name = about = reach = kind = feature = exactness = country = ""
    ids: tuple[tuple[str, str], ...] = ()
    admin: tuple[tuple[str, str, str], ...] = ()
    point: tuple[float, float] | None = None
    for child in el:
        tag = child.tag
        if tag == "name":
            name = name or words(child, draft)
        elif tag == "point":
            point = _point(child, line, draft)
        elif tag == "location-reach":
            reach = child.get("code") or ""
        elif tag == "exactness":
            exactness = child.get("code") or ""
        elif tag == "location-class":
            kind = child.get("code") or ""
        elif tag == "location-id":
            ids += ((child.get("vocabulary") or "", (child.get("code") or "").strip()),)
        elif tag == "administrative":
            country = _upper(child.get("country")) or country
            admin += _divisions(child)
        elif tag == "feature-designation" or tag == "location-type":
            feature = child.get("code") or ""
        elif tag == "coordinates":
            point = draft.values.point(
                child.get("latitude") or "", child.get("longitude") or "", line
            )
            exactness = exactness or _exactness(child.get("precision"))
        elif tag == "gazetteer-entry":
            agency = child.get("gazetteer-ref") or ""
            ids += ((known(GAZETTEERS, agency), _folded(child.text)),)
        elif tag == "description":
            about = about or words(child, draft)
    draft.locations.append(
        Location(
            len(draft.locations) + 1, el.get("ref") or "", name or about, reach, ids, admin, point,
            kind or _class_of(feature), exactness, country,
            draft.values.share(el.get("percentage"), line, "location"), line,
        )
    )  # fmt: skip


def _point(el: Element, line: int, draft: Draft) -> tuple[float, float] | None:
    for pos in el:
        if pos.tag == "pos":
            parts = (pos.text or "").replace(",", " ").split()
            if len(parts) == 2:
                return draft.values.point(parts[0], parts[1], line)
            if parts:
                draft.values.tally.add(
                    "point-unreadable", "warning", line, stated=pos.text
                )
    return None


def _divisions(el: Element) -> tuple[tuple[str, str, str], ...]:
    """2.x states one division with its vocabulary and level, 1.x up to two levels as attributes of one element."""
    code = el.get("code")
    if code:
        return ((el.get("vocabulary") or "", el.get("level") or "", code.strip()),)
    return tuple(
        ("", level, found.strip()) for level in "12" if (found := el.get(f"adm{level}"))
    )


def _class_of(feature: str) -> str:
    """The location class that follows from a GeoNames feature code (1.x location-type): ADM1 a region, PPLA a town."""
    return (
        "1" if feature.startswith("ADM") else "2" if feature.startswith("PPL") else ""
    )


def _exactness(precision: str | None) -> str:
    return "" if not precision else "1" if precision == "1" else "2"


# What for


def _title(el: Element, draft: Draft) -> None:
    draft.title = max(draft.title, _worth(el, draft, ""), key=_rank)


def _description(el: Element, draft: Draft) -> None:
    draft.description = max(
        draft.description, _worth(el, draft, el.get("type") or ""), key=_rank
    )


def _worth(el: Element, draft: Draft, kind: str) -> tuple[int, str]:
    """The text with its rank: a general one before one of aims or target groups, English before other languages."""
    text = words(el, draft)
    if not text:
        return (0, "")
    language = el.get(_LANG) or draft.language
    return (1 + 2 * (kind in ("", "1")) + (language[:2].lower() in ("en", "")), text)


def _rank(worth: tuple[int, str]) -> int:
    return worth[0]


def _identifier(el: Element, draft: Draft) -> None:
    draft.identifier = draft.identifier or _folded(el.text)


def _activity_date(el: Element, draft: Draft) -> None:
    kind = known(DATE_TYPES, (el.get("type") or "").strip())
    day = draft.values.day(
        el.get("iso-date") or el.text, el.sourceline + draft.shift, "activity-date"
    )
    if day is not None and kind not in draft.dates:
        draft.dates[kind] = day


def _status(el: Element, draft: Draft) -> None:
    draft.status = el.get("code") or ""


def _scope(el: Element, draft: Draft) -> None:
    draft.scope = el.get("code") or ""


def _tag(el: Element, draft: Draft) -> None:
    if el.get("vocabulary") in SDG_TAGS:
        _goal(el.get("code"), draft)


def _sector(el: Element, draft: Draft) -> None:
    if el.get("vocabulary") in SDG_SECTORS:
        _goal(el.get("code"), draft)


def _goal(code: str | None, draft: Draft) -> None:
    goal = (code or "").strip().partition(".")[0]
    if goal.isascii() and goal.isdigit() and len(goal) <= 2 and 1 <= int(goal) <= 17:
        draft.goals.append(str(int(goal)))


def _policy_marker(el: Element, draft: Draft) -> None:
    vocabulary = el.get("vocabulary") or ""
    draft.markers.append(
        _new(
            PolicyMarker,
            (
                MARKER_VOCABULARIES.get(vocabulary) or vocabulary, el.get("vocabulary-uri") or "",
                el.get("code") or "", el.get("significance") or "",
            ),
        )
    )  # fmt: skip


def _related(el: Element, draft: Draft) -> None:
    draft.related.append(
        (known(RELATED_TYPES, el.get("type") or ""), (el.get("ref") or "").strip())
    )


def _document(el: Element, draft: Draft) -> None:
    title = ""
    categories: tuple[str, ...] = ()
    for child in el:
        tag = child.tag
        if tag == "title":
            title = title or words(child, draft)
        elif tag == "category":
            categories += (child.get("code") or "",)
    draft.documents.append(
        _new(
            DocumentLink,
            (el.get("url") or "", title, categories, el.sourceline + draft.shift),
        )
    )


def _result(el: Element, draft: Draft) -> None:
    kind = el.get("type") or ""
    for child in el:
        if child.tag == "indicator":
            draft.indicators.append(_indicator(child, kind, draft))


def _indicator(el: Element, kind: str, draft: Draft) -> Indicator:
    title = ""
    placed = False
    counts = {"baseline": [0, 0], "target": [0, 0], "actual": [0, 0]}
    for child in el:
        tag = child.tag
        if tag == "title":
            title = title or words(child, draft)
        elif tag == "baseline":
            _count(child, counts["baseline"])
        elif tag == "period":
            for number in child:
                if number.tag == "target" or number.tag == "actual":
                    _count(number, counts[number.tag])
        elif tag == "location":
            placed = True
    (b, pb), (t, pt), (a, pa) = counts.values()
    if placed:
        pb, pt, pa = b, t, a
    return Indicator(kind, title, b, t, a, pb, pt, pa, el.sourceline + draft.shift)


def _count(el: Element, counts: list[int]) -> None:
    """Count a baseline, target or actual that says something (a number, or words for qualitative ones)."""
    placed = told = False
    for child in el:
        if child.tag == "location":
            placed = True
        elif child.tag == "comment":
            told = True
    if el.get("value") or told:
        counts[0] += 1
        counts[1] += placed


# Texts and small change

_DEFAULT = frozenset(
    {None, "", "1"}
)  # attribute `vocabulary` absent or that of the OECD DAC


def words(el: Element, draft: Draft) -> str:
    """The text of an element: its narrative, in English if there is one, else the first; in 1.x its own text."""
    count = len(el)
    if count == 1:
        only = el[0]
        if only.tag == "narrative" and not len(only):
            text = only.text
            return " ".join(text.split()) if text else ""
    elif count == 0:
        text = el.text
        return " ".join(text.split()) if text else ""
    return _chosen(el, draft)


def _chosen(el: Element, draft: Draft) -> str:
    first = ""
    narratives = [n for n in el if n.tag == "narrative"]
    for narrative in narratives:
        text = _folded("".join(narrative.itertext()))
        if (
            text
            and (narrative.get(_LANG) or draft.language or "en")[:2].lower() == "en"
        ):
            return text
        first = first or text
    return first if narratives else _folded("".join(el.itertext()))


def _folded(text: str | None) -> str:
    return " ".join(text.split()) if text else ""


def _upper(code: str | None) -> str:
    return code.strip().upper() if code else ""


def _check_shares(draft: Draft, line: int) -> None:
    """Shares of countries and regions together, and in 1.x of locations, must make 100 (a little is lost to rounding)."""
    shares = [s for _, s in draft.countries if s is not None]
    regions = [s for code, s in draft.regions if s is not None and "/" not in code]
    if shares or regions:
        _check_sum(shares + regions, line, "recipient-country, recipient-region", draft)
    places = [
        place.percentage for place in draft.locations if place.percentage is not None
    ]
    if places:
        _check_sum(places, line, "location", draft)


def _check_sum(shares: list[Decimal], line: int, element: str, draft: Draft) -> None:
    total = sum(shares, Decimal(0))
    if abs(total - 100) > Decimal("0.01") * len(shares) + Decimal("0.01"):
        draft.values.tally.add(
            "percentages-do-not-sum",
            "warning",
            line,
            element=element,
            total=f"{total:f}",
        )


_READERS: dict[str, Callable[[Element, Draft], None]] = {
    "activity-date": _activity_date,
    "activity-scope": _scope,
    "activity-status": _status,
    "budget": _budget,
    "default-aid-type": _default_aid_type,
    "description": _description,
    "document-link": _document,
    "iati-identifier": _identifier,
    "location": _location,
    "participating-org": _participating_org,
    "planned-disbursement": _planned,
    "policy-marker": _policy_marker,
    "recipient-country": _recipient_country,
    "recipient-region": _recipient_region,
    "related-activity": _related,
    "reporting-org": _reporting_org,
    "result": _result,
    "sector": _sector,
    "tag": _tag,
    "title": _title,
    "transaction": _transaction,
}
