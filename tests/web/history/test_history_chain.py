"""The chain: gapless, linked, and any change behind its back is found at the right entry."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from chains import a_chain, run
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from local2030.web.history.blanking import blank_entry, blank_person
from local2030.web.history.chain import ChainHead, Deed, append, append_many, chain_head
from local2030.web.history.hashing import GENESIS, VERSION, canonical, content_hash, entry_hash, moment
from local2030.web.history.models import Content, Entry, Head
from local2030.web.history.proof import Verdict, verify

SPINE = ("number", "at", "by_id", "deed", "kind", "serial", "act", "audience", "content_hash", "previous", "hash")
CONTENT = ("salt", "text", "blanked_at")


def test_an_empty_history_is_whole(db: Any) -> None:
    assert verify() == Verdict(0, True, None, GENESIS)
    assert chain_head() == ChainHead(0, GENESIS)


def test_numbers_follow_without_a_gap_and_each_entry_holds_the_hash_before(member: Any) -> None:
    last = a_chain(member)
    rows = list(Entry.objects.order_by("number"))
    assert [row.number for row in rows] == list(range(1, last + 1))
    assert [row.previous for row in rows] == [GENESIS, *(row.hash for row in rows[:-1])]
    assert chain_head() == (last, rows[-1].hash)
    assert verify() == Verdict(last, True, None, rows[-1].hash)


def test_a_stranger_can_take_every_hash_again_from_the_words_of_the_docs(member: Any) -> None:
    a_chain(member)
    for row in Entry.objects.select_related("content"):
        if row.content.blanked_at is None:
            said = f"{VERSION}\n{row.content.salt}\n{row.content.text}"
            assert hashlib.sha256(said.encode()).hexdigest() == row.content_hash
        at = row.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
        spine = [row.number, at, row.by_id or "", row.deed, row.kind, row.serial, row.act, row.audience]
        spine += [row.content_hash, row.previous]
        line = json.dumps([VERSION, *map(str, spine)], ensure_ascii=False, separators=(",", ":"))
        assert hashlib.sha256(line.encode()).hexdigest() == row.hash


@given(st.lists(st.text(), min_size=10, max_size=10))
def test_the_line_that_is_hashed_is_json(texts: list[str]) -> None:
    line = json.dumps([VERSION, *texts], ensure_ascii=False, separators=(",", ":"))
    assert entry_hash(texts) == hashlib.sha256(line.encode("utf-8", "backslashreplace")).hexdigest()


@settings(max_examples=40)
@given(st.dictionaries(st.text(), st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists)))
def test_a_content_has_one_way_to_be_written_and_is_read_back(values: dict[str, Any]) -> None:
    text = canonical(values)
    assert json.loads(text) == values
    assert canonical(dict(reversed(values.items()))) == text
    assert text.encode()
    assert content_hash("a", text) != content_hash("b", text)


def test_times_are_hashed_alike_whatever_their_zone_and_however_the_store_keeps_them() -> None:
    at = datetime(2026, 11, 23, 5, 4, 3, tzinfo=UTC)
    assert moment(at) == moment("2026-11-23 05:04:03") == "2026-11-23 05:04:03.000000"
    assert moment(at.astimezone(__import__("zoneinfo").ZoneInfo("Asia/Kathmandu"))) == moment(at)


def test_what_was_rolled_back_leaves_no_gap(db: Any) -> None:
    append(by=None, deed="add", kind="hub", id="HUB-001")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        append_many(Deed(None, "add", "hub", str(n)) for n in range(3))
        raise ZeroDivisionError
    assert append(by=None, deed="add", kind="hub", id="HUB-002").number == 2
    assert verify().ok


def test_a_hundred_thousand_rows_take_few_queries(db: Any) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        made = append_many(Deed(None, "add", "hub", str(n), after={"title": "x"}) for n in range(12_000))
    assert made == range(1, 12_001)
    assert len(asked) <= 10
    assert len(set(Entry.objects.values_list("act", flat=True))) == 1
    assert verify().entries == 12_000


def test_nothing_appended_changes_nothing(db: Any) -> None:
    assert append_many([]) == range(1, 1)
    assert verify().ok


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_stored_value_that_is_altered_is_found_where_it_is(member: Any, other_member: Any, data: Any) -> None:
    if not Entry.objects.exists():
        a_chain(member)
    number = data.draw(st.integers(1, 8))
    column = data.draw(st.sampled_from((*SPINE, *CONTENT)))
    table, key = ("history_content", "entry_id") if column in CONTENT else ("history_entry", "number")
    with transaction.atomic():
        now = (Content if column in CONTENT else Entry).objects.filter(pk=number).values_list(column, flat=True).get()
        run(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", _other(column, now, other_member, data), number)
        verdict = verify()
        transaction.set_rollback(True)
    assert (verdict.ok, verdict.first_broken) == (False, number)
    assert verify().ok


def _other(column: str, now: Any, person: Any, data: Any) -> Any:
    if column == "number":
        return data.draw(st.integers(9, 2**62))
    if column == "by_id":
        return data.draw(st.sampled_from([v for v in (None, person.pk, 0) if v != now]))
    if column in ("at", "blanked_at"):
        moved = (now or datetime(2026, 1, 1, tzinfo=UTC)) + timedelta(microseconds=data.draw(st.integers(1, 10**12)))
        other = data.draw(st.sampled_from([moved, None])) if column == "blanked_at" and now else moved
        return connection.ops.adapt_datetimefield_value(other)
    letters = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=16)
    return data.draw(letters.filter(lambda text: text != now))


@pytest.mark.parametrize("written", ["", "soon", "2026-13-45 00:00:00", "2026-01-01 00:00:00.1"])
def test_a_time_that_is_none_is_found_where_it_is(member: Any, written: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the server keeps nothing but times there")
    a_chain(member)
    run("UPDATE history_entry SET at = %s WHERE number = 4", written)
    assert verify().first_broken == 4


@pytest.mark.parametrize("number", range(1, 9))
def test_a_removed_entry_is_missed(member: Any, number: int) -> None:
    last = a_chain(member)
    run("DELETE FROM history_content WHERE entry_id = %s", number)
    run("DELETE FROM history_entry WHERE number = %s", number)
    verdict = verify()
    assert (verdict.entries, verdict.ok, verdict.first_broken) == (last - 1, False, number)


def test_entries_cut_off_the_end_are_missed_even_with_the_head_put_back_if_it_was_kept_elsewhere(member: Any) -> None:
    a_chain(member)
    printed = chain_head()
    for table, key in (("content", "entry_id"), ("entry", "number")):
        run(f"DELETE FROM history_{table} WHERE {key} > 5")
    run("DELETE FROM history_content WHERE entry_id = 3")
    assert verify().first_broken == 3
    run("DELETE FROM history_entry WHERE number > 2")
    run("DELETE FROM history_content WHERE entry_id > 2")
    assert (verify().ok, verify().first_broken) == (False, 3)
    second = Entry.objects.get(number=2)
    Head.objects.update(number=2, hash=second.hash)
    assert verify().ok
    assert verify(outside=str(printed)).first_broken == 3
    assert verify(outside=printed.hash).first_broken == 3
    assert verify(outside=f"1:{second.previous}").ok
    assert verify(outside=second.previous.upper()).ok


def test_a_whole_chain_written_anew_is_found_by_a_head_kept_elsewhere(member: Any) -> None:
    a_chain(member)
    printed = chain_head()
    for table in ("content", "entry", "head"):
        run(f"DELETE FROM history_{table}")
    a_chain(member)
    assert verify().ok
    verdict = verify(outside=printed)
    assert (verdict.ok, verdict.first_broken) == (False, printed.number)


def test_an_entry_added_past_the_head_is_found(member: Any) -> None:
    last = a_chain(member)
    kept = Head.objects.get()
    append(by=None, deed="add", kind="hub", id="forged")
    Head.objects.update(number=kept.number, hash=kept.hash)
    assert (verify().ok, verify().first_broken) == (False, last + 1)


def test_two_entries_that_changed_places_are_found(member: Any) -> None:
    a_chain(member)
    for old, new in ((2, 99), (5, 2), (99, 5)):
        run("UPDATE history_entry SET number = %s WHERE number = %s", new, old)
        run("UPDATE history_content SET entry_id = %s WHERE entry_id = %s", new, old)
    assert verify().first_broken == 2


def test_a_head_that_was_altered_or_lost_is_found(member: Any) -> None:
    last = a_chain(member)
    Head.objects.update(hash="0" * 64)
    assert verify().first_broken == last
    run("DELETE FROM history_head")
    assert not verify().ok


def test_a_lost_content_is_found_and_so_is_one_blanked_in_silence(member: Any) -> None:
    a_chain(member)
    with transaction.atomic():
        run("DELETE FROM history_content WHERE entry_id = 4")
        assert verify().first_broken == 4
        transaction.set_rollback(True)
    Content.objects.filter(entry_id=4).update(text="", salt="", blanked_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert verify().first_broken == 4


def test_a_blanked_content_is_gone_and_the_chain_still_proves(member: Any) -> None:
    entry = append(by=member, deed="change", kind="hub", id="HUB-001", after={"contact": "Ruth Ada, 0721 000000"})
    before = verify()
    blank_entry(entry, "the person asked", by=member)
    blank_entry(entry, "a second time does nothing")
    entry.content.refresh_from_db()
    assert (entry.content.text, entry.content.salt, entry.content.plain) == ("", "", {})
    said = Entry.objects.get(number=2)
    assert (said.deed, said.kind, said.serial, said.content.plain) == (
        "blank",
        "entry",
        "1",
        {"why": "the person asked"},
    )
    assert verify() == Verdict(2, True, None, said.hash)
    assert verify(outside=before.head).ok


def test_all_that_the_history_says_of_a_person_can_be_blanked(member: Any, steward: Any) -> None:
    member.email = "ana@example.org"
    member.save()
    append(by=steward, deed="invite", kind="user", id=str(member.pk), after={"role": "RC"})
    append(by=steward, deed="assign-review", kind="hub-application", id="APP-001", name="Ana Mutua", audience="audit")
    append(by=steward, deed="change", kind="hub", id="HUB-001", after={"contact": "Write to ANA@example.org"})
    append(by=steward, deed="change", kind="hub", id="HUB-002", after={"title": "Anatomy of a Hub, not of ana"})
    append(by=member, deed="change", kind="hub", id="HUB-003", after={"title": "Kept"})
    append(by=steward, deed="change", kind="hub", id="HUB-004", after={"contact": "Anita Mbeki"})
    member.aliases.create(alias="Anita Mbeki")
    assert blank_person(member, "article 17", by=steward) == 4
    left = {row.serial for row in Entry.objects.filter(content__blanked_at=None).exclude(kind="entry")}
    assert left == {"HUB-002", "HUB-003"}
    assert not Content.objects.filter(text__icontains="mutua").exists()
    assert verify().ok
    assert blank_person(member) == 0


def test_half_a_letter_that_was_kept_is_shown_as_a_mark(member: Any) -> None:
    append(by=member, deed="change", kind="hub", id="HUB-001", after={"title": "a\ud800b"}, why="c\udfff")
    said = Content.objects.get().plain
    assert (said["after"]["title"], said["why"]) == ("a?b", "c?")
    assert verify().ok


def test_a_sign_in_name_of_several_words_is_found_as_people_write_it(member: Any, steward: Any) -> None:
    member.username = "ngozi.adeyemi"
    member.save()
    append(by=steward, deed="change", kind="hub", id="HUB-001", why="as Ngozi Adeyemi told us")
    append(by=steward, deed="change", kind="hub", id="HUB-002", why="Adeyemi street")
    assert blank_person(member, by=steward) == 1
    assert not Content.objects.filter(text__icontains="ngozi").exists()
