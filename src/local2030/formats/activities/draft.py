"""One activity while it is read: what its elements have given so far, and how their texts are taken."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from local2030.formats.activities.codes import ORGANISATION_TYPES, known
from local2030.formats.activities.values import Values
from local2030.vocabulary import places
from local2030.vocabulary.activities import (
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

Element = Any  # lxml's _Element. Its attributes are asked for by names in bytes, which is a fifth faster.

LANGUAGE = b"{http://www.w3.org/XML/1998/namespace}lang"
NOBODY = Party("", "", "", "")
DAC = frozenset({None, "", "1"})  # an attribute `vocabulary` that is absent or means the list of the OECD DAC


class Draft:
    """What is known of the activity so far; `shift` leads from lxml's lines to those of the file."""

    __slots__ = (
        "aid_types", "budgets", "countries", "currency", "dates", "description", "documents", "goals", "identifier",
        "indicators", "language", "locations", "markers", "parties", "planned", "regions", "related", "reporter",
        "results", "scope", "shares", "shift", "status", "title", "transactions", "values",
    )  # fmt: skip

    def __init__(self, values: Values, shift: int, language: str, currency: str) -> None:
        self.values = values
        self.shift = shift
        self.language = language
        self.currency = currency
        self.identifier = self.scope = self.status = ""
        self.title = self.description = (0, "")  # the best so far, with its rank
        self.reporter = NOBODY
        self.aid_types: tuple[str, ...] = ()
        self.countries: list[tuple[str, Decimal | None]] = []
        self.regions: list[tuple[str, Decimal | None]] = []
        self.shares: list[Decimal] = []  # of countries, and of regions on the list of the DAC
        self.dates: dict[str, date] = {}
        self.goals: list[str] = []
        self.parties: list[ParticipatingOrg] = []
        self.transactions: list[Transaction] = []
        self.planned: list[PlannedPayment] = []
        self.budgets: list[Budget] = []
        self.locations: list[Location] = []
        self.indicators: list[Indicator] = []
        self.results: list[Element] = []  # read last: they refer to locations, which may stand before or after them
        self.documents: list[DocumentLink] = []
        self.markers: list[PolicyMarker] = []
        self.related: list[tuple[str, str]] = []


def words(el: Element, draft: Draft) -> str:
    """The text of an element: its narrative, in English if there is one, else the first; in 1.x its own text."""
    count = len(el)
    if count == 1:
        only = el[0]
        text = only.text
        if text is None or len(only):
            return _chosen(el, draft)
    elif count == 0:
        text = el.text
        if text is None:
            return ""
    else:
        return _chosen(el, draft)
    if len(text) > 120:
        return folded(text)
    texts = draft.values.texts
    found = texts.get(text)
    if found is None:
        found = " ".join(text.split())
        if len(texts) < 50_000:
            texts[text] = found  # names of organisations come back again and again
    return found


def _chosen(el: Element, draft: Draft) -> str:
    """The first narrative in English, else the first with a text; where there are none, all text that the element holds."""
    first = None
    for child in el:
        if child.tag == "narrative":
            english = (child.get(LANGUAGE) or draft.language or "en")[:2].lower() == "en"
            if english or not first:
                text = folded("".join(child.itertext()) if len(child) else child.text)
                if text and english:
                    return text
                first = first or text
    return folded("".join(el.itertext())) if first is None else first


def party(el: Element, draft: Draft, activity: bytes) -> Party:
    """The organisation that a provider-org, receiver-org or reporting-org element names."""
    kind = el.get(b"type") or ""
    if kind and len(kind) != 2:
        kind = known(ORGANISATION_TYPES, kind.strip())
    return tuple.__new__(Party, (words(el, draft), el.get(b"ref") or "", kind, el.get(activity) or ""))


def region_code(el: Element) -> str:
    """The code of a recipient-region, with its vocabulary before it ("99/AF") where that isn't the DAC's."""
    code = folded(el.get(b"code"))
    vocabulary = el.get(b"vocabulary")
    return code if vocabulary in DAC or not code else f"{vocabulary}/{code}"


def folded(text: str | None) -> str:
    """The text with white space folded, "" for none. Long texts mostly need no folding, and looking is cheaper."""
    if not text:
        return ""
    if len(text) > 120 and "\n" not in text and "  " not in text and "\t" not in text:
        return text.strip()
    return " ".join(text.split())


def upper(code: str | None) -> str:
    """A country or currency code in capitals, "" for none."""
    return code.strip().upper() if code else ""


def country_code(el: Element, draft: Draft) -> str:
    """The code of a recipient-country; one that is no country's is kept as it is written, with a finding."""
    code, known_one = _country(el.get(b"code") or "")
    if not known_one:
        draft.values.tally.add("country-unknown", "warning", el.sourceline + draft.shift, stated=code)
    return code


@lru_cache(maxsize=4096)
def _country(stated: str) -> tuple[str, bool]:
    """The code in capitals, and whether it is the alpha-2 code of a country of today or yesterday; IATI has no other."""
    code = upper(stated)
    return code, len(code) == 2 and places.country(code) is not None


def note_goal(code: str | None, draft: Draft) -> None:
    """Keep the goal of an SDG goal, target or indicator code: "11", "11.1" and "11.1.1" are goal 11."""
    goal = (code or "").strip().partition(".")[0]
    if goal.isascii() and goal.isdigit() and len(goal) <= 2 and 1 <= int(goal) <= 17:
        draft.goals.append(str(int(goal)))
