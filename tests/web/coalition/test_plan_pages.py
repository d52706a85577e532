"""The Secretariat loads an old plan by a page: what would come of it first, then all of it or nothing."""

from __future__ import annotations

import re

import pytest
from coalition_builders import body, focal_point
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from local2030.web.accounts.models import User
from local2030.web.coalition.first_things import file_first_things
from local2030.web.registry.models import Thing

pytestmark = pytest.mark.django_db
PLAN = "plan;id;what;wanted;reached;fate;into;reason\nOld plan;1;Ten cities report é;10;12;done;;\nOld plan;2;Tools for Hubs;;;carried over;NS04;Half is done\n"
LOAD = "/coalition/plans/load/"


@pytest.fixture(autouse=True)
def _filled() -> None:
    file_first_things()


@pytest.fixture
def sec(steward: User) -> Client:
    client = Client()
    client.force_login(steward)
    return client


def rows_in(answer: object) -> str:
    found = re.search(r'name="rows" value="([^"]+)"', body(answer))
    assert found
    return found[1]


@pytest.mark.parametrize("content", [PLAN.encode(), b"\xef\xbb\xbf" + PLAN.encode(), PLAN.encode("latin-1")])
def test_a_plan_is_shown_first_and_kept_after(sec: Client, content: bytes) -> None:
    shown = sec.post(LOAD, {"file": SimpleUploadedFile("plan.csv", content)})
    assert "Carried over: 1" in body(shown) and "Half is done" in body(shown)
    assert not Thing.objects.filter(fields__plan="Old plan").exists()
    assert sec.post(LOAD, {"rows": rows_in(shown)}).status_code == 302
    assert dict(Thing.objects.filter(fields__plan="Old plan").values_list("title", "state")) == {
        "Ten cities report é": "open", "Tools for Hubs": "carried-over",
    }  # fmt: skip
    page = body(sec.get("/coalition/plans/"))
    assert "Half is done" in page and "Strategy for stronger Hubs" in page


def test_a_row_that_lacks_its_reason_keeps_all_out(sec: Client) -> None:
    shown = sec.post(LOAD, {"file": SimpleUploadedFile("plan.csv", PLAN.replace("Half is done", "").encode())})
    assert "Nothing can be kept before this is put right" in body(shown)
    assert sec.post(LOAD, {"rows": rows_in(shown)}).status_code == 409
    assert not Thing.objects.filter(fields__plan="Old plan").exists()


def test_rows_that_were_altered_or_seen_by_another_are_not_kept(sec: Client, client: Client) -> None:
    rows = rows_in(sec.post(LOAD, {"file": SimpleUploadedFile("plan.csv", PLAN.encode())}))
    assert "altered" in body(sec.post(LOAD, {"rows": rows[:-3] + "abc"}, follow=True))
    assert not Thing.objects.filter(fields__plan="Old plan").exists()


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\x00\x01\x02", b"PK\x03\x04broken"])
def test_a_file_that_is_no_plan_is_told_in_words(sec: Client, content: bytes) -> None:
    answer = sec.post(LOAD, {"file": SimpleUploadedFile("plan.csv", content)})
    assert answer.status_code == 422 and "Please look at this again" in body(answer)


def test_others_neither_load_nor_see_the_way_in(client: Client) -> None:
    assert LOAD not in body(client.get("/coalition/plans/"))
    assert client.get(LOAD).status_code == 302
    client.force_login(focal_point("undp"))
    assert client.get(LOAD).status_code == 403
