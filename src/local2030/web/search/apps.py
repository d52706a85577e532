"""Search as a Django app."""

from django.apps import AppConfig


class Search(AppConfig):
    """The index of words; what is found is always filtered by rights."""

    name = "local2030.web.search"
    label = "search"
