"""Who plays the journey of the marker, and what every part of it does: invite, send files in, look for names, let days pass."""

from __future__ import annotations

import sqlite3
from importlib.resources import files
from pathlib import Path

from people import PASSWORD, People

PROGRAMME = "XM-EXAMPLE-JP-2030"
EXAMPLE = Path(str(files("local2030.workflows"))) / "example"
REVIEWERS = {"odongo": "Odongo Okello", "maja": "Maja Lindqvist", "haruko": "Haruko Tanaka"}
COMMENTS = {name: f"What reviewer number {n} remarked." for n, name in enumerate(REVIEWERS, 1)}
PEOPLE = {
    "una": ("un", "entity:undp", "Una Claimant"),
    "rashid": ("rc", "country:KE", "Rashid Coordin"),
    "zuri": ("sc", "", "Zuri Committee"),
    "yves": ("sc", "", "Yves Committee"),
} | {name: ("ksn", "body:ksn", shown) for name, shown in REVIEWERS.items()}


def invite_all(people: People) -> None:
    """The Secretariat invites everybody who needs an account; each chooses a password."""
    people.be("sena").go("/sign-in/").fill(name="sena", password=PASSWORD).press("Sign in")
    for name, (role, scope, shown) in PEOPLE.items():
        invite(people, name, role, scope, shown)


def invite(people: People, name: str, role: str, scope: str, shown: str) -> None:
    people.be("sena").go("/people/invite/").fill(email=f"{name}@people.example", role=role.upper(), scope=scope)
    link = people.press("Invite").browser.find_element("id", "link").get_attribute("value")
    people.join(name, link, shown)


def upload(people: People, aid: Path, ledger: Path, claims: Path) -> None:
    documents = "\n".join(str(path) for path in sorted((EXAMPLE / "documents").iterdir()))
    people.be("una").go("/marker/uploads/new/")
    people.fill(aid=str(aid), ledger=str(ledger), claims=str(claims), documents=documents).press("Send and score")
    people.until("What can be known from this file")


def blind(people: People, hidden: list[str]) -> None:
    found = [text for text in hidden if text in people.browser.page_source]
    assert not found, f"{people.path} shows {found}"


def days_pass(home: Path, serial: str, days: int) -> None:
    """Sets back the day on which a thing came into its state, as if it had waited."""
    with sqlite3.connect(home / "store.sqlite3", timeout=20) as store:
        words = "UPDATE registry_thing SET state_since = datetime(state_since, ?) WHERE serial = ?"
        assert store.execute(words, (f"-{days} days", serial)).rowcount == 1
