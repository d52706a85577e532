"""The API of things: what is read, in which shape, what is refused and how."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from web_builders import PASSWORD, granted

from local2030.web.accounts.api_keys import add_key
from local2030.web.accounts.models import Role, User
from local2030.web.registry import changing
from local2030.web.registry.kinds import kinds
from local2030.web.registry.models import Review, Thing
from local2030.web.registry.reading import plain, shown_columns

pytestmark = pytest.mark.django_db
THINGS = "/api/v1/coalition/things"
STEPS = "/api/v1/coalition/next-steps"
INNER = ("contact_name", "contact_mail", "screening_note", "eligible")


@pytest.fixture
def undp() -> Thing:
    cells = {"title": "UNDP", "full_name": "United Nations Development Programme"}
    return changing.add(None, "entity", cells, key="undp")


@pytest.fixture
def step(undp: Thing) -> Thing:
    due = (date.today() + timedelta(days=90)).isoformat()
    cells = {"title": "Write the strategy", "owner": undp.serial, "due": due, "workstream": "action"}
    return changing.add(None, "next-step", cells, parts=[(undp, "lead", "identified")])


@pytest.fixture
def application(hub_person: User) -> Thing:
    cells = {
        "title": "Kisumu", "place": "Kisumu", "host": "County", "motivation": "Links", "country": "KE",
        "contact_name": "Wanjiku", "contact_mail": "wanjiku@example.org", "consent": "yes", "branding_terms": "yes",
    }  # fmt: skip
    row = changing.add(None, "hub-application", cells)
    Thing.objects.filter(pk=row.pk).update(made_by=hub_person)
    return Thing.objects.get(pk=row.pk)


@pytest.fixture
def hub_person() -> User:
    return _person("hubs", Role.HUB, "hub:kisumu")


@pytest.fixture
def focal(undp: Thing) -> User:
    return _person("focal", Role.UN, "entity:undp")


@pytest.mark.engine_free
def test_every_kind_has_its_address_and_its_shape_in_openapi() -> None:
    described = Client().get("/api/openapi.json").json()
    shapes = described["components"]["schemas"]
    for kind in kinds().values():
        base = f"/api/v1/{kind.subject}/{kind.slug}"
        assert {"get", "post"} <= described["paths"][base].keys()
        assert {"get", "patch"} <= described["paths"][f"{base}/{{serial}}"].keys()
        name = "".join(part.capitalize() for part in kind.code.split("-"))
        assert shapes[f"{name}Fields"]["properties"].keys() == {column.name for column in kind.columns}
    assert "HubPage" in json.dumps(described["paths"]["/api/v1/coalition/hubs"]["get"]["responses"]["200"])
    assert "409" in described["paths"][f"{THINGS}/{{serial}}/moves"]["post"]["responses"]
    body = described["paths"]["/api/v1/coalition/events"]["post"]["requestBody"]["content"]["application/json"]
    assert "city" in body["schema"]["properties"]["values"]["properties"]
    operations = [o["operationId"] for path in described["paths"].values() for o in path.values()]
    assert len(operations) == len(set(operations))


def test_a_list_is_paged_counted_and_in_a_stable_order() -> None:
    for number in range(5):
        changing.add(None, "theme", {"title": f"Theme {number}"})
    first = Client().get("/api/v1/coalition/themes?per_page=2").json()
    assert (first["count"], first["pages"], first["previous"]) == (5, 3, None)
    serials, address = [], "/api/v1/coalition/themes?per_page=2"
    while address:
        page = Client().get(address).json()
        serials += [thing["serial"] for thing in page["things"]]
        address = page["next"]
    assert serials == [f"THM-00{n}" for n in range(1, 6)]
    assert Client().get("/api/v1/coalition/themes?page=99").json()["things"] == []


def test_a_page_never_holds_more_than_two_hundred() -> None:
    now = timezone.now()
    rows = [Thing(kind="theme", number=n, serial=f"B-{n}", title="x", state_since=now, made=now, changed=now) for n in range(210)]  # fmt: skip
    Thing.objects.bulk_create(rows)
    page = Client().get("/api/v1/coalition/themes?per_page=5000").json()
    assert (len(page["things"]), page["count"], page["pages"]) == (200, 210, 2)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=next-step", 1), ("kind=entity", 1), ("kind=nothing", 0), ("workstream=action", 1), ("state=open", 1),
        ("state=closed", 0), ("owner=undp", 1), ("owner=ENT-001", 1), ("owner=UNDP-9", 0), ("q=strategy", 1),
        ("q=strateg%22*", 1), ("q=nothing", 0), ("country=ke", 0), ("changed_since=2020-01-01", 2),
        ("changed_since=2099-01-01T00:00:00Z", 0),
        ("changed_since=9999-12-31T23:59:59-23:59", 0), ("changed_since=0001-01-01T00:00:00%2B14:00", 2), ("late=1", 0), ("q=%22%22", 2),
    ],
)  # fmt: skip
def test_a_list_is_narrowed(step: Thing, query: str, found: int) -> None:
    assert Client().get(f"{THINGS}?{query}").json()["count"] == found


@pytest.mark.parametrize(
    "query", ["order=x", "page=0", "page=x", "per_page=0", "changed_since=soon", "late=maybe", "contry=KE"]
)
def test_a_filter_that_means_nothing_is_refused(step: Thing, query: str) -> None:
    assert Client().get(f"{THINGS}?{query}").status_code == 422


@pytest.mark.parametrize("order", ["number", "title", "due", "changed", "state"])
def test_every_order_gives_each_thing_once(step: Thing, order: str) -> None:
    assert {t["serial"] for t in Client().get(f"{THINGS}?order={order}").json()["things"]} == {"ENT-001", "NXT-001"}


def test_a_read_has_a_tag_and_costs_nothing_when_it_is_the_same(step: Thing, focal: User) -> None:
    for address in (STEPS, f"{STEPS}/{step.serial}", f"{STEPS}/{step.serial}/history"):
        answer = Client().get(address)
        tag = answer["ETag"]
        assert tag.startswith('W/"') and "Cookie" in answer["Vary"] and "private" in answer["Cache-Control"]
        again = Client().get(address, headers={"If-None-Match": f'"x", {tag}'})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    changing.change(focal, step, {"title": "Another"}, "", step.version)
    assert Client().get(f"{STEPS}/{step.serial}", headers={"If-None-Match": tag}).status_code == 200


def test_readers_who_get_different_things_get_different_tags(application: Thing, hub_person: User) -> None:
    address = "/api/v1/coalition/hub-applications"
    assert Client().get(address)["ETag"] != _client(hub_person).get(address)["ETag"]


def test_what_a_reader_may_not_know_is_not_found_and_not_counted(application: Thing, member: User) -> None:
    assert Client().get(THINGS).json()["count"] == 0
    address = f"{THINGS}/{application.serial}"
    donor = _client(_person("donor", Role.DON))
    for client in (Client(), donor):
        assert client.get(address).status_code == 404
        assert client.get(f"{address}/history").status_code == 404
    for part in ("", "/moves", "/evidence"):
        send = donor.post if part else donor.patch
        assert send(f"{address}{part}", {"to": "x"}, "application/json").status_code == 404
    assert Client().get(f"/api/v1/coalition/hubs/{application.serial}").status_code == 404


def test_inner_columns_go_to_the_maker_and_those_whose_role_reaches_the_thing(
    application: Thing, hub_person: User, steward: User
) -> None:
    reviewer = _person("reviewer", Role.KSN)
    now = timezone.now()
    Review.objects.create(thing=application, reviewer=reviewer, assigned_by=steward, assigned=now, scores={"a": 3})
    address = f"{THINGS}/{application.serial}"
    for person, has_inner in ((hub_person, True), (steward, True), (reviewer, False)):
        fields = _client(person).get(address).json()["fields"]
        assert ("contact_mail" in fields) is has_inner, person
        assert fields["place"] == "Kisumu"
    Thing.objects.filter(pk=application.pk).update(audience="public")
    shown = Client().get(address).json()
    assert shown["fields"]["place"] == "Kisumu" and not set(INNER) & shown["fields"].keys()
    whole = _client(hub_person).get(address).content.decode()
    assert "reviewer" not in whole and "scores" not in whole


def test_columns_of_the_coalition_are_for_those_who_hold_a_role(undp: Thing, monkeypatch: Any) -> None:
    column = kinds()["entity"].columns[0]
    monkeypatch.setattr("local2030.web.registry.reading.kind_of", lambda code: _with(kinds()[code], "coalition"))
    without_role = User.objects.create_user("none", password=PASSWORD)
    assert shown_columns(None, undp) == () and shown_columns(without_role, undp) == ()
    assert [c.name for c in shown_columns(_person("m", Role.DON), undp)] == [column.name]
    assert "full_name" not in plain(None, undp)


def test_ties_and_parts_to_what_the_reader_may_not_see_are_left_out(step: Thing, application: Thing) -> None:
    hidden = changing.add(None, "next-step", {"title": "Hidden", "audience": "inner"})
    changing.tie(None, step, hidden, "overlaps")
    changing.set_part(None, step, application, "partner", "identified")
    shown = Client().get(f"{STEPS}/{step.serial}")
    assert shown.json()["links"] == [] and [p["actor"] for p in shown.json()["parts"]] == ["ENT-001"]
    assert "Hidden" not in shown.content.decode() and application.serial not in shown.content.decode()


def test_a_thing_is_added_changed_and_its_history_told(focal: User) -> None:
    client = _client(focal)
    made = client.post(STEPS, {"values": {"title": "New", "owner": "undp"}, "why": "agreed"}, "application/json")
    assert made.status_code == 201 and made["Location"] == f"{STEPS}/NXT-001"
    tag = client.get(made["Location"])["ETag"]
    changed = client.patch(
        made["Location"], {"values": {"summary": "More"}}, "application/json", headers={"If-Match": tag}
    )
    assert changed.status_code == 200 and changed.json()["summary"] == "More" and changed.json()["version"] == 2
    entries = client.get(f"{made['Location']}/history").json()["entries"]
    assert len(entries) == 2 and entries[1]["why"] == "agreed"


def test_of_two_who_change_the_second_is_told_and_nothing_is_lost(step: Thing, focal: User) -> None:
    client, address = _client(focal), f"{STEPS}/{step.serial}"
    tag = client.get(address)["ETag"]
    given = {"values": {"title": "Mine"}}
    assert client.patch(address, given, "application/json").status_code == 428
    changing.change(focal, step, {"title": "Theirs"}, "", step.version)
    for old in (tag, '"1"', "1", '"nonsense"', 'W/"x"'):
        late = client.patch(address, given, "application/json", headers={"If-Match": old})
        assert late.status_code == 412 and late.json()["version"] == 2
    assert client.patch(address, {**given, "version": 1}, "application/json").status_code == 412
    assert Thing.objects.get(pk=step.pk).title == "Theirs"
    assert client.patch(address, {**given, "version": 2}, "application/json").status_code == 200


def test_what_cannot_be_kept_is_told_column_by_column(step: Thing, focal: User) -> None:
    client = _client(focal)
    wrong = client.post(STEPS, {"values": {"title": "", "due": "soon", "owner": "nobody"}}, "application/json")
    assert wrong.status_code == 422
    assert {f["column"] for f in wrong.json()["findings"] if f["severity"] == "error"} == {"title", "due", "owner"}
    assert all(f["text"] for f in wrong.json()["findings"])
    kind = client.post(THINGS, {"kind": "x", "values": {}}, "application/json")
    assert kind.status_code == 422 and kind.json()["findings"][0]["column"] == "kind"
    assert Thing.objects.filter(kind="next-step").count() == 1


@pytest.mark.parametrize(
    ("values", "code"),
    [({"titel": "x"}, "cell-no-column"), ({"state": "done"}, "cell-no-column"), ({"title": ["x"]}, "cell-one-text")],
)
def test_what_would_change_something_else_than_was_meant_is_refused(
    step: Thing, focal: User, values: dict[str, Any], code: str
) -> None:
    client = _client(focal)
    made = client.post(STEPS, {"values": {"title": "Mine"}}, "application/json").json()
    sent = {"values": {"summary": "new", **values}, "version": made["version"]}
    answer = client.patch(f"{STEPS}/{made['serial']}", sent, "application/json")
    assert (answer.status_code, [f["code"] for f in answer.json()["findings"]]) == (422, [code])
    assert Thing.objects.get(serial=made["serial"]).summary == ""
    whole = client.get(f"{STEPS}/{made['serial']}").json() | {"summary": "new"}  # all that was read, sent back
    assert client.patch(f"{STEPS}/{made['serial']}", whole, "application/json").json()["summary"] == "new"


def test_a_refused_move_says_why_and_what_is_missing(step: Thing, focal: User) -> None:
    client, address = _client(focal), f"{STEPS}/{step.serial}"
    assert client.post(f"{address}/moves", {"to": "accepted"}, "application/json").status_code == 200
    refused = client.post(f"{address}/moves", {"to": "done-claimed"}, "application/json")
    assert refused.status_code == 409
    assert (refused.json()["reason"], refused.json()["missing"]) == ("guard", ["evidence"])
    assert refused.json()["detail"] and refused.json()["messages"]
    assert client.post(f"{address}/moves", {"to": "nowhere"}, "application/json").json()["reason"] == "not-a-move"
    shown = {m["to"]: m["missing"] for m in client.get(address).json()["moves"]}
    assert shown["done-claimed"] == ["evidence"]
    proof = {"what": "Minutes", "address": "https://example.org/m", "day": "2026-01-02"}
    assert client.post(f"{address}/evidence", proof, "application/json").status_code == 201
    moved = client.post(f"{address}/moves", {"to": "done-claimed"}, "application/json")
    assert (moved.status_code, moved.json()["state"]) == (200, "done-claimed")


@pytest.mark.parametrize(
    ("given", "column"),
    [({}, "what"), ({"what": "x", "address": "javascript:alert(1)"}, "address"), ({"what": "x", "day": "x"}, "day"),
     ({"what": "x" * 501}, "what")],
)  # fmt: skip
def test_evidence_that_cannot_be_kept_is_refused(step: Thing, focal: User, given: dict[str, str], column: str) -> None:
    answer = _client(focal).post(f"{STEPS}/{step.serial}/evidence", given, "application/json")
    assert answer.status_code == 422 and answer.json()["findings"][0]["column"] == column


def test_who_may_know_but_not_act_is_refused_and_who_is_nobody_is_asked_to_sign_in(step: Thing) -> None:
    other = _client(_person("other", Role.UN, "entity:undrr"))
    for client, status in ((Client(), 401), (other, 403)):
        answers = (
            client.patch(f"{STEPS}/{step.serial}", {"values": {"title": "x"}, "version": 1}, "application/json"),
            client.post(f"{STEPS}/{step.serial}/evidence", {"what": "x"}, "application/json"),
            client.post("/api/v1/coalition/entities", {"values": {"title": "x"}}, "application/json"),
        )
        assert [answer.status_code for answer in answers] == [status] * 3
        assert all(answer.json()["detail"] for answer in answers)
    assert "WWW-Authenticate" in Client().post(STEPS, {}, "application/json").headers
    refused = other.post(f"{STEPS}/{step.serial}/moves", {"to": "closed"}, "application/json")
    assert refused.status_code == 409 and Thing.objects.get(pk=step.pk).state == "open"


def test_a_form_of_another_site_changes_nothing_and_a_key_needs_no_token(step: Thing, focal: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(focal)
    given = {"values": {"title": "Forged"}, "version": 1}
    assert browser.patch(f"{STEPS}/{step.serial}", given, "application/json").status_code == 403
    key = add_key("focal", "UN", "entity:undp")["token"]
    program = Client(enforce_csrf_checks=True, headers={"Authorization": f"Bearer {key}"})
    assert program.patch(f"{STEPS}/{step.serial}", given, "application/json").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{",
        "nul",
        '{"values": 1}',
        "[" * 100_000,
        '{"values": {"title": {"a": 1}}}',
        '{"values": {"title": NaN}}',
    ],
)
def test_a_body_that_is_none_is_refused(step: Thing, focal: User, body: str) -> None:
    answer = _client(focal).post(STEPS, body, "application/json")
    assert answer.status_code in (400, 422), answer.content


def test_a_list_asks_at_most_twelve_questions_however_long(member: User, django_assert_max_num_queries: Any) -> None:
    owner = changing.add(None, "entity", {"title": "UNDP", "full_name": "x"}, key="undp")
    for number in range(60):
        changing.add(None, "next-step", {"title": f"Step {number}", "owner": owner.serial})
    client = _client(member)
    with django_assert_max_num_queries(12):
        assert len(client.get(f"{THINGS}?per_page=200&q=step&order=due").json()["things"]) == 60


def _person(name: str, role: str, scope: str = "") -> User:
    return granted(User.objects.create_user(name, password=PASSWORD), role, scope)


def _client(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def _with(kind: Any, audience: str) -> Any:
    from dataclasses import replace

    return replace(kind, columns=(replace(kind.columns[0], audience=audience),))
