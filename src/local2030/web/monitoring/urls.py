"""Addresses of monitoring, below /monitoring/. `d/` is a data set; places and indicators lie below it."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from local2030.web.monitoring import views
from local2030.web.monitoring.datasets import checks, export_file, matrix, values_file, versions
from local2030.web.monitoring.datasets import pages as datasets
from local2030.web.monitoring.flow import dividends_page, duties_page, submissions
from local2030.web.monitoring.indicators import pages as indicators
from local2030.web.monitoring.places import pages as places
from local2030.web.monitoring.uploads import correcting
from local2030.web.monitoring.uploads import pages as uploads
from local2030.web.monitoring.wishes import pages as wishes
from local2030.web.monitoring.wishes import preview

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.overview, name="monitoring"),
    path("uploads/", uploads.listing, name="data-uploads"),
    path("uploads/new/", uploads.new, name="data-upload-new"),
    path("uploads/<int:upload_id>/", uploads.one, name="data-upload"),
    path("uploads/<int:upload_id>/again/", uploads.again, name="data-upload-again"),
    path("uploads/<int:upload_id>/publish/", uploads.publish, name="data-upload-publish"),
    path("uploads/<int:upload_id>/discard/", uploads.discard, name="data-upload-discard"),
    path("submissions/<str:serial>/look/", submissions.look, name="data-submission-look"),
    path("d/<str:dataset>/duties/", duties_page.duties, name="dataset-duties"),
    path("d/<str:dataset>/dividends/", dividends_page.dividends_page, name="dataset-dividends"),
    path("d/<str:dataset>/correct/", correcting.correct, name="data-correct"),
    path("d/<str:dataset>/", datasets.dataset, name="dataset"),
    path("d/<str:dataset>/checks/", checks.checks, name="dataset-checks"),
    path("d/<str:dataset>/checks.<str:ending>", checks.checks_file, name="dataset-checks-file"),
    path("d/<str:dataset>/gaps/", matrix.matrix, name="dataset-gaps"),
    path("d/<str:dataset>/gaps.<str:ending>", matrix.matrix_file, name="dataset-gaps-file"),
    path("d/<str:dataset>/export/<str:format_>/", export_file.export_file, name="dataset-export"),
    path("d/<str:dataset>/versions/", versions.versions, name="dataset-versions"),
    path("d/<str:dataset>/values.<str:ending>", values_file.values_file, name="dataset-values"),
    path("d/<str:dataset>/wanted/", wishes.wanted, name="dataset-wanted"),
    path("d/<str:dataset>/wanted/preview/", preview.preview, name="dataset-wanted-preview"),
    path("d/<str:dataset>/wanted.<str:ending>", wishes.wanted_file, name="dataset-wanted-file"),
    path("d/<str:dataset>/places/", places.listing, name="dataset-places"),
    path("d/<str:dataset>/p/<path:place>/", places.place, name="dataset-place"),
    path("d/<str:dataset>/i/<path:indicator>/", indicators.indicator, name="indicator"),
]
