"""Invitations, roles given and ended, one's own data, and being forgotten."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import rights_cells
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone
from web_builders import PASSWORD

from local2030.web.accounts import inviting
from local2030.web.accounts.conflict import conflict
from local2030.web.accounts.erasing import data_of, erase
from local2030.web.accounts.models import Grant, Invitation, PersonAlias, User, scope_named
from local2030.web.accounts.permissions import may
from local2030.web.exchange.models import Import
from local2030.web.history.chain import append
from local2030.web.history.proof import verify

INVITED = {"email": "kim@example.org", "role": "RC", "scope": "country:KE", "until": ""}
JOINS = {"shown": "Kim Njoroge", "name": "kim", "password": PASSWORD}


def browser(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def link_of(answer: Any) -> str:
    found = re.search(r'value="http://testserver(/join/[^"]+)"', answer.content.decode())
    assert found, answer.content.decode()
    return found[1]


def test_an_invitation_is_mailed_shown_once_and_makes_one_account_once(steward: User) -> None:
    answer = browser(steward).post("/people/invite/", INVITED)
    link = link_of(answer)
    assert [m.to for m in mail.outbox] == [["kim@example.org"]]
    assert link in mail.outbox[0].body
    assert link.split("/")[2] not in repr(Invitation.objects.values().get())
    newcomer = Client()
    assert "Resident Coordinator" in newcomer.get(link).content.decode()
    assert newcomer.post(link, JOINS).status_code == 302
    kim = User.objects.get(username="kim")
    assert (kim.email, kim.shown_name) == ("kim@example.org", "Kim Njoroge")
    grant = kim.grants.get()
    assert (grant.role, grant.scope, grant.until, grant.given_by) == ("RC", "country:KE", None, steward)
    assert newcomer.get("/account/").status_code == 200
    assert Client().get(link).status_code == 404
    assert Client().post(link, JOINS | {"name": "other"}).status_code == 404
    assert "kim@example.org" not in browser(steward).get("/people/").content.decode().partition("Open invitations")[2]


def test_an_invitation_ends_after_a_week_or_when_it_is_withdrawn(steward: User) -> None:
    for spoil in (
        lambda i: Invitation.objects.filter(pk=i.pk).update(expires=timezone.now()),
        lambda i: inviting.withdraw(steward, i),
    ):
        token, invitation = inviting.invite(steward, "kim@example.org", "RC", "", None)
        assert Client().get(f"/join/{token}/").status_code == 200
        spoil(invitation)
        assert Client().get(f"/join/{token}/").status_code == 404
    assert Client().get("/join/guess/").status_code == 404


def test_guessing_links_is_slowed_down(steward: User) -> None:
    token, _row = inviting.invite(steward, "kim@example.org", "RC", "", None)
    client = Client()
    for n in range(8):
        assert client.get(f"/join/guess-{n}/").status_code == 404
    assert client.get(f"/join/{token}/").status_code == 429


def test_of_two_who_use_one_link_at_once_the_second_is_refused(steward: User) -> None:
    _token, invitation = inviting.invite(steward, "kim@example.org", "RC", "", None)
    inviting.join(invitation, "first-one", PASSWORD)
    with pytest.raises(ValidationError):
        inviting.join(invitation, "second-one", PASSWORD)
    assert not User.objects.filter(username="second-one").exists()


def test_a_weak_password_a_taken_name_and_a_header_in_the_address_are_refused(steward: User, member: User) -> None:
    client = browser(steward)
    for wrong in ("a@b.org\nBcc: all@example.org", "a@b.org\r\nSubject: x", "not a mail", "a@b.org, c@d.org"):
        assert client.post("/people/invite/", INVITED | {"email": wrong}).status_code == 422, wrong
    assert not mail.outbox
    token, _row = inviting.invite(steward, "kim@example.org", "RC", "", None)
    for wrong in ({"password": "short"}, {"name": "ANA"}, {"name": "a b<c>"}, {"name": ""}):
        assert Client().post(f"/join/{token}/", JOINS | wrong).status_code == 422, wrong
    shown = {"shown": "Kim\u202e gnp.exe\nBcc: x"}
    assert Client().post(f"/join/{token}/", JOINS | shown).status_code == 302
    assert User.objects.get(username="kim").shown_name == "Kim gnp.exe Bcc: x"


def test_a_name_with_a_line_break_puts_no_header_into_the_mail(steward: User) -> None:
    User.objects.filter(pk=steward.pk).update(first_name="Sena\nBcc: all@example.org")
    browser(User.objects.get(pk=steward.pk)).post("/people/invite/", INVITED)
    raw = mail.outbox[0].message().as_bytes()
    assert b"\nBcc:" not in raw
    assert mail.outbox[0].recipients() == ["kim@example.org"]


def test_mail_that_cannot_be_sent_is_said_and_the_link_still_works(steward: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 1
    answer = browser(steward).post("/people/invite/", INVITED)
    assert "couldn't be sent" in answer.content.decode()
    assert Client().get(link_of(answer)).status_code == 200


def test_an_entitys_focal_point_manages_people_of_the_own_entity_only(db: Any) -> None:
    focal = rights_cells.person("UN", "entity:undp")
    theirs, ours = rights_cells.person("UN", "entity:unicef"), rights_cells.person("UN", "entity:undp")
    client = browser(focal)
    page = client.get("/people/").content.decode()
    assert ours.username in page
    assert theirs.username not in page
    assert client.get(f"/people/{theirs.pk}/").status_code == 404
    assert client.post(f"/people/grants/{theirs.grants.get().pk}/end/").status_code == 404
    assert client.post(f"/people/grants/{ours.grants.get().pk}/end/").status_code == 302
    assert not may(User.objects.get(pk=ours.pk), "endorse", "flagship")
    for wrong in ({"role": "SEC", "scope": ""}, {"role": "UN", "scope": "entity:unicef"}, {"role": "UN", "scope": ""}):
        assert client.post("/people/invite/", INVITED | wrong).status_code == 422, wrong
        with pytest.raises(PermissionDenied):
            inviting.invite(focal, "x@example.org", wrong["role"], wrong["scope"], None)
    assert client.post("/people/invite/", INVITED | {"role": "UN", "scope": "entity:undp"}).status_code == 200


def test_a_donor_reads_what_is_not_published_only_where_that_was_meant(steward: User, member: User) -> None:
    client, given = browser(steward), {"role": "DON", "scope": "", "until": ""}
    for address, more in (("/people/invite/", INVITED), (f"/people/{member.pk}/", {})):
        answer = client.post(address, more | given)
        assert answer.status_code == 422 and "Say which window this donor funds" in answer.content.decode()
        assert client.post(address, more | given | {"everything": "on"}).status_code in (200, 302)
        assert client.post(address, more | given | {"scope": "country:KE"}).status_code in (200, 302)
    assert set(member.grants.filter(role="DON").values_list("scope", flat=True)) == {"", "country:KE"}


@pytest.mark.parametrize("role", ["LRG", "KSN", "DON", "COM", "WG", "SC"])
def test_others_manage_nobody(db: Any, role: str) -> None:
    client = browser(rights_cells.person(role))
    for address in ("/people/", "/people/invite/", "/people/1/"):
        assert client.get(address).status_code == 403
    assert Client().get("/people/").status_code == 302


def test_several_roles_at_once_with_last_days_are_given_and_ended_and_the_history_has_it(
    steward: User, member: User
) -> None:
    client = browser(steward)
    until = timezone.localdate() + timedelta(days=30)
    given = {"role": "WG", "scope": "country:UG", "until": until.isoformat()}
    assert client.post(f"/people/{member.pk}/", given).status_code == 302
    grant = member.grants.get(role="WG")
    assert (grant.until, grant.given_by) == (until, steward)
    assert may(User.objects.get(pk=member.pk), "decide", "workplan")
    assert client.post(f"/people/grants/{grant.pk}/end/").status_code == 302
    assert not may(User.objects.get(pk=member.pk), "decide", "workplan")
    for wrong in ({"scope": "Kenya"}, {"role": "KING"}, {"until": "2001-01-01"}):
        assert client.post(f"/people/{member.pk}/", given | wrong).status_code == 422, wrong
    from local2030.web.history.models import Entry

    assert list(Entry.objects.order_by("number").values_list("deed", "serial")) == [
        ("grant", str(member.pk)), ("end-grant", str(member.pk)),
    ]  # fmt: skip


def test_the_last_of_the_secretariat_stays(steward: User) -> None:
    client = browser(steward)
    answer = client.post(f"/people/grants/{steward.grants.get().pk}/end/", follow=True)
    assert "last account of the Secretariat" in answer.content.decode()
    with pytest.raises(ValidationError):
        erase(steward)
    second = rights_cells.person("SEC")
    inviting.end(second, steward.grants.get())
    assert not may(User.objects.get(pk=steward.pk), "manage", "users")


@pytest.mark.parametrize(
    ("given", "kept"),
    [("", ""), ("*", ""), ("All", ""), ("COUNTRY:ke", "country:KE"), ("entity:UNDP", "entity:undp"),
     ("hub:hub-012", "hub:HUB-012"), ("Kenya", None), ("country:Kenya", None), ("entity:", None), ("x:y", None),
     ("entity:a b", None), ("entity:<b>", None)],
)  # fmt: skip
def test_a_scope_has_one_spelling(given: str, kept: str | None) -> None:
    if kept is None:
        with pytest.raises(ValidationError):
            scope_named(given)
    else:
        assert scope_named(given) == kept


def test_a_person_takes_all_that_is_kept_of_him(signed_in: Client, member: User, other_member: User) -> None:
    told = signed_in.get("/account/my-data.json")
    assert told.headers["Content-Disposition"].startswith("attachment")
    data = told.json()
    assert data["account"]["name"] == "ana"
    assert data["roles"][0]["role"] == "RC"
    assert "password" not in told.content.decode().replace('"password"', "")
    assert "ben" not in told.content.decode()
    assert Client().get("/account/my-data.json").status_code == 302


def test_a_person_is_forgotten_and_the_chain_still_proves(signed_in: Client, member: User, steward: User) -> None:
    append(by=member, deed="change", kind="hub", id="HUB-001", after={"contact": "Ana Mutua"}, why="Ana Mutua said so")
    PersonAlias.objects.create(user=member, alias="Anna M.")
    other = browser(member)
    Import.objects.create(kind="hub", by=member, name="Hubs of Ana.csv", why="I, Ana", size=1, made=timezone.now())
    assert data_of(member)["lists_brought"][0]["name"] == "Hubs of Ana.csv"
    assert signed_in.post("/account/forget-me/", {"sure": "on", "password": "wrong"}).status_code == 422
    assert signed_in.post("/account/forget-me/", {"sure": "on", "password": PASSWORD}).status_code == 302
    gone = User.objects.get(pk=member.pk)
    assert (gone.username, gone.email, gone.shown_name) == (f"person-{gone.pk}", "", f"person-{gone.pk}")
    assert Import.objects.values_list("name", "why").get() == (f"person-{gone.pk}", "")
    assert not gone.is_active
    assert not gone.has_usable_password()
    assert other.get("/account/").status_code == 302
    assert Client().post("/sign-in/", {"name": "ana", "password": PASSWORD}).status_code == 403
    assert not any(g.is_in_force(timezone.localdate()) for g in Grant.objects.filter(user=gone))
    from local2030.web.history.models import Content

    kept = " ".join(Content.objects.values_list("text", flat=True))
    assert "Mutua" not in kept
    assert verify().ok
    assert data_of(gone)["also_known_as"] == []


def test_who_made_it_or_is_of_the_same_house_country_or_name_has_a_conflict(db: Any) -> None:
    from local2030.web.registry.models import Thing

    entity = rights_cells.thing("entity", audience="public")
    Thing.objects.filter(pk=entity.pk).update(
        key="un-habitat", title="UN-Habitat", fields={"aliases": ["habitat", "UNHSP"], "full_name": "UN Settlements"}
    )
    applicant = rights_cells.person("HUB", "hub:hub-hgg")
    application = rights_cells.thing("hub-application", "entity:un-habitat", made_by=applicant)
    Thing.objects.filter(pk=application.pk).update(
        fields={"host": "U.N. Settlements", "contact_name": "Kim Njoroge", "contact_mail": "kim@hub.example"}
    )
    application.refresh_from_db()
    assert conflict(applicant, application)
    for scope in ("entity:un-habitat", "entity:habitat", "entity:unhsp"):
        assert conflict(rights_cells.person("UN", scope), application), scope
    assert conflict(rights_cells.person("UN", "entity:undp"), application) is None
    kim = rights_cells.person("KSN", "body:ksn")
    assert conflict(kim, application) is None
    PersonAlias.objects.create(user=kim, alias="kim@HUB.example")
    assert conflict(kim, application)
    twin = rights_cells.person("KSN", "body:ksn")
    PersonAlias.objects.create(user=twin, alias=applicant.username)
    assert conflict(twin, application)
    worker = rights_cells.person("KSN", "body:ksn")
    append(by=worker, deed="move", kind="hub-application", id=application.serial, after={"state": "submitted"})
    assert conflict(worker, application)
    Thing.objects.filter(pk=application.pk).update(country="KE")
    application.refresh_from_db()
    assert conflict(rights_cells.person("KSN", "country:KE"), application)
    assert conflict(rights_cells.person("KSN", "country:UG"), application) is None


def test_the_one_who_belongs_to_a_house_named_as_host_has_a_conflict(db: Any) -> None:
    from local2030.web.registry.models import Thing

    entity = rights_cells.thing("entity", audience="public")
    Thing.objects.filter(pk=entity.pk).update(
        key="undp", title="UNDP", fields={"full_name": "UN Development Programme"}
    )
    application = rights_cells.thing("hub-application")
    Thing.objects.filter(pk=application.pk).update(fields={"host": "UN development programme"})
    application.refresh_from_db()
    assert conflict(rights_cells.person("UN", "entity:undp"), application)
    assert conflict(rights_cells.person("UN", "entity:unicef"), application) is None


def test_another_name_is_noted_by_those_who_manage_the_person_and_counts_at_once(steward: User) -> None:
    reviewer, client = rights_cells.person("KSN", "body:ksn"), browser(steward)
    application = rights_cells.thing("hub-application")
    type(application).objects.filter(pk=application.pk).update(fields={"contact_name": "A. Wanjiru"})
    application.refresh_from_db()
    assert conflict(reviewer, application) is None
    assert client.post(f"/people/{reviewer.pk}/aliases/", {"alias": "A.\u202eWanjiru"}).status_code == 302
    row = PersonAlias.objects.get()
    assert row.alias == "A.Wanjiru"
    assert conflict(reviewer, application)
    outsider = browser(rights_cells.person("UN", "entity:undp"))
    assert outsider.post(f"/people/aliases/{row.pk}/remove/").status_code == 404
    assert outsider.post(f"/people/{reviewer.pk}/aliases/", {"alias": "x"}).status_code == 404
    assert client.post(f"/people/aliases/{row.pk}/remove/").status_code == 302
    assert not PersonAlias.objects.exists()


def test_guessing_the_password_in_an_open_session_is_slowed_down(signed_in: Client) -> None:
    for _try in range(8):
        assert signed_in.post("/account/forget-me/", {"sure": "on", "password": "guess"}).status_code == 422
    assert signed_in.post("/account/forget-me/", {"sure": "on", "password": PASSWORD}).status_code == 403
    changes = {"old_password": PASSWORD, "new_password1": "x" * 14 + "1", "new_password2": "x" * 14 + "1"}
    assert signed_in.post("/account/password/", changes).status_code == 403


def test_a_changed_password_ends_the_other_sign_ins(signed_in: Client, member: User) -> None:
    other = browser(member)
    new = "another-long-password-7"
    changes = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert signed_in.post("/account/password/", changes).status_code == 302
    assert signed_in.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302
    assert Client().post("/sign-in/", {"name": "ana", "password": new}).status_code == 302


@pytest.mark.parametrize("address", ["/people/%d/", "/people/grants/%d/end/", "/people/invitations/%d/withdraw/"])
def test_a_number_beyond_all_bounds_is_not_found(steward: User, address: str) -> None:
    client = browser(steward)
    for number in (0, 2**31, 2**63, 10**30):
        assert client.post(address % number).status_code == 404


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7|add:7 }}"])
def test_scripts_in_names_stay_text(steward: User, text: str) -> None:
    somebody = rights_cells.person("UN", "entity:undp")
    User.objects.filter(pk=somebody.pk).update(first_name=text, email="x@example.org")
    PersonAlias.objects.create(user=somebody, alias=text)
    for address in ("/people/", f"/people/{somebody.pk}/"):
        page = browser(steward).get(address).content.decode()
        assert text not in page or text.startswith("{{")
        assert "14" not in page.partition("<h1")[2].partition("</h1>")[0]
    assert text not in browser(User.objects.get(pk=somebody.pk)).get("/account/").content.decode() or "{{" in text
