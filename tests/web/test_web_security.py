"""Who gets in, what is refused, and what every answer carries."""

from __future__ import annotations

import logging
import stat
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from web_builders import PASSWORD, activity, aid_file

from local2030.web import home
from local2030.web.accounts.models import Grant, User
from local2030.web.accounts.permissions import may
from local2030.web.jobs.models import Job
from local2030.web.marker.models import Programme, Upload


class Anybody:
    is_authenticated = False
    is_active = True


def test_each_role_may_do_what_the_table_says(member: User, steward: User) -> None:
    expected = {
        "read": (True, True, True),
        "add": (False, True, True),
        "contest": (False, True, True),
        "supersede": (False, False, True),
        "launch-rocket": (False, False, False),
    }
    for deed, rights in expected.items():
        held = tuple(may(reader, deed, "joint programme") for reader in (Anybody(), member, steward))
        assert held == rights, deed


def test_whose_thing_it_is_may_take_it_back(member: User, other_member: User, steward: User) -> None:
    job = Job(by=member)
    assert may(member, "stop", job)
    assert may(steward, "stop", job)
    assert not may(other_member, "stop", job)


def test_an_account_that_was_shut_has_no_rights(member: User) -> None:
    member.is_active = False
    assert not may(member, "add", "joint programme")


@pytest.mark.parametrize("address", ["/marker/uploads/", "/marker/uploads/new/", "/marker/uploads/1/"])
def test_sending_files_and_looking_at_them_wants_a_sign_in(db: Any, address: str) -> None:
    answer = Client().get(address)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/sign-in/?next={address}"


def test_nothing_is_kept_from_somebody_who_is_not_signed_in(db: Any, settings: Any) -> None:
    answer = Client().post("/marker/uploads/new/", {"aid": SimpleUploadedFile("a.xml", b"<a/>")})
    assert answer.status_code == 302
    assert not Upload.objects.exists()
    assert not list(Path(settings.UPLOADS).iterdir())


def test_a_form_from_elsewhere_is_refused(example: Programme, member: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(member)
    for address in ("/marker/uploads/new/", f"/marker/programmes/{example.pk}/actors/0/wrong/", "/sign-out/"):
        answer = client.post(address, {"reason": "x"})
        assert answer.status_code == 403
        assert "no longer valid" in answer.content.decode()


def test_every_answer_forbids_scripts_from_elsewhere_and_frames(db: Any) -> None:
    for address in ("/", "/marker/", "/nowhere", "/api/openapi.json", "/health"):
        headers = Client().get(address).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "Strict-Transport-Security" not in headers  # on this machine only


def test_a_host_that_is_not_ours_is_not_answered(db: Any) -> None:
    answer = Client(headers={"host": "evil.example"}).get("/marker/")
    assert answer.status_code == 400
    assert "can&#x27;t be understood" in answer.content.decode()


@pytest.mark.parametrize(
    ("wanted", "goes_to"),
    [
        ("/marker/uploads/", "/marker/uploads/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_after_signing_in_one_lands_on_this_site_only(member: User, wanted: str, goes_to: str) -> None:
    answer = Client().post("/sign-in/", {"name": "ana", "password": PASSWORD, "next": wanted})
    assert answer.status_code == 302
    assert answer.headers["Location"] == goes_to


def test_guessing_a_password_is_slowed_down_and_the_right_one_waits_too(member: User) -> None:
    client = Client()
    for _try in range(8):
        assert client.post("/sign-in/", {"name": "ana", "password": "wrong"}).status_code == 403
    answer = client.post("/sign-in/", {"name": "ana", "password": PASSWORD})
    assert answer.status_code == 429
    assert "Wait 15 minutes" in answer.content.decode()


def test_signing_out_wants_a_form_and_ends_the_session(signed_in: Client) -> None:
    assert signed_in.get("/sign-out/").status_code == 405
    signed_in.post("/sign-out/")
    assert signed_in.get("/marker/uploads/").status_code == 302


def test_the_demonstration_account_opens_only_where_it_is_switched_on(db: Any, settings: Any) -> None:
    demo = User.objects.create_user("demo", password=PASSWORD, demo=True)
    Grant.objects.create(user=demo, role="SEC")
    client = Client()
    assert client.post("/sign-in/", {"name": "demo", "password": PASSWORD}).status_code == 302
    assert client.get("/marker/uploads/").status_code == 200
    settings.DEMO = False
    assert client.get("/marker/uploads/").status_code == 302  # its session ends with it
    assert Client().post("/sign-in/", {"name": "demo", "password": PASSWORD}).status_code == 403


def test_a_reachable_address_refuses_the_demonstration_and_keys_that_can_be_guessed(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="this machine only"):
        home.secret_key({}, tmp_path, loopback=False, demo=True)
    for weak in ("short", "a" * 64, "django-insecure-" + "x7Gh2kLp9Qw4Zt" * 4, "change-me-please-1234567890-abcdefg"):
        with pytest.raises(ImproperlyConfigured, match="guessed"):
            home.secret_key({"LOCAL2030_SECRET_KEY": weak}, tmp_path, loopback=False, demo=False)
    assert home.secret_key({"LOCAL2030_SECRET_KEY": "short"}, tmp_path, loopback=True, demo=True) == "short"


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    first = home.secret_key({}, tmp_path, loopback=False, demo=False)
    assert len(first) >= 60
    assert home.secret_key({}, tmp_path, loopback=True, demo=True) == first
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("host", "own"),
    [("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("::", False),
     ("192.168.1.4", False), ("localhost.evil.example", False), ("", False)],
)  # fmt: skip
def test_only_loopback_counts_as_this_machine(host: str, own: bool) -> None:
    assert home.is_loopback(host) is own


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("aid.xml", b"", "empty"),
        ("aid.xml", b"PK\x03\x04rest", "isn&#x27;t XML"),
        ("aid.xml", b"%PDF-1.7", "isn&#x27;t XML"),
        ("aid.xml", b"hello", "isn&#x27;t XML"),
    ],
)
def test_what_is_not_xml_is_refused_at_the_door(
    signed_in: Client, name: str, content: bytes, says: str, settings: Any
) -> None:
    answer = signed_in.post(
        "/marker/uploads/new/",
        {"aid": SimpleUploadedFile(name, content), "phase": "monitoring", "audience": "public"},
    )
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Upload.objects.exists()
    assert not list(Path(settings.UPLOADS).iterdir())


def test_tables_and_documents_of_the_wrong_kind_are_refused(signed_in: Client) -> None:
    for field, file in (
        ("ledger", SimpleUploadedFile("books.csv", b"a\x00b")),
        ("claims", SimpleUploadedFile("claims.xlsx", b"not a workbook")),
        ("claims", SimpleUploadedFile("claims.exe", b"MZ")),
        ("documents", SimpleUploadedFile("run.exe", b"MZ")),
    ):
        data = {"aid": SimpleUploadedFile("a.xml", b"<a/>"), "phase": "monitoring", "audience": "public", field: file}
        assert signed_in.post("/marker/uploads/new/", data).status_code == 422, field
    assert not Upload.objects.exists()


def test_a_file_above_the_limit_is_refused_in_words(signed_in: Client, settings: Any) -> None:
    settings.UPLOAD_LIMIT = 100_000
    for size in (150_000, 300_000):  # told by the length of the request, or found while reading
        data = {"aid": SimpleUploadedFile("big.xml", b"<" * size), "phase": "monitoring", "audience": "public"}
        answer = signed_in.post("/marker/uploads/new/", data)
        assert answer.status_code == 413
        assert "larger than" in answer.content.decode()
    assert not Upload.objects.exists()
    assert not [p for p in Path(settings.WORK).iterdir() if p.name.startswith("receiving")]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("aid data 2026.xml", "aid data 2026.xml"),
        ("<b>.xml", "_b_.xml"),
        ("...", "file"),
        ("données_é.xml", "données_é.xml"),
        ("x" * 500 + ".xml", "x" * 116 + ".xml"),
    ],
)
def test_a_file_name_cannot_leave_its_folder(given: str, kept: str) -> None:
    from local2030.web.marker.receiving import safe_name

    assert safe_name(given) == kept


def test_pages_for_trouble_are_in_plain_words(signed_in: Client, settings: Any) -> None:
    missing = signed_in.get("/marker/programmes/99/")
    assert missing.status_code == 404
    assert "There is nothing at this address" in missing.content.decode()
    from django.test import RequestFactory

    from local2030.web.desk import views

    broken = views.broken(RequestFactory().get("/"))
    assert broken.status_code == 500
    assert "broke on our side" in broken.content.decode()


def test_one_member_cannot_stop_the_work_of_another(signed_in: Client, other_member: User, send: Any) -> None:
    send(signed_in, aid_file(activity("XM-1")), run=False)
    job = Upload.objects.get().job
    client = Client()
    client.force_login(other_member)
    assert client.post(f"/marker/jobs/{job.pk}/stop/").status_code == 403


def test_a_refusal_is_one_line_in_the_log_and_a_mistake_of_ours_keeps_its_traceback(
    signed_in: Client, other_member: User, send: Any, caplog: pytest.LogCaptureFixture
) -> None:
    from local2030.web.logs import NoTraceOfVisitors

    send(signed_in, aid_file(activity("XM-1")), run=False)
    client = Client()
    client.force_login(other_member)
    caplog.clear()
    assert client.post(f"/marker/jobs/{Upload.objects.get().job_id}/stop/").status_code == 403
    record = next(r for r in caplog.records if "Forbidden" in r.getMessage())
    assert record.exc_info is None
    try:
        raise RuntimeError
    except RuntimeError:
        broken = logging.LogRecord("django.request", logging.ERROR, "x", 1, "broken", None, sys.exc_info())
    broken.status_code = 500
    assert NoTraceOfVisitors().filter(broken)
    assert broken.exc_info


def _fails(client: Client, name: str, times: int, **more: Any) -> int:
    return [client.post("/sign-in/", {"name": name, "password": "wrong"}, **more).status_code for _n in range(times)][
        -1
    ]


def _comes_in(client: Client, name: str = "ana", **more: Any) -> int:
    return int(client.post("/sign-in/", {"name": name, "password": PASSWORD}, **more).status_code)


def test_nobody_locks_another_out_by_name_alone(member: User) -> None:
    assert _fails(Client(), "ana", 9, REMOTE_ADDR="203.0.113.5") == 429
    assert _comes_in(Client(), REMOTE_ADDR="203.0.113.5") == 429
    assert _comes_in(Client(), REMOTE_ADDR="198.51.100.7") == 302


def test_a_browser_that_came_in_before_is_not_shut_out_by_others_behind_its_address(
    member: User, other_member: User
) -> None:
    known = Client()
    assert _comes_in(known) == 302
    known.post("/sign-out/")
    assert _fails(Client(), "ana", 9) == 429
    assert _comes_in(Client()) == 429
    assert _comes_in(known) == 302
    known.post("/sign-out/")
    assert _fails(known, "ana", 9) == 429  # its own tries have their limit
    forged = Client()
    forged.cookies["browser"] = "token ana:1:forged"
    assert _comes_in(forged) == 429
    other = Client()
    assert _comes_in(other, "ben") == 302
    other.post("/sign-out/")
    assert _comes_in(other) == 429  # a browser of Ben's is not one of Ana's


def test_guessing_many_names_from_one_address_is_slowed_down_as_well(
    member: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from local2030.web.accounts import signing_in

    monkeypatch.setattr(signing_in, "TRIES_FROM_ONE_ADDRESS", 12)
    for n in range(12):
        assert _fails(Client(), f"nobody-{n}", 1) == 403
    assert _comes_in(Client()) == 429
    assert _comes_in(Client(), REMOTE_ADDR="198.51.100.7") == 302


@pytest.mark.parametrize(("trusted", "seen"), [(True, "198.51.100.7"), (False, "127.0.0.1")])
def test_the_address_that_a_proxy_adds_counts_only_where_the_proxy_is_said_to_add_it(
    settings: Any, trusted: bool, seen: str
) -> None:
    from django.test import RequestFactory

    from local2030.web.accounts.signing_in import address_of

    settings.FORWARDED_FOR = trusted
    request = RequestFactory().get("/", headers={"x-forwarded-for": "10.0.0.1, 198.51.100.7"})
    assert address_of(request) == seen
