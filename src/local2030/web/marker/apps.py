"""The marker room as Django knows it."""

from django.apps import AppConfig


class Marker(AppConfig):
    """Its label stands in the tables' names."""

    name = "local2030.web.marker"
    label = "marker"
