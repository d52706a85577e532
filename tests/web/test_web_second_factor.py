"""The second factor: set up with a picture, asked at sign-in, recovery codes, and roles that wait for it."""

from __future__ import annotations

import re
import time
from base64 import b64decode
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import hotp_value
from django.core.cache import cache
from django.test import Client
from web_builders import PASSWORD

from local2030.web.accounts.models import User
from local2030.web.accounts.permissions import may

SIGN_IN = {"name": "ana", "password": PASSWORD, "next": "/marker/uploads/"}


def code(secret: str, steps: int = 0) -> str:
    """What the app shows."""
    return f"{hotp_value(secret, int(time.time()) // 30 + steps):06d}"


def set_up(client: Client, name: str = "ana") -> tuple[str, list[str]]:
    """Signs in, turns the second factor on; gives the secret and the recovery codes."""
    assert client.post("/sign-in/", {"name": name, "password": PASSWORD}).status_code == 302
    again = client.get("/account/second-factor/", follow=True)
    assert "Your password again" in again.content.decode()
    page = client.post("/sign-in/again/?next=/account/second-factor/", {"password": PASSWORD}, follow=True)
    secret = re.search(r'dir="ltr">([A-Z2-7]{32})<', page.content.decode())
    assert secret, page.content.decode()
    done = client.post("/account/second-factor/", {"code": code(secret[1])}, follow=True)
    codes = re.findall(r'<li class="num" dir="ltr">(\d+)</li>', done.content.decode())
    assert len(codes) == 10, done.content.decode()
    cache.clear()  # the code may be used again: the clock of the test doesn't go on
    return secret[1], codes


def test_the_picture_is_in_the_page_and_holds_no_script(member: User) -> None:
    client = Client()
    client.post("/sign-in/", {"name": "ana", "password": PASSWORD})
    page = client.post("/sign-in/again/?next=/account/second-factor/", {"password": PASSWORD}, follow=True)
    picture = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', page.content.decode())
    assert picture
    drawn = b64decode(picture[1]).decode()
    assert drawn.lstrip().startswith("<?xml") or "<svg" in drawn
    assert "<script" not in drawn
    assert "style=" not in page.content.decode().partition("<main")[2].partition("</main")[0]


def test_sign_in_asks_for_the_code_and_nothing_opens_before(member: User) -> None:
    secret, _codes = set_up(Client())
    assert Authenticator.objects.filter(user=member, type="totp").exists()
    client = Client()
    answer = client.post("/sign-in/", SIGN_IN)
    assert answer.headers["Location"] == "/sign-in/code/"
    assert client.get("/marker/uploads/").status_code == 302
    assert client.get("/account/").status_code == 302
    assert client.post("/sign-in/code/", {"code": "000000"}).status_code == 403
    done = client.post("/sign-in/code/", {"code": code(secret)})
    assert done.headers["Location"] == "/marker/uploads/"
    assert client.get("/marker/uploads/").status_code == 200


def test_a_code_is_good_once_only(member: User) -> None:
    secret, _codes = set_up(Client())
    shown = code(secret)
    first, second = Client(), Client()
    first.post("/sign-in/", SIGN_IN)
    assert first.post("/sign-in/code/", {"code": shown}).status_code == 302
    second.post("/sign-in/", SIGN_IN)
    assert second.post("/sign-in/code/", {"code": shown}).status_code == 403


def test_a_recovery_code_opens_once(member: User) -> None:
    _secret, codes = set_up(Client())
    for expected in (302, 403):
        client = Client()
        client.post("/sign-in/", SIGN_IN)
        assert client.post("/sign-in/code/", {"code": codes[3]}).status_code == expected


def test_guessing_codes_is_slowed_down(member: User) -> None:
    secret, _codes = set_up(Client())
    client = Client()
    client.post("/sign-in/", SIGN_IN)
    for n in range(12):
        answer = client.post("/sign-in/code/", {"code": f"{n:06d}"})
    assert answer.status_code == 403
    assert client.post("/sign-in/code/", {"code": code(secret)}).status_code == 403


def test_the_code_page_without_a_password_before_leads_to_the_sign_in(db: Any) -> None:
    assert Client().get("/sign-in/code/").headers["Location"] == "/sign-in/"


def test_the_secret_does_not_lie_in_the_store_as_it_is(member: User, settings: Any) -> None:
    secret, _codes = set_up(Client())
    kept = Authenticator.objects.get(user=member, type="totp").data["secret"]
    assert secret not in kept
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key-of-the-site-1234567890", []
    client = Client()
    client.post("/sign-in/", SIGN_IN)
    assert client.post("/sign-in/code/", {"code": code(secret)}).status_code == 403
    settings.SECRET_KEY_FALLBACKS = []


def test_turning_it_off_wants_the_password_again(member: User) -> None:
    client = Client()
    set_up(client)
    fresh = Client()
    fresh.force_login(member)
    assert "/sign-in/again/" in fresh.post("/account/second-factor/off/").headers["Location"]
    assert Authenticator.objects.filter(user=member, type="totp").exists()
    assert client.post("/account/second-factor/off/").status_code == 302
    assert not Authenticator.objects.filter(user=member).exists()


def test_roles_that_need_a_second_factor_are_withheld_until_it_is_there(steward: User, settings: Any) -> None:
    settings.ROLES_WITH_SECOND_FACTOR = frozenset({"SEC"})
    client = Client()
    answer = client.post("/sign-in/", {"name": "sena", "password": PASSWORD})
    assert answer.headers["Location"] == "/account/second-factor/"
    assert client.get("/people/").status_code == 403
    assert "withheld" in client.get("/account/").content.decode()
    set_up(Client(), "sena")
    assert client.get("/people/").status_code == 200
    assert may(User.objects.get(pk=steward.pk), "manage", "users")


def test_service_accounts_and_other_roles_need_none(member: User, settings: Any) -> None:
    from local2030.web.accounts.people import give, new_service

    settings.ROLES_WITH_SECOND_FACTOR = frozenset({"SEC"})
    service = new_service("nightly")
    give(service, "SEC")
    assert may(service, "manage", "users")
    assert may(member, "add", "joint programme")


@pytest.mark.parametrize(
    "address", ["/account/", "/account/second-factor/", "/account/recovery-codes/", "/account/password/"]
)
def test_ones_own_pages_want_a_sign_in(db: Any, address: str) -> None:
    assert Client().get(address).status_code == 302
