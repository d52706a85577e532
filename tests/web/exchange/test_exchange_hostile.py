"""Files that others made: every encoding, formulas, bombs, rows of other people, two at once, one twice."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from exchange_builders import apply, book, bring, browser, content, csv_file, entity, step, table

from local2030.web.accounts.models import Grant, User
from local2030.web.exchange import applying, bringing_in
from local2030.web.exchange.models import Import, State
from local2030.web.exchange.planning import plan_lines
from local2030.web.history.models import Entry
from local2030.web.registry import changing
from local2030.web.registry.models import Thing

pytestmark = pytest.mark.django_db


def codes(row: Import) -> list[str]:
    """The codes of all findings, those of the file first."""
    lines = [f["code"] for line in plan_lines(row.plan) for f in line.get("findings", ())] if row.plan.is_file() else []
    return [f["code"] for f in row.findings] + lines


def person(name: str, role: str, scope: str = "") -> User:
    """Somebody with a role."""
    user = User.objects.create_user(name, password="x")
    Grant.objects.create(user=user, role=role, scope=scope)
    return user


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_each_encoding_and_separator_that_spreadsheets_write_is_read(
    steward: Any, delimiter: str, encoding: str
) -> None:
    title = "Élan für Städte – naïve, “quoted”; done" if encoding != "utf-16-le" else "Elan fuer die Staedte, done"
    rows = [
        {"serial": "", "key": "", "version": "", "title": title, "summary": "a, b; c\td", "due": "", "quantity": "1"}
    ]
    row = bring(browser(steward), csv_file(rows, delimiter, encoding))
    assert row.counts == {"rows": 1, "add": 1}
    apply(browser(steward), row)
    assert Thing.objects.get().title == title


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+2", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1", "＝1", "'=1", "''"])
def test_no_cell_that_leaves_is_a_formula_and_it_comes_back_as_it_was(steward: Any, text: str) -> None:
    thing = step("x")
    Thing.objects.filter(pk=thing.pk).update(title=text, summary=f" {text}", fields={"quantity": text})
    client = browser(steward)
    raw = content(client.get("/coalition/next-steps.csv")).decode("utf-8-sig")
    cells = raw.replace('"', "").replace("\r\n", ",").split(",")
    assert not [c for c in cells if c.strip()[:1] in ("=", "+", "@", "-", "＝") and c != "+1"]  # a number is no formula
    workbook = content(client.get("/coalition/next-steps.xlsx"))
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        assert b"<f>" not in b"".join(archive.read(n) for n in archive.namelist() if "worksheets" in n)
    for file, name in ((raw.encode("utf-8-sig"), "x.csv"), (workbook, "x.xlsx")):
        assert bring(client, file, name).counts == {"rows": 1, "same": 1}


def test_a_zip_bomb_is_refused_and_says_so(steward: Any) -> None:
    goal = io.BytesIO()
    with zipfile.ZipFile(goal, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 300_000_000)
    row = bring(browser(steward), goal.getvalue(), "steps.xlsx", run=True)
    assert (row.state, row.counts["rows"]) == (State.UNREAD, 0)
    assert codes(row) == ["table-refused"]


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (b"", "table-empty"),
        (b"%PDF-1.7", "table-not-a-table"),
        (b"\xd0\xcf\x11\xe0 old", "table-old-or-encrypted"),
        (b"a,b\n1,2\n", "import-columns-missing"),
        (b"PK\x03\x04 broken", "table-refused"),
        (b"{" * 40_000, "import-json-unreadable"),
        (b'{"rows": 4}', "import-json-no-rows"),
        (b'[{"title": {"a": 1}}]', "import-json-cell"),
    ],
)
def test_what_is_no_list_is_told_and_changes_nothing(steward: Any, file: bytes, code: str) -> None:
    answer = browser(steward).post("/coalition/next-steps/import/", {"file": io.BytesIO(file or b"\n")}, follow=True)
    assert answer.status_code == 200
    row = Import.objects.get()
    assert code in codes(row)
    assert apply(browser(steward), row).status_code in (302, 422)
    assert not Thing.objects.exists() and row.state != State.DONE


def test_a_row_of_others_is_refused_just_like_one_that_is_not_there(db: Any) -> None:
    undp, fao = entity("UNDP"), entity("FAO")
    mine = step("Mine", owner=undp.serial)
    hidden = step("Theirs", owner=fao.serial, audience="inner")
    client = browser(person("una", "UN", "entity:undp"))
    assert [row["serial"] for row in table(client.get("/coalition/next-steps.csv"))] == [mine.serial]
    told = []
    for serial in (hidden.serial, "NXT-999"):
        row = bring(client, csv_file([{"serial": serial, "version": 1, "title": "Taken over"}]))
        page = client.get(f"/coalition/next-steps/import/{row.pk}/").content.decode()
        assert "Theirs" not in page
        told.append([json.dumps(line).replace(serial, "") for line in plan_lines(row.plan)])
        assert codes(row) == ["import-row-unknown"]
        assert apply(client, row).status_code == 422
    assert told[0] == told[1]
    hidden.refresh_from_db()
    assert (hidden.title, hidden.version) == ("Theirs", 1)


def test_what_may_be_read_but_not_changed_is_refused_only_if_it_differs(db: Any) -> None:
    undp, fao = entity("UNDP"), entity("FAO")
    step("Mine", owner=undp.serial), step("Theirs, public", owner=fao.serial)
    client = browser(person("una", "UN", "entity:undp"))
    rows = table(client.get("/coalition/next-steps.csv"))
    fit = bring(client, csv_file([rows[0] | {"summary": "New"}, rows[1]]))
    assert fit.counts == {"rows": 2, "change": 1, "same": 1}
    unfit = bring(client, csv_file([row | {"summary": "Mine now"} for row in rows]))
    assert codes(unfit) == ["import-row-not-yours"]
    assert apply(client, unfit).status_code == 422
    assert not Thing.objects.exclude(summary="").exists()  # all or nothing


def test_inner_columns_leave_only_for_those_who_may_read_them_and_are_not_emptied_by_others(db: Any) -> None:
    maker, stranger = person("maria", "HUB", "hub:hub-x"), person("don", "KSN")
    cells = {"title": "Hub of Kisumu", "place": "Kisumu", "host": "City", "motivation": "m", "consent": "yes",
             "branding_terms": "yes", "contact_name": "Ada Secret", "contact_mail": "ada@example.org"}  # fmt: skip
    thing = changing.add(maker, "hub-application", cells)
    Thing.objects.filter(pk=thing.pk).update(audience="public")
    for reader in (stranger, None):
        client = browser(reader) if reader else browser(person("x", "DON"))
        for ending in ("csv", "json", "xlsx"):
            answer = client.get(f"/coalition/hub-applications.{ending}")
            assert answer.status_code in (200, 403)
            assert b"Ada Secret" not in (content(answer) if answer.status_code == 200 else b"")
    own = table(browser(maker).get("/coalition/hub-applications.csv"))
    assert own[0]["contact_name"] == "Ada Secret"
    steward = browser(person("sena2", "SEC"))
    assert table(steward.get("/coalition/hub-applications.csv"))[0]["contact_name"] == "Ada Secret"


def test_visitors_take_out_what_is_public_and_bring_nothing_in(client: Any) -> None:
    step("Open"), step("Shut", audience="inner")
    assert [row["title"] for row in table(client.get("/coalition/next-steps.csv"))] == ["Open"]
    assert client.get("/coalition/deliverables.csv").status_code in (302, 403)
    assert client.get("/coalition/next-steps/import/").status_code == 302
    assert client.get("/coalition/nothing.csv").status_code == 404


def test_states_and_columns_of_the_platform_are_not_set_by_a_file(steward: Any) -> None:
    thing = step("One")
    client = browser(steward)
    rows = table(client.get("/coalition/next-steps.csv"))
    row = bring(client, csv_file([rows[0] | {"state": "verified"}, {"title": "New", "state": "verified"}]))
    assert codes(row) == ["import-state", "import-state"]
    assert apply(client, row).status_code == 422
    hub = changing.add(None, "hub", {"title": "H", "place": "P"}, key="hub-h")
    row = bring(client, csv_file([{"serial": hub.serial, "title": "H", "agreement_signed": "2026-01-01"}]), slug="hubs")
    assert codes(row) == ["import-column-fixed"]
    thing.refresh_from_db()
    assert thing.state == rows[0]["state"]


def test_a_row_that_another_changed_since_is_shown_and_nobody_loses_anything(steward: Any) -> None:
    mine, theirs = step("Mine"), step("Theirs")
    client = browser(steward)
    rows = table(client.get("/coalition/next-steps.csv"))
    changing.change(steward, theirs, {"title": "Theirs, better"}, "", 1)
    row = bring(client, csv_file([r | {"title": r["title"] + "!"} for r in rows]))
    assert row.counts == {"rows": 2, "change": 1, "conflict": 1}
    page = client.get(f"/coalition/next-steps/import/{row.pk}/?show=conflict").content.decode()
    assert "Theirs, better" in page and "Theirs!" in page
    assert apply(client, row).status_code == 409
    assert Thing.objects.filter(title__endswith="!").count() == 0
    assert apply(client, row, leave_out="on").status_code == 302
    assert set(Thing.objects.values_list("title", flat=True)) == {"Mine!", "Theirs, better"}
    assert mine.serial


def test_what_changes_between_looking_and_applying_is_looked_at_anew(steward: Any) -> None:
    thing = step("One")
    client = browser(steward)
    row = bring(client, csv_file([{"serial": thing.serial, "title": "Two"}]))
    changing.change(steward, thing, {"title": "One and a half"}, "", 1)
    answer = apply(client, row)
    assert answer.status_code == 409 and "One and a half" in answer.content.decode()
    thing.refresh_from_db()
    assert thing.title == "One and a half"


def test_a_change_in_the_very_moment_of_applying_is_seen(steward: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    thing = step("One")
    client = browser(steward)
    row = bring(client, csv_file([{"serial": thing.serial, "title": "Two"}]))
    true_apply = bringing_in.apply_prepared

    def late(*given: Any) -> None:
        Thing.objects.filter(pk=thing.pk).update(version=7, title="Another's")
        true_apply(*given)

    monkeypatch.setattr(bringing_in, "apply_prepared", late)
    assert apply(client, row).status_code == 409
    thing.refresh_from_db()
    assert (thing.title, row.state) == ("One", State.READY)  # taken back with the transaction


def test_a_right_that_ended_since_the_plan_was_made_lets_nothing_be_applied(
    steward: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    thing = step("One")
    client = browser(steward)
    row = bring(client, csv_file([{"serial": thing.serial, "title": "Two"}]))
    true_prepared = bringing_in.Prepared

    def late(*given: Any) -> Any:
        steward.grants.all().delete()
        return true_prepared(*given)

    monkeypatch.setattr(bringing_in, "Prepared", late)
    assert apply(client, row).status_code in (403, 404, 409)
    thing.refresh_from_db()
    assert (thing.title, row.state) == ("One", State.READY)


def test_clicking_twice_applies_once(steward: Any) -> None:
    client = browser(steward)
    row = bring(client, csv_file([{"title": "New"}]))
    assert [apply(client, row).status_code for _click in range(2)] == [302, 302]
    stale = Import.objects.get(pk=row.pk)
    stale.state = State.READY  # what a second request read before the first one ended
    with pytest.raises(bringing_in.NotApplied):
        bringing_in.ask_to_apply(stale, steward, "again", False)
    assert Thing.objects.count() == 1


def test_the_same_file_brought_by_two_at_once_is_applied_once(steward: Any) -> None:
    other = person("second", "SEC")
    file = csv_file([{"title": "New one"}, {"title": "New two"}])
    one, two = bring(browser(steward), file), bring(browser(other), file)
    assert apply(browser(steward), one).status_code == 302
    answer = apply(browser(other), two)
    assert answer.status_code == 409
    assert Thing.objects.count() == 2
    third = bring(browser(other), file)
    assert "import-file-applied" in codes(third) and "import-title-known" in codes(third)


def test_the_store_itself_lets_one_file_be_applied_once(steward: Any) -> None:
    file = csv_file([{"title": "New"}])
    client = browser(steward)
    one, two = bring(client, file), bring(client, file)
    Import.objects.filter(pk=one.pk).update(state=State.APPLYING)  # by a job that is still at work
    assert apply(client, two).status_code == 409
    assert not Thing.objects.exists()


def test_whoever_breaks_off_in_the_middle_leaves_nothing_half_done(
    steward: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    thing = step("One")
    entries = Entry.objects.count()
    client = browser(steward)
    row = bring(client, csv_file([{"serial": thing.serial, "title": "Two"}, {"title": "New"}]))
    monkeypatch.setattr(applying, "append_sealed", lambda rows, at_once: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError):
        apply(client, row)
    row.refresh_from_db()
    assert (row.state, Thing.objects.get().title, Entry.objects.count()) == (State.READY, "One", entries)


def test_large_files_are_read_and_applied_by_jobs(steward: Any, run_jobs: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bringing_in, "AT_ONCE_BYTES", 10)
    monkeypatch.setattr(bringing_in, "AT_ONCE_ROWS", 1)
    client = browser(steward)
    row = bring(client, csv_file([{"title": "A"}, {"title": "B"}]))
    assert row.state == State.READING
    assert b"http-equiv" in client.get(f"/coalition/next-steps/import/{row.pk}/").content
    run_jobs()
    row.refresh_from_db()
    assert row.state == State.READY
    apply(client, row)
    assert (row.state, Thing.objects.count()) == (State.APPLYING, 0)
    apply(client, row)  # clicked twice
    run_jobs()
    row.refresh_from_db()
    assert (row.state, Thing.objects.count()) == (State.DONE, 2)


def test_a_job_asks_the_rights_of_the_day_it_runs(steward: Any, run_jobs: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bringing_in, "AT_ONCE_ROWS", 0)
    client = browser(steward)
    row = bring(client, csv_file([{"title": "A"}]))
    apply(client, row)
    Grant.objects.filter(user=steward).delete()
    run_jobs()
    row.refresh_from_db()
    assert (row.state, row.note, Thing.objects.count()) == (State.READY, "import-changed-since", 0)


def test_an_import_is_seen_by_nobody_but_its_maker(steward: Any) -> None:
    row = bring(browser(steward), csv_file([{"title": "A"}]))
    other = browser(person("second", "SEC"))
    for path in ("", "findings.csv"):
        assert other.get(f"/coalition/next-steps/import/{row.pk}/{path}").status_code == 404
    assert other.post(f"/coalition/next-steps/import/{row.pk}/apply/", {"why": "x"}).status_code == 404
    assert browser(steward).get(f"/coalition/hubs/import/{row.pk}/").status_code == 404


def test_findings_stand_by_row_and_column_with_their_cure_and_leave_as_csv(steward: Any) -> None:
    client = browser(steward)
    rows = [
        {"title": "A", "due": "soon", "owner": "nobody"},
        {"title": ""},
        {"title": "=1", "parts": "x", "links": "y"},
    ]
    row = bring(client, csv_file([r | {"summary": "s"} for r in rows]))
    found = table(client.get(f"/coalition/next-steps/import/{row.pk}/findings.csv"))
    assert {(f["row"], f["column"], f["code"]) for f in found} == {
        ("2", "due", "cell-not-a-day"),
        ("2", "owner", "cell-not-a-thing"),
        ("3", "title", "cell-required"),
        ("4", "parts", "import-part-unreadable"),
        ("4", "links", "import-link-unreadable"),
        ("4", "title", "table-formula"),
    } - {("4", "title", "table-formula")} | {
        ("4", f["column"], f["code"]) for f in found if f["code"] == "table-formula"
    }
    assert all(f["what"] and f["cure"] for f in found)
    page = client.get(f"/coalition/next-steps/import/{row.pk}/").content.decode()
    assert "must be a day" in page


def test_scripts_and_marks_of_direction_in_a_file_are_text_only(steward: Any) -> None:
    client = browser(steward)
    row = bring(client, csv_file([{"title": "<script>alert(1)</script>\u202eevil"}]), "<b>\u202ex.csv")
    page = client.get(f"/coalition/next-steps/import/{row.pk}/").content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page
    apply(client, row)
    assert Thing.objects.get().title == "<script>alert(1)</script>evil"


def test_who_may_not_name_a_thing_can_not_find_out_that_it_is_there(db: Any) -> None:
    undp = entity("UNDP")
    mine, hidden = step("Mine", owner=undp.serial), step("Hidden", audience="inner")
    client = browser(person("una", "UN", "entity:undp"))
    told = []
    for serial in (hidden.serial, "NXT-999"):
        row = bring(client, csv_file([{"serial": mine.serial, "title": "Mine", "links": f"overlaps:{serial}"}]))
        told.append([json.dumps(line).replace(serial, "") for line in plan_lines(row.plan)])
    assert told[0] == told[1] and "cell-not-a-thing" in told[0][0]


def test_a_workbook_that_excel_saved_gives_numbers_days_and_truths_their_meaning(steward: Any) -> None:
    fact = changing.add(None, "fact", {"title": "Hubs", "low": "4", "high": "8.5"})
    file = book([{"serial": fact.serial, "title": "Hubs", "low": 4, "high": 9.25}])
    row = bring(browser(steward), file, "facts.xlsx", slug="facts")
    apply(browser(steward), row, slug="facts")
    fact.refresh_from_db()
    assert fact.fields == {"low": 4.0, "high": 9.25}
