"""The jobs room as Django knows it."""

from django.apps import AppConfig


class Jobs(AppConfig):
    """Its label stands in the tables' names."""

    name = "local2030.web.jobs"
    label = "jobs"
