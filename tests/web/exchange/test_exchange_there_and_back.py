"""A list goes out, is changed elsewhere, comes back, is looked at and applied."""

from __future__ import annotations

import json
from typing import Any

import pytest
from exchange_builders import apply, book, bring, browser, content, csv_file, entity, step, table

from local2030.web.exchange.models import State
from local2030.web.history.models import Entry
from local2030.web.history.proof import verify
from local2030.web.registry import changing
from local2030.web.registry.models import Part, ScopeOf, Thing

pytestmark = pytest.mark.django_db


@pytest.fixture
def un(db: Any) -> dict[str, Thing]:
    """Three entities."""
    return {name: entity(name) for name in ("UNDP", "FAO", "UNICEF")}


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_is_changed_in_a_spreadsheet_is_shown_first_and_then_applied(
    steward: Any, un: dict[str, Thing], ending: str
) -> None:
    first, second = step("Map the Hubs", owner=un["UNDP"].serial), step("Write the plan", quantity="2")
    client = browser(steward)
    rows = table(client.get("/coalition/next-steps.csv"))
    rows[0] |= {"title": "Map all Hubs", "owner": un["FAO"].serial, "at_risk": "yes", "due": "2027-03-01"}
    rows[0]["parts"] = "undp:lead:identified; fao:partner"
    rows[0]["links"] = f"overlaps:{second.serial}"
    rows.append({"title": "A new one", "quantity": "=1+1", "owner": "UNICEF"})
    file = csv_file(rows) if ending == "csv" else book(rows)

    row = bring(client, file, f"steps.{ending}")
    assert row.counts | {"rows": 3, "same": 1, "change": 1, "add": 1} == row.counts
    page = client.get(f"/coalition/next-steps/import/{row.pk}/").content.decode()
    assert "Map the Hubs" in page and "Map all Hubs" in page
    first.refresh_from_db()
    assert first.title == "Map the Hubs"  # looking changes nothing

    assert apply(client, row).status_code == 302
    assert row.state == State.DONE
    first.refresh_from_db()
    assert (first.title, first.owner, first.fields["at_risk"], first.version) == ("Map all Hubs", un["FAO"], True, 2)
    assert str(first.due) == "2027-03-01"
    assert {(p.actor.key, p.role, p.certainty) for p in Part.objects.filter(thing=first)} == {
        ("undp", "lead", "identified"),
        ("fao", "partner", ""),
    }
    assert [(link.relation, link.other) for link in first.links.all()] == [("overlaps", second)]
    assert set(ScopeOf.objects.filter(thing=first).values_list("scope", flat=True)) == {"entity:undp", "entity:fao"}
    new = Thing.objects.get(title="A new one")
    assert (new.serial, new.made_by, new.fields["quantity"], new.owner) == ("NXT-003", steward, "=1+1", un["UNICEF"])
    assert new.state == step("Another").state and new.state
    second.refresh_from_db()
    assert second.version == 1


def test_all_entries_of_an_import_are_one_act_with_its_reason_and_the_chain_holds(steward: Any) -> None:
    step("One"), step("Two")
    client = browser(steward)
    rows = [row | {"summary": "Changed"} for row in table(client.get("/coalition/next-steps.csv"))]
    row = bring(client, csv_file([*rows, {"title": "Three"}]))
    apply(client, row, "Workshop in Nairobi")
    entries = list(Entry.objects.filter(act=row.act).order_by("number").select_related("content"))
    assert [(e.deed, e.serial) for e in entries] == [
        ("change", "NXT-001"),
        ("change", "NXT-002"),
        ("add", "NXT-003"),
        ("import-list", "next-steps"),
    ]
    assert {e.content.plain["why"] for e in entries} == {"Workshop in Nairobi"}
    assert entries[0].content.plain["after"] == {"summary": "Changed"}
    assert verify().ok


def test_a_list_comes_back_unchanged_from_each_kind_of_file(steward: Any, un: dict[str, Thing]) -> None:
    first = step(
        "=HYPERLINK(“x”)", summary="a; b\n'c'", owner=un["FAO"].serial, deliverable="one; two", due="2027-01-31"
    )
    changing.set_part(None, first, un["UNDP"], "lead", "suggested")
    changing.tie(None, first, step("+1"), "overlaps")
    client = browser(steward)
    for ending in ("csv", "xlsx", "json"):
        file = content(client.get(f"/coalition/next-steps.{ending}"))
        row = bring(client, file, f"steps.{ending}")
        assert row.counts == {"rows": 2, "same": 2}, ending
        assert row.findings == []


def test_json_has_values_of_their_own_sort_and_takes_them_back(steward: Any) -> None:
    step("One", at_risk="no", deliverable="a; b")
    client = browser(steward)
    found = json.loads(content(client.get("/coalition/next-steps.json")))
    assert found["rows"][0]["at_risk"] is False and found["rows"][0]["deliverable"] == ["a", "b"]
    found["rows"][0] |= {"at_risk": True, "deliverable": ["a", "c"], "version": 1}
    row = bring(client, json.dumps(found).encode(), "steps.json")
    apply(client, row)
    assert Thing.objects.get().fields == {"at_risk": True, "deliverable": ["a", "c"]}


def test_an_emptied_cell_empties_the_column_and_a_missing_column_changes_nothing(steward: Any) -> None:
    thing = step("One", summary="Text", quantity="4")
    row = bring(browser(steward), csv_file([{"serial": thing.serial, "version": 1, "title": "One", "summary": ""}]))
    apply(browser(steward), row)
    thing.refresh_from_db()
    assert (thing.summary, thing.fields) == ("", {"quantity": "4"})


def test_parts_and_links_that_are_taken_out_of_the_cell_are_gone_with_their_scopes(
    steward: Any, un: dict[str, Thing]
) -> None:
    thing = step("One")
    for name in ("UNDP", "FAO"):
        changing.set_part(None, thing, un[name], "partner", "", note="as agreed")
    client = browser(steward)
    rows = table(client.get("/coalition/next-steps.csv"))
    assert rows[0]["parts"] == "undp:partner; fao:partner"
    row = bring(client, csv_file([rows[0] | {"parts": "fao:partner:accepted"}]))
    apply(client, row)
    part = Part.objects.get(thing=thing)
    assert (part.actor, part.certainty, part.note) == (un["FAO"], "accepted", "as agreed")
    assert [s.scope for s in thing.scopes.all()] == ["partner:entity:fao"]


def test_the_answer_to_what_was_searched_goes_out_and_each_list_is_logged(steward: Any) -> None:
    step("Map the Hubs"), step("Write")
    client = browser(steward)
    assert [row["title"] for row in table(client.get("/coalition/next-steps.csv?q=map"))] == ["Map the Hubs"]
    entry = Entry.objects.filter(deed="export").select_related("content").get()
    assert (entry.by, entry.kind, entry.audience) == (steward, "next-step", "audit")
    assert entry.content.plain["after"] == {"format": "csv", "what": "Next steps", "rows": 1, "query": "q=map"}
    client.head("/coalition/next-steps.csv")
    client.get("/coalition/next-steps.xlsx?empty=1")
    assert Entry.objects.filter(deed="export").count() == 1  # nothing left the house


def test_an_empty_workbook_is_filled_offline_and_brought_in(steward: Any) -> None:
    client = browser(steward)
    import io

    from python_calamine import CalamineWorkbook

    found = CalamineWorkbook.from_filelike(io.BytesIO(content(client.get("/coalition/next-steps.xlsx?empty=1"))))
    assert found.sheet_names == ["next-steps", "How to", "Lists"]
    head = found.get_sheet_by_index(0).to_python()
    assert len(head) == 1 and head[0][:5] == ["serial", "key", "version", "state", "title"]
    row = bring(client, book([{name: "Filled" if name == "title" else "" for name in head[0]}]), "x.xlsx")
    apply(client, row)
    assert Thing.objects.get().title == "Filled"
