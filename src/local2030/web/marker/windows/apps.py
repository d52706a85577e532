"""The room as Django knows it."""

from django.apps import AppConfig


class Windows(AppConfig):
    """Its label stands in the tables' names."""

    name = "local2030.web.marker.windows"
    label = "windows"
