"""The archive: what is in it, what must not be, and that it needs no server. One archive for all tests of this file."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.base import BaseHandler
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from web_builders import EXAMPLE, PASSWORD, granted

from local2030.web.accounts.models import Role, User
from local2030.web.archive import writing
from local2030.web.archive.folder import Folder, InTheWay
from local2030.web.archive.names import address_of
from local2030.web.archive.visiting import Visitor, as_it_stands
from local2030.web.archive.writing import write_archive
from local2030.web.history.chain import chain_head
from local2030.web.jobs import child, running
from local2030.web.jobs.models import Job, State
from local2030.web.marker.models import Correction, Programme, Upload
from local2030.web.registry import changing
from local2030.web.registry.models import Evidence, Review, Thing
from local2030.workflows.load_observations import Request, load

pytestmark = [pytest.mark.django_db, pytest.mark.engine_free]  # it writes what the pages answer, and those are asked

# Nothing of these may ever be in an archive: what is inner or of the Coalition, who works here, who reviewed and how.
HIDDEN = (
    "Zanzuli inner step", "Zanzuli inner summary", "Quorvex members step", "Vellichor applicant", "Brontide contact",
    "brontide@example.org", "Mirabelle", "Oxenstierna", "mirabelle.ox", "petrichor remark", "Susurrus reviewer",
    "ulterior gap note", "Tessellate team programme", "NXT-002", "NXT-003", "HAP-001",
)  # fmt: skip
KEPT_COUNTRIES = ("KE", "UG")
LINK = re.compile(r"\s(?:href|src|action|poster|srcset|data-[a-z-]*url|hx-[a-z]+)=[\"']([^\"']*)[\"']")


def plant() -> None:
    """Things for everybody, for members and for owners; people; a review; two programmes; a correction."""
    ana = granted(
        User.objects.create_user("mirabelle.ox", "mirabelle@example.org", PASSWORD, first_name="Mirabelle",
                                 last_name="Oxenstierna"), Role.SEC)  # fmt: skip
    undp = changing.add(None, "entity", {"title": "UNDP", "full_name": "UN Development Programme"}, key="undp")
    step = changing.add(
        ana,
        "next-step",
        {"title": "Écrire la stratégie de Nyeri", "owner": undp.serial, "summary": "With <b>bold</b> & “quotes”"},
        "new",
    )
    changing.add(
        ana,
        "next-step",
        {"title": "Zanzuli inner step", "summary": "Zanzuli inner summary", "audience": "inner"},
        "new",
    )
    changing.add(ana, "next-step", {"title": "Quorvex members step", "audience": "coalition"}, "new")
    changing.tie(ana, step, Thing.objects.get(serial="NXT-002"), "overlaps", "")
    now = datetime(2026, 10, 1, tzinfo=UTC)
    Evidence.objects.create(thing=step, what="The minutes", address="https://example.org/minutes", by=ana, at=now)
    hub = Thing.objects.create(kind="hub-application", number=1, serial="HAP-001", title="Vellichor applicant", audience="inner",
                               fields={"contact_name": "Brontide contact", "contact_mail": "brontide@example.org", "gap_note": "ulterior gap note"},
                               state="review", state_since=now, made=now, changed=now, made_by=ana)  # fmt: skip
    Thing.objects.create(kind="hub", number=1, serial="HUB-001", title="محور القاهرة", country="EG", state="formalized",
                         fields={"place": "القاهرة"}, state_since=now, made=now, changed=now, made_by=ana)  # fmt: skip
    Thing.objects.create(kind="event", number=1, serial="EVT-001", title="東京会議 on water", country="JP", state_since=now,
                         summary="</script><script>alert(1)</script>", made=now, changed=now)  # fmt: skip
    other = User.objects.create_user("susu", password=PASSWORD, first_name="Susurrus", last_name="reviewer")
    Review.objects.create(
        thing=hub, reviewer=other, assigned_by=ana, assigned=now, comment="petrichor remark", done=now
    )
    upload(ana, "public", (EXAMPLE / "activity.xml").read_bytes())
    hidden = (
        (EXAMPLE / "activity.xml")
        .read_bytes()
        .replace(b"<title><narrative>", b"<title><narrative>Tessellate team programme ", 1)
    )
    upload(ana, "team", hidden)
    assert Programme.objects.filter(title__startswith="Tessellate").exists()
    Correction.objects.create(name="Nyeri", actor_class="LRG", reach="local", reason="It is a town.", source="https://example.org",
                              programme=Programme.objects.get(audience="public"), by=ana)  # fmt: skip


def upload(by: User, audience: str, content: bytes) -> None:
    """One file, scored here and now."""
    client = Client()
    client.force_login(by)
    client.post(
        "/marker/uploads/new/",
        {"aid": SimpleUploadedFile("aid.xml", content), "phase": "monitoring", "audience": audience},
    )
    for job in Job.objects.filter(state__in=(State.RUNNING, State.WAITING)):
        Job.objects.filter(pk=job.pk).update(state=State.RUNNING)
        child._do(job.pk)
    assert Upload.objects.latest("pk").programmes.exists()


@pytest.fixture(scope="module")
def store(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A store with things for all circles; most countries' pages are left out, since there are 250 alike."""
    get = Visitor.get

    def quicker(self: Visitor, address: str) -> Any:
        if address.startswith("/countries/") and not address.startswith(
            ("/countries/?", *(f"/countries/{c}/" for c in KEPT_COUNTRIES))
        ):
            return get(self, address) if address == "/countries/" else None
        return get(self, address)

    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr(running, "_start", lambda job_id: None)
        patch.setattr(Visitor, "get", quicker)
        plant()
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def made(store: None, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the writer said of the archive that it made."""
    return write_archive(tmp_path_factory.mktemp("archived") / "out")


@pytest.fixture(scope="module")
def folder(made: dict[str, Any]) -> Path:
    """Where it lies."""
    return Path(made["out"])


def pages(folder: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted(folder.rglob("*.html")):
        yield path, path.read_text("utf-8")


def hashes(folder: Path) -> dict[str, str]:
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def test_an_empty_store_gives_an_archive_that_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "_beginnings", lambda: iter(("/", "/coalition/hubs/", "/marker/")))
    monkeypatch.setattr(writing, "links_in", lambda html, page: iter(()))
    made = write_archive(tmp_path / "out")
    assert made["pages"] == 3 and "None is here yet" in (
        tmp_path / "out" / "coalition" / "hubs" / "index.html"
    ).read_text("utf-8")


def test_every_public_page_is_there(folder: Path) -> None:
    wanted = (
        "index.html", "coalition/index.html", "coalition/next-steps/index.html", "things/NXT-001/index.html", "things/HUB-001/index.html",
        "things/ENT-001/index.html", "things/EVT-001/index.html", "countries/index.html", "countries/KE/index.html", "marker/index.html",
        "marker/rubric/index.html", "marker/map/index.html", "marker/corrections/index.html", "marker/corrections/1/index.html",
        "workstreams/all/index.html", "workstreams/action/standing-late.html", "search/index.html", "titles/index.html", "lists/index.html",
        "about-this-archive/index.html", "manifest.json", "sitemap.txt", "coalition/next-steps.csv", "coalition/next-steps.json",
        "marker/portfolio.csv", "marker/programmes.json", "static/tokens.css", "static/fonts/sans-latin.woff2",
    )  # fmt: skip
    correction = Correction.objects.get().pk
    missing = [
        name for name in wanted if not (folder / name.replace("corrections/1/", f"corrections/{correction}/")).is_file()
    ]
    assert missing == []
    programme = folder / "marker" / "programmes" / str(Programme.objects.get(audience="public").pk)
    assert {path.suffix for path in programme.iterdir() if path.is_file()} == {".html", ".json", ".csv"}
    assert (programme / "timeline" / "index.html").is_file()
    assert json.loads((programme / "score.json").read_text())["programmes"][0]["identifier"]


@pytest.mark.parametrize("word", HIDDEN)
def test_nothing_that_isnt_everybodys_is_anywhere_in_it(folder: Path, word: str) -> None:
    told = [
        str(path)
        for path in folder.rglob("*")
        if path.is_file() and word.casefold() in path.read_text("utf-8", "replace").casefold()
    ]
    told += [str(path) for path in folder.rglob("*") if word.casefold() in path.name.casefold()]
    assert told == []


def test_hidden_things_would_have_been_found_by_their_owner(store: None) -> None:
    """The words looked for above do stand on pages of the site, for those who may read them."""
    client = Client()
    client.force_login(User.objects.get(username="mirabelle.ox"))
    text = "".join(
        client.get(a).content.decode() for a in ("/things/NXT-002/", "/things/NXT-003/", "/things/HAP-001/", "/people/")
    )
    for word in ("Zanzuli inner summary", "Quorvex", "Vellichor", "brontide@example.org", "Oxenstierna"):
        assert word in text


def test_every_link_leads_to_a_file_of_the_archive(folder: Path) -> None:
    bad, count = [], 0
    for path, text in pages(folder):
        for link in map(unescape, LINK.findall(text)):
            if link.startswith(("#", "https://example.org")):
                continue
            count += 1
            target = (path.parent / link.partition("#")[0]).resolve()
            if ":" in link or link.startswith("/") or not target.is_file() or not target.is_relative_to(folder):
                bad.append((str(path.relative_to(folder)), link))
    assert bad == [] and count > 500


def test_nothing_is_asked_of_another_place(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.suffix in (".css", ".js"):
            text = path.read_text("utf-8")
            assert not re.search(r"https?://|@import|fetch\(|XMLHttp", text), path
            for link in re.findall(r"url\(([^)]+)\)", text):
                assert link.startswith(("data:", "#")) or (path.parent / link.strip("'\"")).is_file(), (path, link)
    for path, text in pages(folder):
        assert "Content-Security-Policy" in text and "default-src 'none'" in text, path
        tags = re.sub(r"<a\b[^>]*>", "", text)
        assert not re.search(r"(?:href|src)=\"(?:https?:)?//", tags), path


def test_no_form_no_sign_in_and_a_script_on_the_search_page_only(folder: Path) -> None:
    for path, text in pages(folder):
        assert "<form" not in text and "csrf" not in text and "hx-" not in text, path
        assert "sign-in" not in text and "/preferences/" not in text and "/api/" not in text, path
        assert ("<script" in text) == (path == folder / "search" / "index.html"), path
        assert "about-this-archive" in str(path) or "When it was made" in text


def test_stored_markup_stays_text(folder: Path) -> None:
    text = (folder / "things" / "EVT-001" / "index.html").read_text("utf-8")
    assert "alert(1)" in text and "<script" not in text
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; “quotes”" in (folder / "things" / "NXT-001" / "index.html").read_text("utf-8")
    assert all("</script>" not in path.read_text() for path in (folder / "search").glob("*.js"))


def test_lists_hold_what_a_visitor_may_take_out(folder: Path) -> None:
    with (folder / "coalition" / "next-steps.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["serial"] for row in csv.DictReader(file)] == ["NXT-001"]
    assert [row["serial"] for row in json.loads((folder / "coalition" / "next-steps.json").read_text())["rows"]] == [
        "NXT-001"
    ]
    found = json.loads((folder / "marker" / "programmes.json").read_text())["programmes"]
    assert [row["id"] for row in found] == [Programme.objects.get(audience="public").pk]


def test_every_title_leads_to_its_page(folder: Path) -> None:
    """Also from the page of files: a link that was lost on the way would leave its words, and no test of links sees it."""
    listed = "".join(path.read_text("utf-8") for path in (folder / "titles").rglob("*.html"))
    for serial in ("NXT-001", "HUB-001", "EVT-001", "ENT-001"):
        assert f"things/{serial}/index.html" in listed
    assert "coalition/next-steps.csv" in (folder / "lists" / "index.html").read_text("utf-8")


def test_who_corrected_is_a_member_of_the_coalition(folder: Path) -> None:
    assert "a member of the Coalition" in (folder / "marker" / "corrections" / "index.html").read_text("utf-8")


def test_the_manifest_has_every_file_with_its_hash(folder: Path, made: dict[str, Any]) -> None:
    listed = {row["path"]: row["sha256"] for row in json.loads((folder / "manifest.json").read_text())["files"]}
    found = hashes(folder)
    about = "about-this-archive/index.html"
    assert found.keys() - listed.keys() == {"manifest.json", about}
    assert all(found[path] == value for path, value in listed.items())
    text = (folder / about).read_text("utf-8")
    assert found["manifest.json"] in text and made["head"] in text and found["manifest.json"] == made["manifest"]


def test_two_archives_of_one_store_differ_in_the_page_about_them_only(
    folder: Path, tmp_path: Path, settings: Any
) -> None:
    from local2030.web.settings import UPLOADS

    settings.UPLOADS = UPLOADS  # where the store's files lay when the first was made
    again = hashes(Path(write_archive(tmp_path / "again")["out"]))
    first = hashes(folder)
    assert {path for path in first.keys() | again.keys() if first.get(path) != again.get(path)} <= {
        "about-this-archive/index.html"
    }


def test_archiving_writes_nothing(store: None, made: dict[str, Any]) -> None:
    assert str(chain_head()) == made["head"]


def test_a_published_archive_has_full_addresses_in_its_sitemap(
    store: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "_beginnings", lambda: iter(("/marker/rubric/",)))
    monkeypatch.setattr(writing, "links_in", lambda html, page: iter(()))
    write_archive(tmp_path / "out", base="https://archive.example.org/2026/")
    lines = (tmp_path / "out" / "sitemap.txt").read_text().splitlines()
    assert "https://archive.example.org/2026/marker/rubric/index.html" in lines


def test_a_full_folder_is_only_replaced_when_asked_and_if_it_is_an_archive(tmp_path: Path) -> None:
    tmp_path = tmp_path / "place"
    tmp_path.mkdir()
    full = tmp_path / "full"
    full.mkdir()
    (full / "letter.txt").write_text("dear")
    for replace in (False, True):
        with pytest.raises(InTheWay):
            Folder(full, replace=replace)
    (full / "manifest.json").write_text('{"schema": "local2030-archive-1", "files": []}')
    with pytest.raises(InTheWay):
        Folder(full, replace=False)
    with Folder(full, replace=True) as folder:
        folder.write("index.html", b"new")
        folder.keep()
    assert sorted(os.listdir(full)) == ["index.html"] and os.listdir(tmp_path) == ["full"]


def test_a_link_to_a_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "true").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "true")
    with pytest.raises(InTheWay):
        Folder(tmp_path / "link", replace=True)


def test_stopping_leaves_nothing_behind_and_the_old_one_whole(store: None, tmp_path: Path) -> None:
    def stop(what: str, done: int, of: int) -> None:
        if done == 5:
            raise KeyboardInterrupt

    with Folder(tmp_path / "out", replace=False) as folder:
        folder.write("index.html", b"old")
        folder.manifest()
        folder.keep()
    before = hashes(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        write_archive(tmp_path / "out", replace=True, say=stop)
    assert hashes(tmp_path) == before


def test_a_page_that_would_write_is_not_looked_at(store: None) -> None:
    with as_it_stands(), pytest.raises(PermissionError):
        Thing.objects.update(title="")


def test_a_page_that_breaks_is_named_and_not_left_out_in_silence(
    store: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = BaseHandler.get_response

    def breaking(handler: BaseHandler, request: Any) -> Any:
        return HttpResponse(status=500) if request.path == "/coalition/hubs/" else whole(handler, request)

    monkeypatch.setattr(BaseHandler, "get_response", breaking)
    broken = write_archive(tmp_path / "out")["broken"]
    assert {address.partition("?")[0] for address in broken} == {"/coalition/hubs/"}


def test_a_data_set_that_nobody_looked_at_yet_breaks_no_page_and_is_filed_by_who_writes_an_archive(
    store: None, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HOME = tmp_path / "home"
    (tmp_path / "granary.csv").write_text("indicator,place,unit,year,value\n1.2.1,,PT,2020,1\n", "utf-8")
    load(Request(tmp_path / "granary.csv", datetime(2026, 1, 1, tzinfo=UTC), "granary"), settings.HOME)
    with as_it_stands():
        visitor = Visitor()
        assert visitor.get("/monitoring/") is not None and visitor.broken == []
    assert not Thing.objects.filter(kind="dataset", key="granary").exists()
    monkeypatch.setattr(writing._Archive, "write", lambda self, head: setattr(self, "seal", ""))
    write_archive(tmp_path / "out")
    assert Thing.objects.filter(kind="dataset", key="granary").exists()


def test_how_a_list_is_spread_is_kept_of_the_whole_list_only() -> None:
    assert address_of("/coalition/hubs/equity/", "/") == "/coalition/hubs/equity/"
    assert address_of("/coalition/hubs/equity/?country=KE", "/") is None
    assert address_of("/coalition/hubs/?country=KE", "/") == "/coalition/hubs/?country=KE"
