"""Files that break off, lie about themselves or aren't IATI at all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from local2030.formats.activities import open_sources, read_source
from local2030.vocabulary.messages import catalogue, say

ROOM = Path(__file__).resolve().parents[3] / "src" / "local2030" / "formats" / "activities"
SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "iati" / "gardens_v203.xml"
ONE = "<iati-activity><iati-identifier>{}</iati-identifier><title>é</title></iati-activity>"


def file_of(*parts: str, head: str = "<iati-activities version='2.03'>") -> bytes:
    return (head + "".join(parts) + "</iati-activities>").encode()


WHOLE = ("<?xml version='1.0' encoding='UTF-8'?>\n" + file_of(
    "<!-- a > b -->\n", ONE.format("A"), "\n<x:y xmlns:x='urn:x' z='1'/>", ONE.format("B"), "<![CDATA[ ]]>\n", ONE.format("C"), "\n",
).decode()).encode()  # fmt: skip
ENDS = [WHOLE.index(b"</iati-activity>", WHOLE.index(b">%s<" % name)) + 16 for name in (b"A", b"B", b"C")]


def test_a_file_cut_at_any_byte_gives_exactly_the_activities_complete_before(tmp_path):
    path = tmp_path / "cut.xml"
    for at in range(len(WHOLE.rstrip())):
        path.write_bytes(WHOLE[:at])
        (source,) = open_sources([str(path)], spool=tmp_path)
        reads = list(read_source(source))
        assert [r.activity.identifier for r in reads if r.activity] == [
            name for name, end in zip("ABC", ENDS, strict=True) if end <= at
        ]
        (error,) = [f for r in reads for f in r.findings]
        assert error.severity == "error", at
        if at > ENDS[0]:
            assert error.code == "xml-malformed", at
            assert error.line is not None
            assert 1 + WHOLE.count(b"\n", 0, ENDS[0]) <= error.line <= 1 + WHOLE.count(b"\n", 0, at)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, len(SAMPLE.read_bytes().rstrip()) - 1))
def test_a_cut_sample_keeps_what_was_whole_and_says_where_it_broke(tmp_path, at):
    data = SAMPLE.read_bytes()
    path = tmp_path / "cut.xml"
    path.write_bytes(data[:at])
    (source,) = open_sources([str(path)], spool=tmp_path)
    reads = list(read_source(source))
    assert len([r for r in reads if r.activity]) == data.count(b"</iati-activity>", 0, at)
    assert [f.severity for r in reads for f in r.findings].count("error") == 1 + (
        b"99999999999999<" in data[:at] and b"</iati-activity>" in data[:at]
    )


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 6000), bytes_=st.binary(max_size=12))
def test_no_bytes_put_anywhere_make_the_reading_fail(tmp_path, at, bytes_):
    data = SAMPLE.read_bytes()
    path = tmp_path / "spoilt.xml"
    path.write_bytes(data[:at] + bytes_ + data[at + 3 :])
    for source in open_sources([str(path)], spool=tmp_path):
        assert all(read.length >= 0 for read in read_source(source))


@pytest.mark.parametrize(
    ("parts", "identifiers", "code", "line"),
    [
        ((ONE.format("A"), "\n", "<iati-activity><title></iati-activity>", ONE.format("B")), ["A"], "xml-malformed", 2),
        ((ONE.format("A"), "\n<wrong>\n", ONE.format("B")), ["A"], "xml-malformed", 3),
        ((ONE.format("A"), "\n\n&nbsp;", ONE.format("B")), ["A"], "xml-malformed", 3),
        ((ONE.format("A"), "\n", ONE.format("&lol;"), ONE.format("B")), ["A"], "xml-malformed", 2),
        ((ONE.format("A"), "\n", ONE.format("B\0")), ["A"], "xml-nul-bytes", 2),
        ((ONE.format("A"), "\n\0\n", ONE.format("B")), ["A"], "xml-nul-bytes", 2),
        ((ONE.format("A"), "</iati-activities>\n", ONE.format("B")), ["A"], "xml-malformed", 2),
        ((ONE.format("A"), "\n<iati-activity a=1/>"), ["A"], "xml-malformed", 2),
        ((ONE.format("A"), "\n<iati-activity a='<'/>"), ["A"], "xml-malformed", 2),
        ((ONE.format("A"), "\n</iati-activity>"), ["A"], "xml-malformed", 2),
        ((ONE.format("A"), "\n<!DOCTYPE x>", ONE.format("B")), ["A"], "xml-malformed", 2),
        (("<u:x/>",), [], "xml-malformed", 1),
    ],
)
def test_a_malformed_file_gives_what_stands_before_and_the_line(read_bytes, parts, identifiers, code, line):
    whole = read_bytes(file_of(*parts))
    assert [a.identifier for a in whole.activities] == identifiers
    assert [(f.code, f.line) for f in whole.findings if f.severity == "error"] == [(code, line)]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file-empty"),
        (b" \n\t", "file-empty"),
        (b"\xef\xbb\xbf", "file-empty"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "not-iati"),
        (b"<html><body><iati-activity/></body></html>", "not-iati"),
        (b'{"activities": []}', "not-iati"),
        (b"PK\x03\x04 and so on", "not-iati"),
        (b"%PDF-1.7\n", "not-iati"),
        (b"<iati-organisations version='2.03'/>", "not-iati"),
        (b"<rss/>", "not-iati"),
        (b"no markup at all", "not-iati"),
        (b"<!-- only a comment -->", "not-iati"),
        (b"<!-- a comment without end", "not-iati"),
        (b"\0\0\0\0", "xml-nul-bytes"),
        (b"<iati-activities", "xml-malformed"),
        (b"<iati-activities a='1' a='2'>", "xml-malformed"),
        (b"<iati-activities><", "xml-malformed"),
        (b"<iati-activities/>", "no-activities"),
        (b"<iati-activities></iati-activities>", "no-activities"),
        (b"<!DOCTYPE iati-activities><iati-activities/>", "xml-doctype-refused"),
        (b"<!DOCTYPE iati-activities SYSTEM 'http://127.0.0.1:9/x.dtd'><iati-activities/>", "xml-doctype-refused"),
    ],
)
def test_what_is_no_file_of_activities_is_refused_with_its_code(read_bytes, data, code):
    whole = read_bytes(data)
    assert whole.activities == []
    assert whole.codes() == [code]


def test_entities_are_neither_expanded_nor_fetched(read_bytes, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    head = f"<!DOCTYPE x [<!ENTITY a 'boom'><!ENTITY b SYSTEM 'file://{secret}'>]>"
    whole = read_bytes(head.encode() + file_of(ONE.format("&a;&b;")))
    assert whole.codes() == ["xml-doctype-refused"]
    assert whole.activities == []


def test_a_single_activity_as_root_and_a_default_namespace_are_read(read_bytes):
    assert read_bytes(ONE.format("A").encode()).activities[0].identifier == "A"
    whole = read_bytes(file_of(ONE.format("A"), head="<iati-activities xmlns='urn:x' version='2.03'>"))
    assert [a.identifier for a in whole.activities] == ["A"]
    own = ONE.format("B").replace("<iati-activity>", "<iati-activity xmlns='urn:y'>")
    assert [a.identifier for a in read_bytes(file_of(ONE.format("A"), own)).activities] == ["A", "B"]


def test_marks_in_comments_and_cdata_make_no_activities(read_bytes):
    hidden = "<!-- <iati-activity>x</iati-activity> --><iati-activity><title><![CDATA[</iati-activity><iati-activity>]]></title></iati-activity>"
    whole = read_bytes(file_of(hidden, ONE.format("A")))
    assert [a.title for a in whole.activities] == ["</iati-activity><iati-activity>", "é"]
    assert whole.codes() == ["identifier-missing"]


def test_bytes_of_windows_in_a_file_of_utf8_are_mended_in_that_activity_alone(read_bytes):
    data = file_of(ONE.format("A"), ONE.format("B").replace("é", "@"), ONE.format("C")).replace(b"@", b"\xe9\x80")
    whole = read_bytes(data)
    assert [a.title for a in whole.activities] == ["é", "é€", "é"]
    assert whole.codes() == ["encoding-wrong"]


def test_bytes_of_windows_between_activities_stop_nothing(read_bytes):
    whole = read_bytes(file_of(ONE.format("A"), "<!-- @ -->", ONE.format("B")).replace(b"@", b"\xe9"))
    assert [a.identifier for a in whole.activities] == ["A", "B"]
    assert whole.codes() == ["encoding-wrong"]


def test_every_code_that_is_emitted_has_words():
    text = "".join(path.read_text("utf-8") for path in ROOM.glob("*.py"))
    emitted = set(re.findall(r'(?:Finding|tally\.add)\(\s*"([a-z0-9-]+)"', text)) | {"date-absurd", "xml-nul-bytes"}
    assert len(emitted) > 20
    assert emitted <= set(catalogue("en"))


@pytest.mark.parametrize(
    "data",
    [
        SAMPLE.read_bytes(),
        (SAMPLE.parent / "water_v101.xml").read_bytes(),
        (SAMPLE.parent / "roads_v104.xml").read_bytes(),
        (SAMPLE.parent / "mixed_no_version.xml").read_bytes(),
        b"",
        b"<html/>",
        b"<!DOCTYPE a><a/>",
        b"<iati-activities/>",
        file_of(ONE.format("A"), "&x;"),
        file_of(ONE.format("A").replace("é", "\0")),
        file_of(ONE.format("A").replace("é", "@")).replace(b"@", b"\xe9"),
        file_of("<iati-activity>", "<a>" * 400, "</a>" * 400, "</iati-activity>"),
        file_of(*["<iati-activity><transaction><value>x</value></transaction></iati-activity>"] * 100),
        b"<?xml version='1.0' encoding='x-unknown'?><iati-activities/>",
    ],
)
def test_the_words_of_every_finding_are_whole(read_bytes, data):
    for finding in read_bytes(data).findings:
        assert "…" not in say(finding.code, finding.values), finding
        assert say(finding.code, finding.values) != finding.code
