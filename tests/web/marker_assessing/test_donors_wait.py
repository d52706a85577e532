"""A donor reads an assessment when it is published and not before: the gap is its claimant's first."""

from __future__ import annotations

import pytest
from assessing_builders import IDENTIFIER, People, published
from django.test import Client
from web_builders import granted

from local2030.web.accounts.models import User
from local2030.web.marker.assessing.models import Assessment

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("scope", ["", f"programme:{IDENTIFIER.lower()}"])
def test_a_donor_reads_no_draft(draft: Assessment, people: People, scope: str) -> None:
    donor = granted(User.objects.create_user("dora", password="x"), "DON", scope)
    client = Client()
    client.force_login(donor)
    serial = draft.thing.serial
    doors = (
        f"/things/{serial}/", f"/marker/assessments/{serial}/compare/", f"/api/v1/marker/assessments/{serial}",
        f"/api/v1/marker/things/{serial}", f"/marker/assessments/{serial}/claims.csv",
    )  # fmt: skip
    assert {door: client.get(door).status_code for door in doors} == dict.fromkeys(doors, 404)
    assert serial not in client.get("/marker/marker-assessments/").content.decode()
    published(draft, people)
    assert client.get(f"/things/{serial}/").status_code == 200
