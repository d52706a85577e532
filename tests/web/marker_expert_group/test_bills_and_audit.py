"""The audit page says what the command says; a bill goes from proposal over impact and vote into force, old scores stay."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from web_builders import PASSWORD, activity, aid_file, granted

from local2030.marker.criteria import rubric
from local2030.marker.performance.settings import shipped
from local2030.vocabulary.errors import WrongUse
from local2030.web.accounts.models import Role, User
from local2030.web.marker.expert_group import bills, rubrics
from local2030.web.marker.expert_group.models import AuditReport, BillText, RatingsFile, RubricVersion, SecondScore
from local2030.web.marker.expert_group.rubrics import rubric_in_force, rubric_of
from local2030.web.marker.expert_group.second_scores import is_untouched
from local2030.web.marker.models import Programme, Score
from local2030.web.registry.changing import move_by_date
from local2030.web.registry.models import Thing
from local2030.workflows.audit_marker import audit_file

sys.path.insert(0, str(Path(__file__).parents[2]))
from builders_audit import honest
from local2030.marker.performance.records import Rated

pytestmark = pytest.mark.django_db
SHARE = "c4.yaml#levels/2/measures/0/at_least"
MEAN = "gates.yaml#gates/1/conditions/0/mean"


@pytest.fixture(autouse=True)
def fewer_resamples(monkeypatch: pytest.MonkeyPatch) -> None:
    few = replace(shipped(), replicates=40)
    for room in ("local2030.workflows.audit_marker", "local2030.web.marker.expert_group.stating"):
        monkeypatch.setattr(f"{room}.shipped", lambda: few)


@pytest.fixture
def academic(db: Any) -> User:
    return granted(User.objects.create_user("maja", password=PASSWORD), Role.KSN, "body:ksn")


@pytest.fixture
def committee(db: Any) -> list[User]:
    return [granted(User.objects.create_user(f"sc{n}", password=PASSWORD), Role.SC) for n in range(3)]


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def table(rows: list[Rated]) -> bytes:
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(Rated._fields)
    writer.writerows(["" if v is None else str(v) for v in row] for row in rows)
    return out.getvalue().encode()


def bill(client: Client, run_jobs: Callable[[], None], **edits: str) -> Thing:
    data = {"title": "A higher share", "summary": "", "why": "So that level 2 means more.", "cites": ""}
    for n, (place, to) in enumerate(edits.items(), 1):
        data |= {f"place_{n}": {"share": SHARE, "mean": MEAN}[place], f"to_{n}": to}
    answer = client.post("/marker/bills/new/", data)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    run_jobs()
    return Thing.objects.filter(kind="rubric-bill").order_by("-number").get(title="A higher share")


def test_the_page_shows_the_figures_of_the_command_over_a_table_that_was_sent_in(
    steward: User, run_jobs: Callable[[], None]
) -> None:
    client = client_of(steward)
    empty = Client().get("/marker/audit/")
    assert empty.status_code == 200 and "Nothing has been rated twice yet" in empty.content.decode()
    file = SimpleUploadedFile("r.csv", table(honest(24)))
    answer = client.post("/marker/audit/ratings/new/", {"file": file, "source": "Workshop"})
    assert answer.status_code == 302
    run_jobs()
    report = AuditReport.objects.get()
    command = audit_file(report.csv, "ratings.csv")
    shown = Client().get("/marker/audit.json").json()
    assert json.loads(json.dumps(command)) == {k: v for k, v in shown.items() if k != "site"}
    page = Client().get("/marker/audit/").content.decode()
    for line in command["agreement"]:
        assert line["alpha"] is None or f"{line['alpha']:.2f}" in page, line
    assert "rewrite the text" in page and "Workshop" in page and "days" in page
    lines = b"".join(Client().get("/marker/audit.csv").streaming_content).decode().splitlines()
    assert len(lines) == 1 + len(command["agreement"]) and "kappa" in lines[0] and "ac2" in lines[0]
    pdf = Client().get("/marker/audit.pdf")
    assert pdf.status_code == 200 and pdf.content.startswith(b"%PDF")
    assert Client().get("/marker/audit/ratings.csv").status_code == 404
    assert client.get("/marker/audit/ratings.csv").content == report.csv


def test_a_table_that_is_here_or_holds_nothing_is_refused_with_words(steward: User) -> None:
    client = client_of(steward)
    send = lambda content: client.post(  # noqa: E731
        "/marker/audit/ratings/new/", {"file": SimpleUploadedFile("r.csv", content), "source": "x"}
    )
    assert send(table(honest(3))).status_code == 302
    again = send(table(honest(3)))
    assert again.status_code == 422 and "here already" in again.content.decode()
    assert send(b"not,a\ntable,here\n").status_code == 422


def test_a_bill_goes_from_proposal_to_force_and_old_scores_stay_to_the_byte(
    example: Any, academic: User, steward: User, committee: list[User], run_jobs: Callable[[], None]
) -> None:
    first = {s.pk: bytes(s.packed) for s in Score.objects.all()}
    thing = bill(client_of(academic), run_jobs, share="20%", mean="2.25")
    assert thing.state == "stated"
    statement = bills.newest_text(thing).statement
    assert statement["programmes"] == 1 and statement["left_out"] == 0
    page = Client().get(f"/things/{thing.serial}/").content.decode()
    assert "published programmes" in page and "20%" in page and "still says 15%" in page
    pdf = Client().get(f"/marker/bills/{thing.serial}/impact.pdf")
    assert pdf.status_code == 200 and pdf.content.startswith(b"%PDF")
    assert client_of(academic).post(f"/things/{thing.serial}/move/voting/", {"version": thing.version}).status_code in (
        403,
        409,
    )
    open_vote = client_of(steward).post(f"/things/{thing.serial}/move/voting/", {"version": thing.version, "why": ""})
    assert open_vote.status_code == 302, open_vote.content.decode()[-2000:]
    for user, vote in zip(committee, ("yes", "yes", "no"), strict=True):
        assert client_of(user).post(f"/marker/bills/{thing.serial}/vote/", {"vote": vote}).status_code == 302
    assert client_of(steward).post(f"/marker/bills/{thing.serial}/vote/", {"vote": "yes"}).status_code == 403
    thing.refresh_from_db()
    day = timezone.localdate()
    carried = client_of(committee[0]).post(
        f"/things/{thing.serial}/move/carried/",
        {"version": thing.version, "why": "Voted.", "in_force_from": day.isoformat()},
    )
    assert carried.status_code == 302, carried.content.decode()[-2500:]
    assert rubric_in_force(day - timedelta(days=1)).sha256 == rubric().sha256
    assert rubric_in_force(day).sha256 == bills.newest_text(thing).sha256
    thing.refresh_from_db()
    assert thing.fields["vote"].startswith("2 for, 1 against")
    move_by_date(thing, day)
    run_jobs()
    thing.refresh_from_db()
    assert thing.state == "in-force"
    second = SecondScore.objects.get()
    assert is_untouched(second) and {s.pk: bytes(s.packed) for s in Score.objects.all()} == first
    assert rubric_of("2.0") == rubric()
    page = Client().get("/marker/rubric/").content.decode()
    assert thing.serial in page


def test_an_amended_bill_keeps_the_earlier_text_and_asks_for_votes_anew(
    example: Any, academic: User, steward: User, committee: list[User], run_jobs: Callable[[], None]
) -> None:
    thing = bill(client_of(academic), run_jobs, share="20%")
    client_of(steward).post(f"/things/{thing.serial}/move/voting/", {"version": thing.version})
    client_of(committee[0]).post(f"/marker/bills/{thing.serial}/vote/", {"vote": "yes"})
    data = {"why": "Rather the mean.", "cites": "", "place_1": MEAN, "to_1": "1.75"}
    assert client_of(academic).post(f"/marker/bills/{thing.serial}/amend/", data).status_code == 302
    run_jobs()
    thing.refresh_from_db()
    assert thing.state == "stated"
    one, two = BillText.objects.filter(bill=thing)
    assert one.edits[0]["to"] == "0.2" and two.edits[0]["to"] == "1.75" and one.sha256 != two.sha256
    assert bills.counts(two) == {"yes": 0, "no": 0, "abstain": 0} and bills.counts(one)["yes"] == 1
    assert "Text 1 of" in Client().get(f"/things/{thing.serial}/").content.decode()


def test_a_bill_without_a_majority_or_over_an_old_version_is_not_adopted(
    example: Any, academic: User, steward: User, committee: list[User], run_jobs: Callable[[], None]
) -> None:
    thing = bill(client_of(academic), run_jobs, mean="1.75")
    client_of(steward).post(f"/things/{thing.serial}/move/voting/", {"version": thing.version})
    thing.refresh_from_db()
    carry = {"version": thing.version, "why": "x", "in_force_from": timezone.localdate().isoformat()}
    answer = client_of(committee[0]).post(f"/things/{thing.serial}/move/carried/", carry)
    assert answer.status_code == 422 and "no majority" in answer.content.decode()
    past = timezone.localdate() - timedelta(days=1)
    client_of(committee[0]).post(f"/marker/bills/{thing.serial}/vote/", {"vote": "yes"})
    answer = client_of(committee[0]).post(
        f"/things/{thing.serial}/move/carried/", carry | {"in_force_from": past.isoformat()}
    )
    assert answer.status_code == 422 and not RubricVersion.objects.exists()


@pytest.mark.parametrize(
    ("to", "said"), [("200", "no share"), ("15%", "stands there now"), ("30%", "would ask for less"), ("", "changes nothing")]
)  # fmt: skip
def test_an_edit_that_makes_no_sense_is_told_beside_the_form(academic: User, to: str, said: str) -> None:
    data = {"title": "T", "why": "W", "place_1": SHARE, "to_1": to}
    answer = client_of(academic).post("/marker/bills/new/", data)
    assert answer.status_code == 422 and said in answer.content.decode()
    assert not Thing.objects.filter(kind="rubric-bill").exists()


def test_what_is_scored_after_a_bill_came_into_force_is_scored_under_it_and_shows_the_second_score_beside_the_old_one(
    example: Any,
    academic: User,
    steward: User,
    committee: list[User],
    run_jobs: Callable[[], None],
    send: Any,
    member: User,
) -> None:
    thing = bill(client_of(academic), run_jobs, mean="2.25")
    version = in_force(thing, steward, committee, run_jobs)
    page = Client().get(f"/marker/programmes/{example.pk}/").content.decode()
    assert "Under later versions of the rubric" in page and version.version in page
    assert example.score.scoring.head["rubric"]["sha256"] == rubric().sha256
    send(client_of(member), aid_file(activity("XM-9", "Later")))
    later = Score.objects.order_by("-pk").first()
    assert later is not None and later.scoring.head["rubric"]["sha256"] == version.sha256
    shown = Client().get("/api/v1/marker/rubric").json()
    assert shown["version"] == version.version and len(shown["versions"]) == 2
    old = Client().get("/api/v1/marker/rubric?version=2.0").json()
    assert old["sha256"] == rubric().sha256 and old["cost_of_cheating"]
    assert Client().get("/marker/rubric/?version=9.9").status_code == 404


def test_a_rubric_whose_files_were_changed_by_hand_is_refused(
    example: Any, academic: User, steward: User, committee: list[User], run_jobs: Callable[[], None]
) -> None:
    thing = bill(client_of(academic), run_jobs, mean="2.25")
    version = in_force(thing, steward, committee, run_jobs)
    path = rubric_in_force().folder / "gates.yaml"
    path.write_text(path.read_text().replace("2.25", "0.25"))
    rubrics._read.cache_clear()
    with pytest.raises(WrongUse):
        rubric_in_force()
    assert version.sha256


def in_force(thing: Thing, steward: User, committee: list[User], run_jobs: Callable[[], None]) -> RubricVersion:
    """The bill voted for and in force today."""
    client_of(steward).post(f"/things/{thing.serial}/move/voting/", {"version": thing.version})
    client_of(committee[0]).post(f"/marker/bills/{thing.serial}/vote/", {"vote": "yes"})
    thing.refresh_from_db()
    today = timezone.localdate()
    data = {"version": thing.version, "why": "Voted.", "in_force_from": today.isoformat()}
    assert client_of(committee[0]).post(f"/things/{thing.serial}/move/carried/", data).status_code == 302
    thing.refresh_from_db()
    move_by_date(thing, today)
    run_jobs()
    return RubricVersion.objects.get()


def test_assessments_stay_under_the_rubric_they_began_with_say_so_and_get_a_second_standing_beside(
    example: Any, academic: User, steward: User, committee: list[User], run_jobs: Callable[[], None]
) -> None:
    from local2030.web.marker.assessing.examples import file_examples
    from local2030.web.marker.assessing.models import Assessment, Standing

    file_examples(granted(example.upload.by, Role.SEC))
    before = {s.pk: (bytes(s.packed), s.newest) for s in Standing.objects.all()}
    columns = {a.pk: (a.rubric_sha256, a.level, a.possible) for a in Assessment.objects.all()}
    thing = bill(client_of(academic), run_jobs, mean="2.25")
    statement = bills.newest_text(thing).statement
    assert statement["programmes"] == 1  # the published assessment stands for its programme
    version = in_force(thing, steward, committee, run_jobs)
    assert {a.pk: (a.rubric_sha256, a.level, a.possible) for a in Assessment.objects.all()} == columns
    assert {s.pk: (bytes(s.packed), s.newest) for s in Standing.objects.filter(pk__in=before)} == before
    published = Assessment.objects.filter(published__isnull=False)
    for row in published:
        assert row.standings.get(rubric_sha256=version.sha256).because == "rubric"
    assert published and SecondScore.objects.filter(standing__assessment__in=published).count() == len(published)
    one = published.first()
    page = Client().get(f"/things/{one.thing.serial}/").content.decode()
    assert "stays under it" in page and "it would be level" in page
    programme = Programme.objects.get(identifier=one.identifier, current=True)
    of_programme = Client().get(f"/marker/programmes/{programme.pk}/").content.decode()
    so_far = of_programme[of_programme.index("Scores so far") :]
    assert "where the published assessment says" in so_far and f'href="/things/{one.thing.serial}/"' in so_far


def test_pages_of_the_audit_take_few_queries(steward: User, run_jobs: Callable[[], None]) -> None:
    client = client_of(steward)
    client.post(
        "/marker/audit/ratings/new/", {"file": SimpleUploadedFile("r.csv", table(honest(24))), "source": "Workshop"}
    )
    run_jobs()
    for address in ("/marker/audit/", "/marker/rubric/"):
        Client().get(address)
        with CaptureQueriesContext(connection) as asked:
            Client().get(address)
        assert len(asked) <= 12, (address, [q["sql"][:90] for q in asked])


def test_a_table_is_taken_back_by_who_sent_it_or_the_secretariat_and_by_nobody_else(
    steward: User, academic: User, run_jobs: Callable[[], None]
) -> None:
    other = granted(User.objects.create_user("otto", password=PASSWORD), Role.KSN, "body:other")
    file = SimpleUploadedFile("mine.csv", table(honest(3)))
    assert client_of(academic).post("/marker/audit/ratings/new/", {"file": file, "source": "Mine"}).status_code == 302
    row = RatingsFile.objects.get()
    assert client_of(other).get(f"/marker/audit/ratings/{row.pk}.csv").status_code == 404
    assert client_of(other).post(f"/marker/audit/ratings/{row.pk}/withdraw/", {"why": "x"}).status_code == 404
    assert "mine.csv" not in client_of(other).get("/marker/audit/").content.decode()
    assert client_of(steward).get(f"/marker/audit/ratings/{row.pk}.csv").status_code == 200
    assert (
        client_of(academic).post(f"/marker/audit/ratings/{row.pk}/withdraw/", {"why": "Twice the same."}).status_code
        == 302
    )
    row.refresh_from_db()
    assert row.withdrawn == "Twice the same."


def test_names_of_reviewers_in_a_table_that_was_sent_in_are_shown_nowhere(
    steward: User, run_jobs: Callable[[], None]
) -> None:
    rows = [row._replace(rater=f"Okonjo {row.rater}") for row in honest(24)]
    file = SimpleUploadedFile("r.csv", table(rows))
    client_of(steward).post("/marker/audit/ratings/new/", {"file": file, "source": "Workshop"})
    run_jobs()
    for client in (Client(), client_of(steward)):
        for address in (
            "/marker/audit/",
            "/marker/audit.json",
            "/marker/audit.csv",
            "/api/v1/marker/audit",
            "/marker/audit/ratings.csv",
        ):
            answer = client.get(address)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert b"Okonjo" not in content, address
