"""Addresses that belong to no subject."""

from django.urls import path

from local2030.web.desk import views
from local2030.web.desk.coalition import coalition

urlpatterns = [
    path("", views.home, name="home"),
    path("preferences/", views.preferences, name="preferences"),
    path("health", views.health, name="health"),
    path("coalition/", coalition, name="coalition"),
    *(path(f"{s}/", views.to_come, {"subject": s}, name=s) for s in ("monitoring", "reviews", "advocacy", "matching")),
]
