"""The desk: what waits for me and nothing else, most pressing first, one click from its form."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from web_builders import PASSWORD, granted

from local2030.web.accounts.matrix import ROLES
from local2030.web.accounts.models import Grant, Invitation, User
from local2030.web.coalition.first_things import file_first_things
from local2030.web.desk.own_desk import todo_for
from local2030.web.desk.waiting import waits
from local2030.web.jobs.models import Job, State
from local2030.web.marker.models import Programme, Upload
from local2030.web.registry import changing
from local2030.web.registry.kinds import kinds
from local2030.web.registry.models import Review, ScopeOf, Thing

pytestmark = pytest.mark.django_db
TODAY = date.today()


def person(role: str, scope: str = "", name: str = "") -> User:
    found: User = granted(User.objects.create_user(name or f"{role.lower()}-p", password=PASSWORD), role, scope)
    return found


def thing(kind: str, state: str, scope: str = "", *, number: int = 900, **more: Any) -> Thing:
    """A thing in a state, made past `changing.py`."""
    now = timezone.now()
    row = Thing.objects.create(
        kind=kind, number=number, serial=f"{kinds()[kind].prefix}-{number}", state=state,
        **{"title": f"Matter {number}", "state_since": now, "made": now, "changed": now, "audience": "inner", **more},
    )  # fmt: skip
    if scope:
        ScopeOf.objects.create(thing=row, scope=scope)
    return row


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def deeds(user: User) -> list[str]:
    return [todo.deed for todo in todo_for(fresh(user))]


@pytest.fixture
def undp() -> Thing:
    return changing.add(None, "entity", {"title": "UNDP", "full_name": "UN Development Programme"}, key="undp")


def test_a_visitor_is_asked_to_sign_in(client: Client) -> None:
    for address in ("/desk/", "/desk/all/"):
        answer = client.get(address)
        assert answer.status_code == 302 and answer.url.startswith("/sign-in/")


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_a_home_that_says_what_would_stand_there(role: str, client: Client) -> None:
    client.force_login(person(role, "" if role in ("SEC", "COM", "SC") else "country:KE"))
    text = client.get("/desk/").content.decode()
    assert "Nothing waits for you today" in text and "When there is something, it stands here" in text


def test_whoever_has_no_role_is_told_so(client: Client) -> None:
    client.force_login(User.objects.create_user("nobody", password=PASSWORD))
    assert "You hold no role yet" in client.get("/desk/").content.decode()


@pytest.mark.parametrize(
    ("role", "scope", "deed"),
    [
        ("UN", "entity:undp", "Accept"), ("RC", "country:KE", "Accept"), ("HUB", "hub:hub-cairo", "Accept"),
        ("WG", "body:wg1", "Accept"), ("SEC", "", "Accept"), ("SC", "", None), ("COM", "", None),
        ("DON", "programme:x", None), ("KSN", "body:ksn", None), ("LRG", "place:x", None),
    ],
)  # fmt: skip
def test_an_open_step_waits_for_those_whom_its_stages_name(role: str, scope: str, deed: str | None) -> None:
    step = thing("next-step", "open", scope)
    assert deeds(person(role, scope)) == ([f"{deed}: {step.title}"] if deed else [])


def test_of_anothers_step_nothing_stands_there() -> None:
    thing("next-step", "open", "entity:undp")
    assert deeds(person("UN", "entity:fao")) == [] == deeds(person("RC", "country:KE"))


def test_the_secretariat_isnt_asked_where_somebody_nearer_is(undp: Thing) -> None:
    thing("next-step", "open", "entity:undp", owner=undp)
    assert deeds(person("SEC")) == []
    assert deeds(person("UN", "entity:undp")) == ["Accept: Matter 900"]


def test_the_secretariat_gets_one_line_for_all_that_others_are_late_with(undp: Thing, client: Client) -> None:
    for number in (901, 902):
        thing("next-step", "late", number=number, owner=undp, due=TODAY - timedelta(days=3), workstream="action")
    secretariat = person("SEC")
    (todo,) = todo_for(fresh(secretariat))
    assert todo.deed == "Ask the owners of 2 late steps"
    client.force_login(secretariat)
    assert client.get(todo.address).context["page"].paginator.count == 2


def test_work_under_way_stands_there_only_when_its_day_is_near() -> None:
    rc = person("RC", "country:KE")
    row = thing("commitment", "on-track", "country:KE", due=TODAY + timedelta(days=90))
    assert deeds(rc) == []
    for days, late in ((20, False), (-4, True)):
        Thing.objects.filter(pk=row.pk).update(due=TODAY + timedelta(days=days))
        (todo,) = todo_for(fresh(rc))
        assert todo.deed.startswith("Say that it is done") and todo.is_late is late
        assert todo.address == f"/things/{row.serial}/evidence/" and "evidence" in todo.why
    assert todo.when == "4 days late"


def test_who_said_that_it_is_done_isnt_asked_to_verify_it() -> None:
    one, other = person("SEC", name="one"), person("SEC", name="other")
    thing("commitment", "done-claimed", moved_by=one, made_by=None)
    row = Thing.objects.get()
    row.evidence.create(what="Report", quote="q", at=timezone.now())
    assert deeds(one) == [] and deeds(other) == ["Verify: Matter 900"]


def test_states_of_return_are_found_in_the_files_of_stages() -> None:
    returned = {(wait.kind, wait.state) for wait in waits() if wait.sort == "returned"}
    assert returned == {
        ("hub-application", "incomplete"), ("hub-application", "revise"), ("next-step", "sent-back"),
        ("commitment", "sent-back"), ("marker-assessment", "returned"), ("local-input", "contested"),
        ("data-submission", "returned"), ("result", "questioned"),
    }  # fmt: skip
    assert not [wait for wait in waits() if not wait.moves or not wait.narrow | wait.wide]


def test_what_came_back_stands_before_what_is_new() -> None:
    applicant = person("LRG", "place:nyeri")
    full = {"host": "h", "motivation": "m", "contact_mail": "a@b.org", "consent": True, "branding_terms": True}
    thing("hub-application", "draft", number=901, made_by=applicant, country="KE", fields=full)
    thing("hub-application", "revise", number=902, made_by=applicant, country="KE", fields=full)
    first, second = todo_for(fresh(applicant))
    assert first.deed == "Submit: Matter 902" and "It came back" in first.why
    assert second.deed == "Submit: Matter 901"


def test_a_draft_that_lacks_something_says_what() -> None:
    applicant = person("LRG", "place:nyeri")
    thing("hub-application", "draft", made_by=applicant)
    (todo,) = todo_for(fresh(applicant))
    assert "Still missing" in todo.why and todo.address in ("/things/HAP-900/change/", "/things/HAP-900/")


def test_a_review_waits_for_its_reviewer_and_the_claimant_sees_nothing_of_it(client: Client) -> None:
    applicant, secretariat = person("LRG", "place:nyeri"), person("SEC")
    row = thing("hub-application", "in-review", made_by=applicant, state_due=TODAY - timedelta(days=9))
    reviewers = [person("KSN", "body:ksn", f"reviewer-{n}") for n in range(3)]
    for number, reviewer in enumerate(reviewers):
        Review.objects.create(
            thing=row, reviewer=reviewer, assigned_by=secretariat, assigned=timezone.now(), from_region=number == 0,
            due=TODAY - timedelta(days=2), comment="a secret word", scores={"a": 2} if number else {},
            done=timezone.now() if number else None,
        )  # fmt: skip
    (todo,) = todo_for(fresh(reviewers[0]))
    assert todo.deed == "Review: Matter 900" and todo.is_late
    assert deeds(reviewers[1]) == []
    for who in (applicant, *reviewers):
        client.force_login(who)
        text = "".join(client.get(address).content.decode() for address in ("/desk/", "/desk/all/"))
        assert "secret word" not in text
        assert not any(other.username in text for other in reviewers if other != who)
        if who == applicant:
            main = text.partition("<main")[2].partition("</main")[0]
            assert "Matter 900" not in main and "eviewers" not in main
    assert any("review" in todo.why for todo in todo_for(fresh(secretariat)))


def test_a_member_of_the_secretariat_who_claims_sees_nothing_of_the_reviews_either() -> None:
    claimant = person("SEC")
    row = thing("hub-application", "in-review", made_by=claimant, state_due=TODAY - timedelta(days=9))
    assert not [todo for todo in todo_for(fresh(claimant)) if row.title in todo.deed]


def test_at_most_five_stand_on_top_and_the_rest_behind_a_link(client: Client) -> None:
    rc = person("RC", "country:KE")
    for number in range(900, 909):
        thing("next-step", "open", "country:KE", number=number, due=TODAY + timedelta(days=number - 904))
    client.force_login(rc)
    page = client.get("/desk/")
    assert len(page.context["todo"]) == 5 and page.context["rest"] == 4
    assert [todo.is_late for todo in page.context["todo"]] == [True] * 4 + [False]
    assert len(client.get("/desk/all/").context["todo"]) == 9


def test_each_thing_is_one_click_from_a_form(undp: Thing, client: Client) -> None:
    file_first_things()
    for role, scope in (("SEC", ""), ("UN", "entity:undp"), ("WG", "body:wg1")):
        who = person(role, scope)
        client.force_login(who)
        for todo in todo_for(fresh(who)):
            answer = client.get(todo.address)
            assert answer.status_code == 200, todo
            text = answer.content.decode().partition("<main")[2]
            assert 'method="post"' in text or "late" in todo.address or "What you can do now" in text, todo


def test_claims_above_the_evidence_wait_for_the_country_team_alone(example: Any) -> None:
    Programme.objects.update(divergence=0.8, level=1, level_possible=1, claimed=3)
    (todo,) = todo_for(person("RC", "country:KE", "ke"))
    assert todo.deed.startswith("Answer what the evidence doesn't carry") and "claims level 3" in todo.why
    assert todo.address == f"/marker/programmes/{example.pk}/"
    for role, scope in (("RC", "country:UG"), ("DON", "country:KE"), ("SC", "")):
        assert todo_for(person(role, scope, f"{role}-{scope[-2:]}")) == ()


def test_an_upload_that_broke_waits_until_it_is_mended(member: User) -> None:
    def sent(key: str, state: str) -> None:
        job = Job.objects.create(kind="score", target=1, by=member, state=state)
        Upload.objects.create(name="aid.xml", sha256=key, size=1, key=key, by=member, job=job)

    sent("a", State.FAILED)
    (todo,) = todo_for(fresh(member))
    assert "aid.xml" in todo.deed and todo.address.startswith("/marker/uploads/")
    sent("b", State.DONE)
    assert todo_for(fresh(member)) == ()


def test_a_role_that_ends_and_invitations_that_nobody_took_are_told_of() -> None:
    rc = User.objects.create_user("ends", password=PASSWORD)
    Grant.objects.create(user=rc, role="RC", scope="country:KE", until=TODAY + timedelta(days=5))
    Grant.objects.create(user=rc, role="UN", scope="entity:undp", until=TODAY + timedelta(days=90))
    Invitation.objects.create(
        email="x@example.org", role="RC", scope="country:KE", hash="h", given_by=rc,
        expires=timezone.now() + timedelta(hours=9),
    )  # fmt: skip
    found = deeds(rc)
    assert len(found) == 2 and any("your role" in deed for deed in found)
    assert any("1 person whom you invited" in deed for deed in found)


def test_thousands_of_things_cost_no_more_questions(django_assert_max_num_queries: Any) -> None:
    now = timezone.now()
    rows = [
        Thing(kind="next-step", number=n, serial=f"NXT-{n}", title=f"Step {n}", state="open" if n % 2 else "on-track",
              state_since=now, made=now, changed=now, due=TODAY + timedelta(days=n % 500 - 100))
        for n in range(1000, 4000)
    ]  # fmt: skip
    Thing.objects.bulk_create(rows)
    ScopeOf.objects.bulk_create([ScopeOf(thing=row, scope="country:KE") for row in rows])
    for who in (person("RC", "country:KE"), person("SEC")):
        who = fresh(who)
        with django_assert_max_num_queries(20):
            found = todo_for(who)
        assert found and found[0].is_late
        assert [todo.weight for todo in found] == sorted(todo.weight for todo in found)


def test_scripts_in_titles_stay_text(client: Client) -> None:
    thing("next-step", "open", "country:KE", title='<script>alert(1)</script>"><img src=x onerror=1>')
    client.force_login(person("RC", "country:KE"))
    text = client.get("/desk/").content.decode()
    assert "&lt;script&gt;" in text and "<script>alert" not in text and "<img src=x" not in text
