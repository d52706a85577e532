"""A form that is sent twice, or three times at once, makes one thing; and a verified result has a source by the store itself."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread

import engines
import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from web_builders import granted

from local2030.web.accounts.models import User
from local2030.web.history.models import Entry
from local2030.web.registry.changing import add, add_evidence, move
from local2030.web.registry.models import Evidence, Sent, Thing
from local2030.web.registry.once import KEPT_DAYS, forget_sent

pytestmark = pytest.mark.django_db
RESULT = {
    "title": "Fewer people look for work", "country": "KE", "indicator": "8.5.2", "place_name": "Nyeri",
    "baseline": "12% in 2019", "value": "9", "period": "2023", "method": "Survey", "audience": "coalition", "why": "x",
}  # fmt: skip


@pytest.fixture
def mayor(db: None) -> User:
    return granted(User.objects.create_user("mayor"), "LRG", "country:KE")


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def token(client: Client, page: str) -> str:
    found = re.search(r'name="once" value="([^"]+)"', client.get(page).content.decode())
    assert found, page
    return found[1]


def test_a_copy_of_the_form_of_a_result_makes_no_second_one(mayor: User) -> None:
    client = browser(mayor)
    page = "/monitoring/results/new/"
    form = {**RESULT, "once": token(client, page)}
    first, second = (client.post(page, form) for _ in range(2))
    assert first.status_code == second.status_code == 302 and first["Location"] == second["Location"]
    assert Thing.objects.filter(kind="result").count() == 1
    assert client.post(page, {**RESULT, "once": token(client, page)})["Location"] != first["Location"]


def test_a_form_with_an_error_keeps_its_token_and_can_be_sent_again(mayor: User) -> None:
    client = browser(mayor)
    page = "/monitoring/results/new/"
    mine = token(client, page)
    wrong = client.post(page, {**RESULT, "indicator": "", "once": mine})
    assert wrong.status_code == 422 and f'value="{mine}"' in wrong.content.decode() and not Sent.objects.exists()
    assert client.post(page, {**RESULT, "once": mine}).status_code == 302


def test_the_token_of_one_person_says_nothing_to_another(mayor: User) -> None:
    other = granted(User.objects.create_user("other"), "LRG", "country:UG")
    form = {**RESULT, "once": "x" * 24}
    first = browser(mayor).post("/monitoring/results/new/", form)
    second = browser(other).post("/monitoring/results/new/", {**form, "country": "UG"})
    assert first["Location"] != second["Location"] and Thing.objects.filter(kind="result").count() == 2


def test_evidence_sent_twice_stands_once(mayor: User) -> None:
    thing, client = add(mayor, "result", {k: v for k, v in RESULT.items() if k != "why"}), browser(mayor)
    page = f"{thing.get_absolute_url()}evidence/"
    form = {"what": "Report", "address": "https://example.org/r", "once": token(client, page)}
    for _ in range(3):
        assert client.post(page, form).status_code == 302
    assert Evidence.objects.filter(thing=thing).count() == 1


def test_what_was_kept_of_forms_is_forgotten_in_time(db: None) -> None:
    now = timezone.now()
    Sent.objects.create(hash="old", at=now - timezone.timedelta(days=KEPT_DAYS + 2))
    Sent.objects.create(hash="new", at=now)
    assert forget_sent(now.date()) == "1 forms" and Sent.objects.get().hash == "new"


@pytest.mark.skipif(not engines.POSTGRESQL, reason="SQLite in memory has one connection")
@pytest.mark.django_db(transaction=True)
def test_three_copies_at_once_of_data_handed_up_make_one(mayor: User) -> None:
    given = [add(None, "dataset", {"title": n, "country": "KE", "audience": "public"}) for n in ("City", "Land")]
    page, client = "/monitoring/data-submissions/new/", browser(mayor)
    form = {"title": "City 2024", "country": "KE", "below": given[0].serial, "above": given[1].serial,
            "audience": "coalition", "why": "x", "once": token(client, page)}  # fmt: skip
    answers = at_once(3, lambda: browser(mayor).post(page, form)["Location"])
    assert len(answers) == 3 and len(set(answers)) == 1
    made = Thing.objects.get(kind="data-submission")
    assert Entry.objects.filter(serial=made.serial, deed="add").count() == 1


def at_once(number: int, deed: Callable[[], str]) -> list[str]:
    """What the deed gives, done so many times at the same moment."""
    gate, answers = Barrier(number), list[str]()

    def run() -> None:
        try:
            gate.wait(30)
            answers.append(deed())
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


@pytest.mark.parametrize("source", [None, "", "   ", "absent"])
def test_the_store_itself_refuses_a_verified_result_without_a_source(mayor: User, source: str | None) -> None:
    thing = add(mayor, "result", {k: v for k, v in RESULT.items() if k != "why"})
    fields = {**thing.fields, "source": source} if source != "absent" else thing.fields
    statement = "UPDATE registry_thing SET state = 'verified', fields = %s WHERE id = %s"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(fields), thing.pk])
    thing.refresh_from_db()
    assert thing.state == "reported"
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps({**fields, "source": "Statistics office"}), thing.pk])
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute("UPDATE registry_thing SET fields = %s WHERE id = %s", ["{}", thing.pk])
    thing.refresh_from_db()
    assert (thing.state, thing.fields["source"]) == ("verified", "Statistics office")


def test_the_ordinary_way_to_verified_goes_on_as_before(store: Path, mayor: User) -> None:
    cells = {**{k: v for k, v in RESULT.items() if k != "why"}, "source": "Statistics office"}
    thing = add(mayor, "result", cells)
    add_evidence(mayor, thing, "Report", "https://example.org/r", "", None)
    academic = granted(User.objects.create_user("academic"), "KSN")
    assert move(academic, thing, "verified").state == "verified"
    other = add(mayor, "data-submission", {"title": "x", "country": "KE", **_two_sets()})
    Thing.objects.filter(pk=other.pk).update(state="verified")  # other kinds may use the word


def _two_sets() -> dict[str, str]:
    return {
        n: add(None, "dataset", {"title": n, "country": "KE", "audience": "public"}).serial for n in ("below", "above")
    }
