"""The monitoring room as Django knows it."""

from django.apps import AppConfig


class Monitoring(AppConfig):
    """Its label stands in the tables' names."""

    name = "local2030.web.monitoring"
    label = "monitoring"
