"""The advice on a second tranche at every door: the Fund alone before the decision, members with the reasons after it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from rights_cells import person
from windows_builders import open_window, proposal, published, record

from local2030.web.history.models import Entry
from local2030.web.marker.windows.models import Decision
from local2030.web.registry.models import Thing

pytestmark = pytest.mark.django_db
WHY = "The county's part was confirmed by its own accounts."


def browser(user: Any) -> Client:
    client = Client()
    if getattr(user, "is_authenticated", False):
        client.force_login(user)
    return client


@pytest.fixture
def sec() -> Any:
    return person("SEC")


@pytest.fixture
def window(sec: Any) -> Thing:
    window = open_window(sec)
    held = proposal(window, sec, "funded", title="Held", identifier="XM-EX-H")
    blind = record("XM-EX-H", {"C1": 2}, claims=dict.fromkeys(("C2", "C3", "C5", "C6", "C7"), 1))
    published("XM-EX-H", blind)
    proposal(window, sec, "funded", title="Good", identifier="XM-EX-G")
    published("XM-EX-G", record("XM-EX-G", claims=dict.fromkeys(("C1", "C2"), 2)))
    proposal(window, sec, "funded", title="Nothing reviewed", identifier="XM-EX-N")
    assert held.state == "funded"
    Thing.objects.filter(pk=window.pk).update(state="tranche-two")
    window.refresh_from_db()
    return window


def doors(window: Thing) -> list[str]:
    """Every address that could tell something of a window's second tranche."""
    serials = [p.serial for p in Thing.objects.filter(kind="window-proposal")]
    base = f"/marker/windows/{window.serial}/tranche-two"
    return [
        f"{base}/", f"/api/v1/marker/windows/{window.serial}/tranche-two", f"{base}.csv", f"{base}.xlsx", f"{base}.json", f"/things/{window.serial}/",
        *(f"{base}/{serial}/" for serial in serials), *(f"/things/{serial}/" for serial in serials),
        *(f"/api/v1/marker/things/{serial}" for serial in [window.serial, *serials]),
        "/marker/window-proposals/", "/marker/windows/", "/marker/window-proposals.csv", "/marker/window-proposals.json",
        "/api/v1/marker/window-proposals", "/search/?q=hold", "/search/?q=evidence", "/search/?q=Held", "/history/",
        "/history/?kind=window-proposal", "/marker/", "/marker/donors/", "/marker/donors.json", "/desk/", "/marker/moves/", "/marker/feed.atom", "/marker/feed.json", "/marker/alarms/",
        "/marker/fresh-examples/", "/marker/assessments/", "/api/v1/marker/programmes",
    ]  # fmt: skip


SECRETS = (
    "hold-for-evidence",
    "Hold for evidence",
    "tranche-blind",
    "can't be verified; above",
    "Advised",
    "lighter_reporting",
)


def test_before_the_decision_the_fund_sees_the_advice_with_its_reasons(sec: Any, window: Thing) -> None:
    page = browser(sec).get(f"/marker/windows/{window.serial}/tranche-two/").content.decode()
    assert "Hold for evidence" in page and "For the Fund alone" in page
    assert "is reviewed" not in page and "nothing reviewed and published" in page
    rows = browser(sec).get(f"/marker/windows/{window.serial}/tranche-two.json").json()["rows"]
    assert {r["title"]: r["advice"] for r in rows} == {
        "Held": "hold-for-evidence", "Good": "release", "Nothing reviewed": "hold-for-evidence",
    }  # fmt: skip
    assert Decision.objects.count() == 0


@pytest.mark.parametrize(
    ("role", "scope"),
    [("DON", "WINDOW"), ("DON", ""), ("UN", "entity:undp"), ("UN", ""), ("RC", "country:KE"), ("LRG", "country:KE"),
     ("KSN", ""), ("SC", ""), ("COM", ""), ("WG", ""), ("HUB", ""), ("PUB", "")],
)  # fmt: skip
def test_before_the_decision_nobody_else_sees_any_of_it_at_any_door(
    sec: Any, window: Thing, role: str, scope: str
) -> None:
    reader = person(role, f"window:{window.serial}" if scope == "WINDOW" else scope)
    client = browser(reader)
    for address in doors(window):
        answer = client.get(address)
        text = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode("utf-8", "replace")
        if "tranche-two" in address:
            assert answer.status_code == 404, (role, address, answer.status_code)
        for secret in SECRETS:
            assert secret not in text, (role, address, secret)


def test_the_team_that_made_the_proposal_sees_no_advice_either(sec: Any, window: Thing) -> None:
    team = person("UN", "entity:undp")
    Thing.objects.filter(title="Held").update(made_by=team)
    client = browser(team)
    assert client.get(f"/marker/windows/{window.serial}/tranche-two/").status_code == 404
    held = Thing.objects.get(title="Held")
    page = client.get(f"/things/{held.serial}/").content.decode()
    assert "Held" in page and "tranche" not in page.partition("<main")[2]


def test_a_decision_needs_reasons_and_is_then_read_by_members_with_them(sec: Any, window: Thing) -> None:
    held, good = (Thing.objects.get(title=title) for title in ("Held", "Good"))
    client, base = browser(sec), f"/marker/windows/{window.serial}/tranche-two/"
    assert client.post(f"{base}{held.serial}/", {"decided": "release", "why": "short"}).status_code == 422
    assert client.post(f"{base}{held.serial}/", {"decided": "keep", "why": WHY}).status_code == 422
    assert client.post(f"{base}{held.serial}/", {"decided": "release-with-actions", "why": WHY}).status_code == 302
    donor = browser(person("DON", f"window:{window.serial}"))
    page = donor.get(base).content.decode()
    assert "Release with actions" in page and WHY.replace("'", "&#x27;") in page
    assert "Hold for evidence" in page  # what was advised then is part of the reasons
    assert "Good" not in page.partition("<main")[2]  # that one isn't decided
    assert donor.get(f"{base}{good.serial}/").status_code == 404
    rows = donor.get(f"{base[:-1]}.json").json()["rows"]
    assert [(r["decided"], r["advice"]) for r in rows] == [("release-with-actions", "hold-for-evidence")]
    assert "Second tranche: release with actions" in donor.get(f"/things/{held.serial}/").content.decode()
    assert browser(None).get(base).status_code == 404  # the proposals themselves aren't public


def test_a_decision_stands_in_the_history_and_a_new_one_replaces_it_visibly(sec: Any, window: Thing) -> None:
    held = Thing.objects.get(title="Held")
    client, address = browser(sec), f"/marker/windows/{window.serial}/tranche-two/{held.serial}/"
    for decided in ("hold-for-evidence", "release"):
        assert client.post(address, {"decided": decided, "why": WHY}).status_code == 302
    assert list(Decision.objects.order_by("id").values_list("decided", "newest")) == [
        ("hold-for-evidence", False), ("release", True),
    ]  # fmt: skip
    assert Entry.objects.filter(deed="decide-tranche", serial=held.serial).count() == 2
    kept = Decision.objects.get(newest=True)
    assert kept.advice["code"] == "hold-for-evidence" and kept.thresholds_sha256 == kept.advice["thresholds_sha256"]


def test_a_design_level_or_an_unpublished_assessment_releases_nothing(sec: Any, window: Thing) -> None:
    proposal(window, sec, "funded", title="Design only", identifier="XM-EX-D")
    published("XM-EX-D", record("XM-EX-D", phase="design"))
    proposal(window, sec, "funded", title="Not yet", identifier="XM-EX-U")
    published("XM-EX-U", state="agreed")
    proposal(window, sec, "funded", title="By machine", identifier="XM-EX-M")
    published("XM-EX-M", record("XM-EX-M", status="checked", low=None, high=None))
    rows = browser(sec).get(f"/marker/windows/{window.serial}/tranche-two.json").json()["rows"]
    found = {r["title"]: (r["advice"], r["level"]) for r in rows}
    assert found["Design only"] == found["Not yet"] == ("hold-for-evidence", None)
    assert found["By machine"][1] == 0  # what only the program checked proves nothing here
