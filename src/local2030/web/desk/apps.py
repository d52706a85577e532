"""The desk room as Django knows it."""

from django.apps import AppConfig


class Desk(AppConfig):
    """Its label stands in the tables' names."""

    name = "local2030.web.desk"
    label = "desk"
