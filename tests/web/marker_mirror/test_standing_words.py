"""A local government's word in an assessment: a yes lifts, a no contests, a doubtful one is taken back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from mirror_builders import EXAMPLE, assessed, linked, town
from web_builders import granted

from local2030.web.accounts.models import Role, User
from local2030.web.marker.assessing.models import Assessment, Claim
from local2030.web.marker.mirror.asked import asked_of
from local2030.web.marker.mirror.models import Attestation
from local2030.web.registry.models import Thing

pytestmark = pytest.mark.django_db
WHO = {"post": "Chief Officer", "body": "Department of Water"}


def press(token: str, item: str, answer: str, **more: Any) -> Any:
    return Client().post(f"/marker/mirror/{token}/answer/", {"item": item, "answer": answer, **WHO, **more})


@pytest.fixture
def claimant(db: Any, example: Any, member: Any) -> Any:
    return member


def test_claims_that_name_her_and_the_questions_of_the_rubric_stand_in_her_mirror(claimant: Any, steward: Any) -> None:
    assessed(claimant, "in-review")
    (of,) = asked_of(town())
    assert {item.subject for item in of.items} >= {"paid", "place", "asked:C2", "asked:C3", "asked:C6", "asked:C8"}
    named = [item for item in of.items if item.sort == "claim"]
    assert named and all(
        "Kisumu" in (item.stated["actor"], item.stated["place"]) or "Kisumu" in item.stated["actor"] for item in named
    )
    assert not any("Homa Bay" in item.stated["actor"] + item.stated["place"] for item in named)


@pytest.mark.parametrize("state", ["draft", "returned", "withdrawn", "superseded"])
def test_nothing_of_a_draft_or_of_what_has_ended_is_asked(claimant: Any, state: str) -> None:
    assessed(claimant, state)
    (of,) = asked_of(town())
    assert {item.sort for item in of.items} <= {"paid", "place", "partner"}


def test_a_yes_becomes_evidence_of_kind_a_and_lifts_what_is_proven(
    claimant: Any, steward: Any, django_capture_on_commit_callbacks: Any
) -> None:
    assessment = assessed(claimant, "published")
    assessment.claims.filter(criterion="C2", kind="A").update(status="rejected")
    from local2030.web.marker.assessing.standing import restand

    before = _proven(restand(assessment, "review"), "C2")
    token, _link = linked(steward, town())
    with django_capture_on_commit_callbacks(execute=True):
        assert press(token, f"asked:C2|{EXAMPLE}", "yes").status_code == 302
    claim = Claim.objects.get(origin="mirror")
    assert (claim.criterion, claim.kind, claim.level) == ("C2", "A", 2)
    after = _proven(assessment.standings.get(newest=True), "C2")
    assert after > before and assessment.standings.get(newest=True).because == "attestation"


def test_partly_supports_one_level_less(claimant: Any, steward: Any) -> None:
    assessed(claimant, "agreed")
    token, _link = linked(steward, town())
    press(token, f"asked:C2|{EXAMPLE}", "partly")
    assert Claim.objects.get(origin="mirror").level == 1


def test_a_no_contests_once_and_takes_an_earlier_yes_back(claimant: Any, steward: Any) -> None:
    assessment = assessed(claimant, "published")
    token, _link = linked(steward, town())
    press(token, f"asked:C2|{EXAMPLE}", "yes")
    press(token, f"asked:C2|{EXAMPLE}", "no", words="Nobody asked us before January.")
    assert Claim.objects.get(origin="mirror").status == "withdrawn"
    assert Thing.objects.get(pk=assessment.thing_id).state == "contested"
    (said,) = assessment.contests.all()
    assert "Kisumu" in said.body and "Nobody asked us" in said.text and said.criterion == "C2"
    press(token, f"asked:C3|{EXAMPLE}", "yes")
    assert assessment.contests.count() == 1


def test_a_no_takes_back_also_what_a_later_assessment_took_over(
    claimant: Any, steward: Any, django_capture_on_commit_callbacks: Any
) -> None:
    from local2030.web.marker.assessing.starting import start

    first = assessed(claimant, "published")
    token, _link = linked(steward, town())
    press(token, f"asked:C2|{EXAMPLE}", "yes")
    Assessment.objects.filter(pk=first.pk).update(published=timezone.now())
    later = start(User.objects.get(pk=claimant.pk), EXAMPLE).assessment
    taken = later.claims.get(origin="mirror")
    assert taken.status == "submitted"
    with django_capture_on_commit_callbacks(execute=True):
        press(token, f"asked:C2|{EXAMPLE}", "no", words="Nobody asked us before January.")
    assert {c.status for c in Claim.objects.filter(origin="mirror")} == {"withdrawn"}
    assert later.standings.filter(because="attestation").exists()


def test_a_no_in_confidence_contests_without_naming_the_town(claimant: Any, steward: Any) -> None:
    assessment = assessed(claimant, "published")
    token, _link = linked(steward, town())
    press(token, f"asked:C2|{EXAMPLE}", "no", words="Quagga", in_confidence="on")
    (said,) = assessment.contests.all()
    assert "Kisumu" not in said.body + said.text and "Quagga" not in said.text


def test_a_yes_in_confidence_counts_and_its_document_names_nobody(claimant: Any, steward: Any) -> None:
    from local2030.web.marker.assessing.inputs import kept

    assessed(claimant, "published")
    token, _link = linked(steward, town())
    press(token, f"asked:C2|{EXAMPLE}", "yes", words="Quagga", in_confidence="on")
    claim = Claim.objects.get(origin="mirror")
    text = kept(claim.sha256).read_text()
    assert claim.in_confidence and claim.quote in text and "Kisumu" not in text and "Quagga" not in text


def test_evidence_from_a_link_that_went_to_the_wrong_town_is_withdrawn(claimant: Any, steward: Any) -> None:
    assessed(claimant, "published")
    token, _link = linked(steward, town())
    press(token, f"asked:C2|{EXAMPLE}", "yes")
    Client().post(f"/marker/mirror/{token}/wrong-town/")
    assert Claim.objects.get(origin="mirror").status == "withdrawn"
    assert not Attestation.objects.filter(claim__isnull=False).exists()


def test_the_word_stands_on_the_programme_page_until_the_claimant_or_the_secretariat_answers_it(
    claimant: Any, example: Any, steward: Any
) -> None:
    token, _link = linked(steward, town())
    press(token, f"paid|{EXAMPLE}", "partly", received="100000", currency="USD", words="One tranche is missing.")
    page = Client().get(f"/marker/programmes/{example.pk}/").content.decode()
    assert "One tranche is missing." in page and "not answered yet" in page and "−43,000" in page
    row = Attestation.objects.get(newest=True, subject="paid")
    stranger = Client()
    stranger.force_login(granted(User.objects.create_user("ugo", password=None), Role.RC, "country:UG"))
    assert stranger.post(f"/marker/words/{row.pk}/reply/", {"text": "Nothing is missing."}).status_code == 403
    browser = Client()
    browser.force_login(claimant)
    assert browser.post(f"/marker/words/{row.pk}/reply/", {"text": "short"}).status_code == 422
    assert (
        browser.post(f"/marker/words/{row.pk}/reply/", {"text": "It went out on 21 January 2025."}).status_code == 302
    )
    page = Client().get(f"/marker/programmes/{example.pk}/").content.decode()
    assert (
        "One tranche is missing." in page
        and "It went out on 21 January 2025." in page
        and "not answered yet" not in page
    )


def _proven(standing: Any, criterion: str) -> int:
    found = next(c for c in standing.result["programmes"][0]["criteria"] if c["id"] == criterion)
    return int(found["proven"] or 0)


def test_saying_yes_and_no_in_turn_fills_no_assessment(claimant: Any, steward: Any, monkeypatch: Any) -> None:
    from local2030.web.marker.mirror import standing_words

    monkeypatch.setattr(standing_words, "MOST_OF_ONE_TOWN", 2)
    assessment = assessed(claimant, "published")
    token, _link = linked(steward, town())
    for answer in ("yes", "no") * 4:
        press(token, f"asked:C2|{EXAMPLE}", answer)
    assert Claim.objects.filter(origin="mirror").count() == 2
    assert assessment.contests.count() == 1
    assert Attestation.objects.filter(subject="asked:C2", newest=True).get().answer == "no"


def test_the_word_stands_beside_the_claim_on_the_assessment_page(claimant: Any, steward: Any) -> None:
    assessment = assessed(claimant, "published")
    token, _link = linked(steward, town())
    press(token, f"asked:C2|{EXAMPLE}", "partly", words="One comment of four was taken up.")
    page = Client().get(assessment.thing.get_absolute_url()).content.decode()
    assert "One comment of four was taken up." in page and "level 2 claimed" in page
