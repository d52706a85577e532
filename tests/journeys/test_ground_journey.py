"""From an empty folder to an archive, played by nine people in seven roles in a true browser: the ground as a story."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from people import PASSWORD, People

from browsing import chromium, run, served

HUB = "Kisumu Lakeside Hub"
REVIEWERS = {
    "okello": ("ksn", "country:UG", "Odongo Okello"),  # from the region of Kenya
    "lindqvist": ("ksn", "body:ksn", "Maja Lindqvist"),
    "tanaka": ("un", "entity:unicef", "Haruko Tanaka"),
}
OTHERS = {
    "focal": ("un", "entity:undp", "Pilar Undurraga"),
    "coordinator": ("rc", "country:KE", "Rashid Coordin"),
    "committee": ("sc", "", "Zuri Committee"),
}
COMMENTS = {name: f"A remark written by reviewer number {n}." for n, name in enumerate(REVIEWERS)}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store set up from nothing, with one person in it."""
    folder = tmp_path_factory.mktemp("journey") / "store"
    folder.mkdir()
    run(folder, "site", "setup", "--no-example")
    words = ("--role", "sec", "--name", "sena", "--email", "sena@local2030.example", "--password-stdin")
    made = json.loads(run(folder, "site", "user", "add", *words, given=PASSWORD + "\n"))
    assert made["role"] == "SEC" and made["password"] is None
    return folder


@pytest.fixture(scope="module")
def people(home: Path) -> Iterator[People]:
    """The browser on the true server."""
    with chromium("nobody played the journey") as browser, served(home) as site:
        yield People(browser, site)


def test_the_ground_is_played_from_an_empty_folder_to_an_archive(people: People, home: Path, tmp_path: Path) -> None:
    _invite_all(people)
    address = _apply(people)
    serial = _screen_and_ask(people)
    _review_blind(people, serial, address)
    _decide(people, serial, address)
    hub = _formalize(people, serial)
    _report(people)
    _offer(people)
    _export_and_bring_back(people, tmp_path)
    _keep(people, home, tmp_path, hub)


def _invite_all(people: People) -> None:
    """The Secretariat signs in with the password of the command and invites six others, who choose their own."""
    people.be("sena").go("/sign-in/").fill(name="sena", password=PASSWORD).press("Sign in")
    assert people.path == "/desk/" or people.path == "/"
    for name, (role, scope, shown) in (OTHERS | REVIEWERS).items():
        people.be("sena").go("/people/invite/").fill(email=f"{name}@people.example", role=role.upper(), scope=scope)
        link = people.press("Invite").browser.find_element("id", "link").get_attribute("value")
        people.join(name, link, shown)
        people.be("").go(link)
        assert shown not in people.text and "Make my account" not in people.text  # it worked once
    people.be("sena").go("/people/?q=coordinator").press("Rashid Coordin").fill(role="KSN", scope="body:ksn")
    people.press("Give")  # the Coordinator of the country reviews elsewhere; here there is a conflict


def _apply(people: People) -> str:
    """Somebody without an account begins, is told what is missing, agrees and hands in; the address of the link."""
    people.be("").go("/coalition/apply/").fill(
        title=HUB, country="KE", place="Kisumu", host="County of Kisumu", contact_name="Wanjiku O.",
        contact_mail="wanjiku@kisumu.example", motivation="Links the wards of the lake with the Coalition's means.",
    ).press("Begin the application")  # fmt: skip
    people.press("Go on with the application")
    address = people.path
    assert address.startswith("/coalition/apply/")
    people.press("Hand it in")
    assert "agrees to this application" in people.text
    people.go(f"{address}write/where/").fill(coverage="KE; UG; TZ").press("Keep it")
    people.go(f"{address}agree/").fill(consent="on", branding_terms="on").press("Keep it")
    people.press("Hand it in")
    assert "It is handed in" in people.text and "submitted" in people.text
    return address


def _screen_and_ask(people: People) -> str:
    """The Secretariat lets it through and asks three; the one with a conflict can't be asked, by no door."""
    people.be("sena").go("/coalition/hub-applications/").press(HUB)
    serial = people.path.strip("/").rpartition("/")[2]
    people.go(f"/coalition/applications/{serial}/screen/").fill(eligible="yes", screening_note="Complete.")
    people.press("Let it through")
    row = people.browser.find_element("xpath", "//tr[contains(., 'Rashid Coordin')]")
    assert "country:KE" in row.text and not row.find_elements("tag name", "button")
    people.be("coordinator").go("/account/")
    number = _number_of(people, "coordinator")
    people.be("sena").go(f"/coalition/applications/{serial}/reviewers/")
    assert people.send(people.path, person=number) == 422
    people.go(people.path)
    for _role, _scope, shown in REVIEWERS.values():
        people.press("Ask", f"//tr[contains(., '{shown}')]")
    assert "3 of 3 are asked, 1 from the region" in people.text
    people.press("Open the review").press("Open the review")
    return serial


def _review_blind(people: People, serial: str, address: str) -> None:
    """Each reviewer judges alone; no name, score or word of another shows to any of them, nor to the applicant."""
    page = f"/things/{serial}/"
    for number, (name, (_role, _scope, shown)) in enumerate(REVIEWERS.items()):
        others = [text for other in REVIEWERS if other != name for text in (REVIEWERS[other][2], COMMENTS[other])]
        people.be(name).go("/desk/")
        assert HUB in people.text or serial in people.text
        people.go("/coalition/reviews/").press(HUB)
        review = people.path
        scores = {f"q_{code}": str(3 + number % 2) for code in ("quality", "messages", "gap", "links", "centre")}
        people.fill(**scores, comment=COMMENTS[name], recommendation="accept").press("Hand in the review")
        assert "Your review is handed in" in people.text
        for seen in (review, page, "/desk/", "/coalition/reviews/", f"/search/?q={serial}"):
            _assert_blind(people.go(seen), others)
        people.be("").go(address)
        _assert_blind(people, [*COMMENTS.values(), *(row[2] for row in REVIEWERS.values())])
        people.go(page)
        assert (
            "404" in people.text and HUB not in people.browser.page_source and shown not in people.browser.page_source
        )


def _decide(people: People, serial: str, address: str) -> None:
    """The Secretariat recommends, the Committee accepts with the note on the gap; comments go out without names."""
    people.be("sena").go(f"/things/{serial}/")
    assert all(row[2] in people.text for row in REVIEWERS.values())
    people.go(f"/things/{serial}/move/recommended/").press("Recommend")
    people.be("focal").go(f"/coalition/applications/{serial}/decide/")
    assert "403" in people.text or "404" in people.text  # the Committee decides
    people.be("committee").go(f"/coalition/applications/{serial}/decide/")
    assert "Africa" in people.browser.find_element("name", "gap_note").get_attribute("value")
    people.fill(to="accepted", gap_note="").careless().press("Decide")
    assert people.path.endswith("/decide/")  # no note, no decision
    people.fill(to="accepted", gap_note="Eastern Africa has one Hub, and none by the lake.").press("Decide")
    people.be("").go(address)
    assert "accepted" in people.text and all(comment in people.text for comment in COMMENTS.values())
    _assert_blind(people, [row[2] for row in REVIEWERS.values()])


def _formalize(people: People, serial: str) -> str:
    """The agreement is signed; from then on everybody can read of the Hub. Its address."""
    people.be("").go("/coalition/hubs/?q=Kisumu")
    assert HUB not in people.text
    people.be("sena").go(f"/things/{serial}/move/formalized/").fill(agreement_signed=date.today().isoformat())
    people.press("Formalize")
    people.be("").go("/coalition/hubs/?q=Kisumu").press(HUB)
    assert HUB in people.text and "formalized" in people.text and "Okello" not in people.browser.page_source
    return people.path


def _report(people: People) -> None:
    """The focal point of an entity reports on a promise, with evidence; the Secretariat verifies it."""
    people.be("focal").go("/coalition/entities/undp/contribution/").press("Report on this")
    people.fill(reported="Twelve plans of cities were written.").press("Say that it is done")
    assert "Nothing was kept yet" in people.text  # no evidence, no claim
    people.fill(what="Report on the plans", address="https://example.org/plans.pdf").press("Say that it is done")
    promise = people.path
    assert "said to be done" in people.text and "Report on the plans" in people.text
    people.go(f"{promise}move/verified/")
    assert "403" in people.text  # who says that it is done doesn't verify it
    people.be("sena").go(promise).press("Verify").press("Verify")
    assert "verified" in people.text
    people.be("").go("/coalition/contributions/")
    assert people.browser.find_elements("xpath", "//main//a[contains(., 'UNDP')]")


def _offer(people: People) -> None:
    """The Coordinator finds the country on the desk, writes the opening words and takes the two pages along."""
    import pypdfium2

    people.be("coordinator").go("/desk/")
    assert "Kenya" in people.text
    people.go("/countries/KE/").press("Two-page offer")
    people.fill(intro="Kenya's counties ask for one door.").press("Keep")
    assert "Kenya's counties ask for one door." in people.browser.page_source
    pdf = people.fetch("/countries/KE/offer.pdf")
    document = pypdfium2.PdfDocument(pdf)
    words = "".join(page.get_textpage().get_text_bounded() for page in document)
    assert len(document) == 2 and "Kenya" in words and HUB in words


def _export_and_bring_back(people: People, tmp_path: Path) -> None:
    """The next steps go out as a workbook and come back with one cell changed: shown first, then applied."""
    people.be("sena").go("/coalition/next-steps/")
    book = people.fetch(people.link("main a[href*='next-steps.xlsx']"))
    file, title = _changed(book, tmp_path / "next-steps.xlsx")
    people.go("/coalition/next-steps/import/").fill(file=str(file)).press("See what would change")
    people.until("This file would change 1 row")
    assert "Reviewed in the journey" in people.text and title in people.text
    people.fill(why="Agreed in the meeting of directors").press("Apply 1 change").until("Applied: 1 row")
    people.go("/coalition/next-steps/").press(title)
    assert "Reviewed in the journey" in people.text and "Agreed in the meeting of directors" in people.text


def _keep(people: People, home: Path, tmp_path: Path, hub: str) -> None:
    """The chain holds; a backup taken while the server runs comes back with the same digest; the archive opens as files."""
    proof = json.loads(run(home, "audit", "verify", "--format", "json"))
    assert proof["ok"] is True and proof["first_broken"] is None and proof["entries"] > 650
    run(home, "backup", str(tmp_path / "all.backup"))
    digest = run(home, "digest").strip()
    other = tmp_path / "other"
    run(home, "restore", str(tmp_path / "all.backup"), "--into", str(other))
    assert re.fullmatch(r"[0-9a-f]{64}", digest) and run(other, "digest").strip() == digest
    assert json.loads(run(other, "audit", "verify", "--format", "json"))["head"] == proof["head"]
    out = tmp_path / "archive"
    run(other, "archive", str(out))
    people.browser.get(out.as_uri() + "/index.html")
    assert "local2030" in people.browser.title
    people.browser.get(f"{out.as_uri()}{hub}index.html")
    assert HUB in people.text and "Kisumu" in people.text
    everything = "".join(p.read_text("utf-8") for p in out.rglob("*.html"))
    assert HUB in everything and "wanjiku@kisumu.example" not in everything and "Okello" not in everything


def _assert_blind(people: People, hidden: list[str]) -> None:
    source = people.browser.page_source
    found = [text for text in hidden if text in source]
    assert not found, f"{people.path} shows {found}"


def _number_of(people: People, name: str) -> str:
    """The number of an account, as the Secretariat's list of people has it."""
    people.be("sena").go(f"/people/?q={name}")
    return people.link("main a[href*='/people/'][href$='/']:not([href$='invite/'])").strip("/").rpartition("/")[2]


def _changed(book: bytes, goal: Path) -> tuple[Path, str]:
    """The workbook with the summary of its first row replaced, as a spreadsheet program would write it; and its title."""
    import xlsxwriter
    from python_calamine import CalamineWorkbook

    rows: list[list[Any]] = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    head = [str(name) for name in rows[0]]
    rows[1][head.index("summary")] = "Reviewed in the journey"
    with xlsxwriter.Workbook(str(goal)) as out:
        sheet = out.add_worksheet("next-steps")
        for line, row in enumerate(rows):
            for at, value in enumerate(row):
                sheet.write(line, at, value.isoformat() if isinstance(value, date) else value)
    return goal, str(rows[1][head.index("title")])
