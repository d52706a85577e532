"""Local governments gathered from what programmes publish: each once, under all its names, and never from a bare point."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from mirror_builders import EXAMPLE, linked, town
from web_builders import activity, aid_file

from local2030.web.history.models import Entry
from local2030.web.marker.mirror import gathering, towns
from local2030.web.marker.mirror.examples import file_examples
from local2030.web.marker.mirror.gathering import gather
from local2030.web.marker.mirror.models import Attestation, Mention, TownName
from local2030.web.marker.mirror.words import summary_of
from local2030.web.registry.models import Thing

pytestmark = pytest.mark.django_db


def names() -> list[str]:
    return sorted(Thing.objects.filter(kind="local-government").values_list("title", flat=True))


def test_an_import_finds_the_local_governments_of_its_programmes(example: Any) -> None:
    assert names() == [
        "County Government of Busia, Kenya", "County Government of Homa Bay", "County Government of Kisumu",
        "Kakamega County", "Municipality of Kakamega",
    ]  # fmt: skip
    kakamega = Thing.objects.get(title="Kakamega County")
    assert not Mention.objects.filter(government=kakamega, subject="paid").exists()


def test_gathering_again_changes_nothing_and_looks_at_nothing(example: Any) -> None:
    gather()
    entries, mentions = Entry.objects.count(), list(Mention.objects.values_list("pk", flat=True))
    assert gather() == 0
    assert (Entry.objects.count(), list(Mention.objects.values_list("pk", flat=True))) == (entries, mentions)


def test_two_spellings_and_a_newer_file_lead_to_the_same_government(signed_in: Client, send: Any) -> None:
    send(signed_in, aid_file(activity("XM-1", receiver="Municipality of Nyeri")))
    send(signed_in, aid_file(activity("XM-2", receiver="NYERI  Municipality")))
    (one,) = names()
    assert one == "Municipality of Nyeri"
    assert Mention.objects.filter(subject="paid").values("programme").distinct().count() == 2


def test_a_newer_file_takes_the_older_ones_mentions_away(signed_in: Client, send: Any) -> None:
    send(signed_in, aid_file(activity("XM-1", receiver="Municipality of Nyeri", value="1000")))
    newer = activity("XM-1", receiver="Municipality of Nyeri", value="2500").replace("2026-10-14", "2026-11-14")
    send(signed_in, aid_file(newer))
    gather()
    (mention,) = Mention.objects.filter(subject="paid", programme__current=True)
    assert mention.stated["totals"] == {"USD": "2500.00"}
    assert not Mention.objects.filter(programme__current=False).exists()


def test_a_bare_point_makes_no_local_government(signed_in: Client, send: Any) -> None:
    camp = (
        "<location><name><narrative>Camp A</narrative></name>"
        '<point srsName="http://www.opengis.net/def/crs/EPSG/0/4326"><pos>-0.4 36.9</pos></point></location>'
    )
    send(
        signed_in, aid_file(activity("XM-1", receiver="Some Trust").replace("<transaction>", f"{camp}<transaction>", 1))
    )
    assert names() == []


def test_there_is_a_bound_to_what_one_run_makes(signed_in: Client, send: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(towns, "MOST_NEW", 2)
    send(signed_in, aid_file(*(activity(f"XM-{n}", receiver=f"Municipality of Place {n}") for n in range(5))))
    assert len(names()) == 2


def test_trouble_in_gathering_never_fails_an_import(signed_in: Client, send: Any, monkeypatch: Any) -> None:
    def broken(*_a: Any, **_k: Any) -> None:
        raise OSError("gone")

    monkeypatch.setattr(gathering, "gather", broken)
    send(signed_in, aid_file(activity("XM-1")))
    assert names() == []
    monkeypatch.undo()
    gather()
    assert names() == ["Municipality of Nyeri"]


def test_files_that_are_gone_leave_the_sums_of_the_score(signed_in: Client, send: Any, monkeypatch: Any) -> None:
    def gone(*_a: Any) -> None:
        raise FileNotFoundError

    monkeypatch.setattr(gathering, "payments_of", gone)
    send(signed_in, aid_file(activity("XM-1")))
    mention = Mention.objects.get(subject="paid")
    assert (mention.stated["years"], mention.stated["totals"]) == ([], {"USD": "1000.00"})


def test_two_names_are_joined_by_the_secretariat_alone_with_all_that_was_said(
    signed_in: Client, send: Any, steward: Any, member: Any
) -> None:
    send(
        signed_in,
        aid_file(
            activity("XM-1", receiver="Municipality of Nyeri"),
            activity("XM-2", receiver="Municipality of Nyieri Hills"),
        ),
    )
    one, other = (Thing.objects.get(title=title) for title in ("Municipality of Nyeri", "Municipality of Nyieri Hills"))
    token, _link = linked(steward, other)
    Client().post(
        f"/marker/mirror/{token}/answer/", {"item": "paid|XM-2", "answer": "no", "post": "Clerk", "body": "Town"}
    )
    data = {"into": one.serial, "why": "One register of the Ministry"}
    assert signed_in.post(f"/marker/towns/{other.serial}/join/", data).status_code == 403
    browser = Client()
    browser.force_login(steward)
    assert (
        browser.post(f"/marker/towns/{other.serial}/join/", {"into": other.serial, "why": "x" * 9}).status_code == 302
    )
    assert browser.post(f"/marker/towns/{other.serial}/join/", data)["Location"].endswith(f"{one.serial}/asking/")
    assert set(Mention.objects.values_list("government", flat=True)) == {one.pk}
    assert Attestation.objects.get(answer="no").government == one
    assert Client().get(f"/marker/mirror/{token}/").status_code == 410
    listed = Client().get("/marker/towns/").content.decode()
    assert one.serial in listed and other.serial not in listed
    send(signed_in, aid_file(activity("XM-3", receiver="Municipality of Nyieri Hills")))
    assert Mention.objects.get(identifier="XM-3").government == one
    assert not TownName.objects.filter(government=other).exists()


def test_the_list_and_the_page_show_public_figures_and_take_few_queries(
    example: Any, steward: Any, django_assert_max_num_queries: Any
) -> None:
    file_examples(steward)
    with django_assert_max_num_queries(12):
        listed = Client().get("/marker/towns/").content.decode()
    assert "5 local governments" in listed and "not asked yet" in listed
    page = Client().get(town().get_absolute_url()).content.decode()
    assert "143,000 USD" in page and "138,000 USD" in page and "−5,000" in page


def test_the_file_shows_no_count_below_ten(example: Any, steward: Any) -> None:
    file_examples(steward)
    text = b"".join(Client().get("/marker/towns.csv").streaming_content).decode()
    line = next(line for line in text.splitlines() if "Kisumu" in line)
    assert line.endswith(",1,<10,<10,0,0,0,0") and "143" not in text


def test_the_examples_are_three_said_to_be_invented_and_filed_once(example: Any, steward: Any) -> None:
    file_examples(steward)
    count = Attestation.objects.count()
    file_examples(steward)
    assert Attestation.objects.count() == count
    said = Attestation.objects.filter(newest=True).exclude(answer="")
    assert {(r.government.key, r.subject, r.answer, r.in_confidence) for r in said} == {
        ("ke-17", "paid", "yes", False), ("ke-17", "place", "yes", False), ("ke-08", "paid", "partly", True),
    }  # fmt: skip
    assert all("Invented" in row.words for row in said)
    silent = Attestation.objects.filter(newest=True, answer="", government__key="ke-04")
    assert silent.exists() and summary_of(EXAMPLE).towns.asked == 3


def test_averages_need_five_local_governments(signed_in: Client, send: Any, steward: Any) -> None:
    receivers = [f"Municipality of Place {n}" for n in range(5)]
    rows = "".join(
        '<transaction><transaction-type code="3"/><transaction-date iso-date="2026-01-05"/>'
        f'<value value-date="2026-01-05">100</value><receiver-org type="11"><narrative>{r}</narrative></receiver-org></transaction>'
        for r in receivers[1:]
    )
    whole = activity("XM-1", receiver=receivers[0], value="100").replace("</iati-activity>", f"{rows}</iati-activity>")
    send(signed_in, aid_file(whole))
    for n, receiver in enumerate(receivers):
        token, _link = linked(steward, Thing.objects.get(title=receiver))
        data = {
            "item": "paid|XM-1",
            "answer": "partly",
            "received": "90",
            "currency": "USD",
            "post": "Clerk",
            "body": "Town",
        }
        Client().post(f"/marker/mirror/{token}/answer/", data | ({"in_confidence": "on"} if n == 4 else {}))
        found = summary_of("XM-1")
        assert found.too_few is (n < 4) and (found.mean_less is None) is (n < 4)
    assert (found.mean_less, found.confided, found.towns.partly, len(found.open)) == (-10, 1, 5, 4)


def test_a_file_of_an_agency_with_hundreds_of_points_makes_no_government_of_a_camp(
    real_data: Path, signed_in: Client, send: Any
) -> None:
    (path,) = sorted(real_data.rglob("*unhcr*2023*.xml"))[:1]
    send(signed_in, path.read_bytes(), name="unhcr.xml")
    made = Thing.objects.filter(kind="local-government")
    assert not any("camp" in row.title.casefold().split() for row in made)
    with CaptureQueriesContext(connection) as found:
        assert gather() == 0
    assert len(found.captured_queries) <= 5


def test_an_account_can_be_given_the_scope_of_a_local_government(example: Any) -> None:
    from local2030.web.accounts.scopes import given_scope

    assert given_scope("place:KE-17") == "place:ke-17" == f"place:{town().key}"
    assert set(town().scopes.values_list("scope", flat=True)) == {"country:KE", "place:ke-17"}


def test_what_is_not_public_makes_no_local_government(signed_in: Client, send: Any) -> None:
    send(signed_in, aid_file(activity("XM-1", receiver="Municipality of Nyeri")), audience="team")
    assert names() == []
    send(signed_in, aid_file(activity("XM-2", receiver="Municipality of Nyeri")))
    send(signed_in, aid_file(activity("XM-3", receiver="Municipality of Nyeri")), audience="team")
    page = Client().get(Thing.objects.get(kind="local-government").get_absolute_url()).content.decode()
    assert "XM-2" not in names() and "1 programme names it" in page


def test_a_site_lends_its_region_neither_its_name_nor_when_hidden_its_money(
    signed_in: Client, send: Any, member: Any
) -> None:
    from local2030.web.marker.mirror.sensitivity import places_of, set_sensitivity
    from local2030.web.marker.models import Programme

    site = (
        '<location><location-id vocabulary="A4" code="KE-17"/><name><narrative>Quagga School</narrative></name>'
        '<administrative vocabulary="A4" level="1" code="KE-17"/></location>'
    )
    send(
        signed_in, aid_file(activity("XM-1", receiver="Some Trust").replace("<transaction>", f"{site}<transaction>", 1))
    )
    assert names() == ["Kisumu"]
    mention = Mention.objects.get(subject="place")
    assert mention.stated["names"] == ["Kisumu"]
    programme = Programme.objects.get()
    set_sensitivity(member, programme, places_of(programme)[0], "hidden", "It is one of its kind")
    gather()
    assert not Mention.objects.exists()
