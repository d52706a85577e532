"""The marker as a story, from a claim to a donor's file, played by ten people in nine parts and a visitor in a true browser.

A claimant sends a programme in and assesses it; reviewers diverge and a third settles it; a county contests it and answers
from a telephone; it is published, checked offline, proposed to a window, and judged by a donor; new data lower it, and
the rubric is changed by a bill while the old score stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import marker_cast
import marker_changes
import marker_claims
import marker_money
import pytest
from people import PASSWORD, People

from browsing import chromium, run, served, set_width


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with nothing in it but one person of the Secretariat."""
    folder = tmp_path_factory.mktemp("marker") / "store"
    folder.mkdir()
    run(folder, "site", "setup", "--no-example")
    words = ("--role", "sec", "--name", "sena", "--email", "sena@local2030.example", "--password-stdin")
    run(folder, "site", "user", "add", *words, given=PASSWORD + "\n")
    return folder


@pytest.fixture(scope="module")
def story() -> dict[str, str]:
    """How far the story has come: each part goes on where the one before it ended."""
    return {"published": "", "decided": ""}


@pytest.fixture(scope="module")
def people(home: Path) -> Iterator[People]:
    """The browser on the true server, with everybody invited."""
    with chromium("nobody played the journey of the marker") as browser, served(home, "--no-example") as site:
        set_width(browser, 1280)
        played = People(browser, site)
        marker_cast.invite_all(played)
        yield played


def test_a_claim_is_assessed_contested_answered_and_published(
    people: People, home: Path, tmp_path: Path, story: dict[str, str]
) -> None:
    marker_claims.send_in(people, marker_claims.claims_without("C6", tmp_path / "claims.csv"))
    serial = marker_claims.assess(people)
    marker_claims.submit(people, serial)
    marker_claims.diverge_and_agree(people, serial)
    marker_claims.contest(people, serial)
    marker_claims.answer_from_a_telephone(people, home)
    marker_claims.publish(people, home, serial)
    marker_claims.check_the_report(people, home, serial, tmp_path)
    story["published"] = serial


def test_a_window_gives_by_what_is_shown_and_a_donor_judges_by_own_terms(
    people: People, tmp_path: Path, story: dict[str, str]
) -> None:
    assert story["published"], "the first part of the story didn't come to its end"
    window = marker_money.announce_a_window(people)
    proposal = marker_money.propose(people, window)
    marker_money.share_out_on_paper(people, window)
    marker_money.second_tranche(people, window, proposal)
    marker_money.judge_as_a_donor(people, tmp_path)
    story["decided"] = window


def test_new_data_lower_it_and_the_rubric_is_changed_by_a_bill(
    people: People, home: Path, tmp_path: Path, story: dict[str, str]
) -> None:
    assert story["decided"], "the second part of the story didn't come to its end"
    page = marker_changes.lower_it_by_new_data(people, tmp_path)
    marker_changes.explain(people, page)
    marker_changes.follow_a_framework(people)
    marker_changes.read_the_audit(people, tmp_path)
    marker_changes.change_the_rubric(people, page, f"/things/{story['published']}/", home, tmp_path)
