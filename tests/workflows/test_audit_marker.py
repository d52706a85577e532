"""The audit of a table of ratings: what the document holds, what becomes of bad rows, that it is the same each time."""

from __future__ import annotations

import csv
import io
import json
import random
from dataclasses import fields, replace
from decimal import Decimal

import pytest
from xlsxwriter import Workbook

from builders_audit import honest, row
from local2030.formats.tables.shapes import RATINGS
from local2030.marker.criteria import rubric
from local2030.marker.performance.audit import audit
from local2030.marker.performance.records import Rated
from local2030.marker.performance.settings import shipped
from local2030.vocabulary.errors import WrongUse
from local2030.workflows.audit_marker import NothingReadable, audit_file
from local2030.workflows.ratings import read_ratings

HEADER = list(Rated._fields)
GOOD = ["P1", "monitoring", "2.0", "C1", "r1", "2", "1", "2026-05-13", "Aster", "0.1", "0.2", "a text", "0.4", "yes"]


@pytest.fixture(autouse=True)
def fewer_resamples(monkeypatch: pytest.MonkeyPatch) -> None:
    """The document doesn't depend on how often the ratings are resampled; 2,000 times cost seconds."""
    few = replace(shipped(), replicates=40)
    monkeypatch.setattr("local2030.workflows.audit_marker.shipped", lambda: few)


def table(*rows: list[str], header: list[str] | None = None, separator: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows([header or HEADER, *rows])
    return out.getvalue().encode()


def rated_table(rows: list[Rated]) -> bytes:
    return table(*([("" if v is None else str(v)) for v in r] for r in rows))


def read(content: bytes):
    return read_ratings(content, "r.csv", rubric(), 3)


def with_cell(column: str, value: str) -> list[str]:
    return [value if name == column else cell for name, cell in zip(HEADER, GOOD, strict=True)]


def test_the_columns_of_the_table_are_the_fields_of_a_rating() -> None:
    assert tuple(c.name for c in RATINGS.columns) != () and {c.name for c in RATINGS.columns} == set(HEADER)


def test_what_is_read_is_what_was_written() -> None:
    rows = honest(6)
    assert list(read(rated_table(rows)).rows) == rows


def test_the_document_has_the_keys_that_other_programs_rely_on() -> None:
    rows = honest(30)
    rows += [r._replace(programme="P900", text="The council was asked and agreed to everything in March.  " * 3)
             for r in rows[:1]]  # fmt: skip
    rows += [r._replace(programme="P901") for r in rows[-1:]]
    document = audit_file(rated_table(rows), "r.csv")
    assert {"agreement", "patterns"} <= document.keys()
    for entry in document["agreement"]:
        assert {"criterion", "alpha", "low", "high", "kappa", "ac2", "n"} <= entry.keys()
    assert [p["code"] for p in document["patterns"]] == ["pattern-identical-texts"]
    for pattern in document["patterns"]:
        assert {"code", "subject", "p", "q", "values"} <= pattern.keys()
        assert "pattern to look at" in pattern["message"] and pattern["remedy"]
        assert "{" not in pattern["message"] + pattern["remedy"]
    assert json.loads(json.dumps(document)) == document


def test_figures_are_those_of_the_engine() -> None:
    rows = honest(20)
    found = audit(rows, rubric(), replace(shipped(), replicates=40))
    document = audit_file(rated_table(rows), "r.csv")
    assert [a["alpha"] for a in document["agreement"]] == [a.alpha for a in found.agreement]
    assert [a["low"] for a in document["agreement"]] == [a.low for a in found.agreement]
    assert {f.name for f in fields(found)} - {
        "straightness",
        "by_rubric",
        "rubric_sha256",
        "settings_sha256",
    } <= document.keys()


def test_too_few_is_null_with_a_reason() -> None:
    document = audit_file(rated_table(honest(4)), "r.csv")
    for entry in document["agreement"]:
        assert entry["alpha"] is entry["low"] is entry["high"] is entry["kappa"] is entry["ac2"] is None
        assert entry["n"] == 4 and "at least 10" in entry["reason"]


def test_kappa_has_a_reason_of_its_own_where_no_pair_shares_enough() -> None:
    entry = audit_file(rated_table(honest(30)), "r.csv")["agreement"][0]
    assert entry["alpha"] is not None and entry["kappa"] is None and "No two reviewers" in entry["kappa_reason"]
    two = [row(f"P{i}", "C1", rater, i % 4) for i in range(12) for rater in ("r1", "r2")]
    entry = audit_file(rated_table(two), "r.csv")["agreement"][0]
    assert entry["kappa"] == pytest.approx(1.0) and entry["kappa_reason"] is None


def test_the_order_of_the_rows_changes_nothing_and_a_second_run_is_the_same() -> None:
    rows = honest(15)
    mixed = random.Random(3).sample(rows, len(rows))
    one, again, other = (audit_file(rated_table(r), "r.csv") for r in (rows, rows, mixed))
    assert json.dumps(one) == json.dumps(again)
    assert one | {"file": None} == other | {"file": None}


@pytest.mark.parametrize(
    ("column", "value", "code", "kept"),
    [
        ("programme", "", "ratings-programme-missing", False),
        ("criterion", "", "ratings-criterion-missing", False),
        ("score", "4", "ratings-score-unknown", False),
        ("score", "-1", "ratings-score-unknown", False),
        ("score", "1.5", "ratings-score-unknown", False),
        ("score", "unknown", "ratings-score-unknown", False),
        ("claimed", "high", "ratings-score-unknown", False),
        ("criterion", "C9", "ratings-criterion-unknown", True),
        ("date", "05/06/2026", "ratings-date-unreadable", True),
        ("local_share_low", "15", "ratings-share-unreadable", True),
        ("local_share_high", "nan", "ratings-share-unreadable", True),
        ("local_share_low", "0.3", "ratings-share-turned", True),
    ],
)
def test_a_bad_cell_is_told_with_its_row_and_its_cure(column: str, value: str, code: str, kept: bool) -> None:
    found = read(table(GOOD, with_cell(column, value), GOOD))
    document = audit_file(table(GOOD, with_cell(column, value), GOOD), "r.csv")
    assert len(found.rows) == 2 + kept and found.left_out == 1 - kept
    (said,) = [f for f in document["findings"] if f["code"] == code]
    assert said["line"] == 3 and said["remedy"] and (said["severity"] == "error") is not kept
    assert "{" not in said["message"] + said["remedy"]


@pytest.mark.parametrize(
    ("column", "value", "read_as"),
    [
        ("score", "2.0", 2), ("score", "n/a", None), ("score", "", None), ("rubric", "2", "2.0"), ("rubric", "2.0.0", "2.0"),
        ("rubric", "", "2.0"), ("rubric", "1.0", "1.0"), ("criterion", "c1", "C1"), ("criterion", "LEVEL", "level"),
        ("lrg_agreement", "No", False), ("lrg_agreement", "", None), ("place_share", "40%", Decimal("0.4")),
        ("phase", "Closure", "closure"),
    ],
)  # fmt: skip
def test_usual_ways_of_writing_are_understood(column: str, value: str, read_as: object) -> None:
    (found,) = read(table(with_cell(column, value))).rows
    assert getattr(found, column) == read_as


@pytest.mark.parametrize("written", ["0.125", "0,125", "12.5%", "12,5 %"])
def test_a_share_may_be_written_in_four_ways(written: str) -> None:
    (found,) = read(table(with_cell("local_share_low", written))).rows
    assert str(found.local_share_low) == "0.125"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "latin-1", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_any_encoding_and_separator_gives_the_same_ratings(encoding: str, separator: str) -> None:
    rows = [with_cell("agency", "Área"), with_cell("text", "Ñandú, y más; todo")]
    content = table(*rows, separator=separator).decode().encode(encoding)
    assert [r.agency for r in read(content).rows] == ["Área", "Aster"]
    assert read(content).rows[1].text == "Ñandú, y más; todo"


def test_a_workbook_reads_as_the_csv_does() -> None:
    out = io.BytesIO()
    book = Workbook(out)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADER)
    sheet.write_row(
        1, 0, ["P1", "monitoring", 2.0, "C1", "r1", 2, 1, "2026-05-13", "Aster", 0.1, 0.2, "a text", 0.4, "yes"]
    )
    book.close()
    assert read(out.getvalue()).rows == read(table(GOOD)).rows


def test_two_scores_of_one_reviewer_for_one_thing_are_told() -> None:
    found = read(table(GOOD, with_cell("score", "3"), GOOD))
    assert [f.code for f in found.findings] == ["ratings-rated-twice"] * 2


def test_without_any_score_it_says_that_agreement_cant_be_told() -> None:
    document = audit_file(table(with_cell("score", "")), "r.csv")
    assert document["agreement"] == [] and document["findings"][0]["code"] == "ratings-without-score"


def test_only_the_rubric_asked_for_is_looked_at() -> None:
    document = audit_file(table(GOOD, with_cell("rubric", "1.0")), "r.csv", "2.0")
    assert document["rows"] == 1 and document["findings"][0]["code"] == "ratings-other-rubric"
    assert audit_file(table(GOOD, with_cell("rubric", "1.0")), "r.csv")["rows"] == 2
    with pytest.raises(WrongUse):
        audit_file(table(GOOD), "r.csv", "../../etc")


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"%PDF-1.7", table(with_cell("score", "9"))])
def test_nothing_readable_still_says_what_was_odd(content: bytes) -> None:
    with pytest.raises(NothingReadable) as trouble:
        audit_file(content, "r.csv")
    assert trouble.value.document["findings"] and trouble.value.document["agreement"] == []


def test_a_formula_in_a_name_stays_text() -> None:
    document = audit_file(table(with_cell("rater", "=HYPERLINK(1)"), GOOD), "r.csv")
    assert any(f["code"] == "table-formula" for f in document["findings"])
