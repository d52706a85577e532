"""Addresses of the room, under /marker/."""

from django.urls import path

from local2030.web.marker.joint_programmes import (
    aid_data,
    funding_pages,
    influence_pages,
    portfolio,
    promises,
    voice_pages,
)

urlpatterns = [
    path("joint/", portfolio.portfolio, name="joint-portfolio"),
    path("joint.csv", portfolio.portfolio_file, name="joint-portfolio-file"),
    path("joint/promises/", promises.promises, name="joint-promises"),
    path("joint/promises.csv", promises.promises_file, name="joint-promises-file"),
    path("joint/promises/<str:serial>/", promises.promise, name="joint-promise"),
    path("joint/funding/", funding_pages.funding, name="joint-funding"),
    path("joint/funding.csv", funding_pages.funding_file, name="joint-funding-file"),
    path("joint/influence/", influence_pages.influence_page, name="joint-influence"),
    path("joint/influence.csv", influence_pages.influence_file, name="joint-influence-file"),
    path("joint/influence.pdf", influence_pages.influence_pdf, name="joint-influence-pdf"),
    path("joint/<str:serial>/take/", aid_data.take, name="joint-take"),
    path("local-voice/", voice_pages.voice, name="local-voice"),
    path("pilot-plan/", voice_pages.pilot_plan, name="pilot-plan"),
]
