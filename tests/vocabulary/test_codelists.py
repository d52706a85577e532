"""Codes have labels of ours, cover the true lists, and a register says country and kind."""

from __future__ import annotations

from pathlib import Path
from typing import get_args
from xml.etree import ElementTree

import pytest

from local2030.vocabulary.agencies import CATEGORIES, agencies, agency_of
from local2030.vocabulary.codelists import ListName, codelist, label

TRUE_LISTS: dict[ListName, str] = {
    "organisation_types": "OrganisationType",
    "transaction_types": "TransactionType",
    "organisation_roles": "OrganisationRole",
    "activity_statuses": "ActivityStatus",
    "activity_scopes": "ActivityScope",
    "location_classes": "GeographicLocationClass",
    "related_activity_types": "RelatedActivityType",
}


@pytest.mark.parametrize("name", get_args(ListName))
def test_each_code_of_each_list_has_a_short_label(name: ListName) -> None:
    assert codelist(name)
    for code, entry in codelist(name).items():
        assert code == entry.code
        assert 0 < len(entry.label) <= 60


@pytest.mark.parametrize("name", TRUE_LISTS)
def test_our_list_has_the_codes_of_the_published_one(name: ListName, real_data: Path) -> None:
    assert set(codelist(name)) == _codes(real_data / "iati-codelists" / f"{TRUE_LISTS[name]}.xml")


def test_an_unknown_code_is_said_as_itself() -> None:
    assert label("organisation_types", "11") == "Local or regional government"
    assert label("organisation_types", "999") == "999"


REFS = [
    ("GB-CHC-202918", "GB-CHC", "GB", "ngo", "a charity number"),
    ("KE-NCB-218-051-2013", "KE-NCB", "KE", "ngo", "dashes in the number itself"),
    (
        "be-bce_kbo-0410644946",
        "BE-BCE_KBO",
        "BE",
        "any",
        "small letters, underscore in the register",
    ),
    (
        "CA_ON-ONT-123",
        "CA_ON-ONT",
        "CA",
        "company",
        "a register of a province belongs to its country",
    ),
    (" GB-COH-1234567 ", "GB-COH", "GB", "company", "blanks around it"),
    ("KE-COA-1", "KE-COA", "KE", "government", "a state's chart of accounts"),
    ("GB-LAE-MAN", "GB-LAE", "GB", "local_government", "a local authority"),
    (
        "KH-INGO-7",
        "KH-INGO",
        "KH",
        "foreign_ngo",
        "registered there, at home elsewhere",
    ),
    ("XM-DAC-41114", "XM-DAC", "", "donor", "a multilateral body has no country"),
    ("XI-IATI-EC_NEAR", "XI-IATI", "", "international", "says nothing of the country"),
    ("GB-1", "GB", "GB", "donor", "the old code of a donor's government"),
]


@pytest.mark.parametrize(("ref", "code", "country", "category", "why"), REFS, ids=[r[-1] for r in REFS])
def test_an_identifier_tells_its_register(ref: str, code: str, country: str, category: str, why: str) -> None:
    found = agency_of(ref)
    assert found is not None, why
    assert (found.code, found.country, found.category) == (code, country, category)


@pytest.mark.parametrize(
    "ref",
    [
        "",
        "   ",
        "TZ-NOSUCH-1",
        "CHC-202918",
        "QQ-1",
        "41114",
        "GB",
        "-",
        "GB--1",
        "X" * 5000,
    ],
)
def test_a_prefix_on_no_list_proves_nothing(ref: str) -> None:
    assert agency_of(ref) is None


def test_each_register_has_a_kind_and_a_country_only_where_it_belongs_to_one() -> None:
    worldwide = {"donor", "humanitarian", "international", "european", "example"}
    for agency in agencies().values():
        assert agency.category in CATEGORIES
        assert (agency.country == "") == (agency.category in worldwide), agency


def test_registers_are_those_of_the_published_list(real_data: Path) -> None:
    published = _codes(real_data / "iati-codelists" / "OrganisationRegistrationAgency.xml")
    assert {a.code for a in agencies().values()} == published


def _codes(path: Path) -> set[str]:
    return {node.text or "" for node in ElementTree.parse(path).iterfind(".//codelist-item/code")}
