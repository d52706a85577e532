"""Signing in by OpenID Connect, with a provider that runs in the test; and what the environment may say."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from web_builders import PASSWORD

from local2030.web.accounts import environment, inviting
from local2030.web.accounts.models import User


class Provider:
    """What the provider says of whoever comes, and where it is."""

    def __init__(self) -> None:
        self.told: dict[str, Any] = {}
        self.address = ""
        self.asked: list[str] = []


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    """A provider on this machine, named in the settings as "un"."""
    state = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            state.asked.append(self.rfile.read(length).decode())
            self._answer()

        def _answer(self) -> None:
            home, path = state.address, urlsplit(self.path).path
            claims = {"iss": home, "aud": "local2030-id", "iat": int(time.time()), "exp": int(time.time()) + 60}
            answers = {
                "/.well-known/openid-configuration": {
                    "issuer": home, "authorization_endpoint": f"{home}/authorize", "token_endpoint": f"{home}/token",
                    "userinfo_endpoint": f"{home}/userinfo", "jwks_uri": f"{home}/keys",
                },
                "/token": {
                    "access_token": "t", "token_type": "Bearer", "expires_in": 60,
                    "id_token": jwt.encode(claims | state.told, "k" * 32, algorithm="HS256"),
                },
                "/userinfo": state.told,
            }  # fmt: skip
            body = json.dumps(answers.get(path, {})).encode()
            self.send_response(200 if path in answers else 404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    given = [{"id": "un", "name": "UN ID", "server_url": state.address, "client_id": "local2030-id", "secret": "s"}]
    apps = environment.providers({"LOCAL2030_OIDC": json.dumps(given)})
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps}}
    yield state
    server.shutdown()
    server.server_close()


def come(provider: Provider, client: Client, **told: Any) -> Any:
    """Goes to the provider and comes back with its word."""
    provider.told = {"sub": "u-1", "email": "kim@example.org", "email_verified": True, "given_name": "Kim"} | told
    away = client.get("/sign-in/with/un/login/?next=/account/")
    assert away.status_code == 302
    asked = parse_qs(urlsplit(away.headers["Location"]).query)
    assert away.headers["Location"].startswith(provider.address)
    assert asked["code_challenge_method"] == ["S256"]
    return client.get("/sign-in/with/un/login/callback/", {"code": "c", "state": asked["state"][0]})


def test_the_sign_in_page_offers_the_provider_and_the_password(provider: Provider, db: Any) -> None:
    page = Client().get("/sign-in/").content.decode()
    assert "Sign in with UN ID" in page
    assert 'name="password"' in page


def test_whoever_has_an_account_with_the_verified_mail_comes_in(provider: Provider, member: User) -> None:
    User.objects.filter(pk=member.pk).update(email="Kim@Example.org")
    client = Client()
    answer = come(provider, client)
    assert answer.headers["Location"] == "/account/"
    assert "Ana Mutua" in client.get("/account/").content.decode()
    assert "code_verifier" in provider.asked[0]
    User.objects.filter(pk=member.pk).update(email="other@example.org")
    assert come(provider, Client()).headers["Location"] == "/account/"  # known by the provider's own id from now on


def test_an_unknown_mail_makes_no_account_unless_it_was_invited(provider: Provider, steward: User) -> None:
    refused = come(provider, Client())
    assert refused.status_code == 403
    assert "Nobody with this e-mail address was invited" in refused.content.decode()
    assert User.objects.count() == 1
    inviting.invite(steward, "kim@example.org", "RC", "country:KE", None)
    client = Client()
    assert come(provider, client).headers["Location"] == "/account/"
    kim = User.objects.exclude(pk=steward.pk).get()
    assert (kim.email, kim.grants.get().scope, kim.has_usable_password()) == ("kim@example.org", "country:KE", False)
    assert come(provider, Client(), sub="u-2", email="kim2@example.org").status_code == 403


@pytest.mark.parametrize(
    "told", [{"email_verified": False}, {"email": ""}, {"email": "kim@example.org", "email_verified": None}]
)
def test_a_mail_that_the_provider_did_not_verify_counts_for_nothing(
    provider: Provider, member: User, told: dict[str, Any]
) -> None:
    User.objects.filter(pk=member.pk).update(email="kim@example.org")
    assert come(provider, Client(), **told).status_code == 403


def test_an_account_that_was_shut_stays_shut(provider: Provider, member: User) -> None:
    User.objects.filter(pk=member.pk).update(email="kim@example.org")
    come(provider, Client())
    User.objects.filter(pk=member.pk).update(is_active=False)
    client = Client()
    assert come(provider, client).status_code == 403
    assert client.get("/account/").status_code == 302


def test_the_second_factor_is_asked_after_the_provider_as_well(provider: Provider, member: User) -> None:
    from test_web_second_factor import set_up

    set_up(Client())
    User.objects.filter(pk=member.pk).update(email="kim@example.org")
    client = Client()
    assert come(provider, client).headers["Location"] == "/sign-in/code/"
    assert client.get("/account/").status_code == 302


def test_an_answer_that_nobody_asked_for_is_refused(provider: Provider, member: User) -> None:
    User.objects.filter(pk=member.pk).update(email="kim@example.org")
    client = Client()
    answer = client.get("/sign-in/with/un/login/callback/", {"code": "c", "state": "made-up"})
    assert answer.status_code in (400, 401, 403)
    assert "didn't let you in" in answer.content.decode()
    assert client.get("/account/").status_code == 302
    assert client.get("/sign-in/with/nobody/login/").status_code == 404


def test_where_a_provider_leads_to_afterwards_is_a_page_of_ours(provider: Provider, member: User) -> None:
    User.objects.filter(pk=member.pk).update(email="kim@example.org")
    provider.told = {"sub": "u-1", "email": "kim@example.org", "email_verified": True}
    client = Client()
    away = client.get("/sign-in/with/un/login/?next=https://evil.example/")
    state = parse_qs(urlsplit(away.headers["Location"]).query)["state"][0]
    back = client.get("/sign-in/with/un/login/callback/", {"code": "c", "state": state})
    assert back.headers["Location"] == "/"


def test_with_a_provider_that_is_down_the_password_still_opens(provider: Provider, member: User, settings: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://127.0.0.1:1"
    answer = Client().get("/sign-in/with/un/login/")
    assert answer.status_code == 502
    assert "didn't let you in" in answer.content.decode()
    assert Client().post("/sign-in/", {"name": "ana", "password": PASSWORD}).status_code == 302


def test_no_link_joins_a_providers_account_to_whoever_is_signed_in(provider: Provider, member: User) -> None:
    client = Client()
    client.force_login(member)
    provider.told = {"sub": "evil", "email": "evil@example.org", "email_verified": True}
    away = client.get("/sign-in/with/un/login/?process=connect")
    state = parse_qs(urlsplit(away.headers["Location"]).query)["state"][0]
    assert client.get("/sign-in/with/un/login/callback/", {"code": "c", "state": state}).status_code == 403
    assert not member.socialaccount_set.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        "{",
        "[1]",
        '[{"id": "x"}]',
        "/no/such/file",
        '[{"id":"a","name":"b","server_url":"file:///etc","client_id":"c","secret":"d"}]',
    ],
)
def test_a_setting_that_cannot_be_understood_stops_the_start_with_a_sentence(wrong: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="LOCAL2030_OIDC"):
        environment.providers({"LOCAL2030_OIDC": wrong})


def test_providers_may_stand_in_a_file(tmp_path: Path) -> None:
    listed = {"id": "a", "name": "A", "server_url": "https://a.example", "client_id": "c", "secret": "d"}
    (tmp_path / "oidc.json").write_text(json.dumps(listed))
    assert environment.providers({"LOCAL2030_OIDC": str(tmp_path / "oidc.json")})[0]["provider_id"] == "a"
    assert environment.providers({}) == []


def test_mail_goes_where_the_environment_says(tmp_path: Path) -> None:
    assert environment.mail({}, tmp_path)["EMAIL_FILE_PATH"] == str(tmp_path / "mail")
    told = environment.mail({"LOCAL2030_SMTP_URL": "smtp://u%40x:p%3A@mail.example.org:587"}, tmp_path)
    assert (told["EMAIL_HOST"], told["EMAIL_HOST_USER"], told["EMAIL_HOST_PASSWORD"]) == (
        "mail.example.org",
        "u@x",
        "p:",
    )
    assert told["EMAIL_USE_TLS"] and not told["EMAIL_USE_SSL"]
    assert environment.mail({"LOCAL2030_SMTP_URL": "smtps://m.example"}, tmp_path)["EMAIL_PORT"] == 465
    for wrong in ("mail.example.org", "http://mail", "smtp://", "smtp://h:99999"):
        with pytest.raises(ImproperlyConfigured, match="LOCAL2030_SMTP_URL"):
            environment.mail({"LOCAL2030_SMTP_URL": wrong}, tmp_path)
    assert environment.roles_with_second_factor({"LOCAL2030_MFA": "sec, SC"}) == {"SEC", "SC"}
    with pytest.raises(ImproperlyConfigured, match="LOCAL2030_MFA"):
        environment.roles_with_second_factor({"LOCAL2030_MFA": "BOSS"})
