"""The place of a local government from its name: a county and its town are two."""

from __future__ import annotations

import pytest

from local2030.marker.seats import seat


@pytest.mark.parametrize(
    ("name", "country", "code"),
    [
        ("County Government of Kisumu", "KE", "KE-17"),
        ("Kisumu County", "KE", "KE-17"),
        ("COUNTY GOVERNMENT OF BUSIA, KENYA", "KE", "KE-04"),
        ("Municipality of Kakamega", "KE", "gn:195272"),
        ("Kakamega County", "KE", "KE-11"),
        ("Nairobi City County", "KE", "KE-30"),
        ("Mairie de Kaolack", "SN", "gn:2250805"),
        ("Gobernación de Nariño", "CO", "CO-NAR"),
    ],
)
def test_the_word_for_the_level_decides_which_place_is_meant(name: str, country: str, code: str) -> None:
    found = seat(name, country)
    assert found is not None and found.code == code


@pytest.mark.parametrize(
    ("name", "country"),
    [("", "KE"), ("County", "KE"), ("Council of Governors", "KE"), ("County Government of Kisumu", ""),
     ("County Government of Kisumu", "UG"), ("Kisumu", "KE"), ("x" * 5000, "KE")],
)  # fmt: skip
def test_where_the_name_does_not_surely_tell_there_is_no_place(name: str, country: str) -> None:
    assert seat(name, country) is None
