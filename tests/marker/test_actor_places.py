"""Local governments of other countries' places, and places that only seem to be."""

from __future__ import annotations

import time

import pytest

from local2030.marker.actor_rules import rules
from local2030.marker.actors import Classifier, classify
from local2030.vocabulary import gazetteer
from local2030.vocabulary.organisations import STRICT, Actor, ActorQuery

ELSEWHERE = "name-local-government-elsewhere"
DONOR = "name-local-government-donor"
UNPLACED = "name-local-government-unplaced"


def asked(name: str, country: str, kind: str = "") -> Actor:
    return classify(ActorQuery(name, type=kind, countries=(country,)))


@pytest.mark.parametrize("kind", ["", "11"])
@pytest.mark.parametrize(
    ("name", "country", "expected", "rule", "home"),
    [
        ("Birmingham City Council", "UG", "DONORLOC", DONOR, ""),  # Britain's or Alabama's
        ("City of Vancouver", "UG", "DONORLOC", DONOR, ""),
        ("Mairie de Paris", "UG", "DONORLOC", DONOR, "FR"),
        ("Mairie de Paris", "SN", "DONORLOC", DONOR, "FR"),
        ("Municipality of Rome", "UG", "DONORLOC", DONOR, "IT"),
        ("City of San Francisco", "UG", "DONORLOC", DONOR, "US"),
        ("Nairobi City County", "UG", "INTL", ELSEWHERE, "KE"),
        ("Mombasa County Government", "UG", "INTL", ELSEWHERE, "KE"),
        ("Kampala City Council", "KE", "INTL", ELSEWHERE, "UG"),
        ("Halmashauri ya Jiji la Nairobi", "TZ", "INTL", ELSEWHERE, "KE"),
        ("Ville de Lomé", "SN", "INTL", ELSEWHERE, "TG"),
        ("Pemerintah Kota Kuala Lumpur", "ID", "INTL", ELSEWHERE, "MY"),
        ("Câmara Municipal de Lisboa", "MZ", "DONORLOC", DONOR, "PT"),
        ("Администрация города Москва", "KG", "DONORLOC", DONOR, "RU"),
        ("بلدية القاهرة", "PS", "INTL", ELSEWHERE, "EG"),
        ("بلدية دبي", "PS", "DONORLOC", DONOR, "AE"),
        ("City of Vancouver", "CO", "DONORLOC", DONOR, ""),  # not in a language of Colombia
        ("City of Lagos", "UG", "UNK", ELSEWHERE, ""),  # Nigeria's, if not Portugal's
        ("Municipality of Santiago", "UG", "UNK", ELSEWHERE, ""),  # of Chile, of the Dominican Republic...
        ("Rampur Municipality", "NP", "UNK", ELSEWHERE, ""),  # a city in India, small towns in Nepal
    ],
)
def test_a_place_that_is_surely_abroad_makes_no_local_government_here(name, country, expected, rule, home, kind):
    answer = asked(name, country, kind)
    assert (answer.actor_class, answer.rule, answer.country) == (expected, rule, home)
    assert answer.actor_class not in STRICT


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Lira City Council", "UG"),
        ("Nairobi City County", "KE"),
        ("Mombasa County Government", "KE"),
        ("Mairie de Kolda", "SN"),
        ("Mairie de Kisumu", "KE"),
        ("Municipality of Santiago", "PH"),  # there is one
        ("City of San Francisco", "PH"),
        ("Municipalidad de La Paz", "HN"),  # a department
        ("Municipalidad de Victoria", "HN"),
        ("Ayuntamiento de Madrid", "CO"),  # a town near Bogotá; Spain's can't be told from it
        ("Municipio de Granada", "CO"),
        ("Gobierno Autónomo Municipal de La Paz", "BO"),
        ("Autonomous Municipal Government of Santa Cruz de la Sierra", "BO"),
        ("Мэрия Бишкек", "KG"),
        ("بلدية غزة", "PS"),
        ("Central Regional Government", "UG"),
    ],
)
def test_a_place_that_the_programme_country_has_is_its_own_whatever_else_bears_the_name(name, country):
    answer = asked(name, country)
    assert (answer.actor_class, answer.country) == ("LRG", country)
    assert answer.confidence >= 0.75


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Zzgu District Local Government", "UG"),  # in no gazetteer
        ("Halmashauri ya Wilaya ya Rufiji", "TZ"),
        ("Northern Provincial Council", "UG"),  # a word rather than a place
        ("Gobierno Regional Oriental", "CO"),
        ("Alcaldía de Santiago", "CO"),  # many cities are called so, none stands out
        ("Alcaldía de Toledo", "CO"),
        ("Alcaldía de La Paz", "CO"),
        ("Municipalité de San José", "SN"),
        ("District Council", "UG"),  # no place at all
    ],
)
def test_a_place_known_nowhere_or_everywhere_leaves_a_local_government_but_less_surely(name, country):
    answer = asked(name, country)
    assert (answer.actor_class, answer.rule) == ("LRG", UNPLACED)
    assert answer.confidence < rules().confidence[UNPLACED]


@pytest.mark.parametrize(
    ("name", "country"),
    [("Alcaldía de San Francisco", "CO"), ("Alcaldía de San Francisco", "HN"), ("Municipality of Rome", "PH")],
)
def test_where_small_towns_bear_the_names_of_world_cities_nobody_is_called_foreign_for_it(name, country):
    answer = asked(name, country)
    assert (answer.actor_class, answer.rule, answer.confidence) == ("UNK", ELSEWHERE, 0.0)


@pytest.mark.parametrize(
    ("name", "expected"), [("Birmingham", "DONORLOC"), ("Nairobi", "INTL"), ("Lira", "LRG"), ("Zzgu", "UNK")]
)
def test_type_11_beside_the_bare_name_of_a_place_is_of_that_place(name, expected):
    assert asked(name, "UG", "11").actor_class == expected
    assert asked(name, "UG").actor_class == "UNK"


OWN = [
    ("Niger State Government", "NG"),
    ("Gobernación de Bolívar", "CO"),
    ("Gobernación de Bolívar", "VE"),
    ("Gobierno Provincial de Bolívar", "EC"),
    ("Alcaldía de Granada", "NI"),
    ("Municipality of Granada", "NI"),
    ("Municipio de Granada", "CO"),
    ("Manchester Municipal Corporation", "JM"),
    ("New Ireland Provincial Government", "PG"),
    ("West New Britain Provincial Government", "PG"),
    ("Province de Luxembourg", "BE"),
    ("Gouvernement provincial du Kongo Central", "CD"),
    ("Gouvernement provincial de l'Équateur", "CD"),
    ("Governo da Província de Gaza", "MZ"),
    ("Benin City Council", "NG"),
    ("Municipality of Mexico", "PH"),
    ("Municipalidad de Liberia", "CR"),
    ("Kampala Capital City Authority", "UG"),
    ("Western Cape Government", "ZA"),
    ("Kharkiv Oblast State Administration", "UA"),
    ("Yangon City Development Committee", "MM"),
    ("Gouvernorat du Nord-Kivu", "CD"),
    ("Niger State Ministry of Health", "NG"),
    ("San Salvador de Jujuy Municipality", "AR"),  # neither El Salvador's
    ("San Juan del Río Municipality", "MX"),  # nor of Juan in France
    ("Dera Ghazi Khan Municipality", "PK"),
]


@pytest.mark.parametrize("kind", ["", "11"])
@pytest.mark.parametrize(("name", "country"), OWN)
def test_a_place_of_the_programme_country_that_is_named_like_another_country_is_its_own(name, country, kind):
    answer = asked(name, country, kind)
    assert (answer.actor_class, answer.country) == ("LRG", country)
    assert answer.confidence >= 0.75


@pytest.mark.parametrize("kind", ["", "11"])
@pytest.mark.parametrize(
    ("name", "country", "most"),
    [
        ("Alcaldía de Armenia", "SV", 0.6),  # in no gazetteer, and Armenia has no Spanish town halls
        ("Alcaldía de Palestina", "CO", 0.6),
        ("Alcaldía de Génova", "CO", 0.6),
        ("Alcaldía de Venecia", "CO", 0.6),
        ("Alcaldía de Versalles", "CO", 0.66),
        ("Municipality of Tudela", "PH", 0.66),
    ],
)
def test_a_small_town_named_like_a_country_or_city_abroad_is_local_but_less_surely(name, country, most, kind):
    answer = asked(name, country, kind)
    assert (answer.actor_class, answer.rule, answer.country) == ("LRG", UNPLACED, country)
    assert answer.confidence < most


@pytest.mark.parametrize(
    ("name", "country", "kind"),
    [
        ("Alcaldía de Bolivia", "CO", ""),  # Bolivia has town halls of that name of its own
        ("Municipality of Malta", "UG", "11"),
        ("Municipality of Armenia", "SV", "11"),
        ("Alcaldía de Armenia", "SV", "10"),
    ],
)
def test_where_a_countrys_name_alone_stands_beside_a_town_hall_nothing_is_decided(name, country, kind):
    assert asked(name, country, kind).actor_class == "UNK"


@pytest.mark.parametrize(
    ("name", "country", "kind", "expected"),
    [
        ("Niger Delta University", "NG", "", "LACAD"),  # Delta is a state
        ("Niger Delta University", "NG", "80", "LACAD"),
        ("Niger State Women Association", "NG", "", "LCSO"),
        ("Niger State Women Association", "NG", "22", "LCSO"),
        ("Universidad Simón Bolívar", "CO", "", "LACAD"),
        ("Universidad Simón Bolívar", "CO", "80", "LACAD"),
        ("Cámara de Comercio de Bolívar", "CO", "", "UNK"),
        ("Cámara de Comercio de Bolívar", "CO", "22", "LCSO"),
        ("New Guinea Tea Growers", "PG", "", "UNK"),
        ("New Guinea Tea Growers", "PG", "22", "LCSO"),
        ("New Ireland Women Council", "PG", "", "LCSO"),
        ("New Ireland Women Council", "PG", "22", "LCSO"),
        ("University of Manchester", "JM", "", "UNK"),  # Jamaica's parish, or Britain's city
        ("Congo Basin Women Network", "CM", "", "UNK"),  # a river's
    ],
)
def test_a_country_that_is_only_part_of_a_places_name_makes_nobody_foreign(name, country, kind, expected):
    assert asked(name, country, kind).actor_class == expected


@pytest.mark.parametrize(
    ("name", "country", "kind"),
    [
        ("Ministry of Health of Niger", "NG", ""),
        ("Government of Niger", "NG", "11"),
        ("Republic of Niger", "NG", ""),
        ("Niger Red Cross", "NG", "22"),
        ("Embajada de Bolivia", "CO", ""),
        ("Gobierno de Bolivia", "CO", ""),
        ("Uganda Women Network", "KE", ""),
        ("Uganda Local Governments Association", "KE", "11"),
        ("Singapur Women Group", "KE", "22"),  # only one of many names of a place in Kenya
        ("Sudan Women Association", "SS", "22"),
    ],
)
def test_words_of_a_state_or_network_beside_a_countrys_name_still_mean_that_country(name, country, kind):
    assert asked(name, country, kind).actor_class == "INTL"


@pytest.mark.parametrize("name", ["Ville de Luxembourg", "City of Luxembourg"])
def test_a_country_with_a_city_called_like_itself_keeps_it(name):
    assert asked(name, "SN", "11").actor_class == "DONORLOC"


def test_in_a_programme_of_two_countries_each_has_its_own_places():
    answer = classify(ActorQuery("Nairobi City County", countries=("UG", "KE")))
    assert answer.actor_class == "LRG"


def test_every_country_of_namesakes_is_one():
    assert rules().namesakes <= gazetteer.country_rows().keys()


def test_names_of_many_local_governments_are_answered_in_a_fraction_of_a_millisecond_each():
    names = [f"{name} City Council" for name in gazetteer.latin_names("KE")[0][:500]]
    ask = Classifier()
    ask(ActorQuery("City of Ghent", countries=("UG",)))
    start = time.process_time()
    for name in names:
        ask(ActorQuery(name, countries=("UG",)))
    assert (time.process_time() - start) / len(names) < 0.001
