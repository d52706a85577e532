"""The room as Django knows it."""

from django.apps import AppConfig


class Mirror(AppConfig):
    """Its label stands in the tables' names."""

    name = "local2030.web.marker.mirror"
    label = "mirror"
