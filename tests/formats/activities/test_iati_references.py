"""What refers to something else: results to places, codes to lists, a file to a version of the standard."""

from __future__ import annotations

import pytest

PLACE = "<location ref='nakuru'><name>Nakuru</name></location>"
BASELINE = "<baseline value='1'>{}</baseline>"
TARGET = "<period><target value='2'>{}</target></period>"
ACTUAL = "<period><actual value='3'>{}</actual></period>"
ALL_THREE = BASELINE.format("") + TARGET.format("") + ACTUAL.format("")


def activity(inside: str, head: str = "") -> bytes:
    body = f"<iati-activity><iati-identifier>A-1</iati-identifier>\n{inside}</iati-activity>"
    return f"<iati-activities{head}>{body}</iati-activities>".encode()


def result(inside: str) -> str:
    return f"<result type='1'><indicator>{inside}</indicator></result>"


@pytest.mark.parametrize(
    ("numbers", "placed"),
    [
        (BASELINE.format("<location ref='nakuru'/>"), (1, 0, 0)),
        (TARGET.format("<location ref=' nakuru '/>"), (0, 1, 0)),
        (ACTUAL.format("<location ref='nakuru'/>"), (0, 0, 1)),
        ("<location ref='nakuru'/>" + ALL_THREE, (1, 1, 1)),
        (ALL_THREE, (0, 0, 0)),
        (ACTUAL.format("<location ref='x'/><location ref='nakuru'/>"), (0, 0, 1)),  # one of two is there
        ("<location ref='nakuru'/><location ref='x'/>" + ALL_THREE, (1, 1, 1)),
    ],
)
@pytest.mark.parametrize("first", ["place", "result"])
def test_a_number_is_placed_by_a_location_of_the_activity_before_or_after_it(read_bytes, numbers, placed, first):
    parts = (PLACE, result(numbers)) if first == "place" else (result(numbers), PLACE)
    whole = read_bytes(activity("".join(parts)))
    assert whole.activities[0].indicators[0][5:8] == placed
    assert whole.codes() == (["result-location-unknown"] if "'x'" in numbers else [])


@pytest.mark.parametrize(
    ("attribute", "ref"), [(" ref='kisumu'", "kisumu"), (" ref='NAKURU'", "NAKURU"), (" ref=' '", ""), ("", "")]
)
@pytest.mark.parametrize("numbers", [BASELINE, TARGET, ACTUAL, "{}" + ALL_THREE])
def test_a_ref_to_no_location_of_the_activity_places_nothing_and_is_told(read_bytes, numbers, attribute, ref):
    whole = read_bytes(activity(PLACE + "\n" + result(numbers.format(f"<location{attribute}/>"))))
    assert whole.activities[0].indicators[0][5:8] == (0, 0, 0)
    assert [(f.code, f.severity, f.line, f.values["ref"]) for f in whole.findings] == [
        ("result-location-unknown", "warning", 3, ref)
    ]


def test_a_location_of_another_activity_is_none_of_this_one(read_bytes):
    there, here = (
        activity(inside).decode()[len("<iati-activities>") : -len("</iati-activities>")]
        for inside in (PLACE, result(BASELINE.format("<location ref='nakuru'/>")))
    )
    whole = read_bytes(f"<iati-activities>{there}{here}</iati-activities>".encode())
    assert whole.activities[1].indicators[0].placed_baselines == 0
    assert whole.codes() == ["result-location-unknown"]


def test_a_location_without_ref_is_not_meant_by_a_result_without_ref(read_bytes):
    nameless = PLACE.replace(" ref='nakuru'", "")
    whole = read_bytes(activity(nameless + result(BASELINE.format("<location/>"))))
    assert whole.activities[0].indicators[0].placed_baselines == 0


def test_results_keep_their_order(read_bytes):
    titled = [f"<title>{title}</title>" + BASELINE.format("") for title in "abc"]
    whole = read_bytes(activity(result(titled[0]) + PLACE + result(titled[1] + "") + result(titled[2])))
    assert [i.title for i in whole.activities[0].indicators] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("KE", None),
        ("ke ", None),
        ("XK", None),
        ("AN", None),
        ("ZZ", "ZZ"),
        ("KEN", "KEN"),
        ("", ""),
        ("Kenya", "KENYA"),
    ],
)
@pytest.mark.parametrize("place", ["{}", "<transaction><transaction-type code='1'/>{}</transaction>"])
def test_a_recipient_country_that_is_none_is_told(read_bytes, place, code, told):
    whole = read_bytes(activity(place.format(f"<recipient-country code='{code}'/>")))
    stated = [f.values["stated"] for f in whole.findings if f.code == "country-unknown"]
    assert stated == ([] if told is None else [told])


@pytest.mark.parametrize("version", ["1.00", "1.01", "1.05", "2.01", "2.03", " 2.03 "])
def test_versions_of_the_standard_are_known(read_bytes, version):
    assert "version-unknown" not in read_bytes(activity("", f" version='{version}'")).codes()


@pytest.mark.parametrize("version", ["9.99", "1.06", "2.04", "two"])
def test_any_other_version_is_told_once_and_read_all_the_same(read_bytes, version):
    twice = activity(PLACE, f" version='{version}'").replace(
        b"</iati-activities>", b"<iati-activity/></iati-activities>"
    )
    whole = read_bytes(twice)
    assert [(f.severity, f.line, f.values) for f in whole.findings if f.code == "version-unknown"] == [
        ("warning", 1, {"stated": version})
    ]
    assert whole.activities[0].locations[0].name == "Nakuru"


def test_a_version_that_only_the_activity_states_is_looked_at_too(read_bytes):
    whole = read_bytes(activity("").replace(b"<iati-activity>", b"<iati-activity version='9.99'>"))
    assert (whole.activities[0].version, whole.codes()) == ("9.99", ["version-unknown"])
