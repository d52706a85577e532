"""The Coalition's own pages show what the registry has, to each reader his part, in few questions to the store."""

from __future__ import annotations

import csv
import io

import pytest
from coalition_builders import body, focal_point
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from local2030.web.accounts.models import User
from local2030.web.coalition.first_things import file_first_things
from local2030.web.history.models import Entry
from local2030.web.registry import changing
from local2030.web.registry.models import Thing

pytestmark = pytest.mark.django_db
PAGES = (
    "/coalition/", "/coalition/tracker/", "/coalition/tracker/?who=undp", "/coalition/tracker/?outcome=O8&kind=next-step",
    "/coalition/tracker/?late=1", "/coalition/plans/", "/coalition/contributions/", "/coalition/entities/undp/contribution/",
    "/coalition/responsibilities/", "/coalition/responsibilities/?by=outcomes", "/coalition/responsibilities/?by=events",
    "/coalition/responsibilities/?by=bodies", "/coalition/responsibilities/?by=commitments", "/coalition/steering-report/",
)  # fmt: skip
FILES = ("/coalition/tracker.csv", "/coalition/responsibilities.csv", "/coalition/contributions.csv",
         "/coalition/entities/undp/contribution.csv")  # fmt: skip
MOST_QUERIES = 12


@pytest.fixture(autouse=True)
def _filled() -> None:
    file_first_things()


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_there_for_everybody_in_at_most_twelve_queries(client: Client, address: str) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = client.get(address)
    assert answer.status_code == 200
    assert len(asked) <= MOST_QUERIES, [q["sql"][:90] for q in asked]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_an_empty_registry_says_what_will_stand_there(client: Client, address: str, empty: None) -> None:
    answer = client.get(address)
    assert answer.status_code == (404 if "undp/" in address else 200)


@pytest.fixture
def empty() -> None:
    from local2030.web.registry.models import Link, Part, ScopeOf

    for model in (Link, Part, ScopeOf):
        model.objects.all().delete()
    Thing.objects.update(owner=None)
    Thing.objects.all().delete()


def test_the_overview_shows_both_values_where_the_report_contradicts_itself(client: Client) -> None:
    text = body(client.get("/coalition/"))
    assert "4–5 flagships" in text and "5–6 flagships" in text
    assert text.count("Report of the second UN Directors Group retreat") >= 2


def test_sixteen_steps_are_fourteen_and_pledges_are_not_counted_again_as_commitments(client: Client) -> None:
    steps = body(client.get("/coalition/tracker/?kind=next-step"))
    assert "14 promises match" in steps and "16 rows, 14 after joining" in steps
    pledges = body(client.get("/coalition/tracker/?kind=commitment"))
    assert "11 promises match" in pledges and "16 rows" in pledges
    assert "25 promises to keep" in body(client.get("/coalition/tracker/"))


def test_what_overlaps_stands_together(client: Client) -> None:
    text = body(client.get("/coalition/tracker/?kind=next-step"))
    four, fifteen = (Thing.objects.get(key=key).serial for key in ("NS04", "NS15"))
    assert text.index(f">{four}</span>") < text.index(f">{fifteen}</span>") < text.index(">NXT-005</span>")
    assert "Counted above, once with" in text


def test_the_tracker_narrows_by_who_outcome_state_and_late(client: Client, steward: User) -> None:
    assert "NXT-002" in body(client.get("/coalition/tracker/?who=undp"))
    assert "NXT-001" not in body(client.get("/coalition/tracker/?who=undp"))
    assert "Nothing matches all of these" in body(client.get("/coalition/tracker/?state=verified"))
    ten = Thing.objects.get(key="NS10")
    assert ten.due is not None
    late = body(client.get("/coalition/tracker/?late=1"))
    assert ten.serial in late and "NXT-001" not in late


@pytest.mark.parametrize("address", FILES)
def test_a_file_is_a_table_that_no_spreadsheet_runs_and_stands_in_the_history(
    client: Client, address: str, steward: User
) -> None:
    undp = Thing.objects.get(key="undp")
    changing.add(
        steward, "next-step", {"title": "=HYPERLINK(1)", "owner": undp.serial}, parts=[(undp, "lead", "identified")]
    )
    answer = client.get(address)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) > 1 and all(len(row) == len(rows[0]) for row in rows)
    assert not any(cell.startswith("=") for row in rows for cell in row)
    assert Entry.objects.filter(deed="export").count() == 1


def test_the_matrix_says_certainty_and_lists_what_is_empty_and_doubled(client: Client) -> None:
    events = body(client.get("/coalition/responsibilities/?by=events"))
    assert "leads, suggested only" in events and "is key lead, identified" in events
    assert (
        "UNFCCC COP30 is over; its lead was only suggested (UN-Habitat)" in events or "lead is only suggested" in events
    )
    steps = body(client.get("/coalition/responsibilities/"))
    assert steps.count("nobody is named to lead it") == sum(
        not t.parts.filter(role="lead").exists() for t in Thing.objects.filter(kind="next-step")
    )
    assert "overlap and count once" in steps


def test_a_thing_for_the_coalition_only_counts_for_members_and_for_nobody_else(client: Client, steward: User) -> None:
    undp = Thing.objects.get(key="undp")
    secret = changing.add(
        steward, "commitment", {"title": "A quiet promise", "owner": undp.serial, "audience": "coalition"},
        parts=[(undp, "pledges", "accepted")],
    )  # fmt: skip
    places = ("/coalition/tracker/", "/coalition/entities/undp/contribution/", "/coalition/responsibilities/?by=commitments",
              "/coalition/steering-report/", "/api/v1/coalition/tracker", "/api/v1/coalition/contributions",
              "/api/v1/coalition/responsibilities", "/coalition/tracker.csv")  # fmt: skip
    member = Client()
    member.force_login(focal_point("fao"))
    for place in places:
        assert secret.serial not in body(client.get(place)) and "quiet promise" not in body(client.get(place))
    for place in places[:3]:
        assert "quiet promise" in body(member.get(place))


@pytest.mark.parametrize(
    "address", ["tracker", "responsibilities", "responsibilities?by=events", "contributions", "contributions/undp"]
)
def test_the_api_says_what_the_pages_say(client: Client, address: str) -> None:
    answer = client.get(f"/api/v1/coalition/{address}")
    assert answer.status_code == 200 and answer.headers["ETag"]
    assert (
        client.get(f"/api/v1/coalition/{address}", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    )


def test_the_api_counts_as_the_page_does(client: Client) -> None:
    told = client.get("/api/v1/coalition/tracker?kind=next-step").json()
    assert (told["rows"], told["once"]) == (16, 14)
    assert len(client.get("/api/v1/coalition/contributions").json()["entities"]) == 14


def test_what_nobody_is_asked_for_is_said_in_the_api(client: Client) -> None:
    assert client.get("/api/v1/coalition/responsibilities?by=hubs").status_code == 422
    assert client.get("/api/v1/coalition/contributions/nobody").status_code == 404


def test_texts_of_people_are_never_markup(client: Client, steward: User) -> None:
    undp = Thing.objects.get(key="undp")
    changing.add(
        steward, "next-step", {"title": "<script>alert(1)</script>", "owner": undp.serial, "due": "2020-01-01"}
    )
    for address in ("/coalition/tracker/", "/coalition/responsibilities/", "/coalition/steering-report/",
                    "/coalition/entities/undp/contribution/"):  # fmt: skip
        assert "<script>alert" not in body(client.get(address))
