"""Addresses of the room, under /marker/."""

from django.urls import URLPattern, path

from local2030.web.marker.assessing import (
    check_pages,
    contest_pages,
    out_pages,
    review_pages,
    section_pages,
    way_pages,
)

ONE = "assessments/<str:serial>/"

urlpatterns: list[URLPattern] = [
    path("check/", check_pages.localization_check, name="localization-check"),
    path("programmes/<int:programme_id>/assess/", way_pages.start, name="assessment-start"),
    path("assessments/reviews/<int:review_id>/", review_pages.review, name="assessment-review"),
    path(f"{ONE}criteria/<str:criterion>/", section_pages.section, name="assessment-section"),
    path(f"{ONE}criteria/<str:criterion>/<str:kind>/", section_pages.evidence, name="assessment-evidence"),
    path(f"{ONE}claims/<int:claim_id>/withdraw/", section_pages.withdraw, name="assessment-withdraw-claim"),
    path(f"{ONE}claims/<int:claim_id>/document/", out_pages.document, name="assessment-document"),
    path(f"{ONE}explain/<str:cause>/", way_pages.justify, name="assessment-justify"),
    path(f"{ONE}submit/", way_pages.submit, name="assessment-submit"),
    path(f"{ONE}reply/", way_pages.reply, name="assessment-reply"),
    path(f"{ONE}reviewers/", review_pages.reviewers, name="assessment-reviewers"),
    path(f"{ONE}contest/", contest_pages.contest, name="assessment-contest"),
    path(f"{ONE}contests/<int:contest_id>/", contest_pages.answer, name="assessment-answer"),
    path(f"{ONE}compare/", out_pages.compare, name="assessment-compare"),
    path(f"{ONE}claims.csv", out_pages.claims_csv, name="assessment-claims-csv"),
    path(f"{ONE}claims.json", out_pages.claims_json, name="assessment-claims-json"),
    path(f"{ONE}report.pdf", out_pages.report, name="assessment-pdf"),
]
