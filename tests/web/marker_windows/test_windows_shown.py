"""Windows and proposals: dates open and close, the minimum returns or passes, drafts stay with their team."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from rights_cells import person
from windows_builders import open_window, proposal

from local2030.web.marker.windows.examples import WITH, file_examples
from local2030.web.registry import changing
from local2030.web.registry.daily import daily_moves
from local2030.web.registry.models import Thing

pytestmark = pytest.mark.django_db
GIVEN = {"title": "Wells", "identifier": "XM-EX-9", "requested": "500000", "country": "KE"}
WHY = {"reason": "legal-limit", "action": "Train two data desks", "action_owner": "Team", "action_due": "2099-01-01"}
LONG = (
    "The law allows no transfers to counties before July 2027, when the new act comes into force. Until then two county data "
    "desks are trained, the city of Kisumu reviews the plan each quarter, and the team reports on both to the Secretariat."
)


def browser(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def window() -> Thing:
    return open_window()


def handed_in(window: Thing, callbacks: Any, **cells: str) -> Thing:
    """A team's proposal, handed in; the platform's own moves follow."""
    team = person("UN", "entity:undp")
    made = changing.add(team, "window-proposal", GIVEN | {"window": window.serial} | cells)
    with callbacks(execute=True):
        changing.move(team, made, "submitted", "")
    made.refresh_from_db()
    return made


def test_a_window_opens_and_closes_by_its_dates_and_keeps_the_hash_of_its_rules() -> None:
    window = changing.add(person("SEC"), "window", {"title": "W", "budget": "10", "marker": "yes", "minimum_level": "1",
                                                    "opens": "2026-03-01", "closes": "2026-03-31"})  # fmt: skip
    for day, state in ((date(2026, 2, 28), "announced"), (date(2026, 3, 1), "open"), (date(2026, 3, 31), "open"),
                       (date(2026, 4, 1), "closed")):  # fmt: skip
        daily_moves(day)
        window.refresh_from_db()
        assert window.state == state, day
    assert len(window.fields["rules"]) == 64


def test_a_proposal_that_meets_the_minimum_is_admitted(window: Thing, django_capture_on_commit_callbacks: Any) -> None:
    made = handed_in(window, django_capture_on_commit_callbacks, level="2", share_low="15")
    assert (made.state, made.fields["meets"], made.fields.get("lacks")) == ("admitted", True, [])


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"level": "1", "share_low": "20"}, "It intends level 1; the window asks for level 2 at least."),
        ({"share_low": "20"}, "It names no intended level"),
        ({"level": "3", "share_low": "14.9", "share_high": "30"}, "It plans a local share of 14.9% to 30%"),
        ({"level": "3"}, "It plans no local share"),
    ],
)
def test_below_the_minimum_it_is_returned_with_what_it_lacks(
    window: Thing, django_capture_on_commit_callbacks: Any, cells: dict[str, str], words: str
) -> None:
    made = handed_in(window, django_capture_on_commit_callbacks, **cells)
    assert made.state == "returned"
    page = browser(person("SEC")).get(f"/things/{made.serial}/").content.decode()
    assert words in page and "What would lift it" in page


def test_with_a_justification_it_waits_for_the_secretariat_and_passes_once_accepted(
    window: Thing, django_capture_on_commit_callbacks: Any
) -> None:
    made = handed_in(window, django_capture_on_commit_callbacks, level="1", share_low="20", justification=LONG, **WHY)
    assert made.state == "submitted"
    sec = person("SEC")
    with pytest.raises(changing.Refused):
        changing.move(sec, made, "admitted", "")
    moved = changing.move(sec, made, "admitted", "", cells={"justified": "yes"})
    assert moved.state == "admitted"


def test_a_short_or_copied_justification_and_a_turned_share_are_told(window: Thing) -> None:
    team = person("UN", "entity:undp")
    for cells, code in (
        ({"justification": "because"} | WHY, "justification-text-length"),
        ({"justification": LONG} | WHY | {"reason": ""}, "justification-reason-unknown"),
        ({"justification": LONG} | WHY | {"action": ""}, "justification-action-missing"),
        ({"justification": LONG} | WHY | {"action_due": "2020-01-01"}, "justification-due-missing"),
        ({"share_low": "30", "share_high": "20", "level": "2"}, "window-share-turned"),
    ):
        made = changing.add(team, "window-proposal", GIVEN | {"window": window.serial, "level": "1"} | cells)
        with pytest.raises(changing.Unfit) as unfit:
            changing.move(team, made, "submitted", "")
        assert [f.code for f in unfit.value.findings] == [code]
    other = proposal(window, identifier="XM-OTHER", justification=LONG)
    assert other.fields["justification"]
    made = changing.add(
        team, "window-proposal", GIVEN | {"window": window.serial, "level": "1", "justification": LONG + "."} | WHY
    )
    with pytest.raises(changing.Unfit) as unfit:
        changing.move(team, made, "submitted", "")
    assert [f.code for f in unfit.value.findings] == ["window-justification-copied"]


def test_nothing_is_handed_in_to_a_closed_window(window: Thing) -> None:
    team = person("UN", "entity:undp")
    made = changing.add(team, "window-proposal", GIVEN | {"window": window.serial, "level": "2", "share_low": "20"})
    Thing.objects.filter(pk=window.pk).update(state="closed")
    with pytest.raises(changing.Unfit):
        changing.move(team, made, "submitted", "")
    made.refresh_from_db()
    assert made.state == "draft"


def test_the_windows_donor_sees_what_is_handed_in_and_no_draft(
    window: Thing, django_capture_on_commit_callbacks: Any
) -> None:
    donor = browser(person("DON", f"window:{window.serial}"))
    draft = changing.add(person("UN"), "window-proposal", GIVEN | {"window": window.serial, "title": "A draft"})
    sent = handed_in(window, django_capture_on_commit_callbacks, level="2", share_low="20", title="Sent in")
    assert donor.get(f"/things/{draft.serial}/").status_code == 404
    assert donor.get(f"/things/{sent.serial}/").status_code == 200
    other = browser(person("DON", "window:win-999"))
    assert other.get(f"/things/{sent.serial}/").status_code == 404
    page = donor.get(f"/things/{window.serial}/").content.decode()
    assert "Sent in" in page and "A draft" not in page


def test_the_examples_are_filed_once_say_that_they_are_invented_and_have_pages(settings: Any) -> None:
    assert file_examples() > 8
    assert file_examples() == 0
    sec = browser(person("SEC"))
    window = Thing.objects.get(key=WITH)
    for address in (f"/things/{window.serial}/", f"/marker/windows/{window.serial}/simulator/",
                    f"/marker/windows/{window.serial}/tranche-two/"):  # fmt: skip
        answer = sec.get(address)
        assert answer.status_code == 200 and "nvented" in answer.content.decode(), address
    for row in Thing.objects.filter(kind="window-proposal"):
        assert sec.get(f"/things/{row.serial}/").status_code == 200
