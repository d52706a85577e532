"""The exchange room as Django knows it."""

from django.apps import AppConfig


class Exchange(AppConfig):
    """Its label stands in the tables' names."""

    name = "local2030.web.exchange"
    label = "exchange"
