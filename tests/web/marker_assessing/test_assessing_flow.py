"""From a draft to what is published, by the functions that pages and API call."""

from __future__ import annotations

from typing import Any

import pytest
from assessing_builders import LEVELS, People, agreed, days_pass, fresh, hand_in, in_review, published, submitted

from local2030.web.marker.assessing.models import Assessment, Standing
from local2030.web.marker.assessing.standing import again, newest
from local2030.web.registry import changing
from local2030.web.registry.models import Thing

pytestmark = pytest.mark.django_db


def test_a_draft_has_what_was_sent_in_and_the_score_of_the_whole_file(draft: Assessment, example: Any) -> None:
    assert (draft.level, draft.possible, draft.claimed, draft.reviewed) == (2, 3, 2, None)
    assert draft.claims.count() == 11 and draft.thing.state == "draft"
    assert newest(draft).result["programmes"][0] == example.score.result  # type: ignore[union-attr]


def test_two_reviewers_who_agree_make_it_reviewed_and_a_standing_comes_again_to_the_byte(
    draft: Assessment, people: People
) -> None:
    row = agreed(draft, people)
    assert row.thing.state == "agreed" and (row.level, row.reviewed) == (2, 2)
    result = newest(row).result["programmes"][0]  # type: ignore[union-attr]
    assert (result["basis"], result["provisional"]) == ("reviewed", False)
    assert {c.status for c in row.claims.exclude(kind="")} == {"accepted"}
    for standing in Standing.objects.filter(assessment=row):
        assert again(standing) == bytes(standing.packed)


def test_what_one_reviewer_rejects_proves_nothing_any_more(draft: Assessment, people: People) -> None:
    letter = draft.claims.get(criterion="C2", kind="A")
    first, second = in_review(draft, people)
    hand_in(first, no=(f"claim:{letter.pk}",))
    assert fresh(draft).thing.state == "in-review"
    hand_in(second)
    row = fresh(draft)
    letter.refresh_from_db()
    assert row.thing.state == "agreed" and letter.status == "rejected" and "not shown" in letter.status_why
    criterion = {c["id"]: c for c in newest(row).result["programmes"][0]["criteria"]}["C2"]  # type: ignore[union-attr]
    assert (criterion["claimed"], criterion["proven"]) == (2, 1) and row.level == 1


def test_a_third_is_asked_where_reviewers_diverge_and_the_secretariat_settles(
    draft: Assessment, people: People
) -> None:
    from local2030.web.registry import reviewing

    first, second = in_review(draft, people)
    hand_in(first)
    hand_in(second, LEVELS | {"C1": 0})
    row = fresh(draft)
    assert row.thing.state == "divergent"
    third = reviewing.assign(people.sena, row.thing, people.rita, from_region=False)
    changing.move(people.sena, row.thing, "third-review", "the level of C1")
    hand_in(third)
    changing.move(people.sena, Thing.objects.get(pk=row.thing_id), "agreed", "two of three")
    assert fresh(draft).reviewed == 2


def test_it_is_published_after_ten_days_and_a_new_one_takes_its_place(draft: Assessment, people: People) -> None:
    from local2030.web.marker.assessing.starting import start

    row = agreed(draft, people)
    with pytest.raises(changing.Refused):
        changing.move(people.sena, row.thing, "published", "")
    days_pass(row.thing, 11)
    changing.move(people.sena, Thing.objects.get(pk=row.thing_id), "published", "")
    row = fresh(draft)
    assert row.thing.audience == "public" and row.published is not None
    before = [bytes(s.packed) for s in row.standings.all()]
    second = start(people.una, row.identifier).assessment
    people.rosa.reviews.all()
    new = published(second, people)
    old = fresh(draft)
    assert (old.thing.state, new.thing.state) == ("superseded", "published")
    assert [bytes(s.packed) for s in old.standings.all()] == before


def test_an_assessment_sent_back_is_reviewed_anew(draft: Assessment, people: People) -> None:
    row = agreed(draft, people)
    changing.move(people.sena, row.thing, "returned", "please add the plan")
    changing.move(people.una, row.thing, "draft", "")
    row = submitted(draft, people)
    assert row.thing.reviews.filter(round=2).count() == 2 and row.verdicts == {}
    assert not row.claims.filter(status__in=("accepted", "rejected")).exists()
