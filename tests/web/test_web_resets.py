"""Lost passwords and second factors, keys of programs that are revoked, people whom the Secretariat has forgotten."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
import rights_cells
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from test_web_site_command import run
from web_builders import PASSWORD, granted

from local2030.web.accounts import resetting
from local2030.web.accounts.api_keys import add_key, listed_keys, revoke_by_command
from local2030.web.accounts.models import ApiKey, User
from local2030.web.accounts.people import add_person
from local2030.web.history.models import Content, Entry
from local2030.web.history.proof import verify

NEW = "seven-blue-kettles-23"


def browser(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def link_of(answer: Any) -> str:
    found = re.search(r'value="http://testserver(/reset/[^"]+)"', answer.content.decode())
    assert found, answer.content.decode()
    return found[1]


def sign_in(name: str, password: str) -> int:
    return Client().post("/sign-in/", {"name": name, "password": password}).status_code


def deeds() -> list[tuple[str, str, Any]]:
    return list(Entry.objects.order_by("number").values_list("deed", "serial", "by"))


def test_a_link_of_the_secretariat_sets_a_new_password_once_and_ends_all_sign_ins(steward: User, member: User) -> None:
    User.objects.filter(pk=member.pk).update(email="ana@example.org")
    open_still = browser(member)
    answer = browser(steward).post(f"/people/{member.pk}/new-password/")
    link = link_of(answer)
    assert [m.to for m in mail.outbox] == [["ana@example.org"]] and link in mail.outbox[0].body
    assert Client().post(link, {"password": "short"}).status_code == 422
    assert Client().get(link).status_code == 200
    assert Client().post(link, {"password": NEW}).status_code == 302
    assert (sign_in("ana", PASSWORD), sign_in("ana", NEW)) == (403, 302)
    assert Client().get(link).status_code == 404 and Client().post(link, {"password": PASSWORD}).status_code == 404
    assert open_still.get("/account/").status_code == 302
    assert [(deed, who) for deed, _serial, who in deeds()] == [
        ("reset-link", steward.pk), ("reset", member.pk),
    ]  # fmt: skip
    assert not any(link.split("/")[2] in text for text in Content.objects.values_list("text", flat=True))
    assert verify().ok


def test_a_link_ends_with_time_and_with_the_next_sign_in(steward: User, member: User, settings: Any) -> None:
    link = resetting.make_link(steward, member)
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert resetting.person_of(link) is None
    settings.PASSWORD_RESET_TIMEOUT = 3600
    assert resetting.person_of(link) == (member, False)
    assert sign_in("ana", PASSWORD) == 302
    assert resetting.person_of(link) is None
    with pytest.raises(ValidationError):
        resetting.use_link(link, NEW)


@pytest.mark.parametrize("wrong", ["x", "MQ.x", "MQ", ".", "MQ.abc-def", "OTk5OTk5OTk5OTk5OTk5OTk5OTk.a-b", "%00.a"])
def test_a_guessed_link_leads_nowhere(member: User, wrong: str) -> None:
    assert Client().get(f"/reset/{wrong}/").status_code == 404


def test_the_second_factor_goes_only_where_that_was_asked(steward: User, member: User) -> None:
    def factors() -> int:
        return Authenticator.objects.filter(user=member).count()

    Authenticator.objects.create(user=member, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert "second factor is lost" in browser(steward).get(f"/people/{member.pk}/").content.decode()
    for given, left in (({}, 1), ({"second_factor": "1"}, 0)):
        link = link_of(browser(steward).post(f"/people/{member.pk}/new-password/", given))
        assert factors() == 1
        assert Client().post(link, {"password": NEW + str(left)}).status_code == 302
        assert factors() == left


def test_a_focal_point_lets_in_colleagues_only_and_none_with_more_rights(db: Any, steward: User) -> None:
    focal = rights_cells.person("UN", "entity:undp")
    ours, theirs = rights_cells.person("UN", "entity:undp"), rights_cells.person("UN", "entity:unicef")
    greater = granted(rights_cells.person("UN", "entity:undp"), "SC")
    client = browser(focal)
    assert client.post(f"/people/{ours.pk}/new-password/").status_code == 200
    assert client.post(f"/people/{theirs.pk}/new-password/").status_code == 404
    assert client.post(f"/people/{greater.pk}/new-password/").status_code == 403
    assert client.post(f"/people/{focal.pk}/new-password/").status_code == 403
    assert client.get(f"/people/{ours.pk}/forget/").status_code == 403
    assert "new-password" not in client.get(f"/people/{greater.pk}/").content.decode()
    assert browser(rights_cells.person("SC")).post(f"/people/{ours.pk}/new-password/").status_code == 403
    assert Client().post(f"/people/{ours.pk}/new-password/").status_code == 302


def _wait_for_mail(number: int) -> None:
    until = time.monotonic() + 5
    while len(mail.outbox) < number and time.monotonic() < until:
        time.sleep(0.01)


def test_forgotten_by_mail_says_the_same_of_any_name_and_mails_only_whom_there_is(member: User) -> None:
    User.objects.filter(pk=member.pk).update(email="ana@example.org")
    ours = {}
    for who in ("ana@example.org", "nobody@example.org", "ben"):
        answer = Client().post("/sign-in/forgotten/", {"who": who})
        ours[who] = re.sub(r"nonce=\S+|[A-Za-z0-9]{64}", "", answer.content.decode())
        assert answer.status_code == 200
    assert len(set(ours.values())) == 1
    _wait_for_mail(1)
    assert [m.to for m in mail.outbox] == [["ana@example.org"]]
    link = re.search(r"http://testserver(/reset/\S+)", mail.outbox[0].body)
    assert link and Client().post(link[1], {"password": NEW}).status_code == 302
    assert sign_in("ana", NEW) == 302
    Client().post("/sign-in/forgotten/", {"who": "ana"})  # a mail every five minutes, no more
    time.sleep(0.05)
    assert len(mail.outbox) == 1


def test_forgotten_by_mail_is_slowed_down_and_is_not_there_without_a_mail_server(member: User, settings: Any) -> None:
    answers = [Client().post("/sign-in/forgotten/", {"who": f"n{i}"}).status_code for i in range(12)]
    assert (answers[0], answers[-1]) == (200, 429)
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    assert Client().get("/sign-in/forgotten/").status_code == 404
    assert "forgotten" not in Client().get("/sign-in/").content.decode()


def test_the_secretariat_lists_and_revokes_the_keys_of_programs_and_nobody_else_does(
    steward: User, member: User
) -> None:
    told = add_key("", "DON", "programme:x", label="Dashboard")
    page = browser(steward).get("/people/").content.decode()
    assert "Dashboard" in page and told["token"] not in page
    assert "Dashboard" not in browser(rights_cells.person("UN", "entity:undp")).get("/people/").content.decode()
    address = f"/people/keys/{told['id']}/revoke/"
    assert browser(rights_cells.person("UN", "entity:undp")).post(address).status_code == 403
    assert browser(steward).post(address).status_code == 302
    assert not ApiKey.objects.get(pk=told["id"]).is_open
    assert deeds()[-1][0] == "revoke-key" and deeds()[-1][2] == steward.pk
    own = add_key("ana", "")
    assert browser(steward).post(f"/people/keys/{own['id']}/revoke/").status_code == 404  # a person's own affair
    assert revoke_by_command(own["id"])["revoked"]
    assert [key["id"] for key in listed_keys()] == [own["id"], told["id"]]
    assert not any("token" in key or "hash" in key for key in listed_keys())


def test_the_secretariat_has_somebody_forgotten_with_a_reason_that_names_nobody(steward: User, member: User) -> None:
    client = browser(steward)
    address = f"/people/{member.pk}/forget/"
    for wrong in ({"why": "left"}, {"why": "", "sure": "on"}, {"why": "Ana Mutua left", "sure": "on"}):
        assert client.post(address, wrong).status_code == 422, wrong
    assert client.post(address, {"why": "asked by letter", "sure": "on"}).status_code == 302
    member.refresh_from_db()
    assert (member.username, member.is_active) == (f"person-{member.pk}", False)
    assert deeds()[-1] == ("erase", str(member.pk), steward.pk)
    assert "asked by letter" in Content.objects.get(entry__deed="erase").text
    assert client.get(f"/people/{steward.pk}/forget/").status_code == 403
    assert verify().ok


def test_what_commands_do_to_accounts_stands_in_the_history_by_the_platform(db: Any) -> None:
    person = add_person("RC", "country:KE", "kim", "kim@example.org")
    add_person("LRG", "country:KE", "kim")
    add_key("kim", "")
    resetting.reset_by_command("kim", second_factor=True)
    assert deeds() == [(d, str(person["id"]), None) for d in ("add-person", "grant", "grant", "add-key", "reset")]
    assert set(Entry.objects.values_list("audience", flat=True)) == {"audit"}
    assert person["password"] not in "".join(Content.objects.values_list("text", flat=True))


def test_the_commands_work_on_an_empty_store_and_print_json(tmp_path: Path) -> None:
    wrong = run(tmp_path, "user", "add", "--role", "UN", "--scope", "entity:undpp")
    assert wrong.returncode == 1 and "entity:undp," in wrong.stderr and "Traceback" not in wrong.stderr
    made = run(tmp_path, "user", "add", "--role", "UN", "--scope", "entity:undp", "--name", "ana")
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["scope"] == "entity:undp"
    reset = run(tmp_path, "user", "reset", "ana", "--second-factor", "--format", "json")
    told = json.loads(reset.stdout)
    assert set(told) == {"id", "name", "password", "second_factor"} and len(told["password"]) > 20
    assert run(tmp_path, "user", "reset", "nobody").returncode == 1
    key = json.loads(run(tmp_path, "token", "--user", "ana").stdout)
    assert json.loads(run(tmp_path, "token", "--revoke", str(key["id"])).stdout)["revoked"]
    assert [row["id"] for row in json.loads(run(tmp_path, "token", "--list").stdout)] == [key["id"]]
    assert timezone.now().isoformat() > json.loads(run(tmp_path, "token", "--list").stdout)[0]["revoked"]
