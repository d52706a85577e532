"""The room as Django knows it."""

from django.apps import AppConfig


class ExpertGroup(AppConfig):
    """Its label stands in the tables' names."""

    name = "local2030.web.marker.expert_group"
    label = "expert_group"
