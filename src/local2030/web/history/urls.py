"""Addresses of the history."""

from django.urls import path

from local2030.web.history import views

urlpatterns = [
    path("", views.history, name="history"),
    path("history.csv", views.history_csv, name="history-csv"),
]
