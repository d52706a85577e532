"""Opening what is given: files, folders, streams, addresses, gzip and encodings."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from http.client import IncompleteRead
from pathlib import Path

import pytest

from local2030.formats.activities import open_sources, read_source, sources

TEXT = "<iati-activities version='2.03'><iati-activity><iati-identifier>Ä-1</iati-identifier></iati-activity></iati-activities>"


def opened(given, spool: Path, **how) -> list[tuple[str, list[str], list[str]]]:
    """For each source: its name, the identifiers in it, the codes of its findings."""
    rows = []
    for source in open_sources([str(g) for g in given], spool=spool, **how):
        reads = list(read_source(source))
        codes = [f.code for f in source.findings] + [f.code for r in reads for f in r.findings]
        rows.append((source.name, [r.activity.identifier for r in reads if r.activity], codes))
    return rows


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        (TEXT.encode(), []),
        (b"\xef\xbb\xbf" + TEXT.encode(), []),
        (TEXT.encode("utf-16"), []),
        (TEXT.encode("utf-16-le"), []),
        (TEXT.encode("utf-16-be"), []),
        (("<?xml version='1.0' encoding='UTF-16'?>" + TEXT).encode("utf-16"), []),
        (("<?xml version='1.0' encoding='UTF-16'?>" + TEXT).encode(), ["encoding-wrong"]),
        (("<?xml version='1.0' encoding='ISO-8859-1'?>" + TEXT).encode("latin-1"), []),
        (("<?xml version='1.0' encoding='windows-1252'?>" + TEXT).encode("cp1252"), []),
        (("<?xml version='1.0' encoding='UTF-8'?>" + TEXT).encode("latin-1"), ["encoding-wrong"]),
        (("<?xml version='1.0' encoding='x-unknown'?>" + TEXT).encode(), ["encoding-wrong"]),
        (("<?xml version='1.0' encoding='zip'?>" + TEXT).encode(), ["encoding-wrong"]),
    ],
)
def test_an_encoding_is_followed_and_a_wrong_one_is_told(tmp_path, data, codes):
    (tmp_path / "a.xml").write_bytes(data)
    assert opened([tmp_path / "a.xml"], tmp_path) == [("a.xml", ["Ä-1"], codes)]


def test_a_file_with_crlf_and_another_with_leading_space_are_read(tmp_path):
    (tmp_path / "a.xml").write_bytes(b"\r\n <!-- x -->\r\n" + TEXT.encode().replace(b"><", b">\r\n<"))
    ((_, identifiers, codes),) = opened([tmp_path / "a.xml"], tmp_path)
    assert (identifiers, codes) == (["Ä-1"], [])


def test_a_folder_gives_its_files_sorted_and_gzip_is_known_by_its_bytes(tmp_path):
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    (folder / "b.xml").write_text(TEXT)
    (folder / "a.xml.gz").write_bytes(gzip.compress(TEXT.encode()))
    (folder / "sub" / "c.gz").write_bytes(gzip.compress(TEXT.encode()) + gzip.compress(b" "))
    (folder / "d.xml").write_bytes(gzip.compress(TEXT.encode()))  # gzip without saying so
    (folder / "notes.txt").write_text("no")
    assert opened([folder], tmp_path) == [
        ("a.xml.gz", ["Ä-1"], []), ("b.xml", ["Ä-1"], []), ("d.xml", ["Ä-1"], []), ("sub/c.gz", ["Ä-1"], []),
    ]  # fmt: skip


def test_standard_input_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(TEXT.encode()))))
    assert opened(["-"], tmp_path) == [("-", ["Ä-1"], [])]


def test_an_address_is_fetched_only_by_the_fetch_that_was_given(tmp_path):
    address = "https://example.org/a.xml"
    assert opened([address], tmp_path) == [(address, [], ["address-not-allowed"])]
    assert opened([address], tmp_path, fetch=lambda _: io.BytesIO(TEXT.encode())) == [(address, ["Ä-1"], [])]


def test_an_address_that_fails_and_a_missing_file_dont_stop_the_others(tmp_path):
    def fetch(address: str) -> io.BytesIO:
        raise OSError("no route") if address.endswith("/") else IncompleteRead(b"half")

    (tmp_path / "a.xml").write_text(TEXT)
    rows = opened(
        ["http://example.org/", "HTTP://example.org/a", tmp_path / "missing.xml", tmp_path / "a.xml"],
        tmp_path,
        fetch=fetch,
    )
    assert [codes for _, _, codes in rows] == [["file-unreadable"]] * 3 + [[]]


def test_a_stream_longer_than_allowed_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "MOST_SPOOLED", 50)
    rows = opened(["https://example.org/"], tmp_path, fetch=lambda _: io.BytesIO(TEXT.encode()))
    assert rows[0][2] == ["input-too-large"]


def test_a_cut_off_gzip_gives_what_it_held(tmp_path):
    many = TEXT.replace(
        "</iati-activities>", "<iati-activity><iati-identifier>B</iati-identifier></iati-activity>" * 50
    )
    compressor = zlib.compressobj(0, wbits=31)
    packed = compressor.compress(many.encode()) + compressor.flush()
    (tmp_path / "a.gz").write_bytes(packed[: len(packed) // 2])
    ((_, identifiers, codes),) = opened([tmp_path / "a.gz"], tmp_path)
    assert identifiers[0] == "Ä-1"
    assert codes[0] == "gzip-damaged"
    assert codes[-1] == "xml-malformed"


def test_a_gzip_file_whose_middle_is_damaged_is_no_failure(tmp_path):
    packed = bytearray(gzip.compress(TEXT.encode() * 20))
    packed[20:30] = b"\xff" * 10
    (tmp_path / "a.gz").write_bytes(packed)
    ((_, _, codes),) = opened([tmp_path / "a.gz"], tmp_path)
    assert codes[0] == "gzip-damaged"
