"""A report is recomputed from what it carries: the same, or changed and where; hostile reports are refused in words."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

import local2030.workflows.verify_report as module
from builders import iati, iati_activity, iati_payment, write
from local2030.formats.documents.pdf_attachments import attachments_of
from local2030.reports.programme_score import score_pdf
from local2030.vocabulary.errors import WrongUse
from local2030.workflows.report_inputs import report_inputs
from local2030.workflows.score_programme import ScoreRequest, Scoring
from local2030.workflows.verify_report import Verdict, verify

EXAMPLE = Path(str(files("local2030.workflows") / "example"))
DAY = date(2026, 11, 23)
Files = dict[str, bytes]


def report(out: Path, *, with_files: bool = True, **asked: Any) -> Path:
    """A report of a run, as `marker score --pdf` writes it."""
    with Scoring(ScoreRequest(**asked)) as scoring:
        document = scoring.document(list(scoring.programmes()))
        inputs = report_inputs(scoring, with_files=with_files)
        out.write_bytes(score_pdf(document, None, generated=DAY, inputs=inputs, programme=scoring.request.programme))
    return out


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The worked example's report, with all of its inputs."""
    return report(
        tmp_path_factory.mktemp("report") / "a.pdf",
        files=(str(EXAMPLE / "activity.xml"),), claims=EXAMPLE / "claims.csv", ledger=EXAMPLE / "ledger.csv",
    )  # fmt: skip


def tampered(pdf: Path, out: Path, change: Callable[[Files], None]) -> Path:
    """The same pages, carrying other files."""
    carried, _ = attachments_of(pdf)
    change(carried)
    document = pypdfium2.PdfDocument(pdf)
    for _ in range(document.count_attachments()):
        document.del_attachment(0)
    for name, content in carried.items():
        document.new_attachment(name).set_data(content)
    document.save(out)
    return out


def in_json(carried: Files, name: str, change: Callable[[Any], None]) -> None:
    value = json.loads(carried[name])
    change(value)
    carried[name] = json.dumps(value).encode()


def with_score(change: Callable[[Any], None]) -> Callable[[Files], None]:
    """Another score, and the manifest made to fit: the forger is no fool."""

    def both(carried: Files) -> None:
        in_json(carried, "score.json", change)
        digest = sha256(carried["score.json"]).hexdigest()
        in_json(carried, "manifest.json", lambda m: m["score"].update(sha256=digest))

    return both


def codes(verdict: Verdict) -> list[str]:
    return [finding.code for finding in verdict.findings]


def test_the_report_of_the_worked_example_is_the_same(example: Path) -> None:
    verdict = verify(example)
    assert (verdict.result, verdict.findings, verdict.differences) == ("same", (), ())


def test_it_is_still_tagged_as_pdf_ua_with_all_that_it_carries(example: Path) -> None:
    assert b"pdfuaid" in example.read_bytes()
    carried, refusal = attachments_of(example)
    assert refusal is None
    assert carried["input-1.xml"] == (EXAMPLE / "activity.xml").read_bytes()
    assert {"manifest.json", "score.json", "input-2.csv", "input-3.csv"} <= set(carried)


def test_a_raised_level_is_found_with_both_values(example: Path, tmp_path: Path) -> None:
    forged = tampered(example, tmp_path / "b.pdf", with_score(lambda s: s["programmes"][0].update(level=3)))
    verdict = verify(forged)
    first = verdict.differences[0]
    assert verdict.result == "changed"
    assert (first.where, first.reported, first.recomputed) == ("level", 3, 2)


def test_the_first_criterion_that_differs_is_named(example: Path, tmp_path: Path) -> None:
    def raise_c6(score: Any) -> None:
        score["programmes"][0]["criteria"][5]["proven"] = 3

    first = verify(tampered(example, tmp_path / "b.pdf", with_score(raise_c6))).differences[0]
    assert (first.where, first.reported, first.recomputed) == ("criteria.C6.proven", 3, 1)


def test_other_words_under_the_same_figures_are_found(example: Path, tmp_path: Path) -> None:
    def praise(score: Any) -> None:
        score["programmes"][0]["known"]["message"] = "The best programme of all."

    verdict = verify(tampered(example, tmp_path / "b.pdf", with_score(praise)))
    assert (verdict.result, verdict.differences[0].where) == ("changed", "known.message")


def test_an_altered_input_is_told_by_its_hash(example: Path, tmp_path: Path) -> None:
    def pay_more(carried: Files) -> None:
        carried["input-3.csv"] += b"\n"

    verdict = verify(tampered(example, tmp_path / "b.pdf", pay_more))
    assert verdict.result == "changed"
    assert "check-altered" in codes(verdict)
    assert next(f for f in verdict.findings if f.code == "check-altered").values == {"name": "input-3.csv"}


def test_an_altered_input_with_a_manifest_that_fits_no_longer_fits_the_score(example: Path, tmp_path: Path) -> None:
    def another_ledger(carried: Files) -> None:
        carried["input-3.csv"] = b"\n".join(carried["input-3.csv"].splitlines()[:3])
        digest = sha256(carried["input-3.csv"]).hexdigest()
        in_json(carried, "manifest.json", lambda m: m["inputs"][2].update(sha256=digest))

    verdict = verify(tampered(example, tmp_path / "b.pdf", another_ledger))
    assert verdict.result == "changed"
    assert "check-altered" in codes(verdict) and verdict.differences


def test_pages_of_another_report_are_found(example: Path, tmp_path: Path) -> None:
    other = report(tmp_path / "o.pdf", files=(str(EXAMPLE / "activity.xml"),), claims=EXAMPLE / "claims.csv")
    carried, _ = attachments_of(example)

    def swap(theirs: Files) -> None:
        theirs.clear()
        theirs.update(carried)

    verdict = verify(tampered(other, tmp_path / "b.pdf", swap))
    assert (verdict.result, codes(verdict)) == ("changed", ["check-page-differs"])


def test_another_engine_and_another_rubric_are_said(example: Path, tmp_path: Path) -> None:
    def older(carried: Files) -> None:
        in_json(carried, "manifest.json", lambda m: m.update(engine="0.0.1", rubric=m["rubric"] | {"sha256": "0" * 64}))

    verdict = verify(tampered(example, tmp_path / "b.pdf", older))
    assert {"check-engine-differs", "check-rubric-differs"} <= set(codes(verdict))
    assert verdict.result == "changed"
    assert verdict.engine[0] == "0.0.1"


def test_without_files_it_asks_for_them_and_takes_them(tmp_path: Path) -> None:
    file = write(tmp_path, "a.xml", iati(iati_activity("X-1", iati_payment(25, "Municipality of Nyeri", type_="11"))))
    made = report(tmp_path / "h.pdf", with_files=False, files=(str(file),))
    assert set(attachments_of(made)[0]) == {"manifest.json", "score.json"}
    verdict = verify(made)
    assert (verdict.result, codes(verdict)) == ("unchecked", ["check-inputs-missing"])
    assert verify(made, [Path(file)]).result == "same"


def test_a_given_file_of_the_same_name_is_taken_and_the_difference_shown(tmp_path: Path) -> None:
    pay = lambda amount: iati(iati_activity("X-1", iati_payment(amount, "Municipality of Nyeri", type_="11")))  # noqa: E731
    made = report(tmp_path / "h.pdf", files=(str(write(tmp_path, "a.xml", pay(25))),))
    verdict = verify(made, [Path(write(tmp_path, "a.xml", pay(26)))])
    assert verdict.result == "changed"
    assert "check-input-differs" in codes(verdict)
    assert any(
        d.where == "totals.in_scope" and (d.reported, d.recomputed) == ("25.00", "26.00") for d in verdict.differences
    )


def test_a_file_that_is_no_input_is_refused(example: Path, tmp_path: Path) -> None:
    with pytest.raises(WrongUse) as refusal:
        verify(example, [Path(write(tmp_path, "holiday.xml", "<a/>"))])
    assert refusal.value.finding.code == "check-input-unknown"


def test_several_programmes_and_one_of_several_activities_are_the_same(tmp_path: Path) -> None:
    body = iati(*(iati_activity(f"X-{i}", iati_payment(10 + i, "Municipality of Nyeri", type_="11")) for i in range(3)))
    file = write(tmp_path, "a.xml", body)
    assert verify(report(tmp_path / "p.pdf", files=(str(file),))).result == "same"
    assert verify(report(tmp_path / "q.pdf", files=(str(file),), programme="X-1", currency="EUR")).result == "same"


def test_claims_in_confidence_are_counted_and_neither_named_nor_carried(tmp_path: Path) -> None:
    secret = "The mayor was told to sign."
    write(tmp_path, "letter.txt", f"{secret} He did so in the end.")
    file = write(tmp_path, "a.xml", iati(iati_activity("X-1", iati_payment(25, "Municipality of Nyeri", type_="11"))))
    claims = Path(write(
        tmp_path, "claims.csv",
        "programme,criterion,claimed_level,kind,file_or_url,page,quote,date,actor,in_confidence\n"
        f"X-1,C2,1,D,letter.txt,1,{secret},2024-05-01,Jane Roe,yes\n",
    ))  # fmt: skip
    made = report(tmp_path / "c.pdf", files=(str(file),), claims=claims)
    carried, _ = attachments_of(made)
    pages = " ".join(p.get_textpage().get_text_range() for p in pypdfium2.PdfDocument(made))
    for words in (secret, "Jane Roe", "letter.txt"):
        assert words.encode() not in b"".join(carried.values())
        assert words not in pages
    assert "in confidence are left out" in " ".join(pages.split())
    items = json.loads(carried["score.json"])["programmes"][0]["criteria"][1]["evidence"]
    assert [(i["kind"], i["status"]) for i in items if i["kind"] == "D"] == [("D", "checked")]
    assert verify(made).result == "unchecked"


def broken(what: str) -> Callable[[Files], None]:
    def change(carried: Files) -> None:
        if what == "nothing carried":
            carried.clear()
        elif what == "no json":
            carried["manifest.json"] = b"{" * 100_000
        elif what == "deep":
            carried["score.json"] = b"[" * 200_000
        elif what == "language":
            in_json(carried, "manifest.json", lambda m: m.update(language="../../etc"))
        elif what == "phase":
            in_json(carried, "manifest.json", lambda m: m.update(phase="x"))
        elif what == "kind":
            in_json(carried, "manifest.json", lambda m: m["inputs"][0].update(kind="rubric"))
        elif what == "shape":
            carried["manifest.json"] = b"[]"

    return change


@pytest.mark.parametrize("what", ["nothing carried", "no json", "deep", "language", "phase", "kind", "shape"])
def test_a_broken_or_hostile_manifest_is_refused_in_words(what: str, example: Path, tmp_path: Path) -> None:
    with pytest.raises(WrongUse) as refusal:
        verify(tampered(example, tmp_path / "b.pdf", broken(what)))
    assert refusal.value.finding.code in ("check-nothing-carried", "check-manifest-broken")


@pytest.mark.parametrize(
    "name", ["../../escaped.txt", "/tmp/escaped.txt", "a/../../escaped.txt", "", "x" * 600, "a\x00b"]
)
def test_no_name_in_a_report_leads_out_of_its_folder(name: str, example: Path, tmp_path: Path) -> None:
    def lead_out(carried: Files) -> None:
        def rename(manifest: Any) -> None:
            document = next(one for one in manifest["inputs"] if one["kind"] == "document")
            document["name"] = name

        in_json(carried, "manifest.json", rename)

    with pytest.raises(WrongUse) as refusal:
        verify(tampered(example, tmp_path / "b.pdf", lead_out))
    assert refusal.value.finding.code == "check-name-refused"
    assert not list(tmp_path.rglob("escaped.txt"))


def test_too_many_attachments_no_pdf_and_a_bomb_are_refused(example: Path, tmp_path: Path) -> None:
    many = tampered(example, tmp_path / "m.pdf", lambda c: c.update({f"n{i}": b"" for i in range(500)}))
    large = tampered(example, tmp_path / "l.pdf", lambda c: c.update({"zeros": bytes(25_000_000)}))
    text = Path(write(tmp_path, "t.pdf", "no PDF"))
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(example.read_bytes()[:3000])
    reasons = []
    for path in (many, large, text, cut):
        with pytest.raises(WrongUse) as refusal:
            verify(path)
        reasons.append((refusal.value.finding.code, refusal.value.finding.values.get("reason")))
    assert reasons[:3] == [("check-refused", "too-many"), ("check-refused", "too-large"), ("check-refused", "no-pdf")]
    assert reasons[3][0] in ("check-refused", "check-nothing-carried")


def test_nothing_is_fetched(example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def never(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "socket", never)
    assert module.verify(example).result == "same"


def test_a_real_file_is_the_same_again(real_data: Path, tmp_path: Path) -> None:
    made = report(tmp_path / "r.pdf", files=(str(real_data / "iati" / "usaid_1act.xml"),))
    assert verify(made).result == "same"
