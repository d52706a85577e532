"""Sending data in: read, looked at, mended by a mapping, published or let go; and one value put right."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from web_builders import granted

from local2030.web.accounts.models import Role
from local2030.web.history.models import Entry
from local2030.web.monitoring.models import DataUpload
from local2030.web.registry.models import Thing

pytestmark = pytest.mark.django_db
TIDY = b"indicator,place,year,unit,value\n1.2.1,Amberly,2020,PT,12.5\n1.2.1,Amberly,2021,PT,11.9\n1.2.1,Birchfold,2020,PT,n/a\n1.2.1,Birchfold,20x1,PT,14\n"
ODD = b"ind;Ort;wann;wieviel\n1.2.1;Amberly;2020;12,5\n1.2.1;Amberly;2021;11,9\n"


def send(client: Client, content: bytes = TIDY, name: str = "towns.csv", **fields: Any) -> Any:
    data = {"sent": SimpleUploadedFile(name, content), "title": "Three towns", "audience": "public", **fields}
    return client.post("/monitoring/uploads/new/", data)


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", unescape(answer.content.decode()))


def test_what_is_sent_in_is_looked_at_before_anybody_sees_it_and_every_row_is_accounted_for(
    officer: Client, run_jobs: Callable[[], None]
) -> None:
    answer = send(officer)
    assert answer.status_code == 302
    run_jobs()
    upload = DataUpload.objects.get()
    assert upload.state == "read", upload.job.trouble
    shown = text_of(officer.get(answer["Location"]))
    assert "4 rows read: 3 ready, 1 kept out" in shown and "Amberly" in shown and "Publish 3 rows" in shown
    assert upload.document["rows_read"] == upload.document["published"] + upload.document["reported"]
    assert Client().get("/monitoring/d/three-towns/").status_code == 404
    assert officer.get("/monitoring/d/three-towns/").status_code == 404  # nothing is published yet
    assert officer.post(f"{answer['Location']}publish/").status_code == 302
    assert "Three towns" in text_of(Client().get("/monitoring/d/three-towns/"))
    assert Entry.objects.filter(deed="publish-data").count() == 1
    assert Thing.objects.get(key="three-towns").audience == "public"


def test_nobody_else_sees_or_publishes_it(
    officer: Client, member: Any, visitor: Client, run_jobs: Callable[[], None]
) -> None:
    address = send(officer)["Location"]
    run_jobs()
    other = Client()
    other.force_login(member)
    assert visitor.get(address).status_code == 302 and other.get(address).status_code == 403
    assert other.post(f"{address}publish/").status_code == 403
    assert DataUpload.objects.get().state == "read"


def test_a_mapping_is_edited_and_the_files_read_again(officer: Client, run_jobs: Callable[[], None]) -> None:
    address = send(officer, ODD, "odd.csv")["Location"]
    run_jobs()
    mapping = (
        "files:\n  '*.csv':\n    columns: {ind: indicator, Ort: place, wann: period, wieviel: value}\n    unit: PT\n"
    )
    assert officer.post(f"{address}again/", {"mapping": mapping}).status_code == 302
    run_jobs()
    upload = DataUpload.objects.get()
    assert upload.state == "read" and upload.document["published"] == 2, upload.document
    assert "Ort: place" in text_of(officer.get(address))
    officer.post(f"{address}again/", {"mapping": "files: ["})
    run_jobs()
    shown = text_of(officer.get(address))
    assert "could not be read" in shown and "Traceback" not in shown


def test_let_go_it_is_never_shown(officer: Client, run_jobs: Callable[[], None]) -> None:
    address = send(officer)["Location"]
    run_jobs()
    officer.post(f"{address}discard/")
    officer.post(f"{address}publish/")
    assert DataUpload.objects.get().state == "discarded"
    assert officer.get("/monitoring/d/three-towns/").status_code == 404


def test_one_new_file_leaves_the_others_of_the_data_set_where_they_are(
    steward: Any, store: Any, run_jobs: Callable[[], None]
) -> None:
    client = Client()
    client.force_login(granted(steward, Role.LRG))
    client.get("/monitoring/")
    thing = Thing.objects.get(key="sandoria")
    more = b"Year,District,Municipality,GeoCode,Units,Observation status,Value\n2024,,,,Percent,,15.5\n"
    address = send(client, more, "indicator_1-2-1.csv", dataset=thing.serial, title="", note="Newest year only")[
        "Location"
    ]
    run_jobs()
    shown = text_of(client.get(address))
    assert re.search(r"0 new, 1 corrected, 107 gone", shown), shown[shown.find("Against") :][:120]
    client.post(f"{address}publish/")
    versions = text_of(client.get("/monitoring/d/sandoria/versions/"))
    assert "108 observations differ" in versions and "Newest year only" in versions and "sena" in versions.lower()


def test_a_zip_leads_nowhere_out_of_its_folder(officer: Client, run_jobs: Callable[[], None], tmp_path: Any) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as out:
        out.writestr("../../escaped.csv", TIDY)
        out.writestr("repo/data/indicator_1-2-1.csv", "Year,Value\n2020,5\n")
    address = send(officer, packed.getvalue(), "repo.zip")["Location"]
    run_jobs()
    assert not list(tmp_path.parent.glob("escaped.csv")) and not list(tmp_path.glob("escaped.csv"))
    assert officer.get(address).status_code == 200
    broken = send(officer, b"PK\x03\x04 nothing", "broken.zip", title="Broken")["Location"]
    run_jobs()
    assert "can't be opened" in text_of(officer.get(broken))


def test_the_form_says_what_is_wrong(officer: Client, visitor: Client) -> None:
    assert officer.post("/monitoring/uploads/new/", {"title": "x", "audience": "public"}).status_code == 422
    assert send(officer, title="").status_code == 422
    assert send(officer, name="run.exe").status_code == 422
    assert send(officer, dataset="DTS-001", title="").status_code == 422  # not his
    assert visitor.get("/monitoring/uploads/new/").status_code == 302


def test_one_value_is_put_right_as_a_new_version_with_its_reason(steward: Any, store: Any) -> None:
    client = Client()
    client.force_login(granted(steward, Role.LRG))
    address = "/monitoring/d/sandoria/correct/?indicator=5.5.1&place=SN-C1&period=2022"
    assert "37,4" in text_of(client.get(address))
    assert client.post(address, {"value": "37.4", "why": "short"}).status_code == 422
    answer = client.post(address, {"value": "38.4", "why": "The comma hid another slip of the pen."}, follow=True)
    shown = text_of(answer)
    assert "1 observation differs between version 2 and version 3" in shown
    assert "37.4" in shown and "38.4" in shown and "slip of the pen" in shown
    entry = Entry.objects.get(deed="correct-data")
    assert entry.serial == Thing.objects.get(key="sandoria").serial
    assert Client().get(address).status_code == 403 or Client().get(address).status_code == 302


def test_who_may_not_change_it_puts_nothing_right(officer: Client, visitor: Client) -> None:
    address = "/monitoring/d/sandoria/correct/?indicator=5.5.1&place=SN-C1&period=2022"
    assert officer.post(address, {"value": "1", "why": "Because I want it."}).status_code == 403
    assert visitor.post(address, {"value": "1", "why": "Because I want it."}).status_code in (302, 403)


def test_changed_names_units_and_wishes_are_shown_before_they_count(
    officer: Client, run_jobs: Callable[[], None]
) -> None:
    first = send(officer)["Location"]
    run_jobs()
    assert "things differ beside" not in text_of(officer.get(first))  # there is nothing yet that it could differ from
    officer.post(f"{first}publish/")
    thing = Thing.objects.get(key="three-towns")
    meta = b"indicator,direction,target,name\n1.2.1,decrease,8,Poor by our own line\n"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as out:
        out.writestr("towns.csv", TIDY)
        out.writestr("wanted.csv", meta)
    address = send(officer, packed.getvalue(), "more.zip", dataset=thing.serial, title="", licence="CC BY 4.0")["Location"]  # fmt: skip
    run_jobs()
    shown = text_of(officer.get(address))
    part = shown[shown.index('id="metadata"') :]
    for words in (
        "Poor by our own line",
        "less",
        "licence of the data",
        "CC BY 4.0",
        "things differ beside the values",
    ):
        assert words in part, words
    officer.post(f"{address}publish/")
    versions = text_of(officer.get("/monitoring/d/three-towns/versions/"))
    assert "Poor by our own line" in versions and "beside the values" in versions
