"""The page of the history in a trial language: its own words are translated, the words of entries stay as they are."""

from __future__ import annotations

import ast
from pathlib import Path

from django.test import Client

import local2030.web
from local2030.web.accounts.models import User
from local2030.web.history.blanking import blank_entry
from local2030.web.history.chain import append
from local2030.web.history.words import DEEDS


def test_no_sentence_of_the_history_is_left_in_plain_english(steward: User) -> None:
    for deed in (*DEEDS, "polish"):
        append(by=steward, deed=deed, kind="hub", id="HUB-001", why="Because", name="Name")
    for before, after in (({}, {"title": "Aaaa"}), ({"country": "KE"}, {}), ({"state": "xxxx"}, {"state": "yyyy"})):
        append(by=None, deed="change", kind="hub", id="HUB-001", before=before, after=after)
    blank_entry(append(by=None, deed="change", kind="hub", id="HUB-001", before={"title": "A"}), "Because")
    client = Client()
    client.force_login(steward)
    client.cookies["django_language"] = "en-xa"
    patterns: set[str] = set()
    address = "/history/"
    while address:
        answer = client.get(address)
        patterns |= {said.pattern for line in answer.context["lines"] for said in line.sentences}
        address = answer.context["older"] and f"/history/?{answer.context['older']}"
    assert len(patterns) >= len(DEEDS) + 4
    assert [
        pattern for pattern in patterns if not pattern.startswith("[")
    ] == []  # as the trial language marks its texts
    page = client.get("/history/").content.decode()
    for words in ("Who did what", "Head of the chain", "Kind of thing", "Older entries", "Reason:", "The platform"):
        assert words not in page


TOLD_BY_FIELDS = {"change", "move"}  # entries with what was before and what is now


def written_deeds() -> set[str]:
    """The deeds that the code names where it appends entries."""
    found: set[str] = set()
    for path in Path(local2030.web.__file__).parent.rglob("*.py"):
        for call in (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)):
            name = getattr(call.func, "id", "")
            given = [word.value for word in call.keywords if word.arg == "deed" and name == "append"]
            given += call.args[1:2] if name in ("Deed", "_tell") else []
            found |= {at.value for at in given if isinstance(at, ast.Constant) and isinstance(at.value, str)}
    return found


def test_every_deed_has_a_sentence_or_is_told_by_its_fields() -> None:
    assert {"import-list", "letter", "upload"} <= written_deeds()
    assert written_deeds() - DEEDS.keys() <= TOLD_BY_FIELDS
