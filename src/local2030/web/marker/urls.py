"""Addresses of the marker."""

from django.urls import include, path

from local2030.web.marker import corrections, uploads, views

urlpatterns = [
    path("", views.portfolio, name="marker"),
    path("programmes/<int:programme_id>/", views.programme, name="programme"),
    path("programmes/<int:programme_id>/score.json", views.programme_json, name="programme-json"),
    path("programmes/<int:programme_id>/score.csv", views.programme_csv, name="programme-csv"),
    path("programmes/<int:programme_id>/score.pdf", views.programme_pdf, name="programme-pdf"),
    path("programmes/<int:programme_id>/actors/<int:place>/wrong/", corrections.correct, name="correct"),
    path("rubric/", views.rubric, name="rubric"),
    path("map/", views.portfolio_map, name="portfolio-map"),
    path("portfolio.csv", views.portfolio_csv, name="portfolio-csv"),
    path("corrections/", corrections.listing, name="corrections"),
    path("corrections/<int:correction_id>/", corrections.one, name="correction"),
    path("corrections/<int:correction_id>/undo/", corrections.undo, name="undo-correction"),
    path("uploads/", uploads.listing, name="uploads"),
    path("uploads/new/", uploads.new, name="upload-new"),
    path("uploads/<int:upload_id>/", uploads.one, name="upload"),
    path("uploads/<int:upload_id>/again/", uploads.again, name="upload-again"),
    path("jobs/<int:job_id>/stop/", uploads.stop_job, name="stop-job"),
    path("", include("local2030.web.marker.assessing.urls")),
    path("", include("local2030.web.marker.mirror.urls")),
    path("", include("local2030.web.marker.windows.urls")),
    path("", include("local2030.web.marker.expert_group.urls")),
    path("", include("local2030.web.marker.frameworks.urls")),
    path("", include("local2030.web.marker.joint_programmes.urls")),
    path("", include("local2030.web.marker.real_time.urls")),
]
