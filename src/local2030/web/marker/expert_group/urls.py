"""Addresses of the room, under /marker/."""

from django.urls import path

from local2030.web.marker.expert_group import audit_pages as audit
from local2030.web.marker.expert_group import bill_pages as bills
from local2030.web.marker.expert_group import round_pages as rounds
from local2030.web.marker.expert_group import sample_pages as samples

urlpatterns = [
    path("audit/", audit.audit, name="marker-audit"),
    path("audit.json", audit.audit_json, name="marker-audit-json"),
    path("audit.csv", audit.audit_csv, name="marker-audit-csv"),
    path("audit.pdf", audit.audit_pdf, name="marker-audit-pdf"),
    path("audit/again/", audit.again, name="marker-audit-again"),
    path("audit/patterns/<int:number>/", audit.pattern, name="marker-pattern"),
    path("audit/ratings.csv", audit.table, name="marker-ratings"),
    path("audit/ratings/new/", audit.ratings_new, name="ratings-new"),
    path("audit/ratings/<int:file_id>.csv", audit.ratings_file, name="ratings-file"),
    path("audit/ratings/<int:file_id>/withdraw/", audit.ratings_withdraw, name="ratings-withdraw"),
    path("bills/new/", bills.bill_new, name="bill-new"),
    path("bills/<str:serial>/amend/", bills.bill_amend, name="bill-amend"),
    path("bills/<str:serial>/vote/", bills.bill_vote, name="bill-vote"),
    path("bills/<str:serial>/impact.pdf", bills.bill_pdf, name="bill-pdf"),
    path("bills/<str:serial>/bill.json", bills.bill_json, name="bill-json"),
    path("bills/<str:serial>/rubric.zip", bills.bill_rubric, name="bill-rubric"),
    path("rounds/<str:serial>/answer/", rounds.round_answer, name="round-answer"),
    path("rounds/<str:serial>/statements/", rounds.round_statements, name="round-statements"),
    path("rounds/<str:serial>/invite/", rounds.round_invite, name="round-invite"),
    path("rounds/<str:serial>/remarks/<int:number>/", rounds.remark, name="remark"),
    path("rounds/<str:serial>/round.json", rounds.round_json, name="round-json"),
    path("samples/readings/", samples.readings, name="sample-readings"),
    path("samples/readings/<int:reading_id>/", samples.reading, name="sample-reading"),
    path("samples/<str:serial>/draw/", samples.sample_draw, name="sample-draw"),
]
