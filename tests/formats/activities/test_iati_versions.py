"""What each version writes comes out as the same records."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from local2030.vocabulary.activities import DocumentLink, Indicator, ParticipatingOrg, Party, PolicyMarker


def test_words_and_letters_of_1_01_become_the_codes_of_2_03(sample):
    (activity,) = sample("water_v101.xml").activities
    assert (activity.identifier, activity.version, activity.default_currency) == ("GB-SAMPLE-1001", "1.01", "GBP")
    assert activity.reporter == Party("Department for Sample Cooperation", "GB-SAMPLE", "10", "")
    assert [t.type for t in activity.transactions] == ["2", "3", "4", "1"]
    assert [t.value for t in activity.transactions] == [Decimal(v) for v in ("12000", "1000.50", "-20.25", "50")]
    assert [p.role for p in activity.parties] == ["1", "3", "4"]
    assert activity.parties[2] == ParticipatingOrg("Riverside Water Committee", "", "22", "4", "", 9)
    assert (activity.start, activity.end) == (date(2010, 5, 3), None)
    assert activity.countries == (("CD", None),)
    assert activity.markers == (PolicyMarker("1", "", "1", "1"),)
    assert activity.related == (("1", "GB-SAMPLE-1000"),)
    assert activity.documents == (DocumentLink("http://example.org/plan.pdf", "Plan", ("A01", "A02"), 22),)
    assert activity.budgets[0].value == Decimal(12000)


def test_a_payment_of_1_01_has_its_parties_dates_and_line(sample):
    (activity,) = sample("water_v101.xml").activities
    payment = activity.transactions[1]
    assert (payment.number, payment.ref, payment.currency, payment.line) == (2, "T2", "GBP", 30)
    assert (payment.value_date, payment.date) == (date(2010, 6, 2), date(2010, 6, 1))
    assert payment.receiver == Party("Riverside Water Committee", "", "", "")
    assert payment.description == "First payment"
    assert payment.aid_types == ("C01",)  # the activity's default


def test_odd_values_of_1_01_are_told_with_their_lines(sample):
    whole = sample("water_v101.xml")
    assert [(f.code, f.line) for f in whole.findings] == [("date-absurd", 16), ("amount-format", 30)]
    assert whole.findings[0].values["stated"] == "0202-03-31"


def test_a_place_of_1_04_is_read_with_divisions_coordinates_and_gazetteer(sample):
    whole = sample("roads_v104.xml")
    (activity,) = whole.activities
    (place,) = activity.locations
    assert place.name == "Fontaine"
    assert place.admin == (("", "1", "DK"), ("", "2", "DK01"))
    assert place.point == (14.75, -17.25)
    assert (place.country, place.percentage, place.location_class, place.exactness) == ("SN", Decimal(100), "2", "1")
    assert place.ids == (("G1", "2253354"),)
    assert activity.title == "Rural roads"  # English before the first
    assert activity.parties[1].type == "11"
    assert activity.transactions[0].value == Decimal("12000.50")
    assert whole.codes() == ["amount-format", "percentages-do-not-sum"]


def test_every_part_of_2_03_is_kept(sample):
    activity = sample("gardens_v203.xml").activities[0]
    assert (activity.identifier, activity.title) == ("XM-SAMPLE-1", "Urban gardens")
    assert activity.description == "Gardens <for> towns & villages"
    assert (activity.start, activity.end) == (date(2022, 2, 1), date(2024, 12, 31))
    assert (activity.scope, activity.status, activity.hierarchy) == ("4", "2", "1")
    assert activity.countries == (("KE", Decimal("99.99")),)
    assert activity.regions == (("289", Decimal("0.01")), ("99/EA", None))
    assert activity.sdg_goals == ("2", "11", "13")
    assert activity.markers == (PolicyMarker("99", "http://example.org/marker", "LM", "2"),)
    assert activity.related == (("2", "XM-SAMPLE-1-1"),)
    assert activity.indicators == (Indicator("1", "Gardens planted", 1, 1, 1, 1, 1, 0, 67),)
    assert activity.parties[1].activity_id == "KE-NGO-9-A"
    planned = activity.planned[0]
    assert (planned.value, planned.currency, planned.start) == (Decimal(750), "EUR", date(2023, 1, 1))
    assert planned.receiver == Party("", "KE-NGO-9", "", "KE-NGO-9-A")


def test_a_receiver_by_ref_alone_keeps_an_empty_name(sample):
    payment = sample("gardens_v203.xml").activities[0].transactions[0]
    assert payment.receiver == Party("", "KE-NGO-9", "22", "KE-NGO-9-A")
    assert payment.provider == Party("Sample Programme", "", "40", "XM-SAMPLE-0")
    assert (payment.country, payment.aid_types, payment.currency) == ("KE", ("B01",), "EUR")


def test_places_of_2_03_are_read_and_one_off_the_globe_has_no_point(sample):
    first, second = sample("gardens_v203.xml").activities[0].locations
    assert (first.ref, first.name, first.point) == ("nakuru", "Nakuru", (-0.3031, 36.08))
    assert (first.admin, first.ids) == ((("G1", "1", "7603036"),), (("G1", "184622"),))
    assert (second.name, second.point) == ("Village off the map", None)


def test_oddities_of_2_03_are_told_once_each(sample):
    whole = sample("gardens_v203.xml")
    assert whole.codes() == ["point-off-the-globe", "amount-absurd", "currency-missing", "identifier-missing"]
    assert whole.activities[0].transactions[1].value is None
    assert whole.activities[1].identifier == ""


def test_a_file_without_version_is_read_by_what_its_elements_hold(sample):
    whole = sample("mixed_no_version.xml")
    (activity,) = whole.activities
    assert (activity.version, activity.title, activity.default_currency) == ("", "Escuelas", "USD")
    assert [(p.name, p.role) for p in activity.parties] == [("School Board", "4"), ("Teachers' College", "4")]
    assert [(t.type, t.value, t.date) for t in activity.transactions] == [
        ("3", Decimal(5), date(2019, 1, 2)),
        ("4", None, date(2019, 1, 3)),
    ]
    assert whole.codes() == ["amount-unreadable"]


@pytest.mark.parametrize(
    ("narratives", "language", "chosen"),
    [
        ("<narrative xml:lang='fr'>a</narrative><narrative xml:lang='en'>b</narrative>", "fr", "b"),
        ("<narrative xml:lang='fr'>a</narrative><narrative>b</narrative>", "en", "b"),
        ("<narrative xml:lang='fr'>a</narrative><narrative>b</narrative>", "es", "a"),
        ("<narrative>a</narrative><narrative xml:lang='EN-GB'>b</narrative>", "fr", "b"),
        ("<narrative/><narrative xml:lang='fr'>b</narrative>", "en", "b"),
        ("<narrative>a <b>c</b></narrative>", "en", "a c"),
        ("text\n of 1.x", "en", "text of 1.x"),
        ("<narrative> \n </narrative>", "en", ""),
        ("", "en", ""),
    ],
)
def test_the_narrative_is_english_if_there_is_one_else_the_first(read_bytes, narratives, language, chosen):
    text = f"<iati-activities><iati-activity xml:lang='{language}'><title>{narratives}</title></iati-activity></iati-activities>"
    assert read_bytes(text.encode()).activities[0].title == chosen
