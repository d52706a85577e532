"""All checks on true repositories: how often they alarm, that every row kept out is told, and that every code has words."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from check_rows import checked, lines_of, rows_of, series

from local2030.formats.observations.repository import files
from local2030.monitoring import checks
from local2030.monitoring.checks import Checked, FileFacts, Known, run
from local2030.monitoring.checks.policy import FILE, read_policy, shipped_policy
from local2030.monitoring.recognition import Known as KnownColumns
from local2030.monitoring.rows import TidyRows, together
from local2030.vocabulary.messages import catalogue, remedy, say
from local2030.workflows.observation_reading import pieces_of

SOURCES = sorted(Path(checks.__file__).parent.glob("*.py"))


@pytest.fixture(scope="module", params=["eustat-basque", "bristol"])
def true_rows(request: pytest.FixtureRequest, real_data: Path) -> tuple[str, TidyRows]:
    listing = files(real_data / "open-sdg" / request.param)
    pieces = (
        piece for entry in listing.of("data") for piece in pieces_of(entry, KnownColumns(), 2026, lambda *_: None)
    )
    rows = together(piece.rows for piece in pieces)
    codes = {cells: cells.strip("\x1f").replace("\x1f", "/") or "_T" for cells in set(rows.ref_area)}
    rows.ref_area = rows.ref_area.mapped(codes.__getitem__)
    return request.param, rows


@pytest.fixture(scope="module")
def true_result(true_rows: tuple[str, TidyRows]) -> Checked:
    return run(true_rows[1], Known())


def test_how_often_the_checks_alarm_on_true_data(true_rows: tuple[str, TidyRows], true_result: Checked) -> None:
    """At most 0.45% of the rows are called odd against their own past, and next to none at the headline's level."""
    _, rows = true_rows
    past = re.compile(r"check-(unit-slip|unit-switch|outlier|break|sign-flip|zero-unlikely|unlike-other)")
    warned = {
        (f.file, line)
        for f in true_result.findings
        if f.severity == "warning" and past.match(f.code)
        for line in lines_of(f)
    }
    assert 0 < len(warned) <= 0.0045 * len(rows)
    places = {
        (file, row): place for file, row, place in zip(rows.source_file, rows.source_row, rows.ref_area, strict=True)
    }
    headline = [where for where in warned if places[where] == "_T"]
    assert len(headline) <= 0.004 * rows.ref_area.count("_T")


def test_every_row_kept_out_is_told_and_no_other(true_rows: tuple[str, TidyRows], true_result: Checked) -> None:
    _, rows = true_rows
    told = {
        (f.file, line) for f in true_result.findings if f.code.startswith("check-duplicate") for line in lines_of(f)
    }
    assert told == {(rows.source_file[n], rows.source_row[n]) for n in true_result.keep_out}


def test_the_known_oddities_of_the_true_repositories(true_rows: tuple[str, TidyRows], true_result: Checked) -> None:
    name, _ = true_rows
    count = Counter(one.code for one in true_result.findings)
    pairs = {
        (one.file, one.values.get("other")): one.code
        for one in true_result.findings
        if one.code.startswith("check-same-content")
    }
    if name == "eustat-basque":
        assert pairs["data/indicator_7-b-1.csv", "data/indicator_12-a-1.csv"] == "check-same-content-meant"
        assert not true_result.keep_out and count["check-code-local"] == 22
    else:
        assert count["check-template-content"] > 100  # files that were never filled in
        assert count["check-code-retired"] == 1 and count["check-code-given-again"] == 1  # 13.3.2 and 8.9.2
        assert 250 <= len(true_result.keep_out) <= 400


def test_every_sentence_is_whole(true_result: Checked) -> None:
    for one in true_result.findings:
        for text in (say(one.code, one.values), remedy(one.code, one.values)):
            assert "…" not in text and not text.startswith("check-"), (one.code, text)


def test_every_code_has_words_and_all_words_are_used() -> None:
    words = {code for code in catalogue("en") if code.startswith("check-") and not code.startswith("check-report")}
    said = {code for path in SOURCES for code in re.findall(r'"(check-[a-z-]+[a-z])"', path.read_text("utf-8"))}
    assert not [code for code in said if code not in words and f"{code}-many" not in words]
    ours = {
        code
        for code in words
        if code in said or code.removesuffix("-many") in said or code.removesuffix("-often") in said
    }
    room = FILE.parent.parent / "vocabulary/messages/en/monitoring_checks.toml"
    assert ours == set(re.findall(r"^\[([a-z-]+)\]", room.read_text("utf-8"), re.MULTILINE))


def test_order_of_rows_changes_nothing_but_which_of_equals_is_first(
    true_rows: tuple[str, TidyRows], true_result: Checked
) -> None:
    name, rows = true_rows
    if name == "eustat-basque":
        pytest.skip("asked of the smaller one")
    backwards = run(rows.taken(range(len(rows))[::-1]), Known())

    def seen(result: Checked) -> Counter[tuple[str, str | None, tuple[int, ...]]]:
        return Counter(
            (f.code, f.file, tuple(lines_of(f)))
            for f in result.findings
            if "duplicate-same" not in f.code and "same-content" not in f.code
        )

    assert seen(backwards) == seen(true_result)


def test_no_rows_at_all() -> None:
    result = checked([])
    assert (result.findings, result.keep_out, result.status) == ((), frozenset(), {})


def test_hostile_texts_are_texts() -> None:
    odd = '=HYPERLINK("x") {place} \' ; DROP TABLE \x00 \u202e'
    rows = [
        row
        for n in range(12)
        for row in series([45.0, 46.0, 4500.0, 45.5, 46.1], ref_area=odd + str(n), unit_measure=odd, indicator=odd)
    ]
    for one in checked(rows, places=["A"]).findings:
        assert say(one.code, one.values)


def test_values_of_any_size_pass() -> None:
    values = [1e308, -1e308, 5e-324, 0.0, 1e-300, 1e300, 1.0, 2.0]
    run(rows_of([*series(values), *series([abs(v) for v in values], ref_area="B")]), Known())


def test_the_policy_is_signed_and_its_hash_stands_in_the_result() -> None:
    policy = shipped_policy()
    assert checked([{}]).policy_sha256 == policy.sha256 and policy.head["reviewer"]
    with pytest.raises(ValueError, match="reviewer"):
        read_policy(FILE.read_bytes().replace(b"reviewer:", b"nobody:"))
    with pytest.raises(ValueError, match=r"jumps\.least_points must be a number"):
        read_policy(FILE.read_bytes().replace(b"least_points: 5 ", b"least_points: five ", 1))


def test_every_number_of_the_policy_is_used() -> None:
    text = "".join(path.read_text("utf-8") for path in SOURCES)
    for name in shipped_policy().numbers:
        assert f'"{name}"' in text or f'f"{name.split(".")[0]}.{{' in text or f'"{name}' in text, name


def test_a_column_is_called_as_in_its_file() -> None:
    rows = [*series([45.0, 46.0, 4500.0, 45.5, 46.1], unit_measure="EUR")]
    result = checked(rows, columns={"indicator_1-2-1.csv": {"obs_value": "Balioa"}})
    assert [one.values["column"] for one in result.findings if one.code == "check-unit-slip"] == ["Balioa"]


def test_what_a_finding_is_of_is_said_by_indicator_place_and_group() -> None:
    values = [45.0, 46.0, 4500.0, 45.5, 46.1]
    cases = (
        ({}, "1.2.1"), ({"ref_area": "ES48020"}, "1.2.1, Bilbao"), ({"ref_area": "X"}, "1.2.1, X"),
        ({"ref_area": "ES48020", "dims": '{"Sex":"Female","Age":"15-24"}'}, "1.2.1, Bilbao, Sex: Female, Age: 15-24"),
    )  # fmt: skip
    for said, what in cases:
        result = checked(series(values, unit_measure="EUR", **said), names={"ES48020": "Bilbao"})
        assert [one.values["what"] for one in result.findings if one.code == "check-unit-slip"] == [what]


def test_a_column_that_a_file_does_not_have_is_not_named() -> None:
    result = checked(series([45.0, 46.0], unit_measure=""), columns={"indicator_1-2-1.csv": {"obs_value": "Value"}})
    (found,) = [one for one in result.findings if one.code == "check-unit-missing"]
    assert "column" not in found.values


def test_the_column_of_a_wide_table_is_the_period() -> None:
    file = "indicator_1-2-1.csv"
    facts = [FileFacts(file, ("Area", "2010", "2011", "2012", "2013", "2014"))]
    rows = series([45.0, 46.0, 4500.0, 45.5, 46.1], unit_measure="EUR")
    result = checked(rows, columns={file: {"obs_value": "value"}}, files=facts)
    assert [one.values["column"] for one in result.findings if one.code == "check-unit-slip"] == ["2012"]


def test_a_series_of_which_all_is_kept_out_had_values() -> None:
    result = checked([*series([45.0, 46.0]), *series([47.0, 48.0])])
    assert len(result.keep_out) == 4 and not [
        one for one in result.findings if one.code == "check-series-without-value"
    ]
