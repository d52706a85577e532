"""Who is local: the traps of the marker design, section 2, the evidence order, and the rules on names."""

from __future__ import annotations

import pytest

from local2030.marker.actors import Classifier, classify
from local2030.vocabulary.organisations import ActorQuery, RegisterEntry


def actor_class(name: str = "", *, cc: str = "KE", **known: object) -> str:
    return classify(ActorQuery(name, countries=(cc,) if cc else (), **known)).actor_class  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "expected", "why"),
    [
        (
            ActorQuery("City of Ghent", type="11", country="BE", countries=("KE",)),
            "DONORLOC",
            "type 11 of a donor",
        ),
        (
            ActorQuery("Nyeri", type="11", country="KE", countries=("KE",)),
            "LRG",
            "type 11 of the recipient",
        ),
        (
            ActorQuery("Helpers", type="11", countries=("KE",)),
            "UNK",
            "type 11 of nobody knows where",
        ),
        (
            ActorQuery("Helpers", type="22", countries=("KE",)),
            "UNK",
            "type 22 of nobody knows where",
        ),
        (
            ActorQuery("Helpers", type="22", country="US", countries=("KE",)),
            "DONORLOC",
            "type 22 of a donor country",
        ),
        (
            ActorQuery("Helpers", type="22", country="UG", countries=("KE",)),
            "INTL",
            "type 22 of a third country",
        ),
        (
            ActorQuery("Helpers", type="22", country="KE", countries=("KE",)),
            "LCSO",
            "type 22 of the recipient",
        ),
        (
            ActorQuery("Helpers", type="22", country="KE", role="1", countries=("KE",)),
            "UNK",
            "a funder is never local",
        ),
        (
            ActorQuery("Helpers", type="22", country="KE", role="4", countries=("KE",)),
            "LCSO",
            "an implementer may be",
        ),
        (ActorQuery("Helpers", type="22", country="KE"), "UNK", "no programme country"),
        (
            ActorQuery("Oxfam", ref="KE-NCB-1234", type="22", countries=("KE",)),
            "INTAFF",
            "network before registration",
        ),
        (
            ActorQuery("Nyeri County", ref="XM-DAC-12-1", countries=("KE",)),
            "INTL",
            "XM-DAC is never local",
        ),
        (
            ActorQuery("Some agency", ref="US-GOV-11", countries=("KE",)),
            "INTL",
            "a foreign government's identifier",
        ),
        (
            ActorQuery("Some fund", ref="41114", countries=("KE",)),
            "INTL",
            "a multilateral's channel code",
        ),
        (
            ActorQuery("Zzz", ref="XI-IATI-1234", countries=("KE",)),
            "UNK",
            "XI-IATI says nothing",
        ),
    ],
)
def test_the_traps_of_section_2(query: ActorQuery, expected: str, why: str) -> None:
    assert classify(query).actor_class == expected, why


@pytest.mark.parametrize("country", ["", "KE"])
@pytest.mark.parametrize(
    "name",
    [
        "County Government of Nyeri",
        "Municipality of Garissa",
        "Kenya",
        "Mairie de Kisumu",
    ],
)
def test_type_10_never_makes_a_local_government(name: str, country: str) -> None:
    assert classify(ActorQuery(name, type="10", country=country, countries=("KE",))).actor_class != "LRG"


def test_a_register_entry_decides_before_everything_else() -> None:
    entry = RegisterEntry(
        "Oxfam in Kenya",
        "",
        "KE",
        "NATAFF",
        "national",
        "own board since 2020",
        "letter",
        "A. N.",
        None,
    )
    answer = Classifier([entry])(ActorQuery("OXFAM in  Kenya", type="21", countries=("KE",)))
    assert (answer.actor_class, answer.rule, answer.confidence) == (
        "NATAFF",
        "register",
        1.0,
    )
    assert Classifier([entry])(ActorQuery("Oxfam in Kenya", countries=("UG",))).actor_class == "INTL"
