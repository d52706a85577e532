"""Addresses of the page that any list has."""

from django.urls import path

from local2030.web.equity import views

urlpatterns = [
    path("equity/<subject:subject>/<slug:of>/", views.equity, name="equity"),
    path("equity/<subject:subject>/<slug:of>.<str:ending>", views.equity_file, name="equity-file"),
]
