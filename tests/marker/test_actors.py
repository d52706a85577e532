"""Who is local: the traps of the marker design, section 2, the evidence order, and the rules on names."""

from __future__ import annotations

import csv
import json
import time
from collections import Counter
from functools import cache
from importlib.resources import files
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local2030.marker.actor_rules import rules, words_of
from local2030.marker.actors import Classifier, classify
from local2030.vocabulary.messages import catalogue
from local2030.vocabulary.organisations import BROAD, STRICT, ActorQuery, RegisterEntry


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


def test_a_register_entry_for_the_ref_goes_before_one_for_the_name() -> None:
    by_name = RegisterEntry("Alpha", "", "", "INTL", "unknown", "", "", "", None)
    by_ref = RegisterEntry("Anything", "KE-NCB-1", "", "LCSO", "local", "", "", "", None)
    ask = Classifier([by_name, by_ref])
    assert ask(ActorQuery("Alpha", ref="ke-ncb-1", countries=("KE",))).actor_class == "LCSO"
    assert ask(ActorQuery("Alpha", countries=("KE",))).actor_class == "INTL"


def test_the_register_and_the_policy_have_hashes_and_order_does_not_matter() -> None:
    one = RegisterEntry("A", "", "", "LCSO", "local", "", "", "", None)
    two = RegisterEntry("B", "", "", "INTL", "unknown", "", "", "", None)
    assert Classifier([one, two]).register_sha256 == Classifier([two, one]).register_sha256
    assert Classifier([one]).register_sha256 != Classifier().register_sha256
    assert len(Classifier().policy_sha256) == 64


@pytest.mark.parametrize(
    ("name", "country", "expected"),
    [
        ("County Government of Nyeri", "KE", "LRG"),
        ("Nakuru County Goverment", "KE", "LRG"),  # a letter is missing
        ("Council of Governors", "KE", "LRGA"),
        ("Ministry of Health", "KE", "NATGOV"),
        ("Ministry of Health of Japan", "KE", "INTL"),
        ("Gemeente Amsterdam", "KE", "DONORLOC"),
        ("Dodoma City", "TZ", "LRG"),  # a city only beside its name
        ("City Cancer Challenge", "TZ", "UNK"),
        ("Al-Bireh", "PS", "UNK"),  # the bare name of a place says nothing
        ("City of Kitakyushu", "ID", "DONORLOC"),
        ("Leeds City Council", "KE", "DONORLOC"),
        ("Municipio de Granada", "CO", "LRG"),  # Grenada is called so in Spanish, and towns are
        ("Mairie de Kolda", "SN", "LRG"),
        ("Association des Maires du Sénégal", "SN", "LRGA"),
        ("Alcaldía Municipal de Soacha", "CO", "LRG"),
        ("Gobierno Autónomo Departamental de Tarija", "BO", "LRG"),
        ("Prefeitura Municipal de Olinda", "BR", "LRG"),
        ("Câmara Municipal do Tarrafal", "CV", "LRG"),
        ("Halmashauri ya Jiji la Dodoma", "TZ", "LRG"),
        ("Pemerintah Kabupaten Sleman", "ID", "LRG"),
        ("بلدية رام الله", "PS", "LRG"),
        ("وزارة الصحة", "PS", "NATGOV"),
        ("Dowladda Hoose ee Garowe", "SO", "LRG"),
        ("Администрация города Бишкек", "KG", "LRG"),
        ("Komuna e Prizrenit", "XK", "LRG"),
        ("Salbatring Sh.p.k.", "XK", "LPRIV"),
        ("Kenya Red Cross Society", "KE", "NATAFF"),
        ("Norwegian Red Cross", "KE", "INTL"),
        ("World Vision Kenya", "KE", "INTAFF"),
        ("CARE", "KE", "INTL"),
        ("Child Care Kenya", "KE", "LCSO"),  # "care" is a family only where it stands alone
        ("Caritas Nyeri", "KE", "NATAFF"),
        ("UNDP Kenya", "KE", "INTL"),
        ("Embassy of Sweden in Nairobi", "KE", "INTL"),
        ("University of Nairobi", "KE", "LACAD"),
        ("University of Oxford", "KE", "INTL"),
        ("Beispiel Stiftung e.V.", "KE", "INTL"),
        ("Chama cha Wakulima", "TZ", "LCSO"),
        ("Xyzzy", "KE", "UNK"),
    ],
)
def test_names_in_many_languages(name: str, country: str, expected: str) -> None:
    assert actor_class(name, cc=country) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Nyeri Village Women Group", "local"), ("Kenya National Farmers Federation", "national"), ("Helpers", "unknown")],
)
def test_reach_is_read_from_the_area_in_the_name(name: str, expected: str) -> None:
    answer = classify(ActorQuery(name, type="22", country="UG", countries=("UG",)))
    if expected == "national":
        answer = classify(ActorQuery(name, type="22", country="KE", countries=("KE",)))
    assert (answer.actor_class, answer.reach) == ("LCSO", expected)


def test_the_stated_class_of_a_ledger_is_taken_unless_the_data_point_abroad() -> None:
    assert actor_class("Xyzzy", type="LRG") == "LRG"
    assert actor_class("Xyzzy", type="LRG", country="SE") != "LRG"


def test_a_name_that_stands_in_the_place_of_the_ref_is_read() -> None:
    assert classify(ActorQuery("", ref="County Government of Nyeri", countries=("KE",))).actor_class == "LRG"


def test_a_name_of_a_million_letters_is_answered_quickly() -> None:
    start = time.process_time()
    for word in ("x", "municipality ", "ab cd ", "بلدية "):
        Classifier()(ActorQuery(word * 300_000, ref="9" * 300_000, aliases=(word * 300_000,) * 20, countries=("KE",)))
    assert time.process_time() - start < 2


names = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            [
                "Kenya",
                "Nyeri",
                "County",
                "Municipality",
                "Ministry",
                "of",
                "Women",
                "Relief",
                "Development",
                "Trust",
                "Oxfam",
                "UNDP",
                "e.V.",
                "Sweden",
            ]
        )
    ).map(" ".join),
)
types = st.sampled_from(["", "10", "11", "15", "21", "22", "23", "24", "40", "60", "70", "71", "72", "80", "90", "x"])
refs = st.sampled_from(["", "KE-NCB-1", "GB-CHC-1", "XM-DAC-7", "41114", "XI-IATI-1", "KE-COA-1", "\x00"])
CLASSIFIER = Classifier()


@given(names, types, refs, st.sampled_from(["", "KE", "SE", "UG"]), st.sampled_from(["1", "2"]))
def test_whoever_only_funds_or_answers_for_an_activity_is_never_local(
    name: str, kind: str, ref: str, country: str, role: str
) -> None:
    answer = CLASSIFIER(ActorQuery(name, ref, kind, country, role, (), ("KE",)))
    assert answer.actor_class not in BROAD


@given(names, types, refs)
def test_without_a_programme_country_nobody_is_classed(name: str, kind: str, ref: str) -> None:
    assert CLASSIFIER(ActorQuery(name, ref, kind)).rule == "no-country"


@given(names, types, refs.filter(lambda ref: ref != "KE-COA-1"), st.sampled_from(["SE", "GB", "US"]))
def test_what_is_stated_to_be_of_a_donor_country_is_never_local(name: str, kind: str, ref: str, country: str) -> None:
    answer = CLASSIFIER(ActorQuery(name, ref, kind, country, "4", (), ("KE",)))
    assert answer.actor_class not in STRICT


@given(names, types, refs)
def test_type_10_and_xm_dac_never_give_a_local_government(name: str, kind: str, ref: str) -> None:
    assert (
        CLASSIFIER(ActorQuery(name, ref if ref[:2] != "KE" else "", "10", "KE", "4", (), ("KE",))).actor_class != "LRG"
    )
    assert CLASSIFIER(ActorQuery(name, "XM-DAC-12-1", kind, "", "4", (), ("KE",))).actor_class not in STRICT


def test_every_rule_has_a_sentence_and_every_sentence_a_rule() -> None:
    said = {code.removeprefix("actor-rule-") for code in catalogue("en") if code.startswith("actor-rule-")}
    assert said == set(rules().confidence)


def test_the_model_was_trained_with_the_rules_as_they_are() -> None:
    model = json.loads((files("local2030.marker") / "actor_model.json").read_text("utf-8"))
    assert model["rules_sha256"] == rules().sha256, "run scripts/train_actor_model.py again"


def test_the_dev_half_of_the_labelled_table_is_read_as_labelled() -> None:
    table = Path(__file__).parent / "labelled" / "organisations.csv"
    with table.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["half"] == "dev"]
    right = 0
    for row in rows:
        query = ActorQuery(row["name"], row["ref"], row["type"], row["country"], countries=(row["programme_country"],))
        right += CLASSIFIER(query).actor_class == row["class"]
    assert right / len(rows) >= 0.88


def test_the_floors_hold_in_cross_validation_on_the_somali_list(real_data: Path) -> None:
    path = str(real_data / "actors" / "somalia_org_scope_a.jsonl")
    measured = benchmark()
    measured.FOLDS = (
        3  # learnt from two thirds and not from the benchmark's nine tenths: no easier, and five times as quick
    )
    macro, _, _, recall = measured.cross_validated(measured.rows_of(path), False, 0)
    assert macro >= 0.75
    assert recall >= 0.60


def test_no_word_of_the_model_belongs_to_fewer_than_three_organisations(real_data: Path) -> None:
    lines = (real_data / "actors" / "somalia_org_scope_a.jsonl").read_text("utf-8").splitlines()
    owners = Counter(
        word for line in lines for word in set(words_of(json.loads(line)["name"].replace("isation", "ization")))
    )
    model = json.loads((files("local2030.marker") / "actor_model.json").read_text("utf-8"))
    words = {name.rpartition(" ")[2] for name in model["weights"] if name.startswith("word ")}
    assert words and all(owners[word] >= 3 for word in words)


def test_no_local_name_of_the_somali_list_is_a_phrase_of_the_rules(real_data: Path) -> None:
    lines = (real_data / "actors" / "somalia_org_scope_a.jsonl").read_text("utf-8").splitlines()
    listed = {tuple(words_of(row["name"])) for row in map(json.loads, lines) if row["scope"] == "local"}
    phrases = {phrase.words for found in rules().phrases.values() for phrase in found}
    assert not listed & phrases


def test_type_22_in_the_unhcr_file_makes_no_funder_local(real_data: Path) -> None:
    tree = ElementTree.parse(real_data / "iati" / "unhcr_2023.xml")
    asked = 0
    for activity in tree.iter("iati-activity"):
        countries = tuple(c.get("code", "") for c in activity.findall("recipient-country"))
        for party in activity.findall("participating-org[@type='22']"):
            query = ActorQuery(
                party.findtext("narrative", ""), party.get("ref", ""), "22", "", party.get("role", ""), (), countries
            )
            asked += 1
            assert CLASSIFIER(query).actor_class not in BROAD
    assert asked > 1000


@cache
def benchmark() -> ModuleType:
    """benchmarks/actors.py, which is no part of the package."""
    found = spec_from_file_location("actors_benchmark", Path(__file__).parents[2] / "benchmarks" / "actors.py")
    assert found and found.loader
    module = module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.mark.parametrize("type_", ["", "11", "24"])
@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("Municipality of WaterPath International", "name-local-and-international"),
        ("Municipality of Kisumu WaterPath International", "name-local-and-international"),
        ("County Government of Relief Worldwide", "name-local-and-international"),
        ("Municipality of Ministry of Water, Sanitation and Irrigation", "name-local-and-international"),
        ("Kisumu County Ministry of Health", ""),
        ("Municipality of Kisumu", ""),
        ("Nairobi City County International Relations", ""),
    ],
)
def test_a_local_word_before_an_international_name_makes_nobody_local(name: str, type_: str, rule: str) -> None:
    actor = Classifier(())(ActorQuery(name, "", type_, countries=("KE",)))
    if rule:
        assert (actor.actor_class, actor.rule) == ("UNK", rule)
    else:
        assert actor.actor_class == "LRG"
