"""The steps of the evidence order after the register: network, identifier, type with country, name.

Each step takes a `Case` and gives an `Actor`, or None where it can't tell and the next step is asked.
"""

from __future__ import annotations

import re

from local2030.marker.actor_names import Reading
from local2030.marker.actor_rules import Rules
from local2030.vocabulary import gazetteer
from local2030.vocabulary.agencies import Agency, agency_of
from local2030.vocabulary.organisations import (
    CLASSES,
    Actor,
    ActorClass,
    ActorQuery,
    Reach,
)

ENGLISH = frozenset({"en"})
DONOR_LANGUAGES = frozenset({"en", "fr", "es", "pt", "ar", "ru", "de", "it", "nl"})  # also of foreign bodies
DONOR_TONGUES = frozenset({"fr", "es", "ca", "pt", "it", "de", "nl", "da", "no", "sv", "fi"})
TRANSLATED = frozenset({"en", "fr", "ar-latin"})  # languages in which others' public bodies are often written
DIOCESAN = frozenset({"caritas", "red-cross"})  # families whose branches are named after a place, however small
NONE: frozenset[str] = frozenset()
MIN_PLACE_ABROAD = 4  # letters of a place's name that may show a donor's local government
LARGE_CITY = 200_000  # people
MOST_WORDS = 6  # looked up in the gazetteer
PUBLIC = ("LRGA", "LRG", "NATGOV")
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
    if kind == "11" and not (name.has("NATGOV") and not name.has("LRG")):
        return case.answer("LRG", "type-local-government")
    if kind == "15" and not name.has("LRG", "LACAD", "LPRIV"):
        return case.answer("NATGOV", "type-public-body")
    return None


def _national_type(case: Case, kind: str) -> Actor | None:
    """Types of civil society, firms and universities: local with the programme's country, foreign with another."""
    local: dict[str, tuple[ActorClass, str]] = {
        "22": ("LCSO", "type-national-ngo"),
        "24": ("LCSO", "type-partner-country-ngo"),
        "60": ("LCSO", "type-foundation"),
        "70": ("LPRIV", "type-firm"),
        "72": ("LPRIV", "type-firm"),
        "80": ("LACAD", "type-university"),
    }
    if kind not in local:
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
        actor_class, rule = local[kind]
        return case.answer(actor_class, rule, factor=1.0 if case.own else 0.9)
    return None


def by_name(case: Case) -> Actor | None:
    """What the words of the name say, public bodies first, then signs of other countries, then of the programme's own."""
    return _public_name(case) or _foreign_name(case) or _own_name(case)


def _public_name(case: Case) -> Actor | None:
    name = case.name
    kind = next((k for k in PUBLIC if name.has(k)), None)
    if kind is None or (kind == "LRG" and name.has("NATGOV") and not _local_words_lead(case)):
        kind = "NATGOV" if name.has("NATGOV") else kind
    if kind is None or (kind == "LRG" and name.has("LCSO", "LACAD", "LPRIV") and not name.has("NATGOV")
                        and case.query.type != "11" and _weak_local(case)):  # fmt: skip
        return None
    if case.own is False and not (kind == "LRG" and _named_like_a_country(case)):
        if kind == "NATGOV":
            return case.answer("INTL", "name-foreign-government")
        return case.answer(
            "DONORLOC" if case.donor(case.home) else "INTL",
            "name-local-government-donor",
        )
    if kind == "LRG" and case.own is None and (donor := _donors_place(case)):
        return case.answer("DONORLOC", "name-local-government-donor", donor, factor=0.85)
    if not _language_fits(case, kind):
        return case.answer(
            "INTL" if kind == "NATGOV" else "DONORLOC",
            "name-foreign-language",
            case.home,
        )
    if kind == "LRG":
        if case.query.type == "10":
            return None
        return case.answer(
            "LRG",
            "name-local-government" if case.own else "name-local-government-unplaced",
        )
    if kind == "LRGA":
        return case.answer("LRGA", "name-local-government-association")
    return case.answer(
        "NATGOV",
        "name-national-government" if case.own else "name-national-government-unplaced",
    )


def _named_like_a_country(case: Case) -> bool:
    """Whether a local government in the country's own tongue only seems to name another country: Municipio de Granada."""
    name = case.name
    silent = not case.query.country and case.agency is None and not name.plain and not name.has("PEOPLE")
    return silent and bool(name.kinds["LRG"] & (case.spoken() - ENGLISH))


def _donors_place(case: Case) -> str:
    """The donor country that alone has a place of this name: "City of Kitakyushu"; "" where others have it or none.

    Where both countries share a language they share names of places too; then only a large city counts.
    """
    for name in (" ".join(case.name.plain[:MOST_WORDS]), *case.name.plain[:MOST_WORDS]):
        rows = [row for row in gazetteer.rows_named(name) if row.place.level] if len(name) >= MIN_PLACE_ABROAD else []
        countries = {row.place.country for row in rows}
        if len(countries) == 1 and case.donor(country := countries.pop()) and country not in case.query.countries:
            shared = case.rules.languages.get(country, NONE) & (case.spoken() | ENGLISH)
            if not shared or max(row.weight for row in rows) >= LARGE_CITY:
                return country
    return ""


def _local_words_lead(case: Case) -> bool:
    """Whether the name is a local government's although it has a word of central government: "County ... Department"."""
    return not case.name.has("NOT_LRG") and bool(case.name.kinds["LRG"])


def _weak_local(case: Case) -> bool:
    """A local word inside the name of an association, firm or school: "Kilifi County Youth Network"."""
    return case.name.has("NOT_LRG") or case.name.words[0] not in LEADING


def _language_fits(case: Case, kind: str) -> bool:
    """Whether the words are of a language in which the programme country's own bodies may be written."""
    translated = ENGLISH if kind == "NATGOV" else TRANSLATED
    written = case.name.kinds[kind]
    return bool(case.own or written & (case.spoken() | translated) or written - DONOR_TONGUES)


def _foreign_name(case: Case) -> Actor | None:
    name, query = case.name, case.query
    if name.abroad and not name.own and case.own is not True:
        return case.answer(case.abroad_class(name.abroad[0]), "name-country-abroad", name.abroad[0])
    if case.own is False:
        return case.answer(case.abroad_class(case.home), "name-country-abroad", case.home)
    forms = name.kinds.get("LEGAL")
    if forms and not forms & set(query.countries) and not name.own:
        home = case.home or (min(forms) if len(forms) == 1 else "")
        return case.answer("INTL", "name-legal-form-abroad", home)
    if name.own and any(case.donor(c) for c in name.abroad):
        return case.answer("INTAFF", "name-donor-in-country")
    if name.own and name.has("WORLD"):
        return case.answer("INTAFF", "name-country-office")
    return None


def _own_name(case: Case) -> Actor | None:
    name = case.name
    if not case.own and _form_of_here(case):
        return case.answer(case.body(), "name-legal-form-here")
    if name.own or (case.own and not name.has("PLACE")):
        return case.answer(case.body(), "name-country")
    if case.own:
        return _by_place(case)
    if name.has("WORLD"):
        return case.answer("INTL", "name-world")
    return _by_language(case)


def _by_place(case: Case) -> Actor | None:
    """A body whose name has a town or region of the programme country; a bare name of a place says nothing."""
    name = case.name
    if (
        name.has("LRG_PLACED")
        and not name.has("LCSO", "LPRIV", "LACAD", "WORLD", "NATGOV_SOFT")
        and case.query.type != "10"
    ):
        return case.answer("LRG", "name-local-government", factor=0.85)
    if name.has("LCSO", "LPRIV", "LACAD", "NATGOV_SOFT") or case.query.country or case.agency:
        return case.answer(case.body(), "name-place")
    return None


def _form_of_here(case: Case) -> bool:
    """Whether the name has a legal form that the programme country has and no donor has."""
    forms = case.name.kinds.get("LEGAL", NONE)
    return bool(forms & set(case.query.countries)) and not any(map(case.donor, forms))


def _by_language(case: Case) -> Actor | None:
    """A body whose name is in a language of the programme country; less sure where donors speak it too."""
    name, spoken = case.name, case.spoken()
    if name.kinds.get("LANGUAGE", NONE) & spoken and (name.has("LCSO", "LPRIV", "LACAD") or not name.plain):
        return case.answer(case.body(), "name-language")
    if name.has("REGION", "LEGAL"):
        return None
    forms = NONE.union(*(name.kinds.get(kind, NONE) for kind in ("LCSO", "LPRIV", "LACAD"))) & spoken - ENGLISH
    if not forms or (case.query.type in ("11", "22", "80") and not forms - DONOR_LANGUAGES):
        return None
    return case.answer(case.body(), "name-language", factor=1.0 if forms - DONOR_LANGUAGES else 0.85)


LEADING = frozenset(
    {
        "county", "municipality", "municipal", "commune", "mairie", "alcaldia", "municipio", "gobernacion", "gobierno",
        "prefeitura", "camara", "conselho", "conseil", "ville", "city", "town", "district", "pemerintah", "pemkab",
        "pemkot", "pemprov", "kabupaten", "kota", "provinsi", "dinas", "halmashauri", "serikali", "manispaa",
        "departamento", "provincia",
    }
)  # fmt: skip
