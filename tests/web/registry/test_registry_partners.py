"""Who answers for a thing and who only has a part in it; what isn't sent yet; what is no longer offered."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
import rights_cells
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.test import Client

from local2030.web.accounts.conflict import conflict
from local2030.web.accounts.permissions import may, roles_over, visible
from local2030.web.registry import changing
from local2030.web.registry.models import Link, ScopeOf, Thing

APPLICATION = {
    "title": "Kisumu Hub", "country": "KE", "place": "Kisumu", "host": "City of Kisumu", "motivation": "Water",
    "contact_name": "Ada", "contact_mail": "ada@kisumu.example",
}  # fmt: skip


def browser(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def step(db: Any, steward: Any) -> Thing:
    """A step that UNDP owns, FAO leads and UNICEF is a partner of; open to its owners only."""
    undp, fao, unicef = (
        changing.add(steward, "entity", {"title": key.upper(), "full_name": key}, key=key)
        for key in ("undp", "fao", "unicef")
    )
    cells = {"title": "Hold a workshop", "owner": undp.serial, "audience": "inner"}
    parts = [(fao, "lead", ""), (unicef, "partner", "")]
    return changing.add(steward, "next-step", cells, parts=parts)


def scopes(thing: Thing) -> set[str]:
    return set(thing.scopes.values_list("scope", flat=True))


def test_owner_and_lead_act_and_a_partner_reads(step: Thing) -> None:
    assert scopes(step) == {"entity:undp", "entity:fao", "partner:entity:unicef"}
    rows = Thing.objects.filter(pk=step.pk)
    for key, acts, reads in (("undp", True, True), ("fao", True, True), ("unicef", False, True), ("ilo", False, False)):
        reader = rights_cells.person("UN", f"entity:{key}")
        assert [may(reader, deed, step) for deed in ("change", "report")] == [acts, acts], key
        assert ("UN" in roles_over(reader, step)) is acts
        for deed in ("read", "export"):
            assert may(reader, deed, step) is reads
            assert visible(reader, rows, deed).exists() is reads


def test_a_partner_neither_accepts_nor_claims_nor_drops_at_any_door(step: Thing) -> None:
    partner = rights_cells.person("UN", "entity:unicef")
    page = browser(partner).get(step.get_absolute_url()).content.decode()
    assert "Hold a workshop" in page and "/move/" not in page
    for to in ("accepted", "dropped"):
        with pytest.raises(changing.Refused) as refused:
            changing.move(partner, step, to, "why")
        assert refused.value.refusal.reason == "not-your-role"
    with pytest.raises(PermissionDenied):
        changing.add_evidence(partner, step, "x", "https://example.org/", "", None)
    assert "Hold a workshop" not in browser(partner).get("/desk/").content.decode()
    assert "Hold a workshop" in browser(rights_cells.person("UN", "entity:fao")).get("/desk/").content.decode()


def test_a_partner_who_takes_the_lead_acts_and_a_partner_has_a_conflict_all_the_same(step: Thing, steward: Any) -> None:
    unicef = rights_cells.person("UN", "entity:unicef")
    assert conflict(unicef, step)
    changing.set_part(steward, step, Thing.objects.get(key="unicef"), "lead", "accepted")
    step.refresh_from_db()
    assert "entity:unicef" in scopes(step) and "partner:entity:unicef" not in scopes(step)
    assert may(unicef, "report", step)


def test_a_store_of_before_is_brought_to_the_same_scopes(step: Thing) -> None:
    wanted = scopes(step)
    step.scopes.filter(scope="partner:entity:unicef").update(scope="entity:unicef")
    migration = import_module("local2030.web.registry.migrations.0002_partners_read_only")
    migration.mark(apps, None)
    assert scopes(step) == wanted
    migration.mark(apps, None)
    assert scopes(step) == wanted


def test_the_country_team_sees_an_application_once_it_is_handed_in_and_not_before(db: Any) -> None:
    applicant = rights_cells.person("LRG", "country:KE")
    team, hub = rights_cells.person("RC", "country:KE"), rights_cells.person("HUB", "hub:hub-hgg")
    thing = changing.add(applicant, "hub-application", APPLICATION)
    rows = Thing.objects.filter(pk=thing.pk)
    assert not ScopeOf.objects.filter(thing=thing, scope__startswith="country:").exists()
    for reader, sees in ((applicant, True), (rights_cells.person("SEC"), True), (team, False), (hub, False)):
        assert visible(reader, rows).exists() is sees
        assert may(reader, "read", thing) is sees
        assert browser(reader).get(thing.get_absolute_url()).status_code == (200 if sees else 404)
    Thing.objects.filter(pk=thing.pk).update(fields=thing.fields | {"consent": True, "branding_terms": True})
    changing.move(applicant, thing, "submitted")
    thing = rows.get()
    assert "country:KE" in scopes(thing)
    assert visible(team, rows).exists() and may(team, "read", thing) and not may(hub, "read", thing)


def test_what_became_a_hub_is_suspended_there_and_not_offered_here(db: Any, steward: Any) -> None:
    thing = changing.add(None, "hub-application", APPLICATION)
    Thing.objects.filter(pk=thing.pk).update(state="formalized")
    page = browser(steward).get(thing.get_absolute_url()).content.decode()
    assert "/move/suspended/" in page and "/move/ended/" in page
    hub = changing.add(None, "hub", {"title": "Kisumu Hub", "place": "Kisumu"})
    Link.objects.create(thing=thing, other=hub, relation="becomes")
    page = browser(steward).get(thing.get_absolute_url()).content.decode()
    assert "/move/suspended/" not in page and "/move/ended/" not in page
    with pytest.raises(changing.Refused):
        changing.move(steward, Thing.objects.get(pk=thing.pk), "ended", "over")


def test_the_committees_desk_leads_to_the_page_with_gaps_and_scores(db: Any) -> None:
    thing = changing.add(None, "hub-application", APPLICATION)
    Thing.objects.filter(pk=thing.pk).update(state="recommended")
    page = browser(rights_cells.person("SC")).get("/desk/").content.decode()
    assert f'href="/coalition/applications/{thing.serial}/decide/"' in page
    agreed = thing.fields | {"consent": True, "branding_terms": True}
    Thing.objects.filter(pk=thing.pk).update(state="submitted", fields=agreed)
    page = browser(rights_cells.person("SEC")).get("/desk/").content.decode()
    assert f'href="/coalition/applications/{thing.serial}/screen/"' in page


def test_a_history_that_is_not_the_readers_does_not_say_that_nothing_happened(db: Any, steward: Any) -> None:
    thing = changing.add(None, "hub-application", APPLICATION)
    reviewer = rights_cells.person("KSN", "body:ksn")
    thing.reviews.create(reviewer=reviewer, assigned_by=steward, assigned=thing.made)
    page = browser(reviewer).get(thing.get_absolute_url()).content.decode()
    assert "open to you" in page and "Nothing has been changed here yet" not in page
