"""Addresses that belong to no subject."""

from django.urls import path

from local2030.web.desk import countries, offers, own_desk, views, workstreams

urlpatterns = [
    path("", views.home, name="home"),
    path("preferences/", views.preferences, name="preferences"),
    path("desk/", own_desk.desk, name="desk"),
    path("desk/all/", own_desk.everything, name="desk-all"),
    path("workstreams/<slug:stream>/", workstreams.listing, name="workstream"),
    path("countries/", countries.listing, name="countries"),
    path("countries/<str:code>/", countries.one, name="country"),
    path("countries/<str:code>/offer/", offers.page, name="offer"),
    path("countries/<str:code>/offer.pdf", offers.pdf, name="offer-pdf"),
    *(path(f"{s}/", views.to_come, {"subject": s}, name=s) for s in ("reviews", "advocacy", "matching")),
]
