"""The history in plain words, and who may read which of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.utils import timezone

from local2030.web.accounts.models import Grant, User
from local2030.web.history.blanking import blank_entry
from local2030.web.history.chain import append
from local2030.web.history.lines import history_of
from local2030.web.registry.models import ScopeOf, Thing

VISITOR = AnonymousUser()


def _thing(kind: str = "hub", serial: str = "HUB-001", audience: str = "public", made_by: Any = None) -> Thing:
    now = timezone.now()
    return Thing.objects.create(
        kind=kind, number=1, serial=serial, title="Hub of Kigali", audience=audience, made_by=made_by,
        state_since=now, made=now, changed=now,
    )  # fmt: skip


def _told(reader: Any, kind: str = "hub", id: str = "HUB-001") -> list[str]:
    return [str(line) for line in history_of(reader, kind, id)]


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ({"title": "Hub A"}, {"title": "Hub B"}, "Ana Mutua changed Title from Hub A to Hub B."),
        ({}, {"summary": "New"}, "Ana Mutua set In short to New."),
        ({"country": "KE"}, {}, "Ana Mutua cleared Country, which was KE."),
        ({"own_list": ["4", "11"]}, {"own_list": ["4"]}, "Ana Mutua changed own list from 4; 11 to 4."),
        ({"own_word": False}, {"own_word": True}, "Ana Mutua changed own word from no to yes."),
        ({"title": "A"}, {"title": "x" * 500}, f"Ana Mutua changed Title from A to {'x' * 199}…."),
    ],
)
def test_a_change_is_told_in_a_sentence(member: User, before: Any, after: Any, sentence: str) -> None:
    append(by=member, deed="change", kind="hub", id="HUB-001", before=before, after=after)
    assert _told(member) == [sentence]


def test_the_reason_stands_beside_the_change_and_the_newest_comes_first(member: User) -> None:
    _thing()
    append(by=member, deed="add", kind="hub", id="HUB-001", name="Hub of Kigali")
    append(
        by=None, deed="move", kind="hub", id="HUB-001", before={"state": "one"}, after={"state": "two"}, why="by date"
    )
    lines = history_of(member, "hub", "HUB-001")
    assert [str(line.sentences[0]) for line in lines] == [
        "The platform moved it from one to two.",
        "Ana Mutua added Hub of Kigali.",
    ]
    assert [line.why for line in lines] == ["by date", ""]
    assert len(history_of(member, "hub", "HUB-001", 1)) == 1


def test_visitors_are_told_what_happened_but_not_who_did_it(member: User) -> None:
    _thing()
    append(by=member, deed="add", kind="hub", id="HUB-001")
    assert _told(VISITOR) == ["A member of the Coalition added HUB-001."]


def test_what_is_for_members_owners_or_the_audit_is_told_to_these_only(member: User, steward: User) -> None:
    thing = _thing()
    ScopeOf.objects.create(thing=thing, scope="country:KE")
    for audience in ("public", "coalition", "inner", "audit"):
        append(by=None, deed="change", kind="hub", id="HUB-001", after={"summary": audience}, audience=audience)
    other = User.objects.create_user("eve")
    Grant.objects.create(user=other, role="RC", scope="country:UG")
    team = User.objects.create_user("tom")
    Grant.objects.create(user=team, role="RC", scope="country:KE")

    def seen(reader: Any) -> list[str]:
        return [str(line).rstrip(".").rpartition(" ")[2] for line in history_of(reader, "hub", "HUB-001")]

    assert seen(VISITOR) == ["public"]
    assert seen(User.objects.create_user("nobody")) == ["public"]
    assert seen(other) == ["coalition", "public"]
    assert seen(team) == ["inner", "coalition", "public"]
    assert seen(steward) == ["audit", "inner", "coalition", "public"]


def test_who_reviews_and_how_is_never_told_to_the_applicant(member: User, steward: User, other_member: User) -> None:
    _thing("hub-application", "APP-001", audience="inner", made_by=member)
    append(
        by=steward, deed="assign-review", kind="hub-application", id="APP-001", name="Ben of Mombasa", audience="audit"
    )
    append(by=other_member, deed="hand-in-review", kind="hub-application", id="APP-001", after={"scores": {"a": 2}},
           audience="audit")  # fmt: skip
    append(by=steward, deed="move", kind="hub-application", id="APP-001", before={"state": "in-review"},
           after={"state": "revise"}, audience="inner")  # fmt: skip
    told = history_of(member, "hub-application", "APP-001")
    assert [line.number for line in told] == [3]
    page = render_to_string("history/parts/lines.html", {"lines": told})
    assert "Ben" not in page
    assert "ben" not in page
    assert len(history_of(steward, "hub-application", "APP-001")) == 3
    assert _told(VISITOR, "hub-application", "APP-001") == []


def test_nothing_is_told_of_a_thing_that_the_reader_may_not_see(member: User) -> None:
    _thing(audience="inner")
    append(by=None, deed="add", kind="hub", id="HUB-001")  # public by mistake
    assert _told(VISITOR) == []


def test_a_blanked_content_is_told_as_such(member: User) -> None:
    entry = append(by=member, deed="change", kind="other", id="X-1", after={"contact": "Ruth Ada"})
    blank_entry(entry, "asked for")
    assert _told(member, "other", "X-1") == ["Ana Mutua did something to X-1; what it was has been blanked."]


def test_a_script_or_a_turned_name_in_a_value_does_nothing_to_the_page(member: User) -> None:
    append(by=member, deed="change", kind="other", id="X-1", after={"note": "<script>x</script> %(who)s %s", "b": "\u202eabc"},
           why="<b>why</b>")  # fmt: skip
    page = render_to_string("history/parts/lines.html", {"lines": history_of(member, "other", "X-1")})
    assert "<script>" not in page
    assert "<b>why" not in page
    assert "<bdi>&lt;script&gt;x&lt;/script&gt; %(who)s %s</bdi>" in page


def test_a_deed_without_a_sentence_is_still_told(member: User) -> None:
    append(by=member, deed="polish", kind="other", id="X-1")
    assert _told(member, "other", "X-1") == ["Ana Mutua did this to X-1: polish."]
