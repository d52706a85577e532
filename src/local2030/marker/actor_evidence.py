"""The steps of the evidence order after the register: network, identifier, type with country.

Each step takes a `Case` and gives an `Actor`, or None where it can't tell and the next step is asked.
The step after these, rules on the name, stands in `actor_name_evidence.py`.
"""

from __future__ import annotations

import re

from local2030.marker.actor_names import GLUE, Reading, called_so
from local2030.marker.actor_rules import Rules
from local2030.vocabulary.agencies import Agency, agency_of
from local2030.vocabulary.organisations import (
    CLASSES,
    Actor,
    ActorClass,
    ActorQuery,
    Reach,
)

DIOCESAN = frozenset({"caritas", "red-cross"})  # families whose branches are named after a place, however small
NONE: frozenset[str] = frozenset()
LIKE_A_FOREIGN = 0.75  # how much less sure a local government is that has the name of a country or city abroad
WRITTEN_ANYWHERE = frozenset({"en", "fr", "ar-latin"})  # languages in which others' public bodies are often written
PUBLIC = ("LRGA", "LRG", "NATGOV")
NETWORKS = frozenset(
    {"SECRETARIAT", "MEMBER", "FAMILY_NATIONAL", "FAMILY_OFFICES", "MULTILATERAL", "DONOR_AGENCY", "MISSION"}
)  # kinds of phrase by which `by_network` decides
NATIONAL_TYPES: dict[str, tuple[ActorClass, str]] = {
    "22": ("LCSO", "type-national-ngo"),
    "24": ("LCSO", "type-partner-country-ngo"),
    "60": ("LCSO", "type-foundation"),
    "70": ("LPRIV", "type-firm"),
    "72": ("LPRIV", "type-firm"),
    "80": ("LACAD", "type-university"),
}
_GOVERNMENT = re.compile(r"([A-Z]{2})-(?:GOV|USAGOV)(?:-.*)?")  # in wide use, though on no list of registers
_CHANNEL = re.compile(r"(?:XM-DAC-)?(\d{5})(?:-.*)?")  # DAC channel codes, as refs in 1.x and after XM-DAC


class Case:
    """One question with all that can be read from it; `own` is True, False or None where the country isn't confirmed."""

    __slots__ = ("agency", "home", "name", "own", "query", "rules")

    def __init__(self, query: ActorQuery, name: Reading, rules: Rules) -> None:
        self.query, self.name, self.rules = query, name, rules
        self.agency = register_of(query.ref) if query.ref else None
        self.own, self.home = self._country()

    def _country(self) -> tuple[bool | None, str]:
        """Whether the organisation's country is the programme's, and which country that is."""
        query, name = self.query, self.name
        if query.country:
            return query.country in query.countries, query.country
        registered = self.agency.country if self.agency and self.agency.category != "foreign_ngo" else ""
        if registered:
            return registered in query.countries, registered
        if name.own:
            return True, self._own_country()
        if name.abroad:
            return False, name.abroad[0]
        if name.has("PLACE"):
            return True, query.countries[0]
        return None, ""

    def _own_country(self) -> str:
        named = self.name.kinds.get("COUNTRY", set()) | self.name.kinds.get("PEOPLE", set())
        return next((c for c in self.query.countries if c in named), self.query.countries[0])

    def answer(self, actor_class: ActorClass, rule: str, country: str = "", factor: float = 1.0) -> Actor:
        """An actor of this class; its country is the programme's where the class is local and none is known."""
        if not country:
            country = self.home or (self.query.countries[0] if actor_class in LOCAL_CLASSES else "")
        reach = self.reach() if actor_class in ("LCSO", "LPRIV") else "unknown"
        return Actor(
            actor_class,
            reach,
            rule,
            round(self.rules.confidence[rule] * factor, 3),
            country,
        )

    def spoken(self) -> frozenset[str]:
        """The languages in which bodies of the programme's countries name themselves."""
        return frozenset().union(*(self.rules.languages.get(c, NONE) for c in self.query.countries))

    def like_a_country(self) -> str:
        """Whether a local government's place may only seem to be another country: "Alcaldía de Armenia".

        `here` where its words are in a language of the programme's country and not of the other; `unsure` where nothing
        decides; "" where more is said than kind and country, or the other country has a city called so (Luxembourg).
        """
        name, query = self.name, self.query
        if query.country or self.agency or not name.abroad or not name.has("LRG") or name.has("NATGOV", "LRGA"):
            return ""
        if name.kinds.get("PEOPLE", NONE) - name.kinds.get("COUNTRY", NONE) or any(w not in GLUE for w in name.plain):
            return ""
        written, spoken = name.kinds["LRG"], self.spoken()
        theirs = NONE.union(*(self.rules.languages.get(c, NONE) for c in name.abroad))
        city = any(called_so(name.words[-1], country) for country in name.abroad)
        if written & spoken - WRITTEN_ANYWHERE - theirs:
            return "unsure" if city else "here"
        leads = name.words[0] not in self.rules.country_words
        return "unsure" if leads and not city and (written & spoken or query.type == "11") else ""

    def joined(self) -> bool:
        """Whether a local word only leads another body's name: "Municipality of WaterPath International", "... of Ministry of Water".

        With a place of the country in it the international word must stand last: a county may have an "International Relations",
        and a ministry of its own.
        """
        name = self.name
        if name.has("LRG") and name.has("NATGOV") and self.own is None:
            return True
        if not name.has("LRG") or not name.has("WORLD"):
            return False
        return not (self.own and name.has("PLACE")) or name.words[-1] in self.rules.world_words

    def reach(self) -> Reach:
        """`local` where the name has a small area in it, `national` where it has the whole country, else unknown."""
        if self.name.has("AREA", "PLACE"):
            return "local"
        return "national" if self.name.own or self.name.has("NATIONWIDE") else "unknown"

    def donor(self, country: str) -> bool:
        """Whether a country is one that gives aid."""
        return country in self.rules.donors

    def abroad_class(self, country: str) -> ActorClass:
        """What a body of another country is: sub-national government or NGO of a donor, else international."""
        if self.name.has("LACAD", "LPRIV", "NATGOV") and not self.name.has("LRG", "LRGA"):
            return "INTL"
        return "DONORLOC" if self.donor(country) and self.name.has("LRG", "LRGA", "LCSO") else "INTL"

    def body(self) -> ActorClass:
        """What sort of local body the words of the name make it; LCSO where they say nothing."""
        name = self.name
        if name.has("LACAD"):
            return "LACAD"
        if name.has("LPRIV") and not name.has("LCSO"):
            return "LPRIV"
        if name.has("NATGOV_SOFT") and not name.has("LCSO", "LPRIV", "PLACE"):
            return "NATGOV"
        return "LPRIV" if name.has("LPRIV") and not name.kinds["LCSO"] - {"en"} else "LCSO"


LOCAL_CLASSES = frozenset({"LRG", "LRGA", "NATGOV", "LCSO", "LPRIV", "LACAD", "NATAFF", "INTAFF"})


def by_network(case: Case) -> Actor | None:
    """Bodies of states and members of international networks, whatever register or type they have."""
    name = case.name
    if name.kinds.keys().isdisjoint(NETWORKS):
        return None
    if name.has("SECRETARIAT"):
        return case.answer("INTL", "network-secretariat")
    if name.has("MEMBER"):
        here = any(c in case.query.countries for c in name.kinds["MEMBER"])
        return case.answer("NATAFF", "network-national-member") if here else case.answer("INTL", "network-elsewhere")
    if name.has("FAMILY_NATIONAL", "FAMILY_OFFICES"):
        return _family(case)
    if name.has("MULTILATERAL"):
        return case.answer("INTL", "multilateral")
    if name.has("DONOR_AGENCY") and not name.kinds["DONOR_AGENCY"] & set(case.query.countries):
        return case.answer("INTL", "donor-agency", min(name.kinds["DONOR_AGENCY"]))
    if name.has("MISSION") and not name.has("LRG", "LRGA"):
        return case.answer("INTL", "mission", name.abroad[0] if name.abroad else "")
    return None


def _family(case: Case) -> Actor:
    """National member with its own board, country office, or the network elsewhere."""
    name = case.name
    member = name.has("FAMILY_NATIONAL") or name.has("OWN_BOARD")
    if name.abroad and not name.own:
        return case.answer("INTL", "network-elsewhere", name.abroad[0])
    if name.own or case.own:
        return (
            case.answer("NATAFF", "network-national-member")
            if member
            else case.answer("INTAFF", "network-country-office")
        )
    if case.own is False:
        return case.answer("INTL", "network-elsewhere")
    if name.kinds.get("FAMILY_NATIONAL", NONE) & DIOCESAN and name.plain and not name.has("WORLD", "REGION", "LEGAL"):
        return case.answer("NATAFF", "network-unplaced")
    return case.answer("INTL", "network-unplaced")


def register_of(ref: str) -> Agency | None:
    """The register of an identifier; `US-GOV-1` and the like count as lists of a government's bodies."""
    found = agency_of(ref)
    if found is None and (public := _GOVERNMENT.fullmatch(ref.strip().upper()[:200])):
        return Agency(f"{public[1]}-GOV", public[1], "government", "Government bodies")
    return found


def by_identifier(case: Case) -> Actor | None:
    """What the organisation identifier proves: donors and multilaterals, foreign governments, bodies registered abroad."""
    ref = case.query.ref.strip().upper()
    if not ref:
        return None
    channel = _CHANNEL.fullmatch(ref)
    if channel:
        return _by_channel(case, channel[1], ref.startswith("XM-"))
    if ref.startswith("XM-DAC-"):
        return case.answer("INTL", "id-donor")
    agency = case.agency
    if agency is None or agency.category in ("example",):
        return None
    if agency.category in ("humanitarian", "international", "european") or (
        agency.category == "donor" and not agency.country
    ):
        return None if agency.code.upper().startswith("XI-") else case.answer("INTL", "id-multilateral")
    if agency.country and agency.country not in case.query.countries:
        return _registered_abroad(case, agency)
    if agency.category == "foreign_ngo":
        return case.answer("INTAFF", "id-foreign-ngo", agency.country)
    if agency.category in ("government", "local_government", "donor"):
        local = agency.category == "local_government" or (case.name.has("LRG") and case.query.type != "10")
        if local:
            return case.answer("LRG", "id-local-government", agency.country)
        return case.answer("NATGOV", "id-government", agency.country)
    return None


def _by_channel(case: Case, code: str, prefixed: bool) -> Actor | None:
    """DAC channel codes: 4xxxx multilateral, 11xxx donor government, 12xxx, 23xxx, 62xxx of the recipient (say nothing more)."""
    if code[0] == "4":
        return case.answer("INTL", "id-multilateral")
    if code[:2] in ("11", "22", "61") or code[:2] in ("13", "21", "63"):
        return case.answer("INTL", "id-channel-foreign")
    if prefixed and code[:2] not in ("12", "23", "62"):
        return case.answer("INTL", "id-donor")
    return None


def _registered_abroad(case: Case, agency: Agency) -> Actor:
    if agency.category in ("government", "donor") and not case.name.has("LRG", "LRGA"):
        return case.answer("INTL", "id-foreign-government", agency.country)
    kind = case.abroad_class(agency.country)
    said = agency.category == "local_government" or (case.query.type in ("11", "22") and not case.name.has("LACAD"))
    if said and case.donor(agency.country):
        kind = "DONORLOC"
    return case.answer(kind, "id-registered-abroad", agency.country)


def by_type(case: Case) -> Actor | None:
    """The stated organisation type, believed only together with a country; words of public bodies contradict it."""
    kind = case.query.type
    if kind in CLASSES:
        return _stated_class(case)
    if kind == "40":
        return case.answer("INTL", "type-multilateral")
    if kind in ("10", "11", "15"):
        return _public_type(case, kind)
    if case.name.has(*PUBLIC) or (kind != "80" and case.name.has("LACAD") and kind in ("21", "22", "23", "24", "70")):
        return None
    if kind in ("71", "73") or (kind == "23" and not case.name.own):
        return case.answer("INTL", "type-regional-ngo" if kind == "23" else "type-firm-elsewhere")
    if kind == "21":
        return (
            case.answer("INTAFF", "type-country-office") if case.own else case.answer("INTL", "type-international-ngo")
        )
    return _national_type(case, kind)


def _stated_class(case: Case) -> Actor | None:
    """A class that a team states in its own ledger: taken, unless the name or identifier is of another country."""
    stated = case.query.type
    for known in CLASSES:
        if stated == known and known != "UNK" and not (known in LOCAL_CLASSES and case.own is False):
            return case.answer(known, "stated-class")
    return None


def _public_type(case: Case, kind: str) -> Actor | None:
    name = case.name
    if case.own is False:
        if case.like_a_country():
            return None
        if kind == "11":
            donor = case.donor(case.home)
            return case.answer("DONORLOC" if donor else "INTL", "type-local-government-donor")
        return case.answer(
            case.abroad_class(case.home) if name.has("LRG", "LRGA") else "INTL",
            "type-government-abroad",
        )
    if kind == "10":
        if name.has("LRG") and not name.has("NATGOV", "LRGA"):
            return Actor("UNK", "unknown", "type-10-against-name", 0.0, case.home)
        return case.answer("NATGOV", "type-national-government") if case.own and not name.has("LRGA") else None
    if case.own is None or name.has("LRGA"):
        return None
    if kind == "11" and not (name.has("NATGOV") and not name.has("LRG")) and not case.joined():
        return case.answer("LRG", "type-local-government")
    if kind == "15" and not name.has("LRG", "LACAD", "LPRIV"):
        return case.answer("NATGOV", "type-public-body")
    return None


def _national_type(case: Case, kind: str) -> Actor | None:
    """Types of civil society, firms and universities: local with the programme's country, foreign with another."""
    if kind not in NATIONAL_TYPES:
        return None
    if case.own is False:
        ngo = kind in ("22", "60", "24") and case.donor(case.home)
        return case.answer(
            "DONORLOC" if ngo else "INTL",
            "type-ngo-abroad" if kind in ("22", "24") else "type-abroad",
        )
    if case.name.own and case.name.abroad and kind != "72":
        return None
    if case.own or (kind in ("24", "72") and not case.name.has("WORLD")):
        actor_class, rule = NATIONAL_TYPES[kind]
        return case.answer(actor_class, rule, factor=1.0 if case.own else 0.9)
    return None
