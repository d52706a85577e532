"""Applications at their edges: secret links, nominations, consent, spam, hostile texts, and what may be changed when."""

from __future__ import annotations

from typing import Any

import hub_journey as way
import pytest
from django.core import mail
from django.core.signing import Signer
from django.test import Client

from local2030.web.accounts.models import Role, User
from local2030.web.accounts.permissions import may, roles_over, visible
from local2030.web.coalition import applying, links
from local2030.web.coalition.letters import mail as send_mail
from local2030.web.coalition.links import AccessLink, holder_of
from local2030.web.registry import changing
from local2030.web.registry.models import Review, Thing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mails(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def undp() -> Thing:
    return changing.add(None, "entity", {"title": "UNDP", "full_name": "UN Development Programme"}, key="undp")


@pytest.fixture
def focal(undp: Thing) -> User:
    return way.person("focal", Role.UN, "entity:undp", "focal@undp.example")


def test_the_holder_of_a_link_is_owner_of_that_one_application_and_a_visitor_to_all_else() -> None:
    thing, address = way.begin()
    other, _address = way.begin(title="Another")
    inner = changing.add(None, "commitment", {"title": "Inside", "audience": "coalition"})
    found = holder_of(_token(address))
    assert found is not None
    holder = found[0]
    assert roles_over(holder, thing) == {"owner"} and roles_over(holder, other) == frozenset()
    assert may(holder, "read", thing) and may(holder, "change", thing)
    assert not any(may(holder, deed, thing) for deed in ("screen", "assign", "review", "decide", "export", "comment"))
    assert not may(holder, "read", other) and not may(holder, "read", inner) and not may(holder, "add", "hub")
    assert list(visible(holder, Thing.objects.filter(kind="hub-application"))) == [thing]
    assert list(visible(holder, Thing.objects.filter(kind="commitment"))) == []


def test_only_the_hash_of_a_token_is_kept_and_a_made_up_one_asks_nothing_of_the_store(
    django_assert_num_queries: Any,
) -> None:
    _thing, address = way.begin()
    token = _token(address)
    row = AccessLink.objects.get()
    assert token not in str(vars(row)) and len(row.hash) == 64
    with django_assert_num_queries(0):
        for wrong in ("x", token[:-1] + ("A" if token[-1] != "A" else "B"), token.partition(".")[0], "a.b", "é.é"):
            assert holder_of(wrong) is None
    assert holder_of(Signer(salt=links.SALT, sep=".").sign("never-given-out")) is None
    for rest in ("", "agree/", "write/who/", "letters/1.pdf"):
        assert Client().get(f"/coalition/apply/made.up/{rest}").status_code == 404


def test_a_new_link_ends_the_one_before_and_goes_to_the_same_address_only(
    steward: User, django_capture_on_commit_callbacks: Any
) -> None:
    thing, address = way.begin()
    with django_capture_on_commit_callbacks(execute=True):
        assert way.client_of(steward).post(f"/coalition/applications/{thing.serial}/link/").status_code == 302
    assert Client().get(address).status_code == 404
    (message,) = mail.outbox
    assert message.to == [way.FIRST["contact_mail"]] and "/coalition/apply/" in message.body
    stranger = way.person("stranger", Role.DON)
    assert way.client_of(stranger).post(f"/coalition/applications/{thing.serial}/link/").status_code == 404


def test_pages_behind_a_link_are_kept_by_no_cache_and_listed_nowhere() -> None:
    _thing, address = way.begin()
    answer = Client().get(address)
    assert "no-store" in answer.headers["Cache-Control"] and answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_a_nomination_goes_nowhere_without_the_word_of_the_hub_itself(
    focal: User, django_capture_on_commit_callbacks: Any
) -> None:
    undp = Thing.objects.get(kind="entity")
    with django_capture_on_commit_callbacks(execute=True):
        answer = way.client_of(focal).post("/coalition/apply/nominate/", way.FIRST | {"nominator": undp.serial})
    assert answer.status_code == 302
    thing = Thing.objects.get(kind="hub-application")
    page = f"/coalition/applications/{thing.serial}/"
    token = mail.outbox[0].body.rpartition("/coalition/apply/")[2].strip("/\n ")
    shown = way.client_of(focal).get(thing.get_absolute_url()).content.decode()
    assert token not in shown and "agreed yet" in shown
    assert way.client_of(focal).get(page + "agree/").status_code in (403, 404)
    assert way.client_of(focal).post(page + "hand-in/").status_code == 409
    yes = {"consent": "yes", "branding_terms": "yes"}
    changing.change(focal, thing, yes, "", Thing.objects.get(pk=thing.pk).version)  # the form and the API read alike
    thing.refresh_from_db()
    assert "consent" not in thing.fields
    with pytest.raises(Exception, match="agree"):
        applying.agree(focal, thing, True, True, thing.version)
    way.agree(f"/coalition/apply/{token}/")
    assert way.client_of(focal).post(page + "hand-in/").status_code == 302


def test_who_nominates_can_name_neither_the_own_address_nor_another_entity(focal: User) -> None:
    other = changing.add(None, "entity", {"title": "UNICEF", "full_name": "Children's Fund"}, key="unicef")
    undp = Thing.objects.get(key="undp")
    client = way.client_of(focal)
    own = client.post("/coalition/apply/nominate/", way.FIRST | {"nominator": undp.serial, "contact_mail": focal.email})
    assert own.status_code == 422 and "not your own" in own.content.decode()
    assert client.post("/coalition/apply/nominate/", way.FIRST | {"nominator": other.serial}).status_code == 422
    assert Client().get("/coalition/apply/nominate/").status_code in (302, 403)
    assert not Thing.objects.filter(kind="hub-application").exists()


def test_many_applications_from_one_place_are_refused_and_leave_nothing_behind() -> None:
    for number in range(links.AN_HOUR_FROM_ONE_PLACE):
        way.begin(title=f"Hub {number}")
    answer = Client().post("/coalition/apply/", way.FIRST)
    assert answer.status_code == 429
    assert Thing.objects.filter(kind="hub-application").count() == links.AN_HOUR_FROM_ONE_PLACE
    assert Client().post("/coalition/apply/", way.FIRST, REMOTE_ADDR="203.0.113.9").status_code == 201


@pytest.mark.parametrize(
    "wrong",
    [
        {"fax": "filled in"},
        {"title": ""},
        {"country": "ZZ"},
        {"title": "x" * 501},
        {"motivation": "x" * 5000},
        {"contact_mail": "not-an-address"},
        {"contact_mail": "a@b.example\nBcc: all@b.example"},
        {"contact_mail": "a@b.example, c@d.example"},
    ],
)
def test_what_no_honest_hub_would_hand_in_is_refused_and_no_mail_goes_out(
    wrong: dict[str, str], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert Client().post("/coalition/apply/", way.FIRST | wrong).status_code == 422
    assert not Thing.objects.filter(kind="hub-application").exists() and mail.outbox == []


def test_a_line_break_in_a_name_reaches_no_header_of_a_mail(
    steward: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        thing, address = way.begin(title="Hub", contact_name="Ann\r\nBcc: x@y.example")
        Thing.objects.filter(pk=thing.pk).update(title="Hub\r\nBcc: all@b.example")
        way.agree(address)
        assert Client().post(address + "hand-in/").status_code == 302
    assert len(mail.outbox) == 2
    for message in mail.outbox:
        sent = message.message()
        assert sent["Bcc"] is None and "\n" not in str(message.subject) and message.to == [way.FIRST["contact_mail"]]
    assert send_mail("a@b.example\nBcc: c@d.example", "x", "y") is False
    assert send_mail("a@b.example", "x\ny", "y") is False


def test_scripts_in_every_text_are_shown_as_text_on_each_page(steward: User) -> None:
    script = "<script>alert(1)</script>"
    texts = dict.fromkeys(("title", "place", "host", "motivation", "contact_name"), script)
    thing, address = way.begin(**texts)
    way.agree(address)
    way.screened(address, thing, steward)
    people = way.reviewers()
    way.ask(thing, steward, people)
    way.judge(thing, people, 4, script)
    way.go(steward, thing, "recommended")
    chair = way.person("chair", Role.SC)
    review = Review.objects.filter(thing=thing).first()
    assert review is not None
    base = f"/coalition/applications/{thing.serial}/"
    for user, page in (
        (None, address), (None, address + "write/who/"), (steward, thing.get_absolute_url()),
        (steward, base + "screen/"), (steward, base + "reviewers/"), (chair, base + "decide/"),
        (review.reviewer, f"/coalition/reviews/{review.pk}/"), (review.reviewer, "/coalition/reviews/"),
    ):  # fmt: skip
        answer = way.client_of(user).get(page)
        assert answer.status_code == 200 and script not in answer.content.decode(), page


def test_an_application_is_open_for_changes_only_as_long_as_it_lies_with_the_applicant(steward: User) -> None:
    thing, address = way.begin()
    way.agree(address)
    found = holder_of(_token(address))
    assert found is not None
    for state, is_open in (
        ("draft", True), ("incomplete", True), ("revise", True), ("submitted", False), ("in-review", False),
        ("recommended", False), ("formalized", False),
    ):  # fmt: skip
        Thing.objects.filter(pk=thing.pk).update(state=state)
        thing.refresh_from_db()
        if is_open:
            changing.change(found[0], thing, {"host": f"Host {state}"}, "", thing.version)
        else:
            with pytest.raises(changing.Unfit):
                changing.change(found[0], thing, {"host": "Late"}, "", thing.version)
            with pytest.raises(changing.Unfit):
                applying.agree(found[0], thing, False, False, thing.version)


def test_two_who_hold_one_link_lose_nothing_to_each_other() -> None:
    thing, address = way.begin()
    first = Client().get(address + "write/who/").context["version"]
    data = {name: way.FIRST[name] for name in applying.SECTIONS["who"]}
    assert Client().post(address + "write/who/", data | {"host": "One", "version": first}).status_code == 302
    second = Client().post(address + "write/who/", data | {"host": "Two", "version": first})
    assert second.status_code == 409 and 'value="Two"' in second.content.decode()
    thing.refresh_from_db()
    assert thing.fields["host"] == "One"


def test_a_section_changes_its_own_columns_and_no_other() -> None:
    thing, address = way.begin()
    data = {name: way.FIRST[name] for name in applying.SECTIONS["who"]}
    hostile = {"eligible": "yes", "exception": "x", "consent": "yes", "state": "accepted", "motivation": "Other"}
    assert Client().post(address + "write/who/", data | hostile | {"version": thing.version}).status_code == 302
    thing.refresh_from_db()
    assert thing.state == "draft" and not {"eligible", "exception", "consent"} & thing.fields.keys()
    assert thing.fields["motivation"] == way.FIRST["motivation"]
    assert Client().get(address + "write/terms/").status_code == 404


def test_withdrawing_asks_why_and_ends_it() -> None:
    thing, address = way.begin()
    assert Client().post(address + "withdraw/", {"why": " "}).status_code == 422
    assert Client().post(address + "withdraw/", {"why": "We join another Hub."}).status_code == 302
    thing.refresh_from_db()
    assert thing.state == "withdrawn"
    assert Client().post(address + "hand-in/").status_code == 409


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"q_gap": "6"}, 422), ({"q_gap": "0"}, 422), ({"q_gap": "3.5"}, 422), ({"recommendation": "maybe"}, 422),
        ({f"q_{name}": "none" for name in way.SCORES}, 422), ({"comment": ""}, 422), ({}, 302),
    ],
)  # fmt: skip
def test_a_review_takes_only_scores_on_the_scale(changed: dict[str, str], code: int, steward: User) -> None:
    thing, address = way.begin()
    way.agree(address)
    way.screened(address, thing, steward)
    people = way.reviewers()
    way.ask(thing, steward, people)
    row = Review.objects.get(reviewer=people[0])
    data = {f"q_{name}": "4" for name in way.SCORES} | {"comment": "Good", "recommendation": "accept"} | changed
    client = way.client_of(people[0])
    assert client.post(f"/coalition/reviews/{row.pk}/", data).status_code == code
    row.refresh_from_db()
    assert (row.done is not None) == (code == 302)
    if code == 302:  # once and for all
        again = client.post(f"/coalition/reviews/{row.pk}/", data | {"q_gap": "1"})
        assert again.status_code == 422 and Review.objects.get(pk=row.pk).scores["gap"] == 4


def test_a_reviewer_who_declares_a_conflict_is_out_and_another_can_be_asked(steward: User) -> None:
    thing, address = way.begin()
    way.agree(address)
    way.screened(address, thing, steward)
    people = way.reviewers()
    way.ask(thing, steward, people)
    row = Review.objects.get(reviewer=people[1])
    client = way.client_of(people[1])
    assert client.post(f"/coalition/reviews/{row.pk}/", {"conflict": "1", "why": "My cousin."}).status_code == 302
    assert client.get(f"/coalition/reviews/{row.pk}/").status_code == 404
    assert client.get(thing.get_absolute_url()).status_code == 404
    spare = way.person("spare", Role.KSN, "body:spare")
    page = f"/coalition/applications/{thing.serial}/reviewers/"
    assert way.client_of(steward).post(page, {"person": spare.pk}).status_code == 302
    way.judge(thing, [people[0], people[2], spare], 4)
    assert way.go(steward, thing, "recommended").status_code == 302


def _token(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]


def test_an_applicant_can_tie_the_application_to_no_hub_that_it_would_become(steward: User) -> None:
    prospective = changing.add(None, "hub", {"title": "Another's", "place": "Kisumu", "country": "KE"})
    applicant = way.person("hana", Role.HUB, "hub:kisumu")
    assert way.client_of(applicant).post("/coalition/apply/", way.FIRST).status_code == 302
    thing = Thing.objects.get(kind="hub-application")
    data = {"relation": "becomes", "other": prospective.serial, "note": ""}
    assert way.client_of(applicant).post(f"/things/{thing.serial}/links/", data).status_code == 422
    way.client_of(applicant).post(
        f"/api/v1/coalition/things/{thing.serial}/links", data, "application/json"
    )  # whatever the answer
    page = f"/coalition/applications/{thing.serial}/screen/"
    assert way.client_of(applicant).post(page, {"hub": prospective.serial}).status_code == 403
    assert not thing.links.exists()
    assert way.client_of(steward).post(page, {"hub": prospective.serial}).status_code == 302
    assert thing.links.get().other == prospective
    assert way.client_of(steward).post(page, {"hub": "HUB-999"}).status_code == 404
    assert way.client_of(steward).post(page, {"hub": ""}).status_code == 302
    assert not thing.links.exists()


def test_no_token_stands_in_a_line_of_the_log() -> None:
    import logging

    from local2030.web.logs import NoSecretLinks

    _thing, address = way.begin()
    for text, args in (("%s: %s", ("Conflict", address + "hand-in/")), (f"Not Found: {address}x/", ())):
        record = logging.LogRecord("django.request", logging.WARNING, "", 1, text, args, None)
        assert NoSecretLinks().filter(record)
        assert _token(address) not in record.getMessage() and "/coalition/apply/…/" in record.getMessage()
    plain = logging.LogRecord("x", logging.WARNING, "", 1, "%s: %s", ("Not Found", "/coalition/apply/nominate/"), None)
    assert NoSecretLinks().filter(plain) and plain.getMessage() == "Not Found: /coalition/apply/nominate/"
