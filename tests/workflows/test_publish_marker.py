"""The proven level goes back into the publisher's file: valid, in its place, and nothing else is touched."""

from __future__ import annotations

import io
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from builders import iati, iati_activity, iati_payment, write
from local2030.formats.activities.placing import Placed, placed
from local2030.vocabulary.errors import WrongUse
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.published_marker import MARKER_URI
from local2030.workflows.publish_marker import publish
from local2030.workflows.score_programme import ScoreRequest, Scoring, score_files

EXAMPLE = Path(str(files("local2030.workflows") / "example"))
LINK = "https://example.org/report.pdf?a=1&b=2"
OURS = f'vocabulary="99" vocabulary-uri="{MARKER_URI}"'


def published(
    file: Path | str, link: str = "", elements: tuple[str, ...] = ("policy-marker",), **asked: Any
) -> tuple[bytes, tuple[str, ...], tuple[Finding, ...]]:
    out = io.BytesIO()
    with Scoring(ScoreRequest(files=(str(file),), lift=False, **asked)) as scoring:
        done, findings = publish(scoring, out, link=link, elements=elements)
    return out.getvalue(), done, findings


def without_ours(content: bytes) -> bytes:
    """Canonical XML without the elements that publishing puts in, white space aside."""
    root = etree.fromstring(content, etree.XMLParser(remove_blank_text=True))
    for element in root.xpath(f'//*[@vocabulary-uri="{MARKER_URI}"] | //document-link[@url="{LINK}"]'):
        element.getparent().remove(element)
    return etree.tostring(root, method="c14n")


def schema(real_data: Path) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(real_data / "iati-schema" / "iati-activities-schema.xsd"))


def complaints(checked: etree.XMLSchema, content: bytes) -> list[str]:
    checked.validate(etree.fromstring(content))
    return sorted(error.message for error in checked.error_log)


def test_the_worked_example_is_published_by_its_proven_level() -> None:
    content, done, findings = published(
        EXAMPLE / "activity.xml", LINK, claims=EXAMPLE / "claims.csv", ledger=EXAMPLE / "ledger.csv"
    )
    root = etree.fromstring(content)
    marker = root.xpath(f'//policy-marker[@vocabulary-uri="{MARKER_URI}"]')[0]
    assert (done, findings) == (("XM-EXAMPLE-JP-2030",), ())
    assert (marker.get("vocabulary"), marker.get("code"), marker.get("significance")) == ("99", "L2", "1")
    words = marker.findtext("narrative")
    assert "prototype rubric, not adopted" in words and "level 2 of 3 proven" in words and "Provisional" in words
    link = root.xpath(f'//document-link[@url="{LINK}"]')[0]
    assert (link.get("format"), link.find("category").get("code")) == ("application/pdf", "A07")


@pytest.mark.parametrize(
    "name", ["usaid_1act.xml", "gdihub_4act.xml", "uk_beis_9act.xml", "mixed_bmgf_us_fcdo_48act.xml"]
)
@pytest.mark.parametrize("elements", [("policy-marker",), ("tag", "policy-marker")])
def test_true_files_stay_valid_and_all_else_stays(real_data: Path, name: str, elements: tuple[str, ...]) -> None:
    file = real_data / "iati" / name
    content, done, _ = published(file, LINK, elements)
    checked = schema(real_data)
    assert done
    assert complaints(checked, content) == complaints(checked, file.read_bytes())
    assert without_ours(content) == without_ours(file.read_bytes())
    again = etree.fromstring(content).xpath(f'count(//policy-marker[@vocabulary-uri="{MARKER_URI}"])')
    assert again == len(done)


def test_a_valid_file_is_valid_afterwards(real_data: Path) -> None:
    checked = schema(real_data)
    before = (EXAMPLE / "activity.xml").read_bytes()
    content, _, _ = published(EXAMPLE / "activity.xml", LINK, ("tag", "policy-marker"))
    assert complaints(checked, before) == complaints(checked, content) == []


@pytest.mark.parametrize("name", ["dfid_cd_v101.xml", "ec_elarg_kosovo_v104.xml", "cafod_cd_v100.xml"])
def test_files_of_version_1_are_refused_in_words(real_data: Path, name: str) -> None:
    with pytest.raises(WrongUse) as refusal:
        published(real_data / "iati" / name)
    assert refusal.value.finding.code == "publish-version-refused"


def test_bytes_outside_the_new_elements_are_the_same() -> None:
    before = (EXAMPLE / "activity.xml").read_bytes()
    content, _, _ = published(EXAMPLE / "activity.xml")
    start = content.index(b'<policy-marker vocabulary="99"')
    end = content.index(b"</policy-marker>", start) + len(b"</policy-marker>")
    end += len(content[end:]) - len(content[end:].lstrip())
    assert content[:start] + content[end:] == before


def test_published_again_there_is_one_marker_and_one_link(tmp_path: Path) -> None:
    first, _, _ = published(EXAMPLE / "activity.xml", LINK, ("tag", "policy-marker"))
    (tmp_path / "a.xml").write_bytes(first)
    second, _, _ = published(tmp_path / "a.xml", LINK, ("tag", "policy-marker"))
    root = etree.fromstring(second)
    assert [
        root.xpath(f"count(//{what})")
        for what in (f'*[@vocabulary-uri="{MARKER_URI}"]', f'document-link[@url="{LINK}"]')
    ] == [2, 1]


def test_a_published_level_comes_in_as_a_claim_and_raises_nothing_proven(tmp_path: Path) -> None:
    pay = iati_payment(25, "World Office", type_="40")
    plain = score_files(ScoreRequest(files=(write(tmp_path, "a.xml", iati(iati_activity("X-1", pay))),)))
    marker = f'<policy-marker {OURS} code="L3" significance="2"/>'
    said = score_files(ScoreRequest(files=(write(tmp_path, "b.xml", iati(iati_activity("X-1", pay, inner=marker))),)))
    old, new = plain["programmes"][0], said["programmes"][0]
    assert (old["level_claimed"], new["level_claimed"]) == (None, 3)
    assert "published-claim-read" in [f["code"] for f in said["findings"]]
    for key in ("level", "level_possible", "trace", "trace_sha256", "local_share", "divergence"):
        assert new[key] == old[key], key
    assert [(c["proven"], c["possible"], c["state"]) for c in new["criteria"]] == [
        (c["proven"], c["possible"], c["state"]) for c in old["criteria"]
    ]


@pytest.mark.parametrize(
    "marker",
    [
        '<policy-marker vocabulary="99" vocabulary-uri="https://other.example/list" code="L3"/>',
        '<policy-marker vocabulary="99" code="L3"/>',
        '<policy-marker vocabulary="1" code="L3" significance="2"/>',
        f'<policy-marker {OURS} code="L4"/>',
        f'<policy-marker {OURS} code="3"/>',
    ],
)
def test_codes_of_other_lists_are_no_claim_of_ours(marker: str, tmp_path: Path) -> None:
    body = iati(iati_activity("X-1", iati_payment(25, "World Office", type_="40"), inner=marker))
    assert score_files(ScoreRequest(files=(write(tmp_path, "a.xml", body),)))["programmes"][0]["level_claimed"] is None


def test_a_claimed_level_is_never_published(tmp_path: Path) -> None:
    file = write(tmp_path, "a.xml", iati(iati_activity("X-1", iati_payment(25, "World Office", type_="40"))))
    rows = "".join(f"X-1,C{i},3,,\n" for i in range(1, 9))
    claims = Path(write(tmp_path, "c.csv", "programme,criterion,claimed_level,kind,file_or_url\n" + rows))
    content, done, findings = published(file, claims=claims)
    level = score_files(ScoreRequest(files=(file,), claims=claims))["programmes"][0]["level"]
    assert b'code="L3"' not in content
    if level is None:
        assert not done and [f.code for f in findings] == ["publish-not-screened"]
    else:
        assert f'code="L{level}"'.encode() in content


ELEMENT = [Placed("policy-marker", "<policy-marker/>")]


@pytest.mark.parametrize(
    ("activity", "made"),
    [
        ("<a><sector/><budget/></a>", "<a><sector/><policy-marker/><budget/></a>"),
        ("<a><sector/></a>", "<a><sector/><policy-marker/></a>"),
        ("<a><policy-marker code='1'/><x:y/></a>", "<a><policy-marker code='1'/><policy-marker/><x:y/></a>"),
        ("<a>\n  <sector/>\n  <budget/>\n</a>", "<a>\n  <sector/>\n  <policy-marker/>\n  <budget/>\n</a>"),
        ("<a><tag n='>'/><!-- <budget/> --><result><budget/></result></a>",
         "<a><tag n='>'/><!-- <budget/> --><policy-marker/><result><budget/></result></a>"),
        ("<a><policy-marker old='1'/><budget/></a>", "<a><policy-marker/><budget/></a>"),
        ("<a><policy-marker old='1'>&amp;<n/></policy-marker></a>", "<a><policy-marker/></a>"),
        ("<a><![CDATA[<budget/>]]><budget/></a>", "<a><![CDATA[<budget/>]]><policy-marker/><budget/></a>"),
        ("<a><budget></a>", None),
        ("<a>&nowhere;</a>", None),
    ],
)  # fmt: skip
def test_an_element_stands_where_the_schema_wants_it(activity: str, made: str | None) -> None:
    result = placed(activity.encode(), ELEMENT, lambda name, attributes: "old" in attributes)
    assert (result.decode() if result is not None else None) == made


def test_a_file_in_another_encoding_is_written_in_utf_8_and_says_so(tmp_path: Path) -> None:
    body = iati(iati_activity("X-1", iati_payment(25, "Municipalité de Nyéri", type_="11")))
    file = tmp_path / "l.xml"
    file.write_bytes(body.replace('encoding="UTF-8"', 'encoding="ISO-8859-1"').encode("latin-1"))
    content, _, _ = published(file)
    assert b"ISO-8859-1" not in content
    assert "Municipalité de Nyéri" in etree.tostring(etree.fromstring(content), encoding="unicode")
