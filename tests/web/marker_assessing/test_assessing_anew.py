"""A second assessment takes over what stood in the published one, and says from where."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from assessing_builders import LEVELS, People, agreed, days_pass, fresh, published
from django.test import Client
from django.utils import timezone
from test_assessing_fields import MOST_LEFT, MOST_TYPED, TYPED, left_on

from local2030.formats.documents.pages import pages_of
from local2030.web.accounts.models import User
from local2030.web.desk.own_desk import todo_for
from local2030.web.marker.assessing import contesting
from local2030.web.marker.assessing.claims import add_claim, engine_claims
from local2030.web.marker.assessing.models import Assessment
from local2030.web.marker.assessing.standing import restand
from local2030.web.marker.assessing.starting import start
from local2030.web.marker.assessing.taking_over import former_serial, taken_over
from local2030.web.marker.mirror.models import Attestation
from local2030.web.registry import changing
from local2030.web.registry.models import Thing
from local2030.workflows.verify_report import verify

pytestmark = pytest.mark.django_db
WORDS = "The board of the county decided on every training that was held in these two years."


def brought(row: Assessment) -> list[tuple[Any, ...]]:
    return [(c.criterion, c.kind, c.level, c.address, c.sha256, c.origin, c.in_confidence) for c in engine_claims(row)]


def test_a_second_assessment_has_the_claims_that_stood_in_the_first(draft: Assessment, people: People) -> None:
    add_claim(people.una, draft, criterion="C6", level=1, kind="D", address="request.md", sha256="ab" * 32, quote=WORDS)
    add_claim(people.una, draft, criterion="C2", level=1, kind="D", address="secret.md", in_confidence=True)
    paid = add_claim(
        people.una, draft, criterion="C4", level=2, kind="M", actor="A", amount=Decimal("10.5"), currency="USD"
    )
    letter = draft.claims.get(criterion="C2", kind="A")
    row = agreed(draft, people, no=(f"claim:{letter.pk}",))
    assert row.claims.get(pk=letter.pk).status == "rejected" and row.claims.get(pk=paid.pk).status == "accepted"
    days_pass(row.thing, 11)
    changing.move(people.sena, Thing.objects.get(pk=row.thing_id), "published", "")
    second = start(User.objects.get(pk=people.una.pk), row.identifier).assessment
    stood = [c for c in engine_claims(fresh(row)) if c.status not in ("rejected", "expired")]
    assert sorted(map(str, brought(second))) == sorted(
        str((c.criterion, c.kind, c.level, c.address, c.sha256, c.origin, c.in_confidence)) for c in stood
    )
    assert {c.status for c in second.claims.all()} == {"submitted"}
    assert {c.by_id for c in second.claims.filter(in_confidence=True)} == {people.una.pk}
    page = people.client("una").get(f"/things/{second.thing.serial}/").content.decode()
    assert f"taken over from {row.thing.serial}" in page and f"stood in {row.thing.serial}" in page
    una, base = people.client("una"), f"/marker/assessments/{second.thing.serial}/"
    left = [one for criterion in LEVELS for one in left_on(una, f"{base}criteria/{criterion}/")]
    for need in una.get(f"{base}submit/").context["needs"]:
        left += left_on(una, need["address"])
    left += left_on(una, f"{base}submit/")
    assert len(left) <= MOST_LEFT and len([name for name, sort in left if sort in TYPED]) <= MOST_TYPED, left


def test_whoever_only_wrote_the_same_identifier_takes_nothing_over(draft: Assessment, people: People) -> None:
    row = published(draft, people)
    new = Assessment(pk=row.pk + 1, identifier=row.identifier, phase=row.phase)
    assert len(taken_over(people.una, new, [], set(LEVELS))) == row.claims.count()
    assert taken_over(people.otto, new, [], set(LEVELS)) == [] and former_serial([]) == ""


def test_a_quote_that_is_not_found_is_told_to_who_typed_it(draft: Assessment, people: People) -> None:
    sent = draft.claims.exclude(sha256="").exclude(quote="").filter(kind="D").first()
    assert sent is not None
    same: dict[str, Any] = {"criterion": sent.criterion, "level": 1, "kind": "D", "address": sent.address, "page": 1}
    same |= {"sha256": sent.sha256}
    add_claim(people.una, draft, quote=WORDS, **same)
    add_claim(people.una, draft, quote="Nobody may read that Achieng said these words.", in_confidence=True, **same)
    restand(draft, "claim")
    page = people.client("una").get(f"/things/{draft.thing.serial}/").content.decode()
    told = page[page.index('id="notices"') : page.index('id="criteria"')]
    assert WORDS in told and "Achieng" not in told and "(in confidence)" in told
    assert f"isn&#x27;t in {sent.address}: &quot;{WORDS}&quot;" in page[page.index('id="criteria"') :]


def test_the_report_of_a_published_one_prints_what_others_say_and_is_still_the_same(
    draft: Assessment, people: People, county: Thing, tmp_path: Path
) -> None:
    row = agreed(draft, people)
    made = contesting.contest(
        people.lena, row, criterion="C3", body="Board of Kisumu", text="Nobody asked us in March."
    )
    contesting.answer(people.sena, made, "The minutes of March are at hand now.")
    days_pass(row.thing, 11)
    changing.move(people.sena, Thing.objects.get(pk=row.thing_id), "published", "")
    now = timezone.now()
    for number, (words, confided) in enumerate((("The pump ran dry.", False), ("Our mayor was paid.", True))):
        Attestation.objects.create(
            government=county, identifier=row.identifier, subject=f"asked:C{number + 2}", criterion=f"C{number + 2}",
            answer="partly", words=words, post="Clerk", body="Water desk", in_confidence=confided, asked=now, answered=now,
        )  # fmt: skip
    path = tmp_path / "report.pdf"
    path.write_bytes(Client().get(f"/marker/assessments/{row.thing.serial}/report.pdf").content)
    verdict = verify(path)
    assert (verdict.result, verdict.differences) == ("same", ()), verdict
    text = " ".join(" ".join(page.text for page in pages_of(path, "report.pdf").pages).split())
    for words in (
        "What others say",
        "Nobody asked us in March.",
        "The minutes of March are at hand now.",
        "The pump ran dry.",
    ):
        assert words in text, words
    assert "mayor" not in text and b"mayor" not in path.read_bytes()


def test_the_desk_of_a_local_government_lists_what_names_it_with_the_last_day(
    draft: Assessment, people: People
) -> None:
    lena = User.objects.get(pk=people.lena.pk)
    address = draft.thing.get_absolute_url()
    assert all(todo.address != address for todo in todo_for(lena))
    agreed(draft, people)
    waits = [t for t in todo_for(User.objects.get(pk=people.lena.pk)) if t.address == address]
    assert len(waits) == 1 and draft.thing.serial in waits[0].why and waits[0].when and not waits[0].is_late
    assert all(todo.address != address for todo in todo_for(User.objects.get(pk=people.otto.pk)))
