"""What is typed to do harm: scripts in every column of every kind, marks that turn text, NULs, bodies without end."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from web_builders import granted

from local2030.web.accounts.models import Role, User
from local2030.web.registry import changing
from local2030.web.registry.cells import columns_of
from local2030.web.registry.kinds import Column, Kind, kinds
from local2030.web.registry.models import Thing

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}</title></textarea>"
TURNED = "gnp.\u202eexe\u2066 \u200fname\u061c"
MARKS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"


def cell(column: Column, text: str) -> Any:
    """A value that the column takes, with the text wherever a text may stand."""
    if column.choices:
        return [column.choices[0][0]] if column.sort == "list" else column.choices[0][0]
    plain = {
        "number": str(column.low if column.low and column.low > 1 else 1),
        "day": "2027-01-02",
        "yes": "yes",
        "country": "KE",
        "mail": "a@example.org",
        "thing": None,
    }
    plain |= {"address": "https://example.org/?q=%3Cscript%3E", "list": [text, f"{text} two"]}
    return plain.get(column.sort, text[: column.longest])


def needed(column: Column) -> str:
    """The serial of a thing that the column may name, with plain words in what it must have."""
    kind = kinds()[column.of[0]]
    cells = {c.name: needed(c) if c.sort == "thing" else cell(c, "plain") for c in columns_of(kind) if c.required}
    return changing.add(None, kind.code, cells | {"title": "Plain"}).serial


def made(kind: Kind, text: str) -> Thing:
    """A thing of the kind with the text in all its columns, past the forms' bounds of what may be written by hand."""
    cells = {column.name: cell(column, text) for column in columns_of(kind)}
    cells |= {"audience": "public"} if "audience" in kind.standard else {}
    cells |= {c.name: needed(c) for c in kind.columns if c.sort == "thing" and c.required and c.of}
    row = changing.add(None, kind.code, {n: v for n, v in cells.items() if v is not None}, text)
    fixed = {
        c.name: cell(c, text) for c in kind.columns if c.fixed and c.sort in ("text", "long", "list") and not c.choices
    }
    row.fields |= fixed
    row.audience = "public"
    row.save()
    changing.add_evidence(None, row, text, "https://example.org/", text, None, text)
    return row


@pytest.fixture
def secretariat(steward: User) -> Client:
    """The Secretariat, who is of a local government too: so there is nobody's form that stays shut."""
    granted(steward, Role.LRG)
    client = Client()
    client.force_login(steward)
    return client


@pytest.mark.engine_free
@pytest.mark.parametrize("code", kinds())
def test_scripts_in_every_column_stay_text_at_every_door(code: str, secretariat: Client) -> None:
    kind = kinds()[code]
    row = made(kind, SCRIPT)
    base = f"/{kind.subject}/{kind.slug}"
    addresses = [
        row.get_absolute_url(), f"{row.get_absolute_url()}change/", f"{base}/", f"{base}/?q=script&state=<script>alert(1)",
        "/search/?q=alert", f"/search/?q={SCRIPT}", "/history/", "/desk/", "/desk/all/", "/", "/coalition/", "/countries/KE/",
        "/workstreams/all/", "/coalition/tracker/", "/coalition/hubs/map/", "/coalition/hubs/timeline/",
    ]  # fmt: skip
    shown = 0
    for address in addresses:
        answer = secretariat.get(address)
        may_not = address.endswith("change/") and kind.rights in ("hub application", "workplan", "marker assessment")
        assert answer.status_code == (403 if may_not else 200), (address, answer.status_code)
        text = answer.content.decode()
        for bad in ("<script>alert", "<img src=x", "onerror=alert(2)>{{", "</textarea>\"'", ">49<"):
            assert bad not in text, (code, address, bad)
        shown += "&lt;script&gt;" in text
    assert shown >= 3
    for address in (f"/api/v1/{kind.subject}/{kind.slug}/{row.serial}", f"{base}.json", f"{base}.csv"):
        answer = secretariat.get(address)
        assert "html" not in answer.headers["Content-Type"] and answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("code", ["hub", "next-step", "hub-application", "theme"])
def test_marks_that_turn_text_round_are_kept_nowhere(code: str, secretariat: Client) -> None:
    kind = kinds()[code]
    row = made(kind, TURNED)
    fixed = {c.name for c in kind.columns if c.fixed}
    kept = json.dumps(
        [row.title, row.summary, {k: v for k, v in row.fields.items() if k not in fixed}], ensure_ascii=False
    )
    assert not set(MARKS) & set(kept)
    item = row.evidence.get()
    assert not set(MARKS) & set(item.what + item.quote)


NULS = ("/search/?q=a%00b", "/coalition/next-steps/?q=%00&state=%00&country=%00K&owner=%00&workstream=%00&scheme=%00",
        "/coalition/next-steps/?owner=a%00b", "/coalition/next-steps/?scheme=a%00b", "/history/?person=%00&kind=%00&before=%00",
        "/marker/?q=%00&country=%00", "/people/?q=%00", "/things/%00/", "/things/NXT-001%00/", "/countries/%00/",
        "/coalition/apply/%00/", "/coalition/applications/%00/screen/", "/join/%00/", "/coalition/entities/%00/contribution/",
        "/coalition/report/%00/", "/coalition/hubs/%00/badge.svg", "/workstreams/all/?standing=%00", "/coalition/tracker/?q=%00",
        "/api/v1/coalition/next-steps?state=%00&country=%00&workstream=%00", "/api/v1/coalition/next-steps?owner=%00&q=%00",
        "/api/v1/coalition/things?kind=%00", "/api/v1/coalition/next-steps/%00", "/api/v1/coalition/next-steps/%00/history",
        "/api/v1/marker/programmes?q=%00&country=%00&upload=%00", "/coalition/next-steps.csv?q=%00&owner=%00")  # fmt: skip


@pytest.mark.parametrize("address", NULS)
def test_a_nul_in_an_address_breaks_nothing(address: str, secretariat: Client) -> None:
    for client in (secretariat, Client()):
        assert client.get(address).status_code in (200, 302, 400, 403, 404, 422), address


LARGE = ("99999999999999999999999", "-1", "0", "1e9", "٣", "9223372036854775808", "1" * 5000)
PAGED = ("/coalition/next-steps/", "/search/?q=step", "/marker/", "/marker/corrections/", "/people/", "/workstreams/all/",
         "/api/v1/coalition/next-steps", "/api/v1/marker/programmes", "/history/")  # fmt: skip


@pytest.mark.parametrize("address", PAGED)
def test_page_numbers_without_end_break_nothing(address: str, secretariat: Client) -> None:
    changing.add(None, "next-step", {"title": "One step"})
    for number in LARGE:
        answer = secretariat.get(address, {"page": number, "before": number, "per_page": number, "q": "step"})
        assert answer.status_code in (200, 400, 422), (address, number[:30], answer.status_code)


@pytest.mark.parametrize("number", ["9223372036854775808", "99999999999999999999999999"])
@pytest.mark.parametrize("address", ["/people/{}/", "/marker/programmes/{}/", "/marker/uploads/{}/", "/coalition/reviews/{}/",
                                     "/marker/corrections/{}/", "/coalition/next-steps/import/{}/"])  # fmt: skip
def test_ids_larger_than_any_row_has_are_not_found(address: str, number: str, secretariat: Client) -> None:
    assert secretariat.get(address.format(number)).status_code == 404


BODIES = {
    "deep": "[" * 50_000 + "]" * 50_000, "deep values": '{"values": ' + '{"a":' * 20_000 + "1" + "}" * 20_000 + "}",
    "nul": '{"values": {"title": "a\\u0000b", "summary": "\\u0000"}, "why": "\\u0000x"}',
    "lone surrogate": '{"values": {"title": "a\\ud800b"}, "why": "\\udfff"}', "large number": '{"version": 1e400, "values": {}}',
    "not a number": '{"values": {"title": NaN}}', "twice": '{"values": {"title": "a", "title": "b"}}',
    "many": json.dumps({"values": {f"c{n}": "x" for n in range(20_000)}}), "latin": b'{"values": {"title": "\xe9"}}',
    "digits": '{"values": {"title": ' + "9" * 5000 + "}}",
}  # fmt: skip


@pytest.mark.parametrize("what", BODIES)
def test_bodies_of_json_that_are_meant_to_break_are_answered(what: str, secretariat: Client) -> None:
    row = changing.add(None, "event", {"title": "Before"})
    address = f"/api/v1/coalition/events/{row.serial}"
    for send, path in ((secretariat.post, "/api/v1/coalition/events"), (secretariat.post, f"{address}/moves"),
                       (secretariat.post, f"{address}/evidence"), (secretariat.patch, address)):  # fmt: skip
        answer = send(path, BODIES[what], "application/json")
        assert answer.status_code in (200, 201, 400, 409, 412, 413, 422, 428), (what, path, answer.status_code)
        assert answer.json()
    assert secretariat.get("/coalition/events/").status_code == 200
    assert secretariat.get("/history/").status_code == 200


def test_a_form_of_ten_megabytes_is_refused_and_the_next_one_is_answered(secretariat: Client) -> None:
    for address in ("/coalition/events/new/", "/preferences/", "/sign-in/", "/coalition/apply/"):
        browser = Client() if address in ("/sign-in/", "/coalition/apply/") else secretariat
        assert browser.post(address, {"title": "x" * 10_000_000}).status_code in (400, 413, 422), address
        assert browser.post(address, {f"f{n}": "" for n in range(5_000)}).status_code in (400, 413, 422), address
    big = json.dumps({"values": {"title": "x" * 10_000_000}})
    assert secretariat.post("/api/v1/coalition/events", big, "application/json").status_code in (400, 413, 422)
    assert not Thing.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [("steps.csv", b"MZ\x90\x00"), ("steps.xlsx", b"%PDF-1.7"), ("steps.json", b"{"), ("steps.json", b"[" * 200_000),
     ("steps.csv", b""), ("steps.csv", b"\x00" * 1000), ("../../../etc/passwd", b"title\nx"), ("a\r\nX-Evil: 1.csv", b"title\nx"),
     ("steps.xlsx", b"PK\x03\x04" + b"\x00" * 50), ("\u202egpj.csv", b"title\nx")],
)  # fmt: skip
def test_uploads_of_another_sort_than_they_say_are_told_and_change_nothing(
    name: str, content: bytes, secretariat: Client, run_jobs: Any
) -> None:
    answer = secretariat.post("/coalition/next-steps/import/", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code in (302, 422), answer.status_code
    if answer.status_code == 302:
        run_jobs()
        page = secretariat.get(answer.headers["Location"])
        assert page.status_code == 200 and not set(MARKS) & set(page.content.decode().split("<main", 1)[1][:3000])
    assert not Thing.objects.exists()


def test_a_form_where_a_file_should_be_is_told(secretariat: Client) -> None:
    for address in ("/coalition/next-steps/import/", "/marker/uploads/new/"):
        for data in ({"file": "text", "aid": "text"}, {}):
            assert secretariat.post(address, data).status_code in (200, 422), address
        bad = secretariat.post(address, b"--x\r\nbroken", content_type="multipart/form-data; boundary=x")
        assert bad.status_code in (200, 400, 422)
        assert secretariat.post(address, b"x", content_type="multipart/form-data").status_code in (400, 422)
