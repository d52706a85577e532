"""The accounts room as Django knows it."""

from django.apps import AppConfig


class Accounts(AppConfig):
    """Its label stands in the tables' names."""

    name = "local2030.web.accounts"
    label = "accounts"
