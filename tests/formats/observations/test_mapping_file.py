"""The mapping file as a data officer writes it, proposed and read back, with slips of the pen and patterns without end."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local2030.formats.observations.mapping_file import FileMapping, mapping_for, read_mapping, write_mapping

ROLES = ("value", "period", "indicator", "series", "unit", "place", "dimension", "attribute", "status", "ignored")
HERS = """\
files:
  - files: data/indicator_1-*.csv
    unit: PT
    columns:
      Urtea: period
      Balioa: value
      Udalerria: {role: place, level: municipality}
  - files: [wide.csv, "book.xlsx#Värden"]
    indicator: 1.2.1
    spread: period
    columns: {Name: place, "20??": value, "2015": ignored}
"""


def read(tmp_path: Path, text: str):
    path = tmp_path / "mapping.yml"
    path.write_text(text, "utf-8")
    return read_mapping(path, ROLES)


def test_what_is_said_of_files_and_columns(tmp_path: Path) -> None:
    mappings, findings = read(tmp_path, HERS)
    assert findings == ()
    first = mapping_for("data/indicator_1-2-1.csv", mappings)
    assert first is not None and (first.unit, first.indicator, first.spread) == ("PT", "", "")
    assert [first.role_of(name) for name in ("URTEA", " Balioa ", "Udalerria", "Sexua")] == [
        "period",
        "value",
        "place",
        "",
    ]
    assert (first.level_of("udalerria"), first.level_of("Urtea")) == ("municipality", "")
    wide = mapping_for("wide.csv", mappings)
    assert wide is not None and (wide.indicator, wide.spread) == ("1.2.1", "period")
    assert [wide.role_of(name) for name in ("Name", "2014", "2015", "20145")] == ["place", "value", "ignored", ""]


@pytest.mark.parametrize(
    ("file", "fits"),
    [
        ("book.xlsx#Värden", True),
        ("book.xlsx#Other", False),
        ("WIDE.CSV", True),
        ("wide.csv#One", True),
        ("x/wide.csv", False),
    ],
)
def test_a_file_is_meant_by_its_whole_name(tmp_path: Path, file: str, fits: bool) -> None:
    assert (mapping_for(file, read(tmp_path, HERS)[0]) is not None) == fits


def test_a_pattern_without_a_sheet_means_all_sheets_and_the_first_entry_counts() -> None:
    one, two = FileMapping(("book*",), unit="one"), FileMapping(("*",), unit="two")
    assert mapping_for("book.xlsx#A", (one, two)) is one and mapping_for("other.csv", (one, two)) is two


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", ["mapping-no-files"]), ("- a", ["mapping-no-files"]), ("files: x", ["mapping-no-files"]), ("files: [", ["reading-yaml-broken"]),
        ("files:\n - columns: {a: value}", ["mapping-entry-of-nothing"]), ("files: [5]", ["mapping-entry-of-nothing"]),
        ("files:\n - files: a\n   columns: {a: valeu}", ["mapping-unknown"]),
        ("files:\n - files: a\n   colums: {a: value}", ["mapping-unknown"]),
        ("files:\n - files: a\n   spread: years", ["mapping-unknown"]), ("file: a\nfiles:\n - files: a", ["mapping-unknown"]),
        (f"files:\n - files: '{'*a' * 50}'", ["mapping-pattern-refused", "mapping-entry-of-nothing"]),
        (f"files:\n - files: {'a' * 400}", ["mapping-pattern-refused", "mapping-entry-of-nothing"]),
        (f"files:\n - files: a\n   columns: {{'{'*a' * 50}': value}}", ["mapping-unknown"]),
    ],
)  # fmt: skip
def test_slips_of_the_pen_are_told_and_dont_count(tmp_path: Path, text: str, codes: list[str]) -> None:
    mappings, findings = read(tmp_path, text)
    assert [f.code for f in findings] == codes and all(not one.columns and not one.spread for one in mappings)


def test_expressions_are_no_patterns(tmp_path: Path) -> None:
    mappings, _ = read(tmp_path, "files:\n - files: '(a+)+$'\n   columns: {'(x+x+)+y': value}\n")
    assert mapping_for("aaaa", mappings) is None and mapping_for("(a+)+$", mappings) is not None
    assert mappings[0].role_of("xxxxy") == "" and mappings[0].role_of("(x+x+)+y") == "value"


def test_the_worst_pattern_that_is_let_in_is_quick() -> None:
    """Eight stars over the longest name of a file: bounded, where without a bound it would never end."""
    mapping = FileMapping(("*a" * 8 + "b",))
    begun = time.process_time()
    assert not mapping.fits("a" * 250)
    assert time.process_time() - begun < 5


NAMES = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="*?[]\ufeff\u200b\x85\u2028\u2029"),
    min_size=1,
    max_size=20,
)
NAMES = NAMES.map(str.strip).filter(bool)


@given(
    st.lists(
        st.tuples(NAMES, st.dictionaries(NAMES, st.sampled_from(ROLES), max_size=4), NAMES), min_size=1, max_size=4
    )
)
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, said) -> None:
    mappings = [
        FileMapping((file,), columns, dict.fromkeys(list(columns)[:1], unit), unit=unit) for file, columns, unit in said
    ]
    back, findings = read(tmp_path_factory.mktemp("law"), write_mapping(mappings, ROLES))
    assert not findings
    for wanted in mappings:
        assert any(
            set(wanted.files) <= set(got.files)
            and (got.columns, got.levels, got.unit) == (wanted.columns, wanted.levels, wanted.unit)
            for got in back
        )


def test_files_with_the_same_columns_share_an_entry_and_the_head_explains() -> None:
    text = write_mapping([FileMapping((f"{n}.csv",), {"Year": "period"}) for n in range(3)], ROLES)
    assert text.count("columns:") == 1 and "value, period, indicator" in text and text.startswith("# ")
