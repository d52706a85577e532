"""Addresses of the page that any list has."""

from django.urls import path

from local2030.web.equity import views

urlpatterns = [
    path("<subject:subject>/<slug:of>/equity/", views.equity, name="equity"),
    path("<subject:subject>/<slug:of>/equity.<str:ending>", views.equity_file, name="equity-file"),
]
