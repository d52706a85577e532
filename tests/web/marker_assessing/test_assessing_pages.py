"""The walk through pages, as the people in it would take it."""

from __future__ import annotations

from typing import Any

import pytest
from assessing_builders import LEVELS, People, days_pass, fresh
from django.core.files.uploadedfile import SimpleUploadedFile

from local2030.web.accounts.models import Grant
from local2030.web.marker.assessing.models import Assessment
from local2030.web.registry.models import Thing

pytestmark = pytest.mark.django_db


def test_the_whole_walk_from_the_programme_page_to_what_is_published(
    example: Any, people: People, county: Thing, django_capture_on_commit_callbacks: Any
) -> None:
    Grant.objects.create(user=people.una, role="UN", scope="programme:xm-example-jp-2030")
    una, sena, lena = people.client("una"), people.client("sena"), people.client("lena")
    page = una.get(f"/marker/programmes/{example.pk}/").content.decode()
    assert "Assess this programme" in page
    assert (
        "Assess this programme" not in people.client("otto").get(f"/marker/programmes/{example.pk}/").content.decode()
    )
    made = una.post(f"/marker/programmes/{example.pk}/assess/", {"phase": "monitoring"})
    row = Assessment.objects.select_related("thing").get()
    serial = row.thing.serial
    assert made.status_code == 302 and made["Location"] == f"/things/{serial}/"
    base = f"/marker/assessments/{serial}/"
    whole = una.get(f"/things/{serial}/").content.decode()
    assert "Claim beside evidence" in whole and "Look over and submit" in whole
    for criterion in LEVELS:
        assert una.get(f"{base}criteria/{criterion}/").status_code == 200
    section = una.get(f"{base}criteria/C5/")
    mark = section.context["mark"]
    kept = una.post(
        f"{base}criteria/C5/", {"mark": mark, "level": "3", "text": "Two counties lead an output.", "onward": "1"}
    )
    assert kept["Location"] == f"{base}criteria/C6/"
    stale = una.post(f"{base}criteria/C5/", {"mark": mark, "level": "1", "text": "My other words, typed on a train."})
    assert stale.status_code == 409 and "My other words" in stale.content.decode()
    document = SimpleUploadedFile(
        "plan.txt", b"The county plan of 2024 names the water points that the programme repairs."
    )
    given = {
        "document": document, "page": "1", "quote": "names the water points that the programme repairs",
        "date": "2024-03-01", "level": "2",
    }  # fmt: skip
    added = una.post(f"{base}criteria/C6/D/", given, follow=True)
    assert "Found and checked" in added.content.decode()
    claim = row.claims.get(address="documents/plan.txt")
    assert claim.status == "submitted" and claim.sha256
    look = una.get(f"{base}submit/")
    assert look.status_code == 200 and "Submit" in look.content.decode()
    sent = una.post(f"{base}submit/", {"version": fresh(row).thing.version})
    assert sent.status_code == 302, look.content.decode()
    assert fresh(row).thing.state == "submitted"
    assert una.post(f"{base}criteria/C1/", {"mark": "x", "level": "1"}).status_code in (409, 422)

    assert "Rosa" in sena.get(f"{base}reviewers/").content.decode()
    for person in (people.rosa, people.remy):
        assert sena.post(f"{base}reviewers/", {"person": person.pk}).status_code == 302
    assert sena.post(f"{base}reviewers/", {"person": people.una.pk}).status_code == 403
    sena.post(f"/things/{serial}/move/in-review/", {"why": "", "version": fresh(row).thing.version})
    assert fresh(row).thing.state == "in-review"
    for name in ("rosa", "remy"):
        reader = people.client(name)
        review = row.thing.reviews.get(reviewer__username=name)
        form = reader.get(f"/marker/assessments/reviews/{review.pk}/").context["form"]
        data = {f: "yes" for f in form.fields if f.startswith("v_")} | {"comment": "Read."}
        data |= {f"s_{c}": str(level) for c, level in (LEVELS | {"C5": 2}).items()}
        answer = reader.post(f"/marker/assessments/reviews/{review.pk}/", data)
        assert answer.status_code == 302, answer.content.decode()
        assert reader.get(f"/coalition/reviews/{review.pk}/")["Location"] == f"/marker/assessments/reviews/{review.pk}/"
    assert fresh(row).thing.state == "agreed"

    shown = una.get(f"/things/{serial}/").content.decode()
    assert "Shown to you before anybody else" in shown
    assert una.post(f"{base}reply/", {"text": "We agree, and the fourth county follows."}).status_code == 302
    seen = lena.get(f"/things/{serial}/").content.decode()
    assert "Contest it" in seen and "Gap between claim" not in seen
    told = lena.post(
        f"{base}contest/", {"claim": "C2", "text": "We were told, and never asked about the well.", "body": "County"}
    )
    assert told.status_code == 302 and fresh(row).thing.state == "contested"
    contest = row.contests.get()
    assert "never asked about the well" in una.get(f"/things/{serial}/").content.decode()
    sena.post(f"{base}contests/{contest.pk}/", {"text": "The record of the workshop is at hand; it names the county."})
    assert fresh(row).thing.state == "agreed"
    days_pass(row.thing, 11)
    sena.post(f"/things/{serial}/move/published/", {"why": "", "version": fresh(row).thing.version})
    assert fresh(row).thing.state == "published"
    visitor = people.client("otto")
    visitor.logout()
    public = visitor.get(f"/things/{serial}/").content.decode()
    assert "Claim beside evidence" in public
    for name in ("Rosa", "Remy", "rosa", "remy"):
        assert name not in public and name not in una.get(f"/things/{serial}/").content.decode()
    assert visitor.get(f"{base}claims.csv").status_code == 200
    assert visitor.get(f"{base}claims.json").json()["claims"]
    assert visitor.get(f"{base}compare/").status_code == 200
    pdf = visitor.get(f"{base}report.pdf")
    assert pdf.status_code == 200 and pdf.content.startswith(b"%PDF")
