"""The registry as a Django app."""

from django.apps import AppConfig


class Registry(AppConfig):
    """Things and what ties them together."""

    name = "local2030.web.registry"
    label = "registry"
