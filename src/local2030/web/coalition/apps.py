"""The Coalition's room as a Django app."""

from django.apps import AppConfig


class Coalition(AppConfig):
    """No tables of its own: its things are rows of the registry."""

    name = "local2030.web.coalition"
    label = "coalition"
