"""The doors of lists: links on their pages, the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from exchange_builders import browser, csv_file, step, table

from local2030.cli.site import site
from local2030.web.exchange.models import Import
from local2030.web.history.models import Entry
from local2030.web.jobs.models import Job
from local2030.web.registry.models import Thing

pytestmark = pytest.mark.django_db


def run(*words: str) -> Any:
    """The command with these words."""
    return CliRunner().invoke(site, list(words))


def test_the_page_of_a_list_leads_to_its_files_with_the_same_question(client: Any, steward: Any) -> None:
    step("Open")
    page = client.get("/coalition/next-steps/?q=open").content.decode()
    for ending in ("csv", "xlsx", "json"):
        assert f'href="/coalition/next-steps.{ending}?q=open"' in page
    assert "/coalition/next-steps/import/" not in page
    assert "/coalition/next-steps/import/" in browser(steward).get("/coalition/next-steps/").content.decode()


def test_a_page_that_is_asked_again_while_a_job_works_gives_only_its_progress(
    steward: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from exchange_builders import bring

    from local2030.web.exchange import bringing_in

    monkeypatch.setattr(bringing_in, "AT_ONCE_BYTES", 1)
    client = browser(steward)
    row = bring(client, csv_file([{"title": "A"}]))
    path = f"/coalition/next-steps/import/{row.pk}/"
    part = client.get(path, headers={"HX-Request": "true"})
    assert b"<html" not in part.content and b"<progress" in part.content
    assert client.post(f"{path}stop/").status_code == 302
    assert Job.objects.get().stop_asked
    Job.objects.update(state="stopped")  # as its process, or whoever finds it dead, says
    after = client.get(path, headers={"HX-Request": "true"})
    assert after.headers["HX-Refresh"] == "true" and Import.objects.get().state == "unread"


def test_the_command_writes_a_list_and_brings_it_back(tmp_path: Path) -> None:
    thing = step("One", audience="inner")
    out = tmp_path / "steps.csv"
    done = run("export", "next-step", str(out))
    assert done.exit_code == 0 and "1 rows" in done.output and "sees all" in done.output
    assert Entry.objects.get(deed="export").by is None
    out.write_text(out.read_text("utf-8-sig").replace("One", "Two"), "utf-8")
    looked = run("import", "next-step", str(out))
    assert looked.exit_code == 0 and "change: 1" in looked.output
    assert Thing.objects.get().title == "One"
    assert run("import", "next-step", str(out), "--apply").exit_code == 2  # without a reason
    applied = run("import", "next-step", str(out), "--apply", "--why", "a test")
    assert applied.exit_code == 0 and "Applied. New: 0, changed: 1." in applied.output
    thing.refresh_from_db()
    assert (thing.title, thing.version) == ("Two", 2)


def test_the_command_ends_with_1_where_a_file_has_errors_or_rows_that_others_changed(tmp_path: Path) -> None:
    thing = step("One")
    Thing.objects.filter(pk=thing.pk).update(version=4)
    file = tmp_path / "x.csv"
    file.write_bytes(csv_file([{"title": "New", "due": "soon"}]))
    unfit = run("import", "next-step", str(file), "--apply", "--why", "x")
    assert unfit.exit_code == 1 and "must be a day" in unfit.output
    file.write_bytes(
        csv_file([{"serial": thing.serial, "version": 1, "title": "Mine"}, {"title": "New", "version": ""}])
    )
    shut = run("import", "next-step", str(file), "--apply", "--why", "x")
    assert shut.exit_code == 1 and thing.serial in shut.output
    assert Thing.objects.count() == 1 and not Import.objects.exists()
    assert run("import", "next-step", str(file), "--apply", "--why", "x", "--leave-out").exit_code == 0
    assert set(Thing.objects.values_list("title", flat=True)) == {"One", "New"}


def test_wrong_kinds_and_endings_are_told(tmp_path: Path) -> None:
    assert "next-step" in run("export", "nothing", str(tmp_path / "x.csv")).output
    assert run("export", "hub", str(tmp_path / "x.pdf")).exit_code == 2


def test_a_new_row_may_have_a_key_at_the_command_line_only(steward: Any, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(csv_file([{"key": "undp", "title": "UNDP", "full_name": "x"}]))
    assert run("import", "entity", str(file), "--apply", "--why", "x").exit_code == 0
    assert table(browser(steward).get("/coalition/entities.csv"))[0]["key"] == "undp"
