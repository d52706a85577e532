"""The Coalition's room as a Django app."""

from django.apps import AppConfig


class Coalition(AppConfig):
    """Its things are rows of the registry; links and letters have tables of their own."""

    name = "local2030.web.coalition"
    label = "coalition"
