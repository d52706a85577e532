"""The step of the evidence order that goes by the words of a name: public bodies, signs of other countries, of the own.

Asked where network, identifier and stated type (`actor_evidence.py`) don't decide.
"""

from __future__ import annotations

from local2030.marker.actor_evidence import LIKE_A_FOREIGN, NONE, PUBLIC, WRITTEN_ANYWHERE, Case
from local2030.marker.actor_places import namesakes, placed_elsewhere, placed_here, unsure
from local2030.vocabulary import gazetteer
from local2030.vocabulary.organisations import Actor

ENGLISH = frozenset({"en"})
DONOR_LANGUAGES = frozenset({"en", "fr", "es", "pt", "ar", "ru", "de", "it", "nl"})  # also of foreign bodies
DONOR_TONGUES = frozenset({"fr", "es", "ca", "pt", "it", "de", "nl", "da", "no", "sv", "fi"})
MIN_PLACE_ABROAD = 4  # letters of a place's name that may show a donor's local government
LARGE_CITY = 200_000  # people
MOST_WORDS = 6  # looked up in the gazetteer
PLACE_UNKNOWN = 0.87  # how much less sure a local government is whose place no gazetteer has
LEADING = frozenset(
    {
        "county", "municipality", "municipal", "commune", "mairie", "alcaldia", "municipio", "gobernacion", "gobierno",
        "prefeitura", "camara", "conselho", "conseil", "ville", "city", "town", "district", "pemerintah", "pemkab",
        "pemkot", "pemprov", "kabupaten", "kota", "provinsi", "dinas", "halmashauri", "serikali", "manispaa",
        "departamento", "provincia",
    }
)  # fmt: skip


def by_name(case: Case) -> Actor | None:
    """What the words of the name say, public bodies first, then signs of other countries, then of the programme's own."""
    return _public_name(case) or _typed_name(case) or _foreign_name(case) or _own_name(case)


def _public_name(case: Case) -> Actor | None:
    name = case.name
    kind = next((k for k in PUBLIC if name.has(k)), None)
    if kind is None or (kind == "LRG" and name.has("NATGOV") and not _local_words_lead(case)):
        kind = "NATGOV" if name.has("NATGOV") else kind
    if kind is None or (kind == "LRG" and name.has("LCSO", "LACAD", "LPRIV") and not name.has("NATGOV")
                        and case.query.type != "11" and _weak_local(case)):  # fmt: skip
        return None
    if kind == "LRG" and case.joined():
        return case.answer("UNK", "name-local-and-international")
    if case.own is False and kind == "LRG" and (seems := case.like_a_country()):
        if seems == "unsure" or case.query.type == "10":
            return unsure()
        return case.answer("LRG", "name-local-government-unplaced", case.query.countries[0], LIKE_A_FOREIGN)
    if case.own is False:
        if kind == "NATGOV":
            return case.answer("INTL", "name-foreign-government")
        return case.answer(
            "DONORLOC" if case.donor(case.home) else "INTL",
            "name-local-government-donor",
        )
    if kind == "LRG" and case.own is None and (donor := _donors_place(case)):
        return case.answer("DONORLOC", "name-local-government-donor", donor, factor=0.85)
    if kind == "LRG" and case.own is None and (elsewhere := placed_elsewhere(case)):
        return elsewhere
    if not _language_fits(case, kind):
        return case.answer(
            "INTL" if kind == "NATGOV" else "DONORLOC",
            "name-foreign-language",
            case.home,
        )
    if kind == "LRG":
        if case.query.type == "10":
            return None
        if case.own:
            return case.answer("LRG", "name-local-government")
        factor = PLACE_UNKNOWN if case.own is None and not placed_here(case) else 1.0
        return case.answer("LRG", "name-local-government-unplaced", case.query.countries[0], factor)
    if kind == "LRGA":
        return case.answer("LRGA", "name-local-government-association")
    return case.answer(
        "NATGOV",
        "name-national-government" if case.own else "name-national-government-unplaced",
    )


def _typed_name(case: Case) -> Actor | None:
    """What is a local government by its stated type alone, and of a place abroad: "Birmingham", type 11."""
    return placed_elsewhere(case) if case.query.type == "11" and case.own is None else None


def _donors_place(case: Case) -> str:
    """The donor country that alone has a place of this name: "City of Kitakyushu"; "" where others have it or none.

    Where both countries share a language they share names of places too; then only a large city counts.
    """
    written, shares = case.name.kinds.get("LRG", NONE), namesakes(case)
    for name in (" ".join(case.name.plain[:MOST_WORDS]), *case.name.plain[:MOST_WORDS]):
        rows = [row for row in gazetteer.rows_named(name) if row.place.level] if len(name) >= MIN_PLACE_ABROAD else []
        countries = {row.place.country for row in rows}
        if len(countries) == 1 and case.donor(country := countries.pop()) and country not in case.query.countries:
            theirs = case.rules.languages.get(country, NONE)
            if shares and not written & theirs:
                return ""  # "Alcaldía de Génova" in Colombia is no town hall of Italy's
            shared = theirs & (case.spoken() | ENGLISH)
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
    translated = ENGLISH if kind == "NATGOV" else WRITTEN_ANYWHERE
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
        and not name.has("LCSO", "LPRIV", "LACAD", "WORLD")
        and (not name.has("NATGOV_SOFT") or name.words[-1] == "government")  # "Western Cape Government"
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
