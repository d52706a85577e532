"""The page that says what is wanted: read by all, filled in by who may, proposals and files looked at before they count."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from web_builders import granted

from local2030.store.datasets import Datasets
from local2030.web.history.models import Entry
from local2030.web.registry.models import Thing

pytestmark = pytest.mark.django_db
AT = "/monitoring/d/sandoria/wanted/"
WHY = "As the council decided in May."


@pytest.fixture
def editor(steward: Any, store: Any) -> Client:
    """Somebody who may change it."""
    client = Client()
    client.force_login(granted(steward, "LRG"))
    return client


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", unescape(answer.content.decode()))


def form_of(client: Client, query: str = "") -> dict[str, Any]:
    """The fields of the page as a browser would send them back untouched."""
    page = unescape(client.get(AT + query).content.decode())
    fields: dict[str, Any] = {"code": re.findall(r'name="code" value="([^"]*)"', page), "why": WHY}
    fields |= {"known": re.search(r'name="known" value="([^"]*)"', page)[1]}  # type: ignore[index]
    for name, value in re.findall(r'name="([tyl]:[^"]*)" value="([^"]*)"', page):
        fields[name] = value
    for name, rest in re.findall(r'<select id="direction-\d+" name="(d:[^"]*)"[^>]*>(.*?)</select>', page, re.S):
        fields[name] = (re.findall(r'value="([^"]*)" selected', rest) or [""])[0]
    return fields | dict.fromkeys(re.findall(r'name="(g:[^"]*)" checked', page), "on")


def manifest(store: Any) -> Any:
    return Datasets(store).manifest("sandoria")


def test_what_is_filled_in_counts_at_once_on_the_indicator_with_who_and_why(editor: Client, store: Any) -> None:
    before = text_of(editor.get("/monitoring/d/sandoria/i/11.2.1/"))
    assert "less of it" not in before
    fields = form_of(editor, "?page=2") | form_of(editor)
    fields["code"] = re.findall(r'name="code" value="([^"]*)"', unescape(editor.get(AT).content.decode()))
    fields |= {"d:11.2.1": "decrease", "t:11.2.1": "12,5", "y:11.2.1": "2028"}
    shown = text_of(editor.post(AT, fields, follow=True))
    assert (
        "Version 3 is published: what is wanted of 1 indicator is said." in shown
        and "Said here, not in the files" in shown
    )
    page = text_of(editor.get("/monitoring/d/sandoria/i/11.2.1/"))
    assert "less of it" in page and "target 12.5 by 2028" in page
    state = manifest(store)
    assert (state.version, state.note) == (3, WHY) and state.by
    entry = Entry.objects.get(deed="say-wanted")
    assert (
        entry.serial == Thing.objects.get(key="sandoria").serial
        and entry.content.plain["after"]["indicators"] == ["11.2.1"]
        and entry.content.plain["why"] == WHY
    )
    assert WHY in text_of(Client().get("/monitoring/d/sandoria/versions/"))


def test_a_form_that_says_nothing_new_makes_no_version(editor: Client, store: Any) -> None:
    assert "Nothing differs" in text_of(editor.post(AT, form_of(editor), follow=True))
    assert manifest(store).version == 2 and not Entry.objects.filter(deed="say-wanted").exists()


def test_what_can_not_be_read_is_said_and_the_entries_stay(editor: Client, store: Any) -> None:
    answer = editor.post(AT, form_of(editor) | {"t:11.2.1": "much", "y:11.2.1": "20x0", "why": "no"})
    shown = text_of(answer)
    assert answer.status_code == 422 and "11.2.1, target: much is no number" in shown and 'value="much"' in shown
    assert "at least 10 letters" in shown and manifest(store).version == 2


def test_two_who_write_at_once_lose_nothing(editor: Client, store: Any) -> None:
    mine, other = form_of(editor), form_of(editor)
    editor.post(AT, mine | {"d:11.2.1": "decrease"})
    answer = editor.post(AT, other | {"t:11.2.1": "9"})
    assert answer.status_code == 422 and "Somebody changed what is wanted meanwhile" in text_of(answer)
    assert 'value="9"' in text_of(answer) and manifest(store).version == 3


def test_a_visitor_reads_and_changes_nothing(visitor: Client, officer: Client, store: Any) -> None:
    shown = text_of(visitor.get(AT))
    assert "indicators it is said whether more or less is wanted" in shown and "<textarea" not in shown
    assert "says it here" in shown
    for client in (visitor, officer):
        assert client.post(AT, {"code": "11.2.1", "d:11.2.1": "decrease", "why": WHY}).status_code in (302, 403)
        assert client.post(f"{AT}preview/", {"proposals": "1"}).status_code in (302, 403)
    assert manifest(store).version == 2


def test_a_file_is_looked_at_and_each_change_may_be_left_out(editor: Client, store: Any) -> None:
    table = b"indicator;direction;target\n11.2.1;decrease;8,5\n1.2.1;increase;\n77.7.7;increase;\n5.5.1;sideways;\n"
    answer = editor.post(f"{AT}preview/", {"sent": SimpleUploadedFile("wanted.csv", table)})
    shown = text_of(answer)
    assert answer.status_code == 200 and "3 indicators would change" in shown and "8.5 by 2030" in shown
    assert "has no indicator 77.7.7" in shown and "sideways" in shown and manifest(store).version == 2
    kept = {
        name: unescape(re.search(rf'name="{name}" value="([^"]*)"', answer.content.decode())[1])
        for name in ("known", "table")
    }  # type: ignore[index]
    assert editor.post(f"{AT}preview/", kept | {"take": ["11.2.1"], "why": "x"}).status_code == 422
    assert editor.post(f"{AT}preview/", kept | {"why": WHY}).status_code == 422
    done = editor.post(f"{AT}preview/", kept | {"take": ["11.2.1"], "why": WHY}, follow=True)
    assert "of 1 indicator is said" in text_of(done) and manifest(store).version == 3
    assert "target 8.5" in text_of(editor.get("/monitoring/d/sandoria/i/11.2.1/"))
    again = editor.post(f"{AT}preview/", kept | {"take": ["1.2.1"], "why": WHY})
    assert again.status_code == 422 and "meanwhile" in text_of(again)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_table_that_is_handed_out_comes_back_and_changes_nothing(editor: Client, ending: str) -> None:
    handed = editor.get(f"/monitoring/d/sandoria/wanted.{ending}")
    assert handed.status_code == 200
    back = editor.post(f"{AT}preview/", {"sent": SimpleUploadedFile(f"w.{ending}", b"".join([handed.content]))})
    assert "Nothing would change" in text_of(back) and "is said already" in text_of(back)


@pytest.mark.parametrize(
    "fields",
    [{}, {"sent": SimpleUploadedFile("x.exe", b"MZ")}, {"sent": SimpleUploadedFile("x.csv", b"a,b\n1,2\n")},
     {"sent": SimpleUploadedFile("x.xlsx", b"PK\x03\x04no")}, {"table": "{" * 5000, "why": WHY}, {"table": "[1]", "why": WHY},
     {"table": '{"11.2.1": 5}', "why": WHY}, {"table": '{"11.2.1": {"target_value": "1e999"}}', "take": "11.2.1", "why": WHY}],
)  # fmt: skip
def test_what_is_no_table_is_refused_in_words(editor: Client, store: Any, fields: dict[str, Any]) -> None:
    answer = editor.post(f"{AT}preview/", fields)
    assert answer.status_code == 422 and "Traceback" not in text_of(answer) and manifest(store).version == 2


def test_proposals_count_for_nothing_until_they_are_taken(editor: Client, store: Any) -> None:
    store_ = Datasets(store)
    state = manifest(store)
    plain = store_.side(state, "indicators")
    for one in plain.values():
        one |= {"direction": "", "series": []}
    side = store_.write_side("sandoria", json.dumps(plain).encode())
    store_.write_manifest(replace(state, version=3, sides={**state.sides, "indicators": side}))
    page = text_of(editor.get(AT))
    assert (
        "indicators nobody said yet whether more" in page and "proposed: less" in page and "Reviewer: none yet" in page
    )
    shown = editor.post(f"{AT}preview/", {"proposals": "1"})
    assert "indicators would change" in text_of(shown) and "not said" in text_of(shown)
    kept = {
        name: unescape(re.search(rf'name="{name}" value="([^"]*)"', shown.content.decode())[1])
        for name in ("known", "table")
    }  # type: ignore[index]
    taken = list(json.loads(kept["table"]))
    editor.post(f"{AT}preview/", kept | {"take": taken, "why": WHY})
    assert f"Of {len(taken)} of" in text_of(editor.get(AT))


def test_the_api_gives_the_same_and_takes_it_with_a_reason(editor: Client, visitor: Client, store: Any) -> None:
    at = "/api/v1/monitoring/data/sandoria/wanted"
    found = visitor.get(at).json()
    assert found["version"] == 2 and {"indicator", "direction", "proposed"} <= set(found["indicators"][0])
    assert found["proposals"]["reviewer"].startswith("none yet") and len(found["proposals"]["sha256"]) == 64
    body = {
        "why": WHY,
        "known": found["known"],
        "indicators": [
            {"indicator": "11.2.1", "direction": "less", "target": 8.5},
            {"indicator": "0.0.0", "direction": "more"},
        ],
    }
    assert visitor.put(at, body, content_type="application/json").status_code in (401, 403)
    done = editor.put(at, body, content_type="application/json")
    assert done.status_code == 200, done.content
    assert (
        done.json()["version"] == 3
        and done.json()["changed"] == ["11.2.1"]
        and done.json()["findings"][0]["code"] == "wanted-indicator-unknown"
    )
    assert editor.put(at, body, content_type="application/json").status_code == 409
    assert editor.put(at, body | {"why": "no"}, content_type="application/json").status_code == 422
    odd = body | {"known": "", "indicators": [{"indicator": "11.2.1", "direction": "sideways"}]}
    assert editor.put(at, odd, content_type="application/json").status_code == 422
    row = next(row for row in visitor.get(at).json()["indicators"] if row["indicator"] == "11.2.1")
    assert (row["direction"], row["target"], row["said"]) == ("decrease", 8.5, ["direction", "target_value"])


@pytest.mark.parametrize(
    ("method", "words"),
    [("statcan-2.4", "of the growth that leads to the target in its year"), ("unsd-2023", "of the way from the first value to the target"),
     ("sdg-index", "No status")],
)  # fmt: skip
def test_what_a_method_compares_is_said_and_not_only_how_much(visitor: Client, method: str, words: str) -> None:
    shown = text_of(visitor.get(f"/monitoring/d/sandoria/i/11.2.1/?place=SN-B1&method={method}"))
    assert words in shown and ("What is compared" in shown) == (words != "No status")
    assert "<h1" in shown and "11.2.1" in shown[shown.index("<h1") : shown.index("</h1>")]
    assert "Port Merrin" in shown[shown.index("<h1") : shown.index("</h1>")]


def test_the_page_of_a_data_set_says_what_it_is_how_complete_and_how_sure(visitor: Client) -> None:
    shown = text_of(visitor.get("/monitoring/d/sandoria/"))
    head = shown[shown.index("<h1") : shown.index('class="facts"')]
    assert re.search(r"Data of .{0,9}Sandoria.* \d+ indicators", head) and re.search(r"20\d\d–20\d\d", head)
    assert "of what is expected is there" in head and "The checks found" in head and head.count("btn first") == 1
    found = text_of(visitor.get("/monitoring/d/sandoria/?goal=8&q=8.5"))
    assert "8.5.2" in found and "/i/11.2.1/" not in found
    assert "Nothing matches" in text_of(visitor.get("/monitoring/d/sandoria/?q=zzz"))


def test_where_nobody_said_what_is_wanted_a_link_leads_to_where_one_says_it(visitor: Client, store: Any) -> None:
    store_ = Datasets(store)
    state = manifest(store)
    plain = {code: one | {"direction": ""} for code, one in store_.side(state, "indicators").items()}
    side = store_.write_side("sandoria", json.dumps(plain).encode())
    store_.write_manifest(replace(state, version=3, sides={**state.sides, "indicators": side}))
    for address in ("/", "/p/SN-B1/", "/i/11.2.1/?place=SN-B1"):
        shown = text_of(visitor.get(f"/monitoring/d/sandoria{address}"))
        assert re.search(r'href="/monitoring/d/sandoria/wanted/[^"]*">Say what is wanted', shown), address


def test_the_table_asks_the_database_a_bounded_number_of_times_and_is_light(editor: Client) -> None:
    editor.get(AT)
    with CaptureQueriesContext(connection) as asked:
        answer = editor.get(AT)
    assert len(asked) <= 12 and len(answer.content) < 100_000
