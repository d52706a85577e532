"""The room as Django knows it."""

from django.apps import AppConfig


class RealTime(AppConfig):
    """Its label stands in the tables' names."""

    name = "local2030.web.marker.real_time"
    label = "real_time"
