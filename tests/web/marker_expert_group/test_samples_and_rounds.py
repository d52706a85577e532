"""A blind sample from draw to audit; an expert round of two sittings whose remarks lead into a bill. Nothing leaks before."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from web_builders import PASSWORD, granted

from local2030.web.accounts.models import Role, User
from local2030.web.marker.expert_group import rounds
from local2030.web.marker.expert_group.gathering import gathered
from local2030.web.marker.expert_group.models import Answer, Remark, SampleReading
from local2030.web.registry.models import Thing

pytestmark = pytest.mark.django_db
FIRST = (1, 2, 3, 5, 6, 8, 9, 9)
SECOND = (4, 5, 5, 5, 6, 6, 7, 7)
SECRET = "Quokka, said nobody else"


@pytest.fixture
def academics(db: Any) -> list[User]:
    return [
        granted(
            User.objects.create_user(f"expert{n}", password=PASSWORD, first_name=f"Okonkwo{n}"),
            Role.KSN,
            f"body:net{n}",
        )
        for n in range(8)
    ]


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def move(user: User, thing: Thing, to: str, why: str = "because") -> None:
    thing.refresh_from_db()
    answer = client_of(user).post(f"/things/{thing.serial}/move/{to}/", {"version": thing.version, "why": why})
    assert answer.status_code == 302, re.sub(r"<[^>]+>", " ", answer.content.decode())[-1500:]
    thing.refresh_from_db()


@pytest.fixture
def opened(steward: User, academics: list[User]) -> Thing:
    client = client_of(steward)
    client.post("/marker/expert-rounds/new/", {"title": "Wordings", "question": "Clear?", "why": ""})
    thing = Thing.objects.get(kind="expert-round")
    assert (
        client.post(
            f"/marker/rounds/{thing.serial}/statements/", {"statements": "C3: Has a vote.\nShares are known.\n"}
        ).status_code
        == 302
    )
    for person in academics:
        assert client.post(f"/marker/rounds/{thing.serial}/invite/", {"person": person.pk}).status_code == 302
    move(steward, thing, "first")
    return thing


def rate(thing: Thing, person: User, rating: int, comment: str = "") -> Any:
    return client_of(person).post(
        f"/marker/rounds/{thing.serial}/answer/", {"r_1": str(rating), "r_2": str(rating), "c_1": comment}
    )


def test_two_sittings_with_eight_experts_come_closer_and_a_bill_traces_to_a_remark(
    opened: Thing, academics: list[User], steward: User
) -> None:
    for n, (person, rating) in enumerate(zip(academics, FIRST, strict=True)):
        assert rate(opened, person, rating, SECRET if n == 0 else "").status_code == 302
    move(steward, opened, "between")
    first = rounds.results(opened)[1][1]
    assert (first.median, first.iqr, first.word) == (5.5, 5.5, "delphi-disagreement")
    move(steward, opened, "second")
    page = client_of(academics[7]).get(f"/marker/rounds/{opened.serial}/answer/").content.decode()
    assert "median 5.5" in page and "You gave 9" in page
    for person, rating in zip(academics, SECOND, strict=True):
        rate(opened, person, rating)
    move(steward, opened, "closed")
    change = rounds.converged(opened)
    assert change is not None and change.after < change.before and change.closer == 2 and change.toward > change.away  # type: ignore[operator]
    assert "disagree" in Client().get(f"/things/{opened.serial}/").content.decode()
    remark = Remark.objects.get()
    data = {"title": "A clearer vote", "why": "W", "cites": f"{opened.serial}/{remark.number}",
            "place_1": "c3.yaml#levels/2/anchor/en", "to_1": "A member with a vote, as the minutes show."}  # fmt: skip
    assert client_of(academics[0]).post("/marker/bills/new/", data).status_code == 302
    led = Client().get(f"/marker/rounds/{opened.serial}/remarks/{remark.number}/").content.decode()
    assert SECRET in led and "A clearer vote" in led and "Okonkwo" not in led
    bill = Thing.objects.get(kind="rubric-bill")
    assert SECRET in Client().get(f"/things/{bill.serial}/").content.decode()
    unknown = client_of(steward).post("/marker/bills/new/", data | {"cites": "XPR-009/1"})
    assert unknown.status_code == 422 and "no remark XPR-009/1" in unknown.content.decode()


def test_while_a_sitting_is_open_no_door_tells_what_another_said(
    opened: Thing, academics: list[User], steward: User
) -> None:
    rate(opened, academics[0], 9, SECRET)
    doors = [
        f"/things/{opened.serial}/", f"/api/v1/marker/things/{opened.serial}", f"/api/v1/marker/rounds/{opened.serial}",
        f"/marker/rounds/{opened.serial}/round.json", "/marker/expert-rounds/", "/marker/expert-rounds.json", "/marker/expert-rounds.csv",
        "/search/?q=Quokka", "/history/", f"/marker/rounds/{opened.serial}/answer/", f"/marker/rounds/{opened.serial}/remarks/1/",
    ]  # fmt: skip
    others = [*academics[1:], steward]
    for client in (Client(), *map(client_of, others[:2]), client_of(steward)):
        before = {}
        for door in doors:
            answer = client.get(door)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            before[door] = content.decode()
            assert SECRET not in before[door] and "Quokka, said" not in before[door], door
        assert '"median"' not in before[f"/marker/rounds/{opened.serial}/round.json"]
    assert client_of(academics[1]).get(f"/things/{opened.serial}/").content.decode().count("you 9") == 0
    assert Answer.objects.count() == 2


def test_too_few_answers_give_no_figures_and_strangers_cannot_answer(
    opened: Thing, academics: list[User], steward: User, other_member: User
) -> None:
    for person in academics[:2]:
        rate(opened, person, 7)
    assert rate(opened, other_member, 1).status_code == 403
    assert rate(opened, academics[3], 12).status_code == 422
    move(steward, opened, "between")
    page = Client().get(f"/things/{opened.serial}/").content.decode()
    assert "Too few experts answered" in page and "too few answers (2" in page


@pytest.fixture
def drawn(example: Any, steward: User, academics: list[User]) -> Thing:
    client = client_of(steward)
    client.post("/marker/review-samples/new/", {"title": "Spring", "seed": "2030", "least": "", "why": ""})
    thing = Thing.objects.get(kind="review-sample")
    answer = client.post(f"/marker/samples/{thing.serial}/draw/")
    assert answer.status_code == 302, re.sub(r"<[^>]+>", " ", answer.content.decode())[-1500:]
    thing.refresh_from_db()
    return thing


def scores(level: int) -> dict[str, str]:
    return {f"s_C{n}": str(level) for n in range(1, 9)} | {"minutes": "35", "comment": ""}


def test_a_sample_is_scored_blind_and_counts_only_when_all_are_in(
    drawn: Thing, steward: User, run_jobs: Callable[[], None]
) -> None:
    assert drawn.state == "reading"
    readings = list(SampleReading.objects.all())
    assert len(readings) == 3  # one programme; every fifth, so the first, is read by three
    for n, row in enumerate(readings):
        assert not any(r.criterion for r in gathered().rows)
        client = client_of(row.reviewer)
        page = client.get(f"/marker/samples/readings/{row.pk}/").content.decode()
        assert "Level of C1" in page and "by evidence" not in page
        assert client_of(steward).get(f"/marker/samples/readings/{row.pk}/").status_code == 404
        assert client.post(f"/marker/samples/readings/{row.pk}/", scores(n)).status_code == 302
        assert client.post(f"/marker/samples/readings/{row.pk}/", scores(1)).status_code == 422
    drawn.refresh_from_db()
    assert drawn.state == "closed"
    rows = gathered().rows
    assert len(rows) == 3 * 9 and {r.rater[:2] for r in rows} == {"R-"} and len({r.rater for r in rows}) == 3
    run_jobs()
    page = Client().get("/marker/audit/").content.decode()
    assert "10 are needed" in page or "9 more are needed" in page
    assert not re.search(r"expert\d|Okonkwo", page)


def test_who_has_a_conflict_is_not_drawn(example: Any, steward: User, member: User) -> None:
    granted(member, Role.KSN, "body:ksn")  # she sent the programme's files in
    others = [granted(User.objects.create_user(f"k{n}", password=PASSWORD), Role.KSN, f"body:b{n}") for n in range(2)]
    client = client_of(steward)
    client.post("/marker/review-samples/new/", {"title": "Spring", "seed": "1", "why": ""})
    thing = Thing.objects.get(kind="review-sample")
    assert client.post(f"/marker/samples/{thing.serial}/draw/").status_code == 302
    assert {r.reviewer for r in SampleReading.objects.all()} == set(others)


def test_a_reading_given_back_goes_to_somebody_else(drawn: Thing) -> None:
    row = SampleReading.objects.first()
    assert row is not None
    client_of(row.reviewer).post(f"/marker/samples/readings/{row.pk}/", {"decline": "1", "why": "No time"})
    assert SampleReading.objects.filter(declined="").count() == 3
    assert SampleReading.objects.exclude(pk=row.pk).filter(reviewer=row.reviewer).count() == 0
