"""Local voice in a proposal: for members, from a file or a text, quoted with its page and never kept; the pilot plan."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from joint_builders import person
from web_builders import PASSWORD

from local2030.web.accounts.models import Role, User
from local2030.web.history.models import Entry

pytestmark = pytest.mark.django_db
TEXT = (
    "This proposal is for the towns of the river. The ward committees asked that repairs be counted in the plan. "
    "Municipalities will propose their own indicators <script>alert(1)</script> to the board of the programme."
)


@pytest.fixture
def donor() -> Client:
    client = Client()
    client.force_login(person(Role.DON))
    return client


def test_it_is_for_members_only(donor: Client) -> None:
    assert Client().get("/marker/local-voice/").status_code == 302
    nobody = Client()
    nobody.force_login(User.objects.create_user("nobody", password=PASSWORD))
    assert nobody.get("/marker/local-voice/").status_code == 403
    assert donor.get("/marker/local-voice/").status_code == 200


def test_a_text_gives_its_sentences_quoted_and_escaped_and_nothing_is_kept(donor: Client) -> None:
    before = Entry.objects.count()
    page = donor.post("/marker/local-voice/", {"text": TEXT}).content.decode()
    assert "In 1 sentence local actors speak or decide" in page
    assert "The ward committees asked that repairs be counted" in page and "planned" in page
    assert "<script>alert" not in page
    assert Entry.objects.count() == before and not list(settings.WORK.iterdir())


def test_a_word_file_is_read_by_the_limited_reader(donor: Client) -> None:
    file = SimpleUploadedFile("proposal.docx", _docx(TEXT.replace("<script>alert(1)</script> ", "")))
    page = donor.post("/marker/local-voice/", {"file": file}).content.decode()
    assert "In 1 sentence local actors speak or decide" in page


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({}, 422), ({"text": TEXT, "file": "x"}, 422), ({"text": "x" * 200_001}, 422), ({"exe": True}, 422),
    ],
)  # fmt: skip
def test_neither_both_too_long_or_another_kind_of_file_is_told_in_the_form(donor: Client, data: dict[str, Any], code: int) -> None:  # fmt: skip
    if data.pop("exe", False):
        data["file"] = SimpleUploadedFile("proposal.exe", b"MZ")
    elif data.get("file"):
        data["file"] = SimpleUploadedFile("proposal.txt", b"words")
    assert donor.post("/marker/local-voice/", data).status_code == code


@pytest.mark.parametrize("content", [b"%PDF-1.7 broken", b"PK\x03\x04 no zip", b"\x00\xff\xfe" * 50])
def test_a_broken_file_is_told_and_nothing_is_measured(donor: Client, content: bytes) -> None:
    for ending in ("pdf", "docx", "txt"):
        answer = donor.post("/marker/local-voice/", {"file": SimpleUploadedFile(f"proposal.{ending}", content)})
        assert answer.status_code == 200 and "Nothing was measured" in answer.content.decode()


def test_another_language_isnt_called_silent(donor: Client) -> None:
    page = donor.post("/marker/local-voice/", {"text": "Les communes ont proposé leurs indicateurs."}).content.decode()
    assert "Nothing was measured" in page and "says nothing on local voice" in page


@pytest.mark.parametrize("address", ["", "promises/", "funding/", "influence/"])
def test_in_an_empty_store_each_page_says_that_nothing_is_there(address: str) -> None:
    answer = Client().get(f"/marker/joint/{address}")
    assert answer.status_code == 200
    for file in ("joint.csv", "joint/promises.csv", "joint/funding.csv", "joint/influence.csv", "joint/influence.pdf"):
        assert Client().get(f"/marker/{file}").status_code == 200


def test_the_plan_says_that_nobody_has_agreed_to_it() -> None:
    page = Client().get("/marker/pilot-plan/").content.decode()
    assert "a proposal, agreed by nobody yet" in page and "6 steps from 2027-01-11 to 2027-11-26" in page


def _docx(text: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(
            "[Content_Types].xml",
            '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType='
            '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        )
        packed.writestr(
            "word/document.xml",
            '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            f"<w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>",
        )
    return out.getvalue()
