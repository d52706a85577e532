"""Keys for programs: what they open, what they don't, and that nothing but their hash is kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from web_builders import activity, aid_file

from local2030.web.accounts.api_keys import add_key, make_key
from local2030.web.accounts.models import ApiKey, User
from local2030.web.accounts.permissions import may
from local2030.web.marker.models import Programme

LIST = "/api/v1/marker/programmes"


def bearer(text: str) -> dict[str, str]:
    return {"authorization": f"Bearer {text}"}


@pytest.fixture
def inner(signed_in: Client, send: Any) -> Programme:
    """A programme of Ana's team."""
    send(signed_in, aid_file(activity("XM-1", "Inside")), audience="team")
    return Programme.objects.get()


def test_a_key_shows_what_its_account_may_see_and_no_more(inner: Programme) -> None:
    address = f"{LIST}/{inner.pk}"
    assert Client().get(address).status_code == 404
    secretariat = add_key("", "SEC")
    assert Client(headers=bearer(secretariat["token"])).get(address).status_code == 200
    donor = add_key("", "DON", "programme:jp-9")
    assert Client(headers=bearer(donor["token"])).get(address).status_code == 404
    kenya, uganda = add_key("", "RC", "country:ke"), add_key("", "RC", "country:UG")
    assert Client(headers=bearer(kenya["token"])).get(address).status_code == 200
    assert Client(headers=bearer(uganda["token"])).get(address).status_code == 404


def test_only_the_hash_is_kept(db: Any) -> None:
    told = add_key("", "SEC")
    row = ApiKey.objects.get()
    secret = told["token"].split("_", 2)[2]
    assert secret not in repr(row.__dict__)
    assert told["token"].startswith(f"l2030_{row.prefix}_")
    assert row.user.service
    assert not row.user.has_usable_password()


@pytest.mark.parametrize(
    "bad", ["", "x", "l2030_", "l2030_abc_def", "Basic", "l2030_" + "a" * 500 + "_x", "l2030_\x00_x"]
)
def test_a_key_that_is_not_good_is_401_even_where_everybody_may_read(db: Any, bad: str) -> None:
    add_key("", "SEC")
    answer = Client(headers=bearer(bad)).get(LIST)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["detail"]


def test_a_key_ends_by_date_by_hand_and_with_its_account(db: Any) -> None:
    told = add_key("", "SEC")
    client, row = Client(headers=bearer(told["token"])), ApiKey.objects.get()
    assert client.get(LIST).status_code == 200
    assert ApiKey.objects.get().used is not None
    for field, value in (("expires", timezone.now()), ("revoked", timezone.now())):
        before = getattr(row, field)
        ApiKey.objects.update(**{field: value})
        assert client.get(LIST).status_code == 401
        ApiKey.objects.update(**{field: before})
    User.objects.filter(pk=row.user_id).update(is_active=False)
    assert client.get(LIST).status_code == 401


def test_a_key_may_be_narrower_than_its_account_and_never_wider(member: User) -> None:
    from local2030.web.accounts.api_keys import account_of
    from local2030.web.accounts.models import Grant

    Grant.objects.create(user=member, role="UN", scope="entity:undp")
    text, _key = make_key(member, "narrow", "UN", "entity:undp", timedelta(days=1))
    reader = account_of(text)
    assert may(reader, "vote", "selection run")
    assert not may(reader, "approve", "local data")
    assert may(member, "approve", "local data")
    with pytest.raises(ValidationError):
        make_key(member, "wide", "UN", "", timedelta(days=1))
    with pytest.raises(ValidationError):
        make_key(member, "other", "SEC", "", timedelta(days=1))
    Grant.objects.filter(role="UN").update(until=timezone.localdate() - timedelta(days=1))
    assert not may(account_of(text), "vote", "selection run")


def test_a_key_counts_at_the_api_only_and_a_cookie_beside_it_for_nothing(member: User, steward: User) -> None:
    told = add_key("", "DON", "programme:x")
    client = Client(headers=bearer(told["token"]))
    assert client.get("/marker/uploads/").status_code == 302
    client.force_login(steward)
    from local2030.web.accounts.api_keys import ApiKeys

    seen: list[Any] = []
    from django.test import RequestFactory

    request = RequestFactory().post(LIST, headers=bearer(told["token"]))
    request.user = steward
    ApiKeys(lambda r: seen.append(r.user) or None)(request)  # type: ignore[arg-type,return-value,func-returns-value]
    assert seen[0].username == told["user"]


def test_by_cookie_a_change_at_the_api_wants_the_token_of_a_form(member: User) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(LIST).status_code == 405  # nobody's cookie can be misused
    client.force_login(member)
    assert client.post(LIST).status_code == 403
    assert client.delete(f"{LIST}/1").status_code == 403
    told = add_key("", "SEC")
    assert Client(enforce_csrf_checks=True, headers=bearer(told["token"])).post(LIST).status_code == 405


def test_a_key_is_made_on_ones_own_page_shown_once_and_revoked(
    signed_in: Client, member: User, other_member: User
) -> None:
    answer = signed_in.post("/account/keys/", {"name": "nightly <b>", "held": "", "days": "30"})
    page = answer.content.decode()
    row = ApiKey.objects.get()
    assert f"l2030_{row.prefix}_" in page
    assert "<b>" not in page
    assert f"l2030_{row.prefix}_" not in signed_in.get("/account/").content.decode()
    other = Client()
    other.force_login(other_member)
    assert other.post(f"/account/keys/{row.pk}/revoke/").status_code == 404
    assert signed_in.post(f"/account/keys/{row.pk}/revoke/").status_code == 302
    assert ApiKey.objects.get().revoked is not None
    assert signed_in.post("/account/keys/", {"name": "x", "held": "SEC ", "days": "30"}).status_code == 422
