"""The PDF of a score: tagged, whole for any programme, texts inert, nothing cut in silence."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pypdfium2
import pytest

import builders_score as build
from local2030.reports.pdf import boxed, cleaned
from local2030.reports.programme_score import score_pdf
from local2030.vocabulary.messages import catalogue

DAY = date(2026, 11, 23)
HOSTILE = '#sys.inputs #read("/etc/passwd") ] $x^2$ @ref <label> *b* _i_ `c` // c \\ </svg><script>alert(1)</script>'


def words(content: bytes) -> list[str]:
    """The text of each page, on one line."""
    pages = pypdfium2.PdfDocument(content)
    return [re.sub(r"\s+", " ", page.get_textpage().get_text_range()) for page in pages]


def everything(content: bytes) -> str:
    return " ".join(words(content))


@pytest.fixture(scope="module")
def worked() -> bytes:
    return score_pdf(build.document(), generated=DAY)


def test_the_pdf_is_tagged_and_declares_pdf_ua(worked: bytes) -> None:
    assert worked.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in worked or b"/MarkInfo" in worked
    assert pypdfium2.PdfDocument(worked).get_metadata_value("Title") == "Water and safe streets for hill towns"


def test_the_parts_stand_in_the_order_of_the_page(worked: bytes) -> None:
    text = everything(worked)
    parts = (
        "Water and safe streets for hill towns",
        "Evidence proves level 1, limited; up to level 2, significant, is possible",
        "What would lift it",
        "Criteria: claim beside evidence",
        "Of 7.2 million US dollars paid out, between 11 and 19% reached local actors",
        "Places",
        "Why this level",
        "Sources and findings",
        "Method",
    )
    found = [text.index(part) for part in parts]
    assert found == sorted(found)


def test_every_page_says_prototype_provisional_rubric_date_and_number(worked: bytes) -> None:
    pages = words(worked)
    for number, page in enumerate(pages, 1):
        assert "prototype rubric 2.0, not adopted · provisional, machine-checked" in page
        assert "rubric 2.0.0, 9d9d9d9d9d9d · 23 Nov 2026" in page
        assert f"page {number} of {len(pages)}" in page


def test_criteria_stand_with_claim_proven_possible_and_evidence(worked: bytes) -> None:
    text = everything(worked)
    for part in (
        "2 of 3 claimed",
        "up to 3 possible",
        "cannot tell, claimed 2",
        "1 above claim",
        "council-minute-31.pdf · page 3",
    ):
        assert part in text


def test_the_same_score_gives_the_same_bytes(worked: bytes) -> None:
    assert score_pdf(build.document(), 0, generated=DAY) == worked


@pytest.mark.parametrize(
    ("programme", "part"),
    [
        (build.unverifiable(), "No payment is recorded"),
        (build.not_screened(), "Nothing was screened, so there is no level"),
        (build.zero(), "No money reached local actors, by the strict definition"),
        (build.programme(title=""), "Programme without a title"),
        (build.programme(label="intended", phase="design"), "The plans prove level 1"),
        (
            build.programme(goals=["99", "x"], countries=[], start=None, end=None, reporter={"name": "", "ref": ""}),
            "no country stated",
        ),
        (build.programme(known=None, divergence=None, lift=[], trace=[]), "No gate was run"),
    ],
    ids=["unverifiable", "not screened", "zero", "no title", "design", "nothing stated", "nothing known"],
)
def test_every_kind_of_programme_has_its_document(programme: dict[str, Any], part: str) -> None:
    assert part in everything(score_pdf(build.document(programme), generated=DAY))


def test_texts_are_inert_wherever_they_stand() -> None:
    programme = build.programme(title=HOSTILE, file=HOSTILE)
    programme["reporter"]["name"] = programme["actors"][0]["name"] = programme["places"]["list"][0]["name"] = HOSTILE
    programme["criteria"][0]["reason"]["message"] = programme["known"]["message"] = HOSTILE
    programme["criteria"][1]["evidence"] = [build.evidence(1, message=HOSTILE)]
    programme["lift"][0]["message"] = programme["trace"][0]["message"] = HOSTILE
    made = build.document(programme, findings=[build.finding(message=HOSTILE)])
    text = everything(score_pdf(made, generated=DAY))
    assert text.count('#read("/etc/passwd")') >= 6
    assert "root:" not in text


@pytest.mark.parametrize(
    ("title", "seen", "boxes", "why"),
    [
        ("山区城镇的供水与安全街道", "山区城镇", False, "common Chinese has a face"),
        ("Вода и безопасные улицы", "Вода", False, "Cyrillic has a face"),
        ("a\x00b\x07c\ud800d\u202e", "abcd", False, "control characters and lone surrogates are left out"),
        ("e\u0301cole", "école", False, "composed before it is set"),
    ],
)
def test_titles_in_other_scripts_are_set(title: str, seen: str, boxes: bool, why: str) -> None:
    text = everything(score_pdf(build.document(build.programme(title=title)), generated=DAY))
    assert seen in text, why
    assert ("stand as" in text) == boxes, why


def test_an_arabic_title_is_set_and_read_from_the_right() -> None:
    content = score_pdf(build.document(build.arabic()), generated=DAY)
    assert any(
        "\u0600" <= character <= "\u06ff" or "\ufb50" <= character <= "\ufeff" for character in everything(content)
    )
    assert pypdfium2.PdfDocument(content).get_metadata_value("Title") == build.arabic()["title"]


def test_characters_without_a_face_never_stop_the_document() -> None:
    content = score_pdf(build.document(build.programme(title="Water \U0001f600 𠮷 饕 नमस्ते")), generated=DAY)
    assert "Water" in everything(content)


def test_a_box_replaces_only_what_cannot_be_shown() -> None:
    assert boxed({"a": ["x☃y", 1]}, {"☃"}) == {"a": ["x\ufffdy", 1]}
    assert cleaned({"a": ("x\x00y", None)}) == {"a": ["xy", None]}


def test_long_lists_are_shortened_by_rule_and_say_by_how_many() -> None:
    programme = build.programme(title="A very long title " * 20)
    programme["criteria"][1]["evidence"] = [build.evidence(i) for i in range(200)]
    programme["actors"] = [
        build.programme()["actors"][0] | {"name": f"Actor {i}", "amount": "10.00"} for i in range(40)
    ]
    programme["places"]["list"] = [
        build.programme()["places"]["list"][0] | {"name": f"Place {i}", "share": 1 / 90} for i in range(90)
    ]
    programme["trace"] = programme["trace"] * 40
    findings = [
        build.finding(i, code=f"code-{i % 15}", severity=("info", "warning", "error")[i % 3]) for i in range(600)
    ]
    content = score_pdf(build.document(programme, findings=findings), generated=DAY)
    text = everything(content)
    for part in (
        "194 more items are not printed here",
        "25 more receivers, 250 US dollars together, are not printed here",
        "70 more places are not printed here",
        "60 more lines of the trace are not printed here",
        "Findings: 600, kinds: 15",
        "and 37 more of this kind",
        "3 more kinds with 120 findings are not printed here",
    ):
        assert part in text
    assert len(words(content)) <= 12
    assert text.index("error:") < text.index("warning:") < text.index("note:")


def test_absurd_amounts_and_missing_parts_still_make_a_document() -> None:
    absurd = build.programme()
    absurd["totals"]["outgoing_by_class"] |= {"LRG": "9" * 40 + ".00", "UNK": "-5"}
    assert "reached local actors" in everything(score_pdf(build.document(absurd), generated=DAY))
    bare = build.programme(places=None, actors=[], money_source=None, criteria=[], known=None)
    del bare["totals"]["excluded"]
    assert "Water and safe streets" in everything(score_pdf(build.document(bare), generated=DAY))


@pytest.mark.parametrize("title", ["word " * 40_000, "w" * 200_000], ids=["words", "one word"])
def test_an_endless_text_is_cut_and_says_by_how_much(title: str) -> None:
    programme = build.programme(title=title)
    programme["criteria"][0]["evidence"] = [build.evidence(1, message=title)]
    content = score_pdf(build.document(programme, findings=[build.finding(message=title)]), generated=DAY)
    assert everything(content).count("199,400 more characters") >= 3
    assert len(words(content)) <= 10


def test_several_programmes_become_a_list_and_an_index_chooses_one() -> None:
    made = build.document(build.programme(), build.unverifiable(), build.not_screened())
    text = everything(score_pdf(made, generated=DAY))
    assert "3 programmes" in text and "not screened" in text and "cannot tell" in text
    assert "Operational programme 2023" in words(score_pdf(made, 1, generated=DAY))[0]


def test_an_adopted_and_reviewed_score_says_so() -> None:
    made = build.document(build.programme(provisional=False, basis="reviewed"))
    made["rubric"]["adopted"] = True
    text = everything(score_pdf(made, generated=DAY))
    assert "reviewed by people" in text and "not adopted" not in text and "machine-checked" not in text


def test_findings_of_other_files_are_left_to_their_own_documents() -> None:
    files = [build.document()["files"][0] | {"name": name} for name in ("hill-towns.xml", "other.xml")]
    findings = [build.finding(1), build.finding(2, file="other.xml", message="Only in the other file.")]
    text = everything(score_pdf(build.document(files=files, findings=findings), generated=DAY))
    assert "Findings: 1" in text and "Only in the other file" not in text


def test_every_word_of_the_templates_is_in_the_catalogue() -> None:
    from local2030.reports.programme_score import FOLDER

    source = "".join(path.read_text("utf-8") for path in FOLDER.glob("*.typ"))
    used = set(re.findall(r"\bwords\.([a-z-]+[a-z])", source))
    assert used and {f"report-{word}" for word in used} <= set(catalogue("en"))


def test_what_others_say_is_printed_shortened_and_nothing_stands_where_nobody_said_anything() -> None:
    from local2030.reports.programme_score.beside import MOST_SAID, beside_data

    assert (
        beside_data(None, "en") is None and beside_data({"contests": [], "local": [], "confided": None}, "en") is None
    )
    one = {"body": "Board", "criterion": "C3", "day": "2026-11-01", "text": "x" * 5000, "answer": ""}
    found = beside_data({"contests": [one] * (MOST_SAID + 2), "confided": 6}, "en")
    assert found is not None and len(found["contests"]) == MOST_SAID and len(found["contests"][0]["text"]) == 1200
    assert found["contests"][0]["answer"] == "none yet." and "C3" in found["contests"][0]["about"]
    assert any("6" in note for note in found["notes"]) and any("2 more" in note for note in found["notes"])
