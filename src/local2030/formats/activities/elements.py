"""An iati-activity element, parsed by lxml, as an `Activity` record.

Each child element has its reader in `_READERS`; whatever has none (contacts, conditions, other namespaces) is passed
over. Versions aren't asked for: each element is read by what it holds, so a file may mix 1.x and 2.x or state none.
This is the hot path of reading (a gigabyte has fifteen million elements): hence tuples made by `tuple.__new__`, one
pass over the children, and no XPath.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from local2030.formats.activities.codes import (
    DATE_TYPES,
    MARKER_VOCABULARIES,
    ORGANISATION_TYPES,
    RELATED_TYPES,
    ROLES,
    SDG_SECTORS,
    SDG_TAGS,
    VERSIONS,
    known,
)
from local2030.formats.activities.draft import (
    DAC,
    LANGUAGE,
    NOBODY,
    Draft,
    Element,
    country_code,
    folded,
    note_goal,
    party,
    region_code,
    upper,
    words,
)
from local2030.formats.activities.locations import read_location
from local2030.formats.activities.payments import read_budget, read_planned, read_transaction
from local2030.formats.activities.values import Values
from local2030.vocabulary.activities import Activity, DocumentLink, Indicator, ParticipatingOrg, PolicyMarker

_NOTHING, _WHOLE, _ROUNDING = Decimal(0), Decimal(100), Decimal("0.01")  # of shares
_new = tuple.__new__


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
    currency = upper(element.get(b"default-currency"))
    draft = Draft(values, shift, element.get(LANGUAGE) or language, currency)
    reader_of = _READERS.get
    for child in element.iterchildren():  # a quarter faster than `in element`
        reader = reader_of(child.tag)
        if reader is not None:
            reader(child, draft)
    if draft.results:
        _read_results(draft)
    if not draft.identifier:
        values.tally.add("identifier-missing", "warning", line, title=draft.title[1])
    own_version = element.get(b"version") or ""
    if own_version and not version:
        _check_version(own_version, line, draft)
    _check_shares(draft, line)
    day = draft.dates.get
    return Activity(
        identifier=draft.identifier,
        title=draft.title[1],
        description=draft.description[1],
        reporter=draft.reporter,
        version=version or own_version,
        default_currency=currency,
        countries=tuple(draft.countries),
        regions=tuple(draft.regions),
        scope=draft.scope,
        status=draft.status,
        start=day("2") or day("1"),
        end=day("4") or day("3"),
        hierarchy=element.get(b"hierarchy") or "",
        sdg_goals=tuple(sorted(set(draft.goals), key=int)) if draft.goals else (),
        parties=tuple(draft.parties),
        transactions=tuple(draft.transactions),
        planned=tuple(draft.planned),
        budgets=tuple(draft.budgets),
        locations=tuple(draft.locations),
        indicators=tuple(draft.indicators),
        documents=tuple(draft.documents),
        markers=tuple(draft.markers),
        related=tuple(draft.related),
        last_updated=element.get(b"last-updated-datetime") or "",
        content_hash=content_hash,
        file=file,
        line=line,
    )


# Who


def _participating_org(el: Element, draft: Draft) -> None:
    role = el.get(b"role") or ""
    kind = el.get(b"type") or ""
    if kind and len(kind) != 2:
        kind = known(ORGANISATION_TYPES, kind.strip())
    draft.parties.append(
        _new(
            ParticipatingOrg,
            (
                words(el, draft), el.get(b"ref") or "", kind, ROLES.get(role) or known(ROLES, role.strip()),
                el.get(b"activity-id") or "", el.sourceline + draft.shift,
            ),
        )
    )  # fmt: skip


def _reporting_org(el: Element, draft: Draft) -> None:
    if draft.reporter is NOBODY:
        draft.reporter = party(el, draft, b"activity-id")


# What, where and when


def _title(el: Element, draft: Draft) -> None:
    draft.title = _better(draft.title, el, draft, "")


def _description(el: Element, draft: Draft) -> None:
    draft.description = _better(draft.description, el, draft, el.get(b"type") or "")


def _better(best: tuple[int, str], el: Element, draft: Draft, kind: str) -> tuple[int, str]:
    """The better of two texts: a general one before one of aims or target groups, English before other languages."""
    language = (el.get(LANGUAGE) or draft.language)[:2].lower()
    rank = 1 + 2 * (kind in ("", "1")) + (language in ("en", ""))
    return (rank, text) if rank > best[0] and (text := words(el, draft)) else best


def _identifier(el: Element, draft: Draft) -> None:
    draft.identifier = draft.identifier or folded(el.text)


def _activity_date(el: Element, draft: Draft) -> None:
    stated = el.get(b"type") or ""
    kind = DATE_TYPES.get(stated) or known(DATE_TYPES, stated.strip())
    stated = el.get(b"iso-date") or el.text
    values = draft.values
    day = values.days.get(stated) or values.day(stated, el.sourceline + draft.shift, "activity-date")
    if day is not None and kind not in draft.dates:
        draft.dates[kind] = day


def _status(el: Element, draft: Draft) -> None:
    draft.status = el.get(b"code") or ""


def _scope(el: Element, draft: Draft) -> None:
    draft.scope = el.get(b"code") or ""


def _recipient_country(el: Element, draft: Draft) -> None:
    draft.countries.append((country_code(el, draft), _share(el, draft, "recipient-country", counted=True)))


def _recipient_region(el: Element, draft: Draft) -> None:
    code = region_code(el)
    draft.regions.append((code, _share(el, draft, "recipient-region", counted="/" not in code)))


def _share(el: Element, draft: Draft, element: str, *, counted: bool) -> Decimal | None:
    stated = el.get(b"percentage")
    if not stated:
        return None
    values = draft.values
    share = values.shares.get(stated) or values.share(stated, el.sourceline + draft.shift, element)
    if counted and share is not None:
        draft.shares.append(share)
    return share


def _tag(el: Element, draft: Draft) -> None:
    if el.get(b"vocabulary") in SDG_TAGS:
        note_goal(el.get(b"code"), draft)


def _sector(el: Element, draft: Draft) -> None:
    if el.get(b"vocabulary") in SDG_SECTORS:
        note_goal(el.get(b"code"), draft)


def _default_aid_type(el: Element, draft: Draft) -> None:
    """Counts for the transactions that follow, and for those before it which state none (out of order, but it occurs)."""
    code = el.get(b"code")
    if code and el.get(b"vocabulary") in DAC:
        before = draft.aid_types
        draft.aid_types += (code,)
        draft.transactions = [
            t._replace(aid_types=draft.aid_types) if t.aid_types == before else t for t in draft.transactions
        ]


def _policy_marker(el: Element, draft: Draft) -> None:
    vocabulary = el.get(b"vocabulary") or ""
    draft.markers.append(
        _new(
            PolicyMarker,
            (
                MARKER_VOCABULARIES.get(vocabulary, vocabulary), el.get(b"vocabulary-uri") or "",
                el.get(b"code") or "", el.get(b"significance") or "",
            ),
        )
    )  # fmt: skip


# What belongs to it, and what came of it


def _related(el: Element, draft: Draft) -> None:
    kind = el.get(b"type") or ""
    draft.related.append((RELATED_TYPES.get(kind) or known(RELATED_TYPES, kind.strip()), folded(el.get(b"ref"))))


def _document(el: Element, draft: Draft) -> None:
    title = ""
    categories: tuple[str, ...] = ()
    for child in el[:]:
        tag = child.tag
        if tag == "title":
            title = title or words(child, draft)
        elif tag == "category":
            categories += (child.get(b"code") or "",)
    draft.documents.append(_new(DocumentLink, (el.get(b"url") or "", title, categories, el.sourceline + draft.shift)))


def _result(el: Element, draft: Draft) -> None:
    draft.results.append(el)


def _read_results(draft: Draft) -> None:
    """The indicators of all results. Their places are those of the activity, so these must have been read."""
    refs = frozenset(place.ref.strip() for place in draft.locations if place.ref)
    for el in draft.results:
        kind = el.get(b"type") or ""
        for child in el[:]:
            if child.tag == "indicator":
                draft.indicators.append(_indicator(child, kind, refs, draft))


def _indicator(el: Element, kind: str, refs: frozenset[str], draft: Draft) -> Indicator:
    title = ""
    placed = False
    counts = {"baseline": [0, 0], "target": [0, 0], "actual": [0, 0]}
    for child in el[:]:
        tag = child.tag
        if tag == "title":
            title = title or words(child, draft)
        elif tag == "baseline":
            _count(child, counts["baseline"], refs, draft)
        elif tag == "period":
            for number in child[:]:
                if number.tag == "target" or number.tag == "actual":
                    _count(number, counts[number.tag], refs, draft)
        elif tag == "location":
            placed = _names_place(child, refs, draft) or placed
    (b, pb), (t, pt), (a, pa) = counts.values()
    if placed:
        pb, pt, pa = b, t, a
    return Indicator(kind, title, b, t, a, pb, pt, pa, el.sourceline + draft.shift)


def _count(el: Element, counts: list[int], refs: frozenset[str], draft: Draft) -> None:
    """Count a baseline, target or actual that says something (a number, or words for qualitative ones)."""
    placed = told = False
    for child in el[:]:
        if child.tag == "location":
            placed = _names_place(child, refs, draft) or placed
        elif child.tag == "comment":
            told = True
    if el.get(b"value") or told:
        counts[0] += 1
        counts[1] += placed


def _names_place(el: Element, refs: frozenset[str], draft: Draft) -> bool:
    """Whether a result's location is one of the activity's; what refers to none places nothing."""
    ref = (el.get(b"ref") or "").strip()
    if ref and ref in refs:
        return True
    draft.values.tally.add("result-location-unknown", "warning", el.sourceline + draft.shift, ref=ref)
    return False


def _check_version(stated: str, line: int, draft: Draft) -> None:
    """An activity's own version; that of the file is looked at once, where the file begins."""
    if stated.strip() not in VERSIONS:
        draft.values.tally.add("version-unknown", "warning", line, stated=stated)


def _check_shares(draft: Draft, line: int) -> None:
    """Shares of countries and regions together, and in 1.x of locations, must make 100 but for rounding."""
    if draft.shares:
        _check_sum(draft.shares, line, "recipient-country, recipient-region", draft)
    if draft.locations:
        places = [place.percentage for place in draft.locations if place.percentage is not None]
        if places:
            _check_sum(places, line, "location", draft)


def _check_sum(shares: list[Decimal], line: int, element: str, draft: Draft) -> None:
    total = sum(shares, _NOTHING)
    if total != _WHOLE and abs(total - _WHOLE) > _ROUNDING * (len(shares) + 1):
        draft.values.tally.add("percentages-do-not-sum", "warning", line, element=element, total=f"{total:f}")


_READERS: dict[str, Callable[[Element, Draft], None]] = {
    "activity-date": _activity_date,
    "activity-scope": _scope,
    "activity-status": _status,
    "budget": read_budget,
    "default-aid-type": _default_aid_type,
    "description": _description,
    "document-link": _document,
    "iati-identifier": _identifier,
    "location": read_location,
    "participating-org": _participating_org,
    "planned-disbursement": read_planned,
    "policy-marker": _policy_marker,
    "recipient-country": _recipient_country,
    "recipient-region": _recipient_region,
    "related-activity": _related,
    "reporting-org": _reporting_org,
    "result": _result,
    "sector": _sector,
    "tag": _tag,
    "title": _title,
    "transaction": read_transaction,
}
