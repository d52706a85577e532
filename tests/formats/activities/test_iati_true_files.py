"""Counts and sums of the true files, against a plain parse of the whole tree."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from local2030.formats.activities import file_header, open_sources, read_at, read_source

TYPES = {"IF": "1", "C": "2", "D": "3", "E": "4", "R": "7"}
VERSIONS = {
    "cafod_cd_v100.xml": "1.00", "dfid_cd_v101.xml": "1.01", "ec_elarg_kosovo_v104.xml": "1.04",
    "gdihub_4act.xml": "2.03", "mixed_bmgf_us_fcdo_48act.xml": "2.03", "uk_beis_9act.xml": "2.03",
    "unhcr_2023.xml": "2.03", "usaid_1act.xml": "2.03",
}  # fmt: skip


@pytest.fixture(scope="module", params=sorted(VERSIONS))
def both(request, real_data: Path, tmp_path_factory):
    path = real_data / "iati" / request.param
    (source,) = open_sources([str(path)], spool=tmp_path_factory.mktemp("spool"))
    return source, list(read_source(source)), etree.parse(str(path)).getroot()


def test_counts_of_elements_equal_a_full_tree(both):
    _, reads, root = both
    activities = [r.activity for r in reads if r.activity]
    counted = {
        "transaction": sum(len(a.transactions) for a in activities),
        "location": sum(len(a.locations) for a in activities),
        "participating-org": sum(len(a.parties) for a in activities),
        "budget": sum(len(a.budgets) for a in activities),
        "planned-disbursement": sum(len(a.planned) for a in activities),
        "document-link": sum(len(a.documents) for a in activities),
        "policy-marker": sum(len(a.markers) for a in activities),
        "related-activity": sum(len(a.related) for a in activities),
        "recipient-country": sum(len(a.countries) for a in activities),
        "result/indicator": sum(len(a.indicators) for a in activities),
    }
    assert counted == {name: len(root.findall(f"iati-activity/{name}")) for name in counted}
    assert len(activities) == len(root.findall("iati-activity"))


def test_sums_by_type_and_currency_equal_a_full_tree_to_the_cent(both):
    _, reads, root = both
    expected: Counter[tuple[str, str]] = Counter()
    for element in root.iterfind("iati-activity/transaction"):
        kind = element.find("transaction-type").get("code")
        value = element.find("value")
        currency = value.get("currency") or element.getparent().get("default-currency") or ""
        expected[TYPES.get(kind, kind), currency] += Decimal(value.text.strip())
    found: Counter[tuple[str, str]] = Counter()
    for read in reads:
        for payment in read.activity.transactions if read.activity else ():
            found[payment.type, payment.currency] += payment.value
    assert found == expected


def test_names_dates_identifiers_and_lines_equal_a_full_tree(both):
    source, reads, root = both
    text = source.path.read_bytes()
    begins = [text.count(b"\n", 0, read.offset) + 1 for read in reads if read.activity]
    assert [read.activity.line for read in reads if read.activity] == begins
    for activity, element in zip(
        (r.activity for r in reads if r.activity), root.iterfind("iati-activity"), strict=True
    ):
        assert activity.identifier == element.findtext("iati-identifier").strip()
        for payment, other in zip(activity.transactions, element.iterfind("transaction"), strict=True):
            assert payment.date.isoformat() == other.find("transaction-date").get("iso-date")[:10]
            if other.sourceline < 65535:
                assert payment.line == other.sourceline
            receiver = other.find("receiver-org")
            assert (payment.receiver is None) == (receiver is None)
            if receiver is not None:
                assert payment.receiver.name == " ".join("".join(receiver.itertext()).split())


def test_lines_above_65535_are_right_too(real_data, tmp_path):
    (source,) = open_sources([str(real_data / "iati" / "unhcr_2023.xml")], spool=tmp_path)
    lines = source.path.read_bytes().split(b"\n")
    payments = [t for r in read_source(source) if r.activity for t in r.activity.transactions]
    assert payments[-1].line > 65535
    assert all(b"<transaction" in lines[payment.line - 1] for payment in payments)


def test_an_activity_read_again_from_its_place_is_the_same(both):
    source, reads, _ = both
    for read in reads[:: max(1, len(reads) // 3)]:
        assert read_at(source, read.offset, read.length) == read.activity


def test_unchanged_activities_are_named_but_not_parsed(both):
    source, reads, _ = both
    hashes = frozenset(read.content_hash for read in reads if read.activity)
    again = [r for r in read_source(source, known=hashes) if r.content_hash]
    assert all(read.activity is None for read in again)
    assert [(r.identifier, r.offset, r.length) for r in again] == [
        (r.identifier, r.offset, r.length) for r in reads if r.activity
    ]


def test_the_header_says_version_and_time(both):
    source, _, root = both
    header = file_header(source)
    assert header.version == VERSIONS[source.name] == root.get("version")
    assert header.generated == root.get("generated-datetime", "")
