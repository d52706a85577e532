"""Bad and hostile input: names that are guessed, hands at once, evidence that is taken back, reused or dated ahead."""

from __future__ import annotations

import json
from datetime import date, timedelta
from threading import Thread
from typing import Any

import engines
import pytest
from assessing_builders import IDENTIFIER, LEVELS, People, agreed, fresh, hand_in, in_review, published
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from local2030.web.history.models import Entry
from local2030.web.marker.assessing import claims, judging, rubrics
from local2030.web.marker.assessing.models import Assessment, Claim
from local2030.web.marker.assessing.standing import again, newest, restand
from local2030.web.registry import changing
from local2030.web.registry.changing import Unfit

pytestmark = pytest.mark.django_db
TEXT = (
    "The coordinator met the four county directors each quarter, and the minutes of these meetings list which of their"
    " remarks were taken up in the work plan and which were not, with a reason."
)


def addresses(resolver: Any = None, before: str = "") -> list[str]:
    """Every address of the site that a reader without special arguments can open."""
    found = []
    for one in (resolver or get_resolver()).url_patterns:
        address = before + str(one.pattern).lstrip("^")
        found += (
            addresses(one, address)
            if isinstance(one, URLResolver)
            else [address]
            if isinstance(one, URLPattern)
            else []
        )
    return found


def doors(row: Assessment, reviews: list[int]) -> list[str]:
    """All addresses that can be filled with what a claimant knows or guesses of the own assessment."""
    values = {
        "serial": row.thing.serial, "criterion": "C2", "kind": "D", "cause": "gap-large", "subject": "marker",
        "slug": "marker-assessments", "ending": "csv", "programme_id": str(row.programme_id), "to": "agreed",
        "claim_id": str(row.claims.first().pk), "contest_id": "1", "stream": "action", "code": "KE", "place": "0",
        "standing_id": str(row.standings.first().pk), "section": "who", "number": "1", "key": "undp",
    }  # fmt: skip
    found = []
    for address in addresses():
        for review in reviews if "review_id" in address else [0]:
            text = address
            for name, value in {**values, "review_id": str(review), "user_id": "1"}.items():
                for sort in ("str:", "int:", "slug:", "subject:", ""):
                    text = text.replace(f"<{sort}{name}>", value)
            if "<" not in text and not text.startswith(("sign-out", "account", "sign-in")):
                found.append("/" + text)
    return found


def test_a_claimant_finds_no_reviewers_name_behind_any_door(draft: Assessment, people: People) -> None:
    first, second = in_review(draft, people)
    hand_in(first)
    row = fresh(draft)
    client = people.client("una")
    client.raise_request_exception = False
    asked = 0
    for state in ("in-review", "agreed"):
        for address in [*doors(row, [first.pk, second.pk]), f"/api/v1/marker/things/{row.thing.serial}",
                        f"/api/v1/marker/marker-assessments/{row.thing.serial}/history",
                        f"/api/v1/marker/assessments/{row.thing.serial}/claims",
                        f"/search/?q={row.thing.serial}", "/search/?q=rosa", "/history/"]:  # fmt: skip
            answer = client.get(address)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            asked += 1
            for name in (b"Rosa", b"Remy", b"rosa", b"remy"):
                assert name not in body.replace(b"q=rosa", b"").replace(b'value="rosa"', b"") or address == "/search/?q=rosa", (
                    state, address,
                )  # fmt: skip
        for review in (first, second):
            assert client.get(f"/marker/assessments/reviews/{review.pk}/").status_code == 404
            assert (
                client.post(f"/marker/assessments/reviews/{review.pk}/", {"conflict": "1", "why": "x"}).status_code
                == 404
            )
        if state == "in-review":
            hand_in(second)
    assert asked > 60
    rosa = people.client("rosa").get(f"/things/{row.thing.serial}/").content.decode()
    assert (
        "Remy" not in rosa
        and "Remy" not in people.client("rosa").get(f"/marker/assessments/reviews/{first.pk}/").content.decode()
    )


def test_a_reviewer_sees_nothing_of_the_others_word_before_it_is_agreed(draft: Assessment, people: People) -> None:
    first, second = in_review(draft, people)
    letter = draft.claims.get(criterion="C2", kind="A")
    hand_in(first, no=(f"claim:{letter.pk}",))
    remy = people.client("remy")
    for address in (f"/marker/assessments/reviews/{second.pk}/", f"/things/{draft.thing.serial}/"):
        text = remy.get(address).content.decode()
        assert "not shown" not in text and "Read with care" not in text and "rejected by reviewers" not in text
    assert remy.get(f"/marker/assessments/reviews/{first.pk}/").status_code == 404
    with pytest.raises(Unfit):
        judging.judge(people.rosa, first, LEVELS, {}, "again")


@pytest.mark.skipif(not engines.POSTGRESQL, reason="SQLite in memory has one connection")
@pytest.mark.django_db(transaction=True)
def test_two_reviewers_who_save_at_once_are_both_kept_and_it_goes_on_once(draft: Assessment, people: People) -> None:
    reviews = in_review(draft, people)
    troubles: list[BaseException] = []

    def run(review: Any) -> None:
        try:
            hand_in(review)
        except BaseException as trouble:
            troubles.append(trouble)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(review,)) for review in reviews]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    row = fresh(draft)
    assert not troubles and row.thing.state == "agreed" and row.reviewed == 2
    assert row.thing.reviews.filter(done__isnull=False).count() == 2
    assert row.standings.filter(newest=True).count() == 1
    assert Entry.objects.filter(serial=row.thing.serial, deed="settle-reviews").count() == 1


def test_evidence_withdrawn_after_publication_lowers_the_level_and_stays_readable(
    draft: Assessment, people: People
) -> None:
    row = published(draft, people)
    before = newest(row)
    claim = row.claims.get(criterion="C2", kind="A")
    page = f"/marker/assessments/{row.thing.serial}/claims/{claim.pk}/withdraw/"
    assert people.client("otto").post(page, {"text": "no"}).status_code in (403, 404)
    assert people.client("una").post(page, {"text": "The county took its letter back."}).status_code == 302
    row = fresh(draft)
    assert (row.thing.state, row.level) == ("published", 1)
    shown = people.client("una").get(f"/things/{row.thing.serial}/").content.decode()
    assert "The county took its letter back." in shown and "withdrawn" in shown
    assert before is not None and again(before) == bytes(before.packed)
    visitor = Client().get(f"/marker/assessments/{row.thing.serial}/claims.json").json()
    assert [c["status_why"] for c in visitor["claims"] if c["id"] == claim.pk] == ["The county took its letter back."]


def test_one_document_behind_many_claims_and_programmes_is_a_pattern_to_look_at(
    draft: Assessment, people: People
) -> None:
    sha256 = draft.claims.filter(kind="D").first().sha256  # type: ignore[union-attr]
    for n in range(10):
        claims.add_claim(people.una, draft, criterion=f"C{n % 8 + 1}", level=1, kind="D", address="documents/one.txt",
                         sha256=sha256, page=1, quote=f"quote number {n} of the same paper", date=date(2024, 1, 1))  # fmt: skip
    found = noticed(draft, people)
    assert "document-behind-many-claims" in found and "fraud" not in json.dumps(list(found.values()))
    for n in range(3):
        other = Assessment.objects.create(
            thing=changing.add(None, "marker-assessment", {"title": "x", "identifier": f"XM-{n}", "phase": "design"}),
            identifier=f"XM-{n}", rubric="2.0", rubric_sha256="0" * 64,
        )  # fmt: skip
        Claim.objects.create(assessment=other, criterion="C1", sha256=sha256, at=timezone.now())
    assert "document-in-many-programmes" in noticed(draft, people)


def test_evidence_dated_ahead_is_refused_and_what_was_sent_in_so_proves_nothing(
    draft: Assessment, people: People
) -> None:
    ahead = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Unfit) as unfit:
        claims.add_claim(
            people.una, draft, criterion="C1", level=2, kind="D", address="documents/analysis.md", date=ahead
        )
    assert [f.code for f in unfit.value.findings] == ["evidence-dated-after"]
    Claim.objects.filter(assessment=draft, criterion="C8", kind="A").update(date=ahead)
    assert "evidence-after-claim" in noticed(draft, people)


def test_a_rubric_edited_while_an_assessment_runs_does_not_reach_it(
    draft: Assessment, people: People, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    from local2030.marker.criteria import SHIPPED, rubric_sha256

    before = newest(draft)
    shutil.copytree(SHIPPED, tmp_path / "rubrics")
    gates = tmp_path / "rubrics" / "2.0" / "gates.yaml"
    gates.write_text(gates.read_text().replace("mean: 1.5", "mean: 2.9"))
    monkeypatch.setattr(rubrics, "SHIPPED", tmp_path / "rubrics")
    rubrics._folder.cache_clear()
    assert rubric_sha256(tmp_path / "rubrics" / "2.0") != draft.rubric_sha256
    after = restand(draft, "rubric")
    assert before is not None and bytes(after.packed) == bytes(before.packed) and again(before) == bytes(before.packed)
    rubrics._folder.cache_clear()


def test_copied_text_can_not_be_submitted(draft: Assessment, people: People) -> None:
    other = Assessment.objects.create(
        thing=changing.add(None, "marker-assessment", {"title": "x", "identifier": "XM-9", "phase": "design"}),
        identifier="XM-9", rubric="2.0", rubric_sha256="0" * 64,
    )  # fmt: skip
    Claim.objects.create(assessment=other, criterion="C5", text=TEXT, at=timezone.now())
    claims.state_level(people.una, draft, "C5", 2, TEXT.replace("quarter", "three months").upper())
    restand(draft, "claim")
    assert "text-copied" in noticed(draft, people)
    answer = people.client("una").post(
        f"/marker/assessments/{draft.thing.serial}/submit/", {"version": fresh(draft).thing.version}
    )
    assert answer.status_code == 422 and "that of another programme" in answer.content.decode()
    assert fresh(draft).thing.state == "draft" and "XM-9" not in answer.content.decode()
    moved = people.client("una").post(
        f"/things/{draft.thing.serial}/move/submitted/", {"why": "", "version": fresh(draft).thing.version}
    )
    assert moved.status_code == 409 and fresh(draft).thing.state == "draft"


def test_all_at_the_top_without_evidence_are_claims_only_and_it_is_said(draft: Assessment, people: People) -> None:
    for claim in draft.claims.exclude(kind=""):
        claims.withdraw_claim(people.una, claim, "to see")
    for criterion in LEVELS:
        claims.state_level(people.una, draft, criterion, 3, "We say so ourselves, at some length and with conviction.")
    standing = restand(draft, "claim")  # level 1 is what aid data and ledger show by themselves
    assert "claims-all-top" in noticed(draft, people) and (standing.claimed, standing.level) == (3, 1)
    assert "scored as claims only" in people.client("una").get(f"/things/{draft.thing.serial}/").content.decode()


def test_what_is_in_confidence_is_counted_and_named_nowhere(draft: Assessment, people: People) -> None:
    from local2030.web.marker.assessing.inputs import keep_bytes

    text = b"The office of Mzee Barasa agreed with the plan of the springs in May."
    claims.add_claim(people.una, draft, criterion="C6", level=2, kind="D", address="documents/barasa.txt", page=1,
                     sha256=keep_bytes(text), quote="Mzee Barasa agreed with the plan of the springs", date=date(2024, 5, 1),
                     place="Barasa Springs", actor="Barasa Office", in_confidence=True)  # fmt: skip
    restand(draft, "evidence")
    row = published(draft, people)
    criterion = {c["id"]: c for c in newest(row).result["programmes"][0]["criteria"]}["C6"]  # type: ignore[union-attr]
    assert criterion["proven"] == 2
    visitor, base = Client(), f"/marker/assessments/{row.thing.serial}/"
    for client in (visitor, people.client("lena"), people.client("rosa")):
        for address in (f"/things/{row.thing.serial}/", f"{base}claims.csv", f"{base}claims.json", f"{base}compare/",
                        f"/api/v1/marker/assessments/{row.thing.serial}/claims",
                        f"/api/v1/marker/assessments/{row.thing.serial}/standings/{newest(row).pk}",  # type: ignore[union-attr]
                        f"/api/v1/marker/marker-assessments/{row.thing.serial}/history"):  # fmt: skip
            answer = client.get(address)
            assert answer.status_code == 200 and b"Barasa" not in answer.content and b"barasa" not in answer.content, (
                address
            )
    assert visitor.get(f"{base}claims.json").json()["left_out"] == {"in_confidence": 1, "sensitive": 0}
    assert b"Barasa" not in visitor.get(f"{base}report.pdf").content


def test_a_document_is_opened_by_those_who_judge_it_and_by_nobody_else(draft: Assessment, people: People) -> None:
    in_review(draft, people)
    claim = draft.claims.get(criterion="C2", kind="A")
    address = f"/marker/assessments/{draft.thing.serial}/claims/{claim.pk}/document/"
    for name, code in (("una", 200), ("sena", 200), ("rosa", 200), ("lena", 200), ("rita", 404), ("otto", 404)):
        answer = people.client(name).get(address)
        assert answer.status_code == code, name
        if code == 200:
            assert b"Our comments changed" in answer.content and answer["Content-Type"] == "application/octet-stream"
            assert answer["Content-Disposition"].startswith("attachment")
    assert Client().get(address).status_code == 404
    Claim.objects.filter(pk=claim.pk).update(in_confidence=True)
    assert (
        people.client("rosa").get(address).status_code == 404 and people.client("una").get(address).status_code == 200
    )


def test_hostile_documents_and_names_do_no_harm(draft: Assessment, people: People) -> None:
    una, page = people.client("una"), f"/marker/assessments/{draft.thing.serial}/criteria/C6/D/"
    given = {"page": "1", "quote": "a quote that is long enough to look for", "date": "2024-03-01", "level": "2"}
    bad = una.post(page, given | {"document": SimpleUploadedFile("virus.exe", b"MZ")})
    assert bad.status_code == 422 and "PDF, DOCX, HTML or text" in bad.content.decode()
    for name, content in (("../../etc/passwd.txt", b"root"), ("=cmd()|x.txt", b"x"), ("broken.pdf", b"%PDF-1.4 broken"),
                          ("bomb.docx", b"PK\x03\x04" + b"\x00" * 99), ("a.html", b"<script>alert(1)</script>")):  # fmt: skip
        answer = una.post(page, given | {"document": SimpleUploadedFile(name, content)}, follow=True)
        assert answer.status_code == 200 and "Traceback" not in answer.content.decode(), name
        assert "<script>alert" not in answer.content.decode()
    names = set(draft.claims.exclude(sha256="").values_list("address", flat=True))
    assert not any(".." in name or name.startswith("/") for name in names)
    assert una.post(page, {"level": "2"}).status_code == 422
    rows = (
        people.client("una").get(f"/marker/assessments/{draft.thing.serial}/claims.csv").content.decode().splitlines()
    )
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row.split(","))
    assert fresh(draft).level == 2


def test_newer_aid_data_of_the_same_sender_count_and_those_of_a_stranger_never(
    draft: Assessment, people: People, run_jobs: Any, send: Any, example: Any
) -> None:
    from web_builders import EXAMPLE

    from local2030.web.accounts.models import User
    from local2030.web.marker.models import Programme

    aid = (EXAMPLE / "activity.xml").read_bytes()
    poor = aid.replace(b'type="11"', b'type="40"')
    send(people.client("otto"), poor, name="stranger.xml")
    row = restand_of(draft)
    assert (row.programme_id, row.level) == (example.pk, 2)
    keeper = Client()
    keeper.force_login(User.objects.get(username="keeper"))
    send(keeper, aid.replace(b"Water that counts", b"Water that counts again"), name="newer.xml")
    newer = Programme.objects.get(upload__name="newer.xml")
    send(people.client("otto"), poor.replace(b"Water", b"Wells"), name="stranger-again.xml")
    row = restand_of(draft)
    assert row.programme_id == newer.pk and row.inputs["file"] == "newer.xml"


def restand_of(draft: Assessment) -> Assessment:
    """The row after it was scored again."""
    restand(draft, "aid-data")
    return fresh(draft)


def test_nobody_else_claims_for_a_programme(example: Any, people: People) -> None:
    from django.core.exceptions import PermissionDenied

    from local2030.web.marker.assessing.starting import start

    with pytest.raises(PermissionDenied):
        start(people.otto, IDENTIFIER)
    for name in ("otto", "lena", "rosa", "sena"):
        assert (
            people.client(name).post(f"/marker/programmes/{example.pk}/assess/", {"phase": "design"}).status_code == 403
        )
    assert not Assessment.objects.exists()


def test_a_report_is_recomputed_by_anybody_from_what_it_carries(
    draft: Assessment, people: People, tmp_path: Any
) -> None:
    from local2030.workflows.verify_report import verify

    row = agreed(draft, people)
    answer = people.client("una").get(f"/marker/assessments/{row.thing.serial}/report.pdf")
    path = tmp_path / "report.pdf"
    path.write_bytes(answer.content)
    verdict = verify(path)
    assert (verdict.result, verdict.differences) == ("same", ()), verdict
    assert people.client("lena").get(f"/marker/assessments/{row.thing.serial}/report.pdf").status_code == 403


def noticed(row: Assessment, people: People) -> dict[str, str]:
    """The codes of what is noticed, with their words."""
    from local2030.vocabulary.messages import say
    from local2030.web.marker.assessing.moving import stands
    from local2030.web.marker.assessing.notices import notices

    return {f.code: say(f.code, f.values) for f in notices(fresh(row), stands(fresh(row)))}
