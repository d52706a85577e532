"""The journey's first part: from files over a draft, blind reviews and the county's word to a published, checked report."""

from __future__ import annotations

import re
from pathlib import Path

from marker_cast import COMMENTS, EXAMPLE, PROGRAMME, REVIEWERS, blind, days_pass, invite, upload
from people import People

from browsing import faults, run, set_width, too_wide


def send_in(people: People, claims: Path) -> str:
    """The claimant sends aid data, ledger, claims and documents in by the form; the address of the programme."""
    people.be("una").go("/marker/")
    assert "No programme" in people.text or "0 programmes" in people.text, people.text
    upload(people, EXAMPLE / "activity.xml", EXAMPLE / "ledger.csv", claims)
    assert PROGRAMME in people.text and "2–3" in people.text and "Nothing odd was found" in people.text
    people.press("Water that counts")
    assert "provisional" in people.text and "19–25%" in people.text
    return people.path


def claims_without(criterion: str, goal: Path) -> Path:
    """The claims of the worked example, but for one criterion that the claimant fills in on the pages."""
    lines = (EXAMPLE / "claims.csv").read_text("utf-8").splitlines(keepends=True)
    goal.write_text("".join(line for line in lines if f",{criterion}," not in line), "utf-8")
    return goal


def assess(people: People) -> str:
    """The short check grows into an assessment that is prefilled; what is left is one document, looked up by machine."""
    people.be("una").go("/marker/check/").fill(systems="training", seat="vote").press("Show the result")
    assert "Training tied to a named local request" in people.text and "Nothing is proven yet" in people.text
    people.press("Take them over")
    assert "Taken over from the check: 1 criteria." in people.text, people.text[:1500]
    page = people.path
    serial = page.strip("/").rpartition("/")[2]
    assert "County Government of Kisumu" in people.text and "draft" in people.text
    people.press("Look over and submit").press("Submit")
    assert "To be mended first" in people.text and "C6" in people.text
    people.go(f"/marker/assessments/{serial}/criteria/C6/").press("a dated document")
    letter = str(EXAMPLE / "documents" / "training-request.md")
    people.fill(document=letter, page="1", quote="asks for a new office building", date="2023-10-09").press("Add it")
    assert "Kept, but not found by the program" in people.text
    people.go(page).press("Withdraw it", "//main//li[contains(., 'new office building')]")
    people.fill(text="The wrong words were quoted.").press("Withdraw it")
    people.go(f"/marker/assessments/{serial}/criteria/C6/").press("a dated document")
    quote = "asks the programme to train eight of its staff in keeping the register of sanitation"
    people.fill(document=letter, page="1", quote=quote, date="2023-10-09").press("Add it")
    assert "Found and checked" in people.text
    return serial


def submit(people: People, serial: str) -> None:
    """Handed in, it can't be changed; the Secretariat asks two, and can't ask who claims."""
    people.be("una").go(f"/marker/assessments/{serial}/submit/")
    assert "To be mended first" not in people.text, people.text
    people.press("Submit")
    assert "It is handed in." in people.text and "submitted" in people.text
    people.be("sena").go(f"/marker/assessments/{serial}/reviewers/")
    assert "0 of 2 are asked" in people.text and "Una Claimant" not in people.text
    for shown in ("Odongo Okello", "Maja Lindqvist"):
        people.press("Ask", f"//tr[contains(., '{shown}')]")
    people.press("Open the review").press("Open the review")
    assert "in review" in people.text


def review(people: People, name: str, serial: str, others: list[str], **levels: str) -> None:
    """One reviewer's judgement: the claimed levels but for `levels`, all evidence accepted; sees nobody else's word."""
    people.be(name).go("/coalition/reviews/").press("Water that counts")
    blind(people, others)
    given = {"C1": "2", "C2": "2", "C3": "2", "C4": "2", "C5": "1", "C6": "1", "C7": "2", "C8": "2"} | levels
    accepted = people.browser.find_elements("css selector", "main input[name^='v_'][value='yes']")
    people.fill(**{field.get_attribute("name"): "yes" for field in accepted})
    people.fill(**{f"s_{criterion}": level for criterion, level in given.items()}, comment=COMMENTS[name])
    people.press("Hand in the review")
    assert "Your review is handed in" in people.text
    for seen in (people.path, f"/things/{serial}/", "/coalition/reviews/", f"/search/?q={serial}"):
        people.go(seen)
        blind(people, others)


def diverge_and_agree(people: People, serial: str) -> None:
    """Two reviewers lie two levels apart on C2, a third is asked, the Secretariat settles; the claimant learns no name."""
    page = f"/things/{serial}/"
    names = list(REVIEWERS)
    hidden = {name: [w for o in names if o != name for w in (REVIEWERS[o], COMMENTS[o])] for name in names}
    review(people, "odongo", serial, hidden["odongo"])
    review(people, "maja", serial, hidden["maja"], C2="0")
    assert "reviewers diverge" in people.be("sena").go(page).text
    people.go(f"/marker/assessments/{serial}/reviewers/")
    assert re.search(r"C2:? 2\s+diverge", people.text), people.text
    people.press("Ask", "//tr[contains(., 'Haruko Tanaka')]").press("Open the third review")
    people.fill(why="Two levels apart on C2.").press("Ask a third reviewer")
    review(people, "haruko", serial, hidden["haruko"])
    people.be("sena").go(f"{page}move/agreed/").fill(why="Two of three say 2 on C2.").press("Settle")
    assert "agreed" in people.text
    people.be("una")
    doors = (f"/api/v1/marker/things/{serial}", f"/marker/assessments/{serial}/compare/", f"/search/?q={serial}", page)
    for door in doors:
        people.go(door)
        blind(people, list(REVIEWERS.values()))
    assert "reviewed" in people.text and all(COMMENTS[name] in people.text for name in names), people.text


def contest(people: People, serial: str) -> None:
    """The county contests a claim; the word stands beside it until it is answered, and then its ten days begin again."""
    page = f"/things/{serial}/"
    people.be("sena").go("/marker/towns/").press("County Government of Kisumu").press("Ask")
    assert "8 things stand in its mirror" in people.text and "place:ke-17" in people.text
    invite(people, "grace", "lrg", "place:ke-17", "Grace Achieng")
    people.be("grace").go(page).press("Contest it")
    people.fill(claim="C3", text="We sat there and never had a vote.", body="County Government of Kisumu")
    people.press("Contest it")
    assert "not answered yet" in people.text and "We sat there and never had a vote." in people.text
    assert "contested" in people.text and "Gap between claim and evidence" not in people.text  # it isn't published yet
    people.be("").go(page)
    assert "404" in people.text
    people.be("sena").go(page).press("Answer")
    people.fill(text="The terms give a vote; the minutes are asked for and will stand here.").press("Answer")
    assert "agreed" in people.text and "The terms give a vote" in people.text and "not answered yet" not in people.text


def answer_from_a_telephone(people: People, home: Path) -> None:
    """By the link of a mail, without an account, 360 pixels wide: money that came in part, said beside what was paid."""
    people.be("sena").go("/marker/towns/").press("County Government of Kisumu").press("Ask")
    people.fill(mail="treasury@kisumu.example", post="Chief officer").press("Mail a new link")
    mails = "".join(path.read_text("utf-8") for path in (home / "mail").iterdir())
    link = re.findall(r"To: treasury@kisumu\.example.*?(/marker/mirror/\S+/)", mails, re.DOTALL)[-1]
    people.be("").go(link)
    set_width(people.browser, 360)
    assert (
        "They say they paid you" in people.text and "143,000 USD" in people.text and "0 of 8 answered." in people.text
    )
    people.press("Partly")
    assert "Say your post" in people.text  # what is missing is said at the item
    said = {"words": "The third payment never came.", "post": "Chief officer", "body": "County Treasury"}
    people.fill(received="120,000", currency="USD", **said).press("Partly")
    assert "1 of 8 answered." in people.text and "Received: 120,000 USD, difference −23,000 USD." in people.text
    assert (too_wide(people.browser), faults(people.browser)) == ([], [])
    people.go("/marker/").press("Water that counts")
    assert "partly: 1" in people.text and "difference −23,000" in people.text and "not answered yet" in people.text
    assert (too_wide(people.browser), faults(people.browser)) == ([], [])
    set_width(people.browser, 1280)
    people.be("una").go(people.path).press("Answer it").fill(
        text="The bank sent it back; it is paid again in December."
    )
    people.press("Keep the answer")
    assert "The bank sent it back" in people.text and "The third payment never came." in people.text


def publish(people: People, home: Path, serial: str) -> None:
    """Not before ten days; then everybody reads it, and no door names a reviewer."""
    page = f"/things/{serial}/"
    people.be("").go(page)
    assert "404" in people.text
    people.be("sena").go(f"{page}move/published/").press("Publish")
    assert "10 days must have passed" in people.text, people.text
    days_pass(home, serial, 11)
    people.go(f"{page}move/published/").press("Publish")
    people.be("").go(page)
    assert (
        "published" in people.text
        and "reviewed by people" in people.text
        and "Gap between claim and evidence: 0.08" in people.text
    )
    assert "By measured money and what reviewers accepted alone: level 2." in people.text
    assert "We sat there and never had a vote." in people.text and "The terms give a vote" in people.text
    assert (
        "reviewers lie 2 apart" in people.text
        and "provisional" not in people.text.partition("published")[2].partition("Method")[0]
    )
    blind(people, [*REVIEWERS.values(), *COMMENTS.values()])
    assert faults(people.browser) == []


def check_the_report(people: People, home: Path, serial: str, tmp_path: Path) -> None:
    """The report carries all that it needs to be computed again; changed by one figure, it is found out. Its pages hold ink."""
    import pypdfium2

    report = tmp_path / "report.pdf"
    report.write_bytes(people.be("").fetch(f"/marker/assessments/{serial}/report.pdf"))
    assert "The same: the report follows from its inputs." in run(home, "verify", str(report))
    document = pypdfium2.PdfDocument(report)
    words = "".join(page.get_textpage().get_text_bounded() for page in document)
    assert "Evidence proves level 2" in words and "reviewed by people" in words and "not adopted" in words
    assert not [name for name in REVIEWERS.values() if name in words]
    for page in document:
        assert len(set(bytes(page.render(scale=0.3, grayscale=True).buffer))) > 20  # a picture, not an empty sheet
