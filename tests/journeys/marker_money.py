"""The journey's second part: a window, what it is advised and decides, and a donor's own terms, to the number."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from marker_cast import PROGRAMME, invite
from people import People

# What the ledger of the worked example adds up to, in US dollars; one payment is in euros.
PAID = 1_985_000 + 187_735.835
GOVERNMENTS_PAID, STRICT_PAID, UNKNOWN = 305_000, 407_000, 145_000
WHY = "Reviewed evidence shows level 2, and the county's word is answered."


def announce_a_window(people: People) -> str:
    """The Secretariat opens a window that asks for level 2 and 15%, and invites its donor."""
    people.be("sena").go("/marker/windows/new/").fill(
        title="Cities and water", audience="public", donors="Kingdom of Examples", budget="3000000", currency="USD",
        opens=date.today().isoformat(), closes=(date.today() + timedelta(90)).isoformat(), marker="yes",
        minimum_level="2", minimum_share="15", definition="strict",
    ).press("Add it")  # fmt: skip
    window = people.path.strip("/").rpartition("/")[2]
    people.press("Open it").press("Open it")
    assert "open for proposals" in people.text
    invite(people, "gil", "don", f"window:{window}", "Gil Giver")
    return window


def propose(people: People, window: str) -> str:
    """Below the minimum it comes back with what would lift it; above it is admitted. Another programme proposes too."""
    people.be("una").go(f"/things/{window}/").press("Propose a programme")
    asked = {"country": "KE", "window": window, "level": "2", "share_source": "design"}
    people.fill(title="Water that counts", identifier=PROGRAMME, requested="1200000", share_low="10", **asked)
    proposal = people.press("Add it").path
    people.press("Submit").press("Submit")
    assert "returned" in people.text and "What would lift it" in people.text
    assert "It plans a local share of 10% to 10%; the window asks for 15% at least." in people.text
    people.press("Change").fill(share_low="18").press("Keep")
    people.go(f"{proposal}move/submitted/").press("Submit")
    assert "admitted" in people.text and "Not below the window's minimum" in people.text
    people.be("rashid").go(f"/things/{window}/").press("Propose a programme")
    people.fill(title="Markets", identifier="XM-EXAMPLE-JP-2031", requested="2600000", share_low="20", **asked)
    people.press("Add it").press("Submit").press("Submit")
    assert "admitted" in people.text
    return proposal.strip("/").rpartition("/")[2]


def share_out_on_paper(people: People, window: str) -> None:
    """The simulator says who gains when a cap is doubled, to the dollar; whoever has no right to it finds no page."""
    page = f"/marker/windows/{window}/simulator"
    people.be("sena").go(f"{page}/")
    assert "Nothing moves" in people.text and "27 changes that move nothing" in people.text
    people.fill(cap="40").press("Look at the amounts")
    assert "2 gain, 0 lose: 1.2 million US dollars change hands" in people.text
    rows = list(csv.DictReader(io.StringIO(people.fetch(f"{page}.csv?cap=40").decode("utf-8-sig"))))
    assert [(r["amount_by_window_rules"], r["amount"], r["change"]) for r in rows] == [
        ("600000.00", "1200000.00", "600000.00")
    ] * 2
    people.be("una").go(f"{page}/")
    assert "403" in people.text


def second_tranche(people: People, window: str, proposal: str) -> None:
    """The advice is for the Fund alone until it is decided; then the donor reads it, with the reasons."""
    people.be("sena").go(f"/things/{window}/move/closed/").press("Close it")
    people.go(f"/things/{proposal}/move/funded/").fill(granted="1200000", why="Decided by the Fund.").press("Fund")
    people.go(f"/things/{window}/move/decided/").fill(decision="Published today.", why="All seen.")
    people.press("Enter the decision").press("Open the second tranche").press("Open the second tranche")
    pages = [f"/marker/windows/{window}/tranche-two{end}" for end in ("/", ".csv", f"/{proposal}/")]
    for name in ("gil", "una", "rashid", ""):
        people.be(name)
        for page in pages:
            assert "404" in people.go(page).text, f"{name or 'a visitor'} finds {page}"
    people.be("sena").go(pages[0])
    assert "0 of 1 decided" in people.text and "lighter reporting" in people.text
    people.press("Decide").fill(decided="release", why="short").press("Decide")
    assert "20 to 4,000 letters" in people.text
    people.fill(why=WHY).press("Decide")
    assert "1 of 1 decided" in people.text
    people.be("gil").go(pages[0])
    assert WHY in people.text and "Release" in people.text
    (row,) = csv.DictReader(io.StringIO(people.fetch(pages[1]).decode("utf-8-sig")))
    assert (row["decided"], row["level"], row["lighter_reporting"]) == ("release", "2", "yes")
    assert "404" in people.be("").go(pages[0]).text


def judge_as_a_donor(people: People, tmp_path: Path) -> None:
    """The donor's own thresholds: sure by the strict definition, not by the one of governments alone; the same in each file."""
    people.be("gil").go("/marker/donors/")
    assert "1 of 1 programme is eligible for sure" in people.text
    row = same_in_all_files(people, tmp_path)
    low, high = STRICT_PAID / PAID, (STRICT_PAID + UNKNOWN) / PAID
    assert (row["eligible"], row["level"], row["level_possible"]) == ("sure", 2, 3)
    assert (float(row["local_share_low"]), float(row["local_share_high"])) == pytest.approx((low, high), abs=1e-9)
    people.go("/marker/donors/").fill(level="2", share="25", coverage="80", definition="lrg").press("Look")
    assert "0 of 1 programme is eligible for sure" in people.text and "14–21%" in people.text
    assert "Less of the money reaches local actors than is asked." in people.text
    people.press("Keep these as mine")
    assert "Kept." in people.text
    row = same_in_all_files(people, tmp_path)
    assert (row["eligible"], row["definition"], row["level"]) == ("not", "lrg", 1)
    assert float(row["local_share_low"]) == pytest.approx(GOVERNMENTS_PAID / PAID, abs=1e-9)
    people.be("una").go("/marker/donors/")
    assert "1 of 1 programme is eligible for sure" in people.text  # what one donor keeps moves nobody else's page


def same_in_all_files(people: People, tmp_path: Path) -> dict[str, Any]:
    """The one row of the donor view, which has to say the same as CSV, XLSX and JSON."""
    from python_calamine import CalamineWorkbook

    (row,) = json.loads(people.fetch("/marker/donors.json"))["rows"]
    (line,) = csv.DictReader(io.StringIO(people.fetch("/marker/donors.csv").decode("utf-8-sig")))
    book = CalamineWorkbook.from_filelike(io.BytesIO(people.fetch("/marker/donors.xlsx")))
    head, cells = next(
        rows[-2:] for s in book.sheet_names if "identifier" in (rows := book.get_sheet_by_name(s).to_python())[-2]
    )
    for name, cell in zip(head, cells, strict=True):
        if name in ("identifier", "eligible", "definition"):
            assert line[name] == row[name] == cell
        elif name in ("level", "level_possible", "local_share_low", "local_share_high", "coverage"):
            assert float(line[name]) == float(row[name]) == pytest.approx(float(cell), abs=1e-12)
    return dict(row)
