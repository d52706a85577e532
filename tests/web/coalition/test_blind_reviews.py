"""Who applies learns neither who reviews nor how, through whichever door: pages, files, API, search, history, mails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import hub_journey as way
import pypdfium2
import pytest
from django.core import mail
from django.test import Client
from django.urls import get_resolver

from local2030.web.accounts.models import Role, User
from local2030.web.coalition.application_pages import sees_scores
from local2030.web.coalition.links import holder_of
from local2030.web.coalition.models import Letter
from local2030.web.registry.models import Review, Thing
from local2030.web.registry.reviewing import reviews_for

pytestmark = pytest.mark.django_db
COMMENT = "Quietly doubtful"
# What only a reviewer's hand could have brought in: names, accounts, comments, the word for below the threshold.
TRACES = re.compile(rf"{way.HIDDEN}|rev\d|{COMMENT}|threshold is|Below the threshold|reviews are in", re.I)


@pytest.fixture
def applicant(db: Any) -> User:
    """Somebody of a Hub who applies under an account."""
    return User.objects.create_user("hana", first_name="Hana", last_name="Kariuki", email="hana@hub.example")


@pytest.fixture
def in_review(steward: User, applicant: User, settings: Any, django_capture_on_commit_callbacks: Any) -> Thing:
    """An application of the account, with three reviews handed in and below the threshold."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    way.granted(applicant, Role.HUB, "hub:kisumu")
    with django_capture_on_commit_callbacks(execute=True):
        answer = way.client_of(applicant).post("/coalition/apply/", way.FIRST)
        assert answer.status_code == 302
        thing = Thing.objects.get(kind="hub-application")
        base = f"/coalition/applications/{thing.serial}/"
        data = {"consent": "on", "branding_terms": "on", "version": thing.version}
        assert way.client_of(applicant).post(base + "agree/", data).status_code == 302
        assert way.client_of(applicant).post(base + "hand-in/").status_code == 302
        screen = {"eligible": "yes", "screening_note": "All there."}
        assert way.client_of(steward).post(base + "screen/", screen).status_code == 302
        people = way.reviewers()
        for number, user in enumerate(people):
            user.email = f"rev{number}@{way.HIDDEN.lower()}.example"
            user.save()
        way.ask(thing, steward, people)
        way.judge(thing, people, 2, COMMENT)
    thing.refresh_from_db()
    return thing


def test_no_door_that_an_applicant_can_open_shows_a_trace_of_a_review(in_review: Thing, applicant: User) -> None:
    for client in (way.client_of(applicant), Client()):
        for address, answer in _doors(client, in_review):
            assert not TRACES.search(answer), (address, TRACES.search(answer))


def test_the_same_doors_show_it_to_the_secretariat_so_the_test_can_fail(in_review: Thing, steward: User) -> None:
    told = " ".join(answer for _address, answer in _doors(way.client_of(steward), in_review))
    assert way.HIDDEN in told and "Below the threshold" in told


def test_pages_answer_the_same_before_and_after_a_review_is_handed_in(in_review: Thing, applicant: User) -> None:
    client = way.client_of(applicant)
    first, before = ({a: _without_tokens(answer) for a, answer in _doors(client, in_review)} for _turn in range(2))
    Review.objects.filter(thing=in_review).delete()
    after = {address: _without_tokens(answer) for address, answer in _doors(client, in_review)}
    changing = {address for address in before if before[address] != first[address]}  # clocks, logs of exports
    assert len(changing) < 15 and not any(in_review.serial in a for a in changing if "export" not in a), changing
    changing.add("/health")  # room on the disk, as it is at the moment
    assert [address for address in before if before[address] != after[address] and address not in changing] == []


def test_a_review_page_is_there_for_its_reviewer_alone(in_review: Thing, applicant: User, steward: User) -> None:
    reviews = list(Review.objects.order_by("pk"))
    for row in (*reviews, None):
        address = f"/coalition/reviews/{row.pk if row else 10**9}/"
        for user in (applicant, steward):
            assert way.client_of(user).get(address).status_code == 404
        assert Client().get(address).status_code == 302
    mine, other = reviews[0], reviews[1]
    page = way.client_of(mine.reviewer).get(f"/coalition/reviews/{mine.pk}/").content.decode()
    assert f"{COMMENT} 0" in page and f"{COMMENT} 1" not in page
    assert way.client_of(mine.reviewer).get(f"/coalition/reviews/{other.pk}/").status_code == 404


def test_a_reviewer_sees_no_other_review_by_any_door_not_even_after_the_decision(
    in_review: Thing, steward: User
) -> None:
    one = Review.objects.order_by("pk").first()
    assert one is not None
    others = [review.reviewer.username for review in Review.objects.exclude(pk=one.pk)]
    client = way.client_of(one.reviewer)
    for _turn in range(2):
        for address, answer in _doors(client, in_review):
            assert not any(name in answer.casefold() for name in others), address
            assert f"{COMMENT} 1" not in answer and f"{COMMENT} 2" not in answer, address
            assert "wanjiku" not in answer, address  # nor whom to write to
        assert reviews_for(one.reviewer, in_review) == [one]
        assert way.go(steward, in_review, "not-recommended", "Below.").status_code == (302 if not _turn else 409)
        in_review.refresh_from_db()


def test_mails_to_the_applicant_and_to_reviewers_name_no_reviewer(in_review: Thing) -> None:
    assert len(mail.outbox) == 4  # the letter that it came in, and three who are asked
    for message in mail.outbox:
        own = re.match(r"rev\d", message.to[0])
        told = f"{message.subject} {message.body} {message.extra_headers} {message.cc} {message.bcc}"
        assert len(message.to) == 1 and not TRACES.search(told), told
        assert own or message.to == [way.FIRST["contact_mail"]]


def test_comments_reach_the_applicant_after_the_decision_without_names_in_an_order_that_tells_nothing(
    in_review: Thing, applicant: User, steward: User
) -> None:
    assert way.go(steward, in_review, "not-recommended", "Below what is asked.").status_code == 302
    page = way.client_of(applicant).get(in_review.get_absolute_url()).content.decode()
    assert f"{COMMENT} 0" in page and way.HIDDEN not in page and "Mean" not in page
    assert page.index(f"{COMMENT} 0") < page.index(f"{COMMENT} 1") < page.index(f"{COMMENT} 2")


def test_letters_name_the_office_in_their_metadata_and_no_person(
    in_review: Thing, applicant: User, steward: User
) -> None:
    way.go(steward, in_review, "revise", "Show results.")
    client = way.client_of(applicant)
    for letter in Letter.objects.filter(thing=in_review):
        answer = client.get(f"/coalition/applications/{in_review.serial}/letters/{letter.pk}.pdf")
        assert answer.status_code == 200 and not TRACES.search(answer.headers["Content-Disposition"])
        document = pypdfium2.PdfDocument(answer.content)
        about = document.get_metadata_dict()
        assert about["Author"] == "local2030" and steward.shown_name not in str(about)
        text = "".join(document[n].get_textpage().get_text_range() for n in range(len(document)))
        assert in_review.serial in text and not TRACES.search(text + str(about))
        assert steward.shown_name not in text
        assert Client().get(answer.wsgi_request.path).status_code == 404


def test_a_refused_move_tells_the_applicant_nothing_about_reviews(in_review: Thing, applicant: User) -> None:
    for to in ("recommended", "revise", "not-recommended", "accepted"):
        answer = way.go(applicant, in_review, to, "Please", exception="Now", gap_note="All")
        assert answer.status_code in (403, 404, 409) and not TRACES.search(answer.content.decode())
        assert "review" not in str((answer.context and answer.context.get("refused")) or "").casefold()


def test_who_reviews_may_not_open_the_page_of_reviewers_and_who_claims_may_not_judge(
    in_review: Thing, applicant: User, steward: User
) -> None:
    way.granted(applicant, Role.SEC)
    applicant = User.objects.get(pk=applicant.pk)
    for page in ("screen", "reviewers"):
        assert way.client_of(applicant).get(f"/coalition/applications/{in_review.serial}/{page}/").status_code == 403
    assert not sees_scores(applicant, in_review) and reviews_for(applicant, in_review) == []
    assert not TRACES.search(way.client_of(applicant).get(in_review.get_absolute_url()).content.decode())
    one = Review.objects.filter(thing=in_review).first()
    assert one is not None
    way.granted(one.reviewer, Role.SEC)
    page = f"/coalition/applications/{in_review.serial}/reviewers/"
    assert way.client_of(User.objects.get(pk=one.reviewer.pk)).get(page).status_code == 403


def test_the_holder_of_a_link_sees_no_trace_either(steward: User) -> None:
    thing, address = way.begin()
    way.agree(address)
    way.screened(address, thing, steward)
    people = way.reviewers()
    way.ask(thing, steward, people)
    way.judge(thing, people, 2, COMMENT)
    assert not TRACES.search(Client().get(address).content.decode())
    found = holder_of(address.rstrip("/").rpartition("/")[2])
    assert found is not None and reviews_for(found[0], thing) == [] and not sees_scores(found[0], thing)


def _doors(client: Client, thing: Thing) -> Iterator[tuple[str, str]]:
    """Every address of the site that can be filled in for the application, with its answer and headers."""
    for address in _addresses(thing):
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[arg-type]
        headers = {name: value for name, value in answer.headers.items() if name not in ("Set-Cookie", "X-Request-ID")}
        yield address, f"{answer.status_code} {headers} {body.decode('utf-8', 'replace')}"


FILLED = {
    "subject": "coalition",
    "slug": "hub-applications",
    "to": "recommended",
    "section": "who",
    "kind": "hub-application",
}
CLOSED = re.compile(
    "/marker/|openapi|offer|steering|responsib|tracker|log-?out|sign-?out|sign-?in|login|metrics|token>|/social/|oidc"
)


def _addresses(thing: Thing) -> list[str]:
    """All of the site's addresses without arguments or with those that the application fills, in each form of a file."""
    found = {f"/search/?q={word}" for word in ("kisumu", "doubtful", thing.serial)}
    found |= {f"/history/?q={thing.serial}", f"/coalition/hub-applications/?q={thing.serial}"}
    for route in _routes(get_resolver().url_patterns, "/"):
        for form in ("csv", "xlsx", "json") if re.search("<[^>]*(?:form|format|suffix|ending)>", route) else ("",):
            address = re.sub("<[^>]*(?:form|format|suffix|ending)>", form, route)
            for name, value in ({"serial": thing.serial} | FILLED).items():
                address = re.sub(f"<(?:[a-z]+:)?{name}>", value, address)
            if "<" not in address and not CLOSED.search(route):
                found.add(address)
    return sorted(found)


def _routes(patterns: Any, before: str) -> Iterator[str]:
    for item in patterns:
        route = getattr(item.pattern, "_route", None)
        if route is None:
            continue
        if hasattr(item, "url_patterns"):
            yield from _routes(item.url_patterns, before + route)
        else:
            yield before + route


def test_the_doors_of_the_test_are_those_of_the_site(in_review: Thing) -> None:
    addresses = _addresses(in_review)
    assert len(addresses) > 60
    for part in (f"/things/{in_review.serial}/", "/coalition/hub-applications/", "/history/", "/search/?q=doubtful",
                 f"/api/v1/coalition/things/{in_review.serial}", f"/coalition/applications/{in_review.serial}/reviewers/"):  # fmt: skip
        assert part in addresses


def _without_tokens(text: str) -> str:
    """Without what differs from one answer to the next anyway."""
    text = re.sub(r'name="(?:csrfmiddlewaretoken|once)" value="[\w-]+"', "", text)
    return re.sub(r"'(?:Expires|Last-Modified|Date)': '[^']*'", "", text)
