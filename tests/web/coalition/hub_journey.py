"""What the tests of Hub applications share: people, an application on its way, and the deeds of each role."""

from __future__ import annotations

from typing import Any

from django.test import Client

from local2030.web.accounts.models import Grant, Role, User
from local2030.web.registry.models import Review, Thing

FIRST = {
    "title": "Kisumu Hub", "country": "KE", "place": "Kisumu", "host": "County of Kisumu", "contact_name": "Wanjiku O.",
    "contact_mail": "wanjiku@kisumu.example", "motivation": "Links wards with the Coalition's means.",
}  # fmt: skip
SCORES = ("quality", "messages", "gap", "links", "centre")
HIDDEN = "Xanthippe"  # stands in every reviewer's name


def granted(user: User, role: str, scope: str = "") -> User:
    """The person with one more role."""
    Grant.objects.create(user=user, role=role, scope=scope)
    return user


def person(name: str, role: str, scope: str = "", mail: str = "") -> User:
    """Somebody with a role; reviewers have a name that no applicant may ever read."""
    user = User.objects.create_user(name, email=mail, first_name=name.title(), last_name=HIDDEN)
    return granted(user, role, scope)


def client_of(user: User | None) -> Client:
    """The browser of somebody, or of a visitor."""
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def reviewers(*more: str) -> list[User]:
    """Three academics, the first of them from the region of Kenya."""
    found = [person(f"rev{n}{''.join(more)}", Role.KSN, f"body:ksn{n}") for n in range(3)]
    granted(found[0], Role.RC, "country:UG")
    return found


def begin(client: Client | None = None, **other: Any) -> tuple[Thing, str]:
    """An application without an account: the thing and the address of its link."""
    answer = (client or Client()).post("/coalition/apply/", FIRST | other)
    assert answer.status_code == 201, answer.content.decode()
    return Thing.objects.get(kind="hub-application", title=other.get("title", FIRST["title"])), answer.context[
        "address"
    ]


def agree(address: str) -> None:
    """The Hub's consent and terms, by its link."""
    client = Client()
    version = client.get(address + "agree/").context["version"]
    data = {"consent": "on", "branding_terms": "on", "version": version}
    assert client.post(address + "agree/", data).status_code == 302


def screened(address: str, thing: Thing, steward: User) -> None:
    """Handed in and let through the screening."""
    assert Client().post(address + "hand-in/").status_code == 302
    data = {"eligible": "yes", "screening_note": "All there."}
    assert client_of(steward).post(f"/coalition/applications/{thing.serial}/screen/", data).status_code == 302


def ask(thing: Thing, steward: User, people: list[User]) -> None:
    """All asked, the first as the one from the region, and the review opened."""
    page = f"/coalition/applications/{thing.serial}/reviewers/"
    for number, user in enumerate(people):
        data = {"person": user.pk} | ({"from_region": "1"} if number == 0 else {})
        assert client_of(steward).post(page, data).status_code == 302
    assert go(steward, thing, "in-review").status_code == 302


def judge(thing: Thing, people: list[User], score: int, comment: str = "Comment of one") -> None:
    """All open reviews handed in with the same score."""
    for number, user in enumerate(people):
        row = Review.objects.get(thing=thing, reviewer=user, done=None)
        data = {f"q_{code}": str(score) for code in SCORES} | {"q_centre": "none"}
        data |= {"comment": f"{comment} {number}", "recommendation": "revise"}
        assert client_of(user).post(f"/coalition/reviews/{row.pk}/", data).status_code == 302


def go(user: User, thing: Thing, to: str, why: str = "", **cells: str) -> Any:
    """A move by the form."""
    thing.refresh_from_db()
    data = {"version": thing.version, "why": why, **cells}
    return client_of(user).post(f"/things/{thing.serial}/move/{to}/", data)
