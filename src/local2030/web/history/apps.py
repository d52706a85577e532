"""The history as a Django app."""

from django.apps import AppConfig


class History(AppConfig):
    """Its label stands in the tables' names."""

    name = "local2030.web.history"
    label = "history"
