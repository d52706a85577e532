"""Metadata as repositories keep them: what is said is found, in its language, and what nobody said stays unsaid."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local2030.formats.observations.indicator_facts import DataSource, SeriesWish
from local2030.formats.observations.metadata import Metadata, read_metadata
from local2030.formats.observations.plain_yaml import parse_yaml
from local2030.formats.observations.repository import files

DATA = "Year,Value\n2015,1\n"
PROGRESS = """\
indicator_number: 3.6.1
indicator_name: own.3-6-1-title
reporting_status: complete
expected_disaggregations: [Sex, Age]
auto_progress_calculation: true
progress_calculation_options:
  - direction: positive
    target: 1.75
    target_year: 2030
    base_year: 2015
    limit: 100
    series: DEATHS
    unit: PT
    disaggregation: [{field: Sex, value: F}]
  - {series: INJURIES, direction: negative}
"""


def read(tmp_path: Path, **content: str | bytes) -> Metadata:
    for name, text in content.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_metadata(files(tmp_path))


def test_true_metadata_of_a_region_in_three_languages(real_data: Path) -> None:
    found = read_metadata(files(real_data / "open-sdg" / "eustat-basque"))
    assert len(found.indicators) == 270 and not [f for f in found.findings if f.severity != "info"]
    poverty = found.indicators["1.2.1"]
    assert set(poverty.definitions) == {"eu", "es", "en"} and "below 60%" in poverty.definitions["en"]
    assert (poverty.goal, poverty.target, poverty.reporting_status) == ("1", "1.2", "complete")
    assert poverty.sources == (DataSource("Euskadi Bienestar", "Euskadi Bienestar epds", ""),)
    assert poverty.wishes == () and poverty.wish == SeriesWish()  # nobody said a direction, and none is assumed
    (wish,) = found.indicators["3.1.1"].wishes
    assert (wish.target_value, wish.target_year, wish.direction, wish.of_chart) == (70, 2030, "", True)
    assert found.indicators["OCECA-6-1-1"].definitions


def test_true_metadata_of_a_city_from_tables_and_heads(real_data: Path) -> None:
    found = read_metadata(files(real_data / "open-sdg" / "bristol"))
    assert len(found.indicators) == 261 and not [f for f in found.findings if f.severity != "info"]
    poverty = found.indicators["1.2.1"]
    assert poverty.names == {"en": "Proportion of population living below the national poverty line"}
    assert poverty.unit == "Percentage (%)" and poverty.sources[0].organisation == "Bristol City council"
    assert poverty.sources[0].url.startswith("https://www.bristol.gov.uk/")
    assert poverty.reporting_status == "complete"  # the tables stand behind the heads in the settings, so they count
    assert found.indicators["10.1.1.a"].names == {"en": "Gini Coefficient"}
    assert found.indicators["11.7.1.a"].number == "11.7.1.a" and found.indicators["11.7.1.a"].goal == "11"


def test_what_is_wanted_is_read_series_by_series(tmp_path: Path) -> None:
    words = {"translations/en/own.yml": "3-6-1-title: Deaths on roads", "translations/fr/own.yml": "3-6-1-title: Morts"}
    found = read(tmp_path, **{"meta/3-6-1.yml": PROGRESS, "data/indicator_3-6-1.csv": DATA, **words})
    facts = found.indicators["3.6.1"]
    assert facts.names == {"en": "Deaths on roads", "fr": "Morts"} and facts.expected == ("Sex", "Age")
    assert facts.wishes == (
        SeriesWish("DEATHS", "PT", {"Sex": "F"}, "increase", 1.75, 2030, 100.0, 2015),
        SeriesWish("INJURIES", direction="decrease"),
    )
    assert facts.wish == SeriesWish()  # two series want two things: the indicator as a whole wants neither
    plain = facts.plain()
    assert (plain["direction"], plain["name"]["en"], plain["series"][0]["target_value"]) == (
        "",
        "Deaths on roads",
        1.75,
    )


@pytest.mark.parametrize("said", ["direction: ''", "direction: sideways", "", "auto_progress_calculation: true"])
def test_a_direction_that_nobody_said_is_never_assumed(tmp_path: Path, said: str) -> None:
    options = f"progress_calculation_options:\n  - target: 5\n    {said}\n" if said.startswith("d") else said
    facts = read(tmp_path, **{"meta/1-1-1.yml": f"indicator_number: 1.1.1\n{options}"}).indicators["1.1.1"]
    assert facts.wish.direction == ""


def test_texts_stay_what_they_are(tmp_path: Path) -> None:
    text = "indicator_number: 1.10\nindicator_name: no\ntarget_id: 1.10\ndata_footnote: 2015-01-01\nprecision: 1e3\n"
    facts = read(tmp_path, **{"meta/1-10-1.yml": text}).indicators["1.10.1"]
    assert (facts.number, facts.target, facts.names) == ("1.10", "1.10", {"": "no"})
    assert (facts.fields["data_footnote"], facts.fields["precision"]) == ("2015-01-01", "1e3")


def test_languages_are_the_folders_above_the_files(tmp_path: Path) -> None:
    found = read(tmp_path, **{
        "config_data.yml": "languages: [eu, es]\n", "meta/1-1-1.yml": "indicator_available: Pobrezia",
        "meta/es/1-1-1.yml": "indicator_available: Pobreza",
    })  # fmt: skip
    assert found.indicators["1.1.1"].names == {"eu": "Pobrezia", "es": "Pobreza"}


def test_a_table_of_metadata_with_and_without_a_mapping(tmp_path: Path) -> None:
    table = "\ufeffNational metadata,\nName of it,Poverty\nSource 1 organisation,Us\nSource 1 url,javascript:alert(1)\n"
    found = read(tmp_path, **{"csv-meta/1-1-1.csv": table, "metadata-mapping.csv": "Name of it,indicator_name\n"})
    facts = found.indicators["1.1.1"]
    assert facts.names == {"": "Poverty"}
    bare = read(tmp_path / "bare", **{"csv-meta/1-1-1.csv": "indicator name,Poverty\nsource organisation 1,Us\n"})
    assert bare.indicators["1.1.1"].names == {"": "Poverty"}
    assert bare.indicators["1.1.1"].sources == (DataSource("Us"),)


@pytest.mark.parametrize(
    ("text", "line"),
    [("a: [1, 2", 2), ("a: b\nc: d: e", 2), ("a: b\n\tc: d", 2), ("a: *nobody", 1), ("a: \x07", None), ("a: &a [*a]", 1), ("[" * 100_000, 1), ("a: b\n---\nc: d", 2)],
)  # fmt: skip
def test_broken_metadata_are_told_with_their_line_and_cost_nothing_else(
    tmp_path: Path, text: str, line: int | None
) -> None:
    found = read(tmp_path, **{"meta/1-1-1.yml": text, "meta/1-2-1.yml": "indicator_available: Poverty"})
    assert list(found.indicators) == ["1.2.1"]
    ((code, where),) = [(f.code, f.line) for f in found.findings if f.severity == "error"]
    assert code == "reading-yaml-broken" and (where == line or line is None)


def test_a_head_that_is_broken_says_the_line_of_the_file(tmp_path: Path) -> None:
    found = read(tmp_path, **{"global-meta/1-1-1.md": "---\na: b\nc: d: e\n---\ntext\n"})
    assert [(f.code, f.line) for f in found.findings if f.severity == "error"] == [("reading-yaml-broken", 3)]


def test_aliases_upon_aliases_stay_small(tmp_path: Path) -> None:
    laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12)
    )
    value, told = parse_yaml(laughs.encode(), "a.yml")
    assert not told and len(str(value)) < 400_000
    assert parse_yaml(b"!!python/object/apply:os.system [ls]", "a.yml")[0] == ["ls"]


def test_too_much_metadata_is_refused(tmp_path: Path) -> None:
    found = read(tmp_path, **{"meta/1-1-1.yml": b"a: " + b"x" * 2_000_001})
    assert [f.code for f in found.findings if f.severity == "error"] == ["reading-yaml-too-large"]


@given(st.text(max_size=60))
def test_no_text_brings_the_reader_down(text: str) -> None:
    value, told = parse_yaml(text.encode("utf-8", "replace"), "a.yml")
    assert (value is None) == bool(told) or value in ("", None)


def test_metadata_of_something_else_and_in_other_formats_are_told(tmp_path: Path) -> None:
    found = read(tmp_path, **{"meta/about.yml": "title: us", "meta/1-1-1.xlsx": "x", "meta/1-2-1.md": "no head"})
    assert {(f.file, f.code) for f in found.findings if f.file} == {
        ("meta/about.yml", "metadata-of-nothing"), ("meta/1-2-1.md", "metadata-of-nothing"), ("meta/1-1-1.xlsx", "metadata-other-format"),
    }  # fmt: skip
