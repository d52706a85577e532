"""Ids of other people's objects, guessed at every address of the site and of the API: nothing is told, nothing breaks.

The addresses are read from the table of URLs, so a new one is tried as well, or this file says which id it wants.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from rights_cells import person
from web_builders import activity, aid_file

from local2030.store.datasets import Datasets, Manifest, Source
from local2030.web.accounts.models import Grant, Invitation, PersonAlias, User
from local2030.web.coalition.letters import write_letter
from local2030.web.coalition.models import Letter
from local2030.web.exchange.models import Import
from local2030.web.marker.expert_group.models import RatingsFile, SampleItem, SampleReading
from local2030.web.marker.mirror.models import Attestation, TownLink
from local2030.web.marker.models import CLASSES, REACHES, Correction, Programme, Upload
from local2030.web.monitoring.models import DataUpload
from local2030.web.registry import changing
from local2030.web.registry.kinds import kinds
from local2030.web.registry.models import Evidence, Review, Thing
from observation_tables import table_of

pytestmark = pytest.mark.django_db
SECRET = "Quagga"
# Parameters that name nothing secret, with a value that is there.
OPEN = {
    "stream": ["action"], "code": ["KE"], "subject": ["coalition"], "slug": ["next-steps", "hub-applications"],
    "ending": ["csv", "json"], "to": ["dropped", "submitted"], "section": ["hub"], "place": ["0"], "provider_id": ["none"],
    "kind": ["next-step"], "key": ["undp"], "criterion": ["C1"], "cause": ["gap-large"],
    "of": ["next-steps", "data"], "format_": ["csv", "xlsx"], "format": ["csv"], "dataset": ["granary"], "indicator": ["1.2.1"],
}  # fmt: skip
# Addresses that need no id of anybody and are for whoever has the account: his own page, the way in and out.
OWN = ("account/", "sign-in/", "sign-out/", "desk/", "preferences/", "health", "metrics")


@pytest.fixture
def ids(
    member: User, steward: User, signed_in: Client, send: Any, settings: Any, tmp_path: Path
) -> dict[str, list[str]]:
    """One secret row of every sort, all named Quagga, and what each is called in an address."""
    settings.HOME = tmp_path / "home"
    (settings.HOME / "work").mkdir(parents=True)
    Grant.objects.filter(user=member).update(scope="country:UG", role="RC")
    undp = changing.add(None, "entity", {"title": "UNDP", "full_name": "UNDP"}, key="undp")
    step = changing.add(None, "next-step", {"title": f"{SECRET} step", "owner": "undp", "audience": "inner"})
    hub = changing.add(None, "hub", {"title": f"{SECRET} hub", "place": "x", "country": "KE"})
    Thing.objects.filter(pk=hub.pk).update(audience="inner")
    application = changing.add(
        None, "hub-application",
        {"title": f"{SECRET} application", "place": SECRET, "host": SECRET, "motivation": SECRET, "country": "KE",
         "contact_name": SECRET, "contact_mail": "quagga@example.org"},
    )  # fmt: skip
    proof = changing.add_evidence(None, step, SECRET, "https://example.org/", SECRET, None)
    now = timezone.now()
    review = Review.objects.create(
        thing=application, reviewer=steward, assigned_by=steward, assigned=now, comment=SECRET
    )
    application.state = "refused"
    write_letter(application, SECRET)
    send(signed_in, aid_file(activity("XM-1", f"{SECRET} wells")), audience="team")
    programme, upload = Programme.objects.get(), Upload.objects.get()
    correction = Correction.objects.create(
        programme=programme, by=member, name=SECRET, actor_class=CLASSES[0], reach=REACHES[0][0], was_class="", reason=SECRET
    )  # fmt: skip
    brought = Import.objects.create(kind="next-step", by=member, name=f"{SECRET}.csv", sha256="0" * 64, size=1,
                                    folder="0" * 32, made=now)  # fmt: skip
    alias = PersonAlias.objects.create(user=steward, alias=SECRET)
    invitation = Invitation.objects.create(
        email="quagga@example.org", role="UN", scope="entity:undp", given_by=steward, expires=now + timezone.timedelta(days=3)
    )  # fmt: skip
    grant = Grant.objects.create(user=steward, role="UN", scope="entity:undp")
    assert undp.audience == "public"
    letters = Letter.objects.filter(thing=application).values_list("pk", flat=True)
    assert letters
    return {
        "serial": [step.serial, hub.serial, application.serial],
        "evidence_id": [str(proof.pk)], "review_id": [str(review.pk)], "programme_id": [str(programme.pk)],
        "upload_id": [str(upload.pk), data_upload(steward, settings.HOME)], "job_id": [str(upload.job_id)], "correction_id": [str(correction.pk)],
        "number": [str(brought.pk)], "alias_id": [str(alias.pk)], "invitation_id": [str(invitation.pk)],
        "grant_id": [str(grant.pk)], "user_id": [str(steward.pk)], "key_id": ["1"], "token": ["1", "quagga"],
        "letter_id": [str(pk) for pk in letters], **town_ids(now), **assessment_ids(programme, member), **expert_ids(now, steward, programme),
        **window_ids(),
    }  # fmt: skip


def assessment_ids(programme: Any, member: Any) -> dict[str, list[str]]:
    """A claim of a draft, and what somebody contests."""
    from local2030.web.marker.assessing.claims import add_claim
    from local2030.web.marker.assessing.models import Contest
    from local2030.web.marker.assessing.starting import start

    row = start(User.objects.get(pk=member.pk), programme.identifier).assessment
    claim = add_claim(None, row, criterion="C1", level=1, kind="D", address=SECRET, quote=f"{SECRET} was here")
    contest = Contest.objects.create(assessment=row, body=SECRET, text=SECRET, at=timezone.now())
    standing = row.standings.get(newest=True)
    return {"claim_id": [str(claim.pk)], "contest_id": [str(contest.pk)], "standing_id": [str(standing.pk)]}


def expert_ids(now: Any, steward: Any, programme: Any) -> dict[str, list[str]]:
    """A table of ratings, and a reading of a sample that waits for somebody else."""
    sample = changing.add(None, "review-sample", {"title": "Spring"})
    file = RatingsFile.objects.create(
        name=f"{SECRET}.csv", sha256="0" * 64, content=SECRET.encode(), rows=0, source=SECRET, by=steward, at=now
    )
    item = SampleItem.objects.create(
        sample=sample,
        position=1,
        identifier="XM-1",
        programme=programme,
        score=programme.score,
        level="-",
        agency=SECRET,
    )
    row = SampleReading.objects.create(item=item, reviewer=steward, assigned=now, comment=SECRET)
    return {"file_id": [str(file.pk)], "reading_id": [str(row.pk)]}


def data_upload(steward: Any, home: Path) -> str:
    """Files that were sent in for a data set. Its own name is no secret: who may read any may read all by the matrix."""
    store = Datasets(home)
    batch = store.write_batch("granary", table_of([{"indicator": "1.2.1"}]))
    sources = {"a.csv": Source("0" * 64, "one", batch, 1, 1, 0)}
    store.write_manifest(Manifest("granary", 1, "2026-11-23T10:00:00Z", sources=sources))
    thing = changing.add(None, "dataset", {"title": "Granary", "audience": "inner"}, key="granary")
    sent = DataUpload.objects.create(thing=thing, key="0" * 64, names=[f"{SECRET}.csv"], by=steward, at=timezone.now())
    return str(sent.pk)


def window_ids() -> dict[str, list[str]]:
    """A proposal to a window; its serial stands behind that of the window in addresses."""
    window = changing.add(None, "window", {"title": "Water", "marker": "yes", "audience": "inner"})
    cells = {"title": f"{SECRET} proposal", "window": window.serial, "identifier": "XM-1"}
    return {"proposal": [changing.add(None, "window-proposal", cells).serial]}


def town_ids(now: Any) -> dict[str, list[str]]:
    """A link of a local government and its word on the secret programme."""
    town = changing.add(None, "local-government", {"title": "Nyeri", "country": "KE"})
    link = TownLink.objects.create(government=town, hash="0" * 64, made=now, ends=now)
    word = Attestation.objects.create(
        government=town, link=link, identifier="XM-1", subject="place", answer="no", words=SECRET, asked=now, answered=now
    )  # fmt: skip
    return {"link_id": [str(link.pk)], "word_id": [str(word.pk)]}


def addresses(resolver: Any = None, before: str = "") -> Iterator[str]:
    """Every address of the site with its parameters in angle brackets."""
    for found in (resolver or get_resolver()).url_patterns:
        address = before + str(found.pattern)
        if isinstance(found, URLResolver):
            yield from addresses(found, address)
        elif isinstance(found, URLPattern) and not address.endswith("openapi.json"):
            yield re.sub(r"\{(\w+)\}", r"<\1>", address.lstrip("^"))


def filled(address: str, values: dict[str, list[str]]) -> list[str]:
    """The address with each combination of values; KeyError where this file doesn't know what an address wants."""
    names = re.findall(r"<(?:\w+:)?(\w+)>", address)
    found = []
    for chosen in product(*(values[name] for name in names)):
        text = address
        for value in chosen:
            text = re.sub(r"<(?:\w+:)?\w+>", value, text, count=1)
        found.append("/" + text)
    return found


def outsiders() -> dict[str, Client]:
    """A visitor; somebody of other scopes in several roles; somebody whose roles ended."""
    other = person("UN", "entity:unicef")
    for role, scope in (("HUB", "hub:other"), ("RC", "country:BR"), ("WG", "body:other"), ("KSN", "body:other")):
        Grant.objects.create(user=other, role=role, scope=scope)
    ended = person("UN", "entity:undp", since=-9, until=-1)
    for role, scope in (("SEC", ""), ("RC", "country:UG"), ("SC", "")):
        Grant.objects.create(user=ended, role=role, scope=scope, since=date(2020, 1, 1), until=date(2020, 2, 1))
    found = {"visitor": Client(), "other": Client(), "ended": Client()}
    found["other"].force_login(other)
    found["ended"].force_login(ended)
    return found


def _text(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode("utf-8", "replace"))


def test_no_address_tells_anything_of_an_object_whose_id_was_guessed(ids: dict[str, list[str]]) -> None:
    asked, missing = 0, {name: ["999999"] if name.endswith(("_id", "number")) else ["XXX-999"] for name in ids}
    for who, client in outsiders().items():
        for address in sorted(set(addresses())):
            if address.startswith(OWN):
                continue
            secret = "<" in re.sub(rf"<(?:\w+:)?(?:{'|'.join(OPEN)})>", "", address)
            nothing = filled(address, OPEN | missing)[0] if secret else ""
            for method in ("get", "post"):
                expected = getattr(client, method)(nothing).status_code if secret else None
                for guess in filled(address, OPEN | ids):
                    answer = getattr(client, method)(guess)
                    asked += 1
                    where = (who, method, guess, answer.status_code)
                    assert SECRET.lower() not in _text(answer).lower().replace(guess.lower(), ""), where
                    assert answer.status_code < 500, where
                    assert expected is None or answer.status_code in (expected, 429), (*where, expected)
                    assert not secret or answer.status_code != 200, where
    assert asked > 300
    assert (
        Thing.objects.filter(title__contains=SECRET).count() == 5
        and not Evidence.objects.exclude(withdrawn="").exists()
    )


@pytest.mark.parametrize("who", ["visitor", "other", "ended"])
def test_no_address_of_the_api_tells_anything_of_an_object_whose_id_was_guessed(
    who: str, ids: dict[str, list[str]]
) -> None:
    client = outsiders()[who]
    described = client.get("/api/openapi.json").json()["paths"]
    for path, deeds in described.items():
        for guess in filled(re.sub(r"\{(\w+)\}", r"<\1>", path.lstrip("/")), OPEN | ids):
            for method in deeds:
                sends = {"data": "{}", "content_type": "application/json"} if method != "get" else {}
                answer = getattr(client, method)(guess, **sends)
                where = (who, method, guess, answer.status_code)
                assert answer.status_code < 500 and SECRET.lower() not in _text(answer).lower(), where
                # An entity is known to everybody: its contribution is open, and holds nothing of what is hidden.
                # A data set that isn't open is read by an academic; to others it isn't there, asked rightly or wrongly.
                if "/data/{dataset}" in path:
                    assert who == "other" or answer.status_code in (404, 401, 422), where
                elif "{" in path and not path.endswith("/contributions/{key}"):
                    assert answer.status_code in (404, 401), where


def test_every_form_wants_its_token(ids: dict[str, list[str]], steward: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(steward)
    for address in sorted(set(addresses())):
        if address.startswith("api/"):
            continue
        for guess in filled(address, OPEN | ids)[:2]:
            status = client.post(guess, {"why": "x", "title": "Forged"}).status_code
            assert status in (403, 405), (guess, status)
    assert User.objects.filter(pk=steward.pk, is_active=True).exists()
    assert not Thing.objects.filter(title="Forged").exists()


EVIL = ("//evil.example", "\\\\evil.example", "/\\evil.example", "https:evil.example", "https:///evil.example",
        "http://evil.example/", "javascript:alert(1)", "/\t/evil.example", "\x00//evil.example", "%2f%2fevil.example/")  # fmt: skip


@pytest.mark.parametrize("to", EVIL)
def test_no_address_leads_off_the_site(to: str, member: User) -> None:
    for data in ({"name": "ana", "password": "a-long-enough-password", "next": to}, {"theme": "dark", "next": to}):
        for address in ("/sign-in/", "/preferences/"):
            for query in ("", "?next=" + to.replace("\x00", "%00")):
                answer = Client().post(address + query, data)
                assert "evil" not in answer.headers.get("Location", "").partition("?")[0].lstrip("/%2f")[:4]
                assert re.match(r"^/(?![/\\])", answer.headers.get("Location", "/")), answer.headers["Location"]
                shown = Client().get(address, {"next": to})
                assert shown.status_code in (200, 400)
                assert f'href="{to}"' not in _text(shown)


def test_every_kind_of_thing_has_its_addresses_among_those_that_were_tried() -> None:
    found = set(addresses())
    assert "things/<str:serial>/" in found and "<subject:subject>/<slug:slug>/" in found
    for kind in kinds().values():
        assert any(f"{kind.subject}/{kind.slug}/<serial>" in address for address in found), kind.code
