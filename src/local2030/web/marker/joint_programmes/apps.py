"""The room as Django knows it."""

from django.apps import AppConfig


class JointProgrammes(AppConfig):
    """Its label stands in the tables' names."""

    name = "local2030.web.marker.joint_programmes"
    label = "joint_programmes"
